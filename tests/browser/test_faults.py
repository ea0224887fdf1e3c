"""Faults that readers must be told of, and text that must stay text."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest
from serving import Served
from visitor import Visitor, card, chips, go, settled, tiles

from dashboard.content import PAGES
from dashboard.settings import ROOT
from dashboard.warehouse import manifest_seal

HOSTILE = '<img src=x onerror="window.broken=1"><script>window.broken=2</script><svg onload=window.broken=3>'


@pytest.fixture(scope="module")
def without_annual_totals(crimjust: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server of a release whose table of annual seizures is gone, its manifest made to fit the file."""
    package = shutil.copytree(crimjust, tmp_path_factory.mktemp("broken") / "package", ignore=shutil.ignore_patterns("state"))
    (database,) = package.glob("warehouse/r-*/warehouse.duckdb")
    with duckdb.connect(str(database)) as connection:
        connection.execute("drop table annual_seizures")
    manifest = database.with_name("manifest.json")
    told = json.loads(manifest.read_text(encoding="utf-8"))
    told["warehouse_sha256"] = hashlib.sha256(database.read_bytes()).hexdigest()
    told["seal"] = manifest_seal(told)
    manifest.write_text(json.dumps(told), encoding="utf-8")
    with Served(package) as server:
        yield server


def test_a_figure_that_cannot_be_computed_says_so_in_its_card_and_leaves_the_others_alone(
    without_annual_totals: Served, visiting: Callable[[str], Visitor],
) -> None:
    """Forty single seizures of 2020 are on record; the annual totals cannot be read."""
    visitor = visiting(without_annual_totals.address)
    page = visitor.open("/seizures")
    failed = page.evaluate("""() => [...document.querySelectorAll('.empty-state[data-kind="failed"]')].map(
        (state) => state.closest(".card").id)""")
    assert set(failed) == {"card-seizure_basis", "card-seizures_annual"}
    words = card(page, "seizures_annual").locator(".empty-state")
    assert "This figure could not be computed. The rest of the page is not affected" in words.inner_text()
    assert words.get_attribute("role") == "alert"
    assert not card(page, "seizures_annual").locator(".trace").count()
    assert card(page, "seizure_list").locator("tbody tr").count() == 40
    page.locator('.segment:text-is("All years")').click()
    settled(page)
    assert card(page, "seizure_list").locator("tbody tr").count() > 40
    page.goto(visitor.address + "/")
    assert tiles(settled(page))["Activities"] == "19"
    logged = "".join(without_annual_totals.logged)
    assert "chart seizures_annual failed" in logged and "annual_seizures" in logged


def test_its_download_is_refused_with_words_and_without_the_reason(
    without_annual_totals: Served, visiting: Callable[[str], Visitor],
) -> None:
    visitor = visiting(without_annual_totals.address)
    answer = visitor.page().request.get(visitor.address + "/export/seizures_annual.csv")
    assert answer.status == 500 and answer.text() == "This figure could not be computed.\n"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server of a package whose texts carry markup, and one of whose sources is a script."""
    package = tmp_path_factory.mktemp("hostile") / "package"
    shutil.copytree(ROOT / "examples" / "meridian", package, ignore=shutil.ignore_patterns("warehouse"))

    def change(path: Path, pattern: str, to: str, count: int = 0) -> None:
        told = path.read_text(encoding="utf-8")
        changed, n = re.subn(pattern, lambda _: to, told, count=count)
        assert n, (path, pattern)
        path.write_text(changed, encoding="utf-8")
        origin = path.with_name(path.stem + ".origin.toml")
        if origin.exists():
            sums = [hashlib.sha256(text.encode("utf-8")).hexdigest() for text in (told, changed)]
            origin.write_text(origin.read_text(encoding="utf-8").replace(*sums), encoding="utf-8")

    quoted = '"' + HOSTILE.replace('"', '""') + '"'
    change(package / "deliveries/activities/2022-2023.csv", r'"Course on writing forensic reports, eastern cluster"', quoted)
    change(package / "deliveries/activities/2022-2023.csv", r"Analysts rewrote reports so that a court can follow them\.", quoted)
    change(package / "programme.toml", r'label = "Forensic services"', f"label = '{HOSTILE}'")
    change(package / "programme.toml", r'short = "Forensics"', f"short = '{HOSTILE}'")
    done = subprocess.run([sys.executable, "-m", "dashboard.ingest", "build", "--data", str(package)], cwd=ROOT,
                          capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    with Served(package) as server:
        yield server


def test_markup_in_the_data_is_shown_as_text_and_never_runs(hostile: Served, visiting: Callable[[str], Visitor]) -> None:
    """Without the content policy, which would stop what the product let through."""
    visitor = visiting(hostile.address)
    page = visitor.open("/", bypass_csp=True)
    seen = 0
    for path in [page.path for page in PAGES]:
        go(page, path if path == "/compare" else f"{path}?year=all")
        seen += page.locator("body").inner_text().count("onerror=")
        page.locator("section.card:visible .menu summary").first.click()
        page.locator("details.menu[open] button").first.click()
        page.locator("#explain[open] h3").first.wait_for()
        assert page.evaluate("() => window.broken") is None
        assert page.locator("img[src=x]").count() == 0 and page.locator('a[href^="javascript:"]').count() == 0
        page.keyboard.press("Escape")
        page.locator("#explain").wait_for(state="hidden")
    assert seen > 3
    page.goto(visitor.address + "/activities?year=all&pillar=forensic_services")
    assert "onerror=" in settled(page).locator("#filters").inner_text()
    assert page.evaluate("() => window.broken") is None


def test_markup_in_an_address_is_shown_as_text_and_never_runs(visitor: Visitor) -> None:
    page = visitor.page(bypass_csp=True)
    for query in ("?pillar=" + "%3Cimg%20src%3Dx%20onerror%3Dwindow.broken%3D1%3E", "?%3Cscript%3Ewindow.broken%3D1%3C/script%3E=1",
                  "?country=javascript:window.broken=1", "#<img src=x onerror=window.broken=1>"):
        page.goto(visitor.address + "/" + query)
        settled(page)
        assert page.evaluate("() => window.broken") is None
        assert page.locator("img[src=x]").count() == 0 and chips(page) == []


def test_the_dashboard_cannot_be_put_into_a_frame(visitor: Visitor) -> None:
    page = visitor.page()
    page.goto(visitor.address + "/health")
    loaded = page.evaluate("""(address) => new Promise((done) => {
        const frame = document.createElement("iframe");
        frame.src = address;
        frame.onload = () => {
            try { done(!!frame.contentDocument.querySelector("#react-entry-point")); } catch { done(false); }
        };
        setTimeout(() => done(false), 3000);
        document.body.appendChild(frame);
    })""", visitor.address + "/")
    assert loaded is False
    visitor.faults.clear()  # the browser's line about the refusal
