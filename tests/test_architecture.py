"""The house rules, read from the source: who may import whom, which library lives where, what may reach the engine, and that
nothing knows this programme or another host."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from dashboard.figures import PLOTLY, PLOTLY_PLAIN
from dashboard.settings import ROOT

PRODUCT = ROOT / "dashboard"
MODULES = sorted(PRODUCT.rglob("*.py"))
LEVELS = {
    "settings": 0, "language": 0, "kept": 0, "catalogue": 1, "links": 1, "lettering": 1, "selection": 2, "rollups": 2,
    "warehouse": 3, "reader": 3, "chart": 4, "figures": 5, "content": 5, "exports": 6, "changes": 6, "preview": 6, "snapshots": 6,
    "chrome": 6, "slides": 7, "decks": 7, "ui": 8,
}
BESIDE = {"ingest": {"settings", "language", "catalogue", "warehouse"}}
HOMES = {
    "dash": {"ui"}, "flask": {"ui"}, "flask_compress": {"ui"}, "werkzeug": {"ui"}, "brotli": {"ui"}, "orjson": {"ui"},
    "duckdb": {"warehouse", "ingest"}, "pandas": {"warehouse", "chart"}, "numpy": {"rollups"},
    "babel": {"language"}, "xlsxwriter": {"exports", "slides"},
    "openpyxl": {"ingest"}, "defusedxml": {"ingest"}, "pycountry": {"ingest"}, "tqdm": {"ingest"},
    "authlib": {"ui"}, "requests": {"ui"}, "PIL": {"preview", "lettering"}, "choreographer": {"chrome"}, "pptx": {"slides"},
    "sqlalchemy": {"links"}, "alembic": {"links"}, "cryptography": {"links"},
}
"""Every outside library and the parts of the product that may import it. Plotly is in none: figures are plain dictionaries."""


def part(path: Path) -> str:
    """The part of the product that a module belongs to: the first name below dashboard/."""
    return path.relative_to(PRODUCT).parts[0].removesuffix(".py")


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Line and full name of everything a module imports."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, name.name) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: line {node.lineno} imports by a relative name"
            yield from ((node.lineno, f"{node.module}.{name.name}") for name in node.names)


def at(path: Path, line: int) -> str:
    return f"{path.relative_to(ROOT)}:{line}"


def test_every_part_of_the_product_has_its_level():
    assert {part(path) for path in MODULES} == {*LEVELS, *BESIDE, "__init__"}
    told = (PRODUCT / "__init__.py").read_text(encoding="utf-8")
    assert [name for name in (*LEVELS, *BESIDE) if not re.search(rf"\b{name}\b", told)] == []


def test_the_map_of_the_product_imports_nothing():
    assert list(imports(PRODUCT / "__init__.py")) == []


def test_a_module_imports_only_from_a_smaller_level():
    broken = []
    for path in MODULES:
        mine = part(path)
        for line, name in imports(path):
            if not name.startswith("dashboard."):
                continue
            other = name.split(".")[1]
            if other == mine:
                continue
            allowed = other in BESIDE[mine] if mine in BESIDE else other in LEVELS and LEVELS[other] < LEVELS[mine]
            if not allowed:
                broken.append(f"{at(path, line)} {mine} imports {other}")
    assert broken == []


def test_nothing_imports_ingest():
    outside = [path for path in (*MODULES, ROOT / "app.py") if "ingest" not in path.parts]
    assert [at(path, line) for path in outside for line, name in imports(path) if name.startswith("dashboard.ingest")] == []


def test_every_outside_library_stays_at_home():
    broken = []
    for path in MODULES:
        for line, name in imports(path):
            library = name.split(".")[0]
            if library in sys.stdlib_module_names or library in ("dashboard", "__future__"):
                continue
            if part(path) not in HOMES.get(library, ()):
                broken.append(f"{at(path, line)} {library}")
    assert broken == []


def test_every_pinned_library_has_a_home_and_every_home_a_pin():
    names = {"flask-compress": "flask_compress", "pillow": "PIL", "python-pptx": "pptx"}
    pinned = {names.get(line.split("==")[0], line.split("==")[0])
              for line in (ROOT / "requirements.txt").read_text("utf-8").splitlines() if "==" in line}
    comes_with_dash = {"flask", "werkzeug"}
    used_elsewhere = {"plotly", "waitress", "psycopg[binary]"}  # SQLAlchemy itself imports psycopg
    assert pinned - used_elsewhere == set(HOMES) - comes_with_dash


@pytest.mark.parametrize("folder", ["dashboard", "queries", "assets/scripts", "assets/css"])
def test_no_module_query_script_or_style_knows_this_programme(folder):
    """Everything that says so lives in the data package, and another package works without touching code."""
    known = re.compile(r"crimjust|unodc|meridian", re.IGNORECASE)
    found = []
    for path in (ROOT / folder).rglob("*"):
        if path.suffix in (".py", ".sql", ".js", ".css"):
            said = path.read_text(encoding="utf-8")
            if path.suffix == ".py" and path.name == "settings.py":
                said = said.replace("examples/meridian", "")
            found += [f"{path.relative_to(ROOT)}: {match[0]}" for match in known.finditer(said)]
    assert found == []


def test_no_module_or_query_names_a_category_of_a_programme():
    """The pillars, kinds, statuses and drugs of a package are data: the product takes whatever programme.toml lists."""
    keys, words_of_the_product = set(), {"not_stated", "other"}
    for package in (ROOT / "data", ROOT / "examples" / "meridian"):
        told = tomllib.loads((package / "programme.toml").read_text(encoding="utf-8"))
        keys |= {one["key"] for dimension in ("pillar", "activity_type", "modality", "programme_status", "drug", "role")
                 for one in told["categories"].get(dimension, [])}
    quoted = re.compile("['\"](" + "|".join(map(re.escape, sorted(keys - words_of_the_product))) + ")['\"]")
    found = [f"{path.relative_to(ROOT)}: {match[0]}" for path in (*MODULES, *sorted((ROOT / "queries").rglob("*.sql")))
             for match in quoted.finditer(path.read_text(encoding="utf-8"))]
    assert found == []


def test_callbacks_are_registered_on_the_application_and_never_on_the_process():
    broken = []
    for path in MODULES:
        broken += [at(path, line) for line, name in imports(path) if name in ("dash.callback", "dash.clientside_callback")]
        broken += [at(path, node.lineno) for node in ast.walk(tree(path))
                   if isinstance(node, ast.Attribute) and node.attr in ("callback", "clientside_callback")
                   and isinstance(node.value, ast.Name) and node.value.id == "dash"]
    assert broken == []


def test_nothing_is_evaluated_unpickled_or_handed_to_a_shell():
    refused = {"eval", "exec", "compile", "__import__"}
    modules = {"pickle", "marshal", "shelve", "subprocess", "ctypes"}
    broken = []
    for path in MODULES:
        broken += [at(path, line) for line, name in imports(path) if name.split(".")[0] in modules]
        broken += [at(path, node.lineno) for node in ast.walk(tree(path))
                   if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in refused]
    assert broken == []


# What reaches the engine

ENGINE_CALLS = {"execute", "executemany", "sql", "query", "from_query", "extract_statements"}
DECLARED_DDL = {("dashboard/ingest/build.py", "_table")}
"""Functions whose statements are put together from names and types that the product itself declares."""


def is_fixed(node: ast.expr, known: dict[str, ast.expr]) -> bool:
    """Whether an expression can only be text of the product: a constant, the text of a query file, or constants and such
    texts one after the other."""
    if isinstance(node, ast.Constant):
        return True
    if isinstance(node, ast.Attribute):
        return node.attr == "sql"
    if isinstance(node, ast.Name):
        return node.id in known and is_fixed(known[node.id], {})
    if isinstance(node, ast.Subscript):
        # What `extract_statements`, itself looked at here, has read from such a text.
        return ast.unparse(node.value) == "self._parsed"
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return is_fixed(node.left, known) and is_fixed(node.right, known)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        # A file of queries/, read or decoded as it is.
        return node.func.attr in ("read_text", "decode")
    return False


def test_only_texts_of_the_product_reach_the_engine():
    broken, seen = [], 0
    for path in MODULES:
        if part(path) not in HOMES["duckdb"]:
            continue
        for function in ast.walk(tree(path)):
            if not isinstance(function, ast.FunctionDef) or (str(path.relative_to(ROOT)), function.name) in DECLARED_DDL:
                continue
            known = {target.id: node.value for node in ast.walk(function) if isinstance(node, ast.Assign)
                     for target in node.targets if isinstance(target, ast.Name)}
            for node in ast.walk(function):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ENGINE_CALLS:
                    seen += 1
                    if not node.args or not is_fixed(node.args[0], known):
                        broken.append(f"{at(path, node.lineno)} {ast.unparse(node)}")
    assert broken == []
    assert seen >= 8


def test_the_statements_put_together_by_ingest_name_only_what_its_schema_declares():
    """The one function that puts statements together gets column names and types from the schema, never from a delivery."""
    source = tree(PRODUCT / "ingest" / "build.py")
    callers = {function.name for function in ast.walk(source) if isinstance(function, ast.FunctionDef)
               for node in ast.walk(function)
               if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_table"}
    assert callers == {"_records"}
    for node in ast.walk(source):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_records":
            assert isinstance(node.args[1], ast.Constant) and isinstance(node.args[2], ast.Constant)


def test_statements_over_delivered_rows_are_put_together_in_one_place_and_from_nothing_but_the_schema():
    source = tree(PRODUCT / "ingest" / "tables.py")
    taken = {ast.unparse(argument.annotation) for function in ast.walk(source) if isinstance(function, ast.FunctionDef)
             for argument in function.args.args if argument.annotation}
    assert taken == {"Dataset", "Column"}
    makers = {path.name for path in MODULES for node in ast.walk(tree(path))
              if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("Statement")}
    assert makers == {"tables.py"}


# Other hosts

ADDRESS = re.compile(r"""(?:https?:|wss?:)?//[\w-]+(?:\.[\w-]+)+[^\s"')]*""")
NAMED_BY_PLOTLY = {"plotly.com", "cloud.plotly.com", "cdn.plot.ly", "github.com", "developer.mozilla.org", "www.w3.org"}
"""Hosts in the words of plotly.js: of its help, of a service not offered, of a folder of maps that the product sets otherwise.
It asks none of them: every browser test fails at a request to another host, and the content policy forbids one."""
NAMESPACES = re.compile(r"https?://www\.w3\.org/(?:2000/svg|1999/xlink|1999/xhtml|1998/Math/MathML)")


