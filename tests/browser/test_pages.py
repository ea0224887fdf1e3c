"""Every page of both packages, on a laptop and on a phone, in light and dark: drawn, readable by everybody, asking nobody else."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page
from serving import Served
from visitor import Visitor, faults_of_access, settled, until

from dashboard.content import PAGES

PATHS = [page.path for page in PAGES]
SIZES = {"laptop": (1366, 768, (1920, 1100, 1024, 768)), "phone": (390, 844, (700, 360, 320))}
"""Width and height at which a page is opened, and the widths to which its window is then drawn."""

UNDRAWN = """() => [...document.querySelectorAll("section.card")].filter((card) => {
    const state = card.querySelector(".empty-state");
    if (state) return !state.hidden && !state.textContent.trim();
    const picture = card.querySelector(".js-plotly-plot");
    const chart = card.querySelector(".card-chart");
    if (!picture) return !chart.textContent.trim() || chart.getBoundingClientRect().height < 10;
    const shown = picture.querySelectorAll(".main-svg .trace path, .main-svg .sankey path, .main-svg .annotation-text");
    return ![...shown].some((mark) => { const box = mark.getBoundingClientRect(); return box.width > 1 && box.height > 1; });
}).map((card) => card.id)"""

TOO_WIDE = """() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    const wide = [...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > width + 0.5);
    return [document.documentElement.scrollWidth + " px of " + width,
            ...wide.slice(0, 3).map((e) => e.tagName + "." + e.className + " in " + (e.closest(".card") || {id: "no card"}).id)];
}"""


def drawn(page: Page) -> None:
    """Every card shows its chart, or says why there is none."""
    until(page, f"() => ({UNDRAWN})().length === 0", f"every chart is drawn, but {page.evaluate(UNDRAWN)}")
    failed = page.evaluate("""() => [...document.querySelectorAll('.empty-state[data-kind="failed"]')].map(
        (state) => state.closest(".card").id)""")
    assert failed == []


def fitted(page: Page) -> list[str]:
    """What still is wider than the window once its pictures have had the time to take their new size."""
    for _ in range(50):
        page.wait_for_timeout(100)
        found = page.evaluate(TOO_WIDE)
        if not found:
            break
    return found


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("package", ["crimjust", "meridian"])
@pytest.mark.parametrize("path", PATHS)
def test_a_page_is_drawn_fits_the_screen_and_is_open_to_everybody(
    served: dict[str, Served], visiting: Callable[[str], Visitor], path: str, package: str, size: str,
) -> None:
    width, height, others = SIZES[size]
    page = visiting(served[package].address).open(path, width=width, height=height)
    drawn(page)
    too_wide = {width: page.evaluate(TOO_WIDE)}
    faults = faults_of_access(page)
    page.emulate_media(color_scheme="dark")
    page.wait_for_timeout(300)
    faults += [f"in the dark, {fault}" for fault in faults_of_access(page, ["color-contrast", "link-in-text-block"])]
    for other in others:
        page.set_viewport_size({"width": other, "height": height})
        too_wide[other] = fitted(page)
    assert faults == []
    assert {width: found for width, found in too_wide.items() if found} == {}


@pytest.mark.parametrize("path", PATHS)
def test_a_page_of_other_filters_is_drawn_or_says_why_it_is_empty(visitor: Visitor, path: str) -> None:
    page = visitor.page()
    for query in ("year=all", "year=2021&pillar=research", "country=AFG&type=course&modality=online"):
        page.goto(f"{visitor.address}{path}?{query}")
        drawn(settled(page))
        assert page.evaluate(TOO_WIDE) == []


def test_the_first_screen_of_a_laptop_shows_figures(visitor: Visitor) -> None:
    """The shell leaves the greater part of 1366 x 768 to the answer."""
    page = visitor.page()
    for path in PATHS:
        page.goto(visitor.address + path)
        settled(page)
        assert page.locator("section.card:visible").first.bounding_box()["y"] < 330, path
        assert page.locator("header.masthead").bounding_box()["height"] <= 57


def test_a_page_names_the_programme_its_release_and_its_funder_with_the_emblem(visitor: Visitor) -> None:
    page = visitor.open("/")
    assert page.title() == "Overview · CRIMJUST"
    assert "Data to 31 December 2021" in page.locator(".release").inner_text()
    assert page.locator(".funder").inner_text() == "Funded by the European Union"
    assert page.evaluate("() => document.querySelector('.funder img').naturalWidth") > 0
    assert page.locator("h1").count() == 1


def test_a_fictional_programme_says_so_on_every_page_and_the_real_one_does_not(
    visitor: Visitor, meridian_visitor: Visitor,
) -> None:
    assert visitor.open("/").locator(".fictional-banner").count() == 0
    page = meridian_visitor.open("/")
    for path in PATHS:
        page.goto(meridian_visitor.address + path)
        settled(page)
        assert "fictional" in page.locator(".fictional-banner").inner_text().lower()
