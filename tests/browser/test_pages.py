"""Every page of both packages, on a laptop and on a phone, in light and dark: drawn, readable by everybody, asking nobody else."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page
from serving import Served
from visitor import Visitor, faint_words, faults_of_access, go, until

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
    # The same elements as on the real package's phone, which is looked through.
    faults = [] if (package, size) == ("meridian", "phone") else faults_of_access(page)
    faults += faint_words(page)
    if size == "laptop":
        # The first screen is the answer's: the shell takes the smaller part of it.
        assert page.locator("section.card:visible").first.bounding_box()["y"] < 360
        assert page.locator("header.masthead").bounding_box()["height"] <= 57
    banners = page.locator(".fictional-banner").all_inner_texts()
    assert ["fictional" in banner.lower() for banner in banners] == ([True] if package == "meridian" else [])
    page.emulate_media(color_scheme="dark")
    page.wait_for_timeout(300)
    faults += [f"in the dark, {fault}" for fault in faults_of_access(page, ["color-contrast", "link-in-text-block"])]
    faults += [f"in the dark, {fault}" for fault in faint_words(page)]
    for other in others:
        page.set_viewport_size({"width": other, "height": height})
        too_wide[other] = fitted(page)
    assert faults == []
    assert {width: found for width, found in too_wide.items() if found} == {}


@pytest.mark.parametrize("path", PATHS)
def test_a_page_of_other_filters_is_drawn_or_says_why_it_is_empty(visitor: Visitor, path: str) -> None:
    page = visitor.open(path)
    for query in ("year=all", "year=2021&pillar=research", "country=AFG&type=course&modality=online"):
        drawn(go(page, f"{path}?{query}"))
        assert page.evaluate(TOO_WIDE) == []


def test_a_page_names_the_programme_its_release_and_its_funder_with_the_emblem(visitor: Visitor) -> None:
    page = visitor.open("/")
    assert page.title() == "Overview · CRIMJUST"
    assert "Data to 31 December 2021" in page.locator(".release").inner_text()
    assert page.locator(".funder").inner_text() == "Funded by the European Union"
    assert page.evaluate("() => document.querySelector('.funder img').naturalWidth") > 0
    assert page.locator("h1").count() == 1