def without_comments(path: Path) -> str:
    said = re.sub(r"/\*.*?\*/|<!--.*?-->", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    return re.sub(r"(?m)(?:^|(?<=\s))//.*$", "", said) if path.suffix == ".js" else said


@pytest.mark.parametrize("path", sorted((ROOT / "assets").rglob("*")), ids=lambda path: str(path.relative_to(ROOT / "assets")))
def test_no_asset_names_another_host(path):
    if path.suffix in (".css", ".js", ".svg", ".json", ".html"):
        named = ADDRESS.findall(NAMESPACES.sub("", without_comments(path)))
        if path in (PLOTLY, PLOTLY_PLAIN):
            named = [one for one in named if urlsplit(one).hostname not in NAMED_BY_PLOTLY]
        assert named == []


def test_no_script_needs_what_the_content_policy_forbids():
    refused = re.compile(r"(?<![\w.$])eval\s*\(|(?<![\w.$])Function\s*\(")
    scripts = [*(ROOT / "assets").rglob("*.js")]
    assert PLOTLY in scripts
    assert [path.name for path in scripts if refused.search(path.read_text(encoding="utf-8"))] == []


def test_our_scripts_evaluate_no_text_and_open_no_window():
    refused = re.compile(r"\beval\s*\(|new Function\b|document\.write\b|\bimportScripts\b|\bwindow\.open\b"
                         r"|set(?:Timeout|Interval)\s*\(\s*[\"'`]")
    assert [path.name for path in (ROOT / "assets" / "scripts").glob("*.js") if refused.search(without_comments(path))] == []


def test_no_component_of_the_product_takes_markup_or_another_page_into_itself():
    broken = []
    for path in MODULES:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and (
                node.func.attr in ("Markdown", "Iframe", "Embed", "ObjectEl")
                or any(keyword.arg == "dangerously_allow_html" for keyword in node.keywords)
            ):
                broken.append(at(path, node.lineno))
    assert broken == []


def test_every_query_is_written_in_lower_case():
    broken = []
    for path in sorted((ROOT / "queries").rglob("*.sql")):
        said = re.sub(r"'[^']*'|--.*", "", path.read_text(encoding="utf-8"))
        if re.search(r"\b(SELECT|FROM|WHERE|JOIN|GROUP|ORDER|AND|OR)\b", said):
            broken.append(path.name)
    assert broken == []
