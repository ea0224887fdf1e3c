"""A copy of a page opens from a disk without a network, and paper cuts nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from sealed_link import new_link, register_of
from visitor import faults_of_access, texts, tiles, until

from dashboard.content import PAGES
from dashboard.ui.cards import is_drawn

READY = "() => document.documentElement.hasAttribute('data-ready')"
TRACES = """() => Object.fromEntries([...document.querySelectorAll(".js-plotly-plot")].map(
    (drawn) => [drawn.closest(".card").id, drawn.data.map((trace) => [trace.type, trace.x, trace.y, trace.lat, trace.lon])]))"""


@pytest.fixture
def saved(browser: Browser, served: dict[str, Any], tmp_path: Path) -> Callable[..., tuple[Page, list[str], str]]:
    """saved("crimjust", "/export/page.html?of=/gender") -> the copy opened from a disk with no network, what it asked for and
    complained of, and its text."""
    contexts = []

    def opened(package: str, address: str, **options: Any) -> tuple[Page, list[str], str]:
        fetching = browser.new_context()
        answer = fetching.request.get(served[package].address + address)
        assert answer.status == 200, answer.text()[:300]
        place = tmp_path / "copy.html"
        place.write_bytes(answer.body())
        text = answer.text()
        fetching.close()
        context = browser.new_context(offline=True, **options)
        contexts.append(context)
        page, told = context.new_page(), []
        page.on("request", lambda request: told.append(request.url) if not request.url.startswith("data:") else None)
        page.on("console", lambda message: told.append(message.text) if message.type in ("error", "warning") else None)
        page.on("pageerror", lambda fault: told.append(str(fault)))
        page.goto(place.as_uri())
        until(page, READY, "the copy is drawn")
        assert told.pop(0) == place.as_uri()
        return page, told, text

    yield opened
    for context in contexts:
        context.close()


@pytest.mark.parametrize(("package", "key"), [("crimjust", page.key) for page in PAGES] + [("meridian", "overview")])
def test_a_copy_draws_every_chart_of_its_page_and_asks_for_nothing(saved, package, key):
    page_of = next(page for page in PAGES if page.key == key)
    page, told, _ = saved(package, f"/export/page.html?of={page_of.path}")
    assert told == []
    drawn = {f"card-{chart.name}" for chart in page_of.charts if is_drawn(chart)}
    assert set(page.evaluate(TRACES)) == drawn
    assert all(picture.locator(".main-svg path").count() for picture in page.locator(".js-plotly-plot").all())
    assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")
    for map_of in page.locator(".card-symbol-map .js-plotly-plot").all():
        assert map_of.evaluate("(one) => one.querySelectorAll('.geo .countries path, .geo .land path').length") > 0


@pytest.mark.parametrize("path", ["/", "/gender?year=2020", "/geography?year=all"])
def test_a_copy_has_the_numbers_of_the_page(saved, visitor, path):
    page = visitor.open(path)
    said, shown = texts(page), page.evaluate(TRACES)
    findings = page.evaluate("""() => Object.fromEntries([...document.querySelectorAll("section.card")].map((card) => [card.id,
        [".card-subtitle", ".finding", ".card-note", ".source", ".data-table tbody"].map(
            (part) => [...card.querySelectorAll(part)].map((one) => one.textContent.replace(/\\s+/g, " ")))]))""")
    copied, told, _ = saved("crimjust", f"/export/page.html?of={path}")
    assert told == [] and copied.evaluate(TRACES) == shown and set(texts(copied)) == set(said)
    assert copied.evaluate("""() => Object.fromEntries([...document.querySelectorAll("section.card")].map((card) => [card.id,
        [".card-subtitle", ".finding", ".card-note", ".source", ".data-table tbody"].map(
            (part) => [...card.querySelectorAll(part)].map((one) => one.textContent.replace(/\\s+/g, " ")))]))""") == findings
    if path == "/":
        assert tiles(copied) == tiles(page) and tiles(copied)["Activities"] == "19"


def test_a_copy_of_a_sealed_view_has_the_fingerprint_of_its_seal_and_works_without_the_dashboard(saved, visitor, packages):
    register = register_of(packages["crimjust"])
    _, token = register.make(new_link(packages["crimjust"], pages=("gender",), path="/gender", query="year=2020",
                                      locked=("year",), label="Annex 3"), by="editor")
    seal = visitor.open(f"/s/{token}/gender").locator(".seal dd").all_inner_texts()
    page, told, text = saved("crimjust", f"/s/{token}/export/page.html?of=/gender", viewport={"width": 390, "height": 800})
    assert told == [] and token not in text and page.locator(".seal").get_by_text("Annex 3").is_visible()
    assert page.locator(".seal dd").all_inner_texts()[:len(seal)] == seal
    assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")
    card = page.locator("#card-women_share")
    card.locator("[data-show=table]").click()
    assert card.locator(".card-table td").first.is_visible() and card.locator(".card-chart").is_hidden()
    card.locator("[data-show=chart]").click()
    card.locator(".js-plotly-plot").scroll_into_view_if_needed()
    box = card.locator(".scatterlayer .point").first.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    until(page, lambda: "79 of 250" in (card.locator(".hoverlayer").text_content() or ""), "a mark tells its value")
    assert page.locator("a[href^='/'], a[href^='http://localhost']").count() == 0 and faults_of_access(page) == []


# Paper

UPRIGHT_PX, ACROSS_PX = 680, 953
CUT = """(limits) => [...document.querySelectorAll(
    "#content .picture, #content .data-table, #content .matrix, #content .tiles"
)].filter((one) => one.getBoundingClientRect().width > (one.closest(".wide") ? limits[1] : limits[0]) + 1 || (
        one.matches(".picture") && one.getBoundingClientRect().height > 850)).map((one) => one.closest(".card").id)"""


@pytest.mark.parametrize("package", ["crimjust", "meridian"])
def test_every_figure_fits_its_paper(served, visiting, package):
    visitor = visiting(served[package].address)
    page = visitor.page(width=1100)
    for one in PAGES:
        page.goto(f"{visitor.address}/print?of={one.path}")
        until(page, READY, "the page to print is drawn")
        page.emulate_media(media="print")
        page.set_viewport_size({"width": UPRIGHT_PX, "height": 900})
        assert page.evaluate(CUT, [UPRIGHT_PX, ACROSS_PX]) == [], one.key
        assert page.locator(".paper-tools").is_hidden()
        kept = page.evaluate("""() => [...document.querySelectorAll(".card-chart:has(> .picture), .caveats li, tbody tr")].every(
            (part) => getComputedStyle(part).breakInside === "avoid")""")
        opened = page.evaluate("() => [...document.querySelectorAll('details.caveats')].every((notes) => notes.open)")
        assert kept and opened
        page.emulate_media(media="screen")
        page.set_viewport_size({"width": 1100, "height": 900})


def test_a_page_to_print_waits_for_its_button(visitor):
    page = visitor.page()
    page.add_init_script("window.print = () => { window.printed = (window.printed || 0) + 1; }")
    page.goto(visitor.address + "/print?of=/gender")
    until(page, READY, "the page to print is drawn")
    assert page.evaluate("() => window.printed") is None
    page.get_by_role("button", name="Print").click()
    assert page.evaluate("() => window.printed") == 1
    assert page.get_by_role("link", name="PDF").get_attribute("href") == "/export/page.pdf?of=%2Fgender"
    assert faults_of_access(page) == []


def test_a_reader_prints_or_saves_the_view_before_them(visitor):
    page = visitor.open("/gender?pillar=research")
    page.get_by_text("Print or save").click()
    with page.expect_popup() as opened:
        page.get_by_text("Print …").click()
    until(opened.value, READY, "the page to print is drawn")
    assert "Research" in opened.value.locator(".document-filters").inner_text()
    page.get_by_text("Print or save").click()
    with page.expect_download() as saved_file:
        page.get_by_text("Save a copy that works offline").click()
    assert saved_file.value.suggested_filename.startswith("gender-r-") and saved_file.value.suggested_filename.endswith(".html")
