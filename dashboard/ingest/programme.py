"""What programme.toml says, and what it must not contradict."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from dashboard.ingest.faults import Fault, shown
from dashboard.ingest.schema import DIMENSIONS, ROLE_WITHHELD
from dashboard.ingest.toml_file import TomlFile

PROGRAMME = "programme.toml"

# Table -> key -> the type of its value. All of them are needed; years may also hold [[years.partial]].
TABLES: dict[str, dict[str, type]] = {
    "programme": {
        "key": str,
        "name": str,
        "full_name": str,
        "tagline": str,
        "implemented_by": str,
        "default_language": str,
        "fictional": bool,
        "banner": str,
    },
    "funder": {"line": str, "emblem": str, "framework": str},
    "years": {"achieved": int, "planned": int, "default": str, "first": int, "cut_off": str},
    "disclaimers": {"map": str, "seizures": str, "register": str, "links": str},
}
PARTIAL_YEAR: dict[str, type] = {"year": int, "note": str}
CATEGORY: dict[str, type] = {"key": str, "label": str, "short": str, "definition": str}

_KEY = re.compile(r"[a-z][a-z0-9_]*")
_FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_LANGUAGE = re.compile(r"[a-z]{2,3}(_[A-Z]{2})?")


@dataclass(frozen=True)
class Category:
    """One value of a dimension, in the words the programme uses for it."""

    dimension: str
    key: str
    label: str
    short_label: str
    definition: str


@dataclass(frozen=True)
class Programme:
    """What programme.toml says and the warehouse needs; words for the screen stay in the file."""

    key: str
    name: str
    full_name: str
    achieved_year: int
    planned_year: int
    first_year: int
    cut_off: date
    partial_years: tuple[tuple[int, str], ...]
    categories: tuple[Category, ...]
    content: bytes

    def keys(self) -> Mapping[str, tuple[str, ...]]:
        """The keys allowed per dimension, in the programme's order."""
        found: dict[str, tuple[str, ...]] = {}
        for category in self.categories:
            found[category.dimension] = (*found.get(category.dimension, ()), category.key)
        return found


def read_programme(data: Path, faults: list[Fault]) -> Programme | None:
    """Read programme.toml; None (and faults) if anything in it is wrong."""
    toml = TomlFile(PROGRAMME, faults)
    told = toml.read(data / PROGRAMME)
    if told is None:
        return None
    before = len(faults)
    for table in told.keys() - TABLES.keys() - {"categories"}:
        toml.fault(table, "the table is unknown", f"use only {', '.join(TABLES)}, categories")
    values = {
        table: toml.fields(table, told.get(table), wanted, other_keys=("partial",) if table == "years" else ())
        for table, wanted in TABLES.items()
    }
    categories = _categories(toml, told.get("categories"))
    years_told = told.get("years")
    partial = _partial_years(toml, years_told.get("partial", []) if isinstance(years_told, dict) else [])
    cut_off = _cut_off(toml, values["years"].get("cut_off"))
    if len(faults) == before and cut_off is not None:
        _hold_years(toml, values["years"], cut_off, [year for year, _ in partial])
        _hold_words(toml, values)
    if len(faults) > before or cut_off is None:
        return None
    identity, years = values["programme"], values["years"]
    return Programme(
        key=identity["key"],
        name=identity["name"],
        full_name=identity["full_name"],
        achieved_year=years["achieved"],
        planned_year=years["planned"],
        first_year=years["first"],
        cut_off=cut_off,
        partial_years=partial,
        categories=categories,
        content=toml.content,
    )


def _cut_off(toml: TomlFile, text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        toml.fault("years.cut_off", f"{shown(text)} is no ISO date", 'write "YYYY-MM-DD"')
        return None


def _categories(toml: TomlFile, told: Any) -> tuple[Category, ...]:
    if not isinstance(told, dict):
        toml.fault("categories", "there are no categories", "add [[categories.pillar]] and the others")
        return ()
    for dimension in told.keys() - set(DIMENSIONS):
        near = get_close_matches(dimension, DIMENSIONS, n=1)
        right = f"did you mean {near[0]!r}?" if near else f"use only {', '.join(DIMENSIONS)}"
        toml.fault(f"categories.{dimension}", "the dimension is unknown", right)
    found = []
    for dimension in DIMENSIONS:
        entries = told.get(dimension, [])
        seen: set[str] = set()
        for number, entry in enumerate(entries if isinstance(entries, list) else [entries], start=1):
            place = f"categories.{dimension}[{number}]"
            value = toml.fields(place, entry, CATEGORY, ("definition",))
            key = value.get("key", "")
            if key and not _KEY.fullmatch(key):
                toml.fault(f"{place}.key", f"{shown(key)} is no key", "use lower case letters, digits and '_'")
            elif key in seen:
                toml.fault(f"{place}.key", f"{shown(key)} is there twice", "keep one of them")
            elif (dimension, key) == ("role", ROLE_WITHHELD):
                toml.fault(f"{place}.key", f"{shown(key)} says of head counts that their roles are withheld", "use another key")
            seen.add(key)
            words = value.get("label", ""), value.get("short", ""), value.get("definition", "")
            found.append(Category(dimension, key, *words))
    return tuple(found)


def _partial_years(toml: TomlFile, told: Any) -> tuple[tuple[int, str], ...]:
    found = []
    for number, entry in enumerate(told if isinstance(told, list) else [told], start=1):
        value = toml.fields(f"years.partial[{number}]", entry, PARTIAL_YEAR)
        found.append((value.get("year", 0), value.get("note", "")))
    return tuple(found)


def _hold_years(toml: TomlFile, years: Mapping[str, Any], cut_off: date, partial: list[int]) -> None:
    first, last = years["first"], cut_off.year
    if first > last:
        toml.fault("years.first", f"{first} is after the cut-off", f"write a year up to {last}")
        return
    for key, latest in (("achieved", last), ("planned", last + 1)):
        if not first <= years[key] <= latest:
            toml.fault(f"years.{key}", f"{years[key]} is outside the register", f"write a year from {first} to {latest}")
    chosen = years["default"].split(",")
    if not all(re.fullmatch("[0-9]{4}", year) and first <= int(year) <= last for year in chosen):
        wrong = f"{shown(years['default'])} is no year of the register"
        toml.fault("years.default", wrong, f'write years from {first} to {last}, such as "{last}"')
    for year in partial:
        if not first <= year <= last:
            toml.fault("years.partial", f"{year} is outside the register", f"write a year from {first} to {last}")
        elif partial.count(year) > 1:
            toml.fault("years.partial", f"{year} is there twice", "keep one of them")


def _hold_words(toml: TomlFile, values: Mapping[str, Mapping[str, Any]]) -> None:
    identity, emblem = values["programme"], values["funder"]["emblem"]
    if identity["fictional"] != bool(identity["banner"].strip()):
        wrong = "the banner and 'fictional' do not agree"
        toml.fault("programme.banner", wrong, "give a banner if the data are invented, and only then")
    if not _KEY.fullmatch(identity["key"]):
        wrong = f"{shown(identity['key'])} is no key"
        toml.fault("programme.key", wrong, "use lower case letters, digits and '_'")
    if not _LANGUAGE.fullmatch(identity["default_language"]):
        wrong = f"{shown(identity['default_language'])} is no language code"
        toml.fault("programme.default_language", wrong, 'write a code such as "en"')
    if not _FILE_NAME.fullmatch(emblem):
        toml.fault("funder.emblem", f"{shown(emblem)} is no file name", "name a file of assets/")
