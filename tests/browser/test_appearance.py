"""Light and dark, paper, and pictures: what a reader chose stays, and what is printed holds all that is needed to read it."""

from __future__ import annotations

import re

from playwright.sync_api import Page
from visitor import Visitor, card, go, settled, until

from dashboard.content import PAGES

PATHS = [page.path for page in PAGES]
CONTROLS = """() => [...document.querySelectorAll(
    "button, input, select, details.filter, details.menu, #sections, .swap, .reset, .skip-link, .segment:not([aria-checked=true])"
)].filter((e) => e.getBoundingClientRect().height > 1 && getComputedStyle(e).visibility !== "hidden").map(
    (e) => e.outerHTML.slice(0, 100))"""


def theme(page: Page) -> str:
    return page.evaluate("""() => document.documentElement.getAttribute("data-theme")
        || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")""")


def ground(page: Page) -> str:
    return page.evaluate("() => getComputedStyle(document.body).backgroundColor")


def lightness(colour: str) -> float:
    """0 for black, 1 for white, of 'rgb(r, g, b)'."""
    return sum(map(float, re.findall(r"[\d.]+", colour)[:3])) / 765


def test_the_page_follows_the_system_until_the_reader_chooses_and_the_choice_stays(visitor: Visitor) -> None:
    page = visitor.open("/", scheme="dark", knows=False)
    assert theme(page) == "dark" and lightness(ground(page)) < 0.3
    button = page.locator("#theme-toggle")
    assert button.get_attribute("aria-pressed") == "true"
    button.click()
    assert theme(page) == "light" and lightness(ground(page)) > 0.7
    assert button.get_attribute("aria-pressed") == "false"
    page.reload()
    settled(page)
    assert theme(page) == "light" and lightness(ground(page)) > 0.7
    page.goto(visitor.address + "/gender")
    assert theme(settled(page)) == "light"


def test_a_theme_is_changed_without_asking_the_server(visitor: Visitor) -> None:
    page = visitor.open("/")
    page.wait_for_timeout(300)
    before = visitor.callbacks()
    page.locator("#theme-toggle").click()
    page.wait_for_timeout(300)
    assert visitor.callbacks() == before


def test_paper_shows_no_control_and_all_that_is_needed_to_read_it(visitor: Visitor) -> None:
    page = visitor.open("/", scheme="dark")
    page.emulate_media(media="print")
    for path in PATHS:
        go(page, f"{path}?year=all&country=BOL")
        page.wait_for_timeout(100)
        assert page.evaluate(CONTROLS) == [], path
        for needed in (".emblem", ".funder-line", ".release-cutoff", "h1", ".page-foot"):
            assert page.locator(needed).first.is_visible(), (path, needed)
        if path != "/data":
            assert page.locator(".chip").first.is_visible(), path
            assert page.locator('.segment[aria-checked="true"]').first.inner_text() == "All years", path
    assert lightness(ground(page)) == 1


def test_a_card_prints_its_table_after_its_picture(visitor: Visitor) -> None:
    page = visitor.open("/")
    page.evaluate("() => window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    shown = card(page, "activities_over_time")
    assert shown.locator(".js-plotly-plot").is_visible() and shown.locator("table").is_visible()
    assert len(page.pdf(format="A4")) > 20_000


def test_a_reader_who_wants_less_motion_gets_none(visitor: Visitor) -> None:
    page = visitor.open("/", reduced_motion="reduce")
    moving = page.evaluate("""() => [...document.querySelectorAll("*")].filter((e) => {
        const style = getComputedStyle(e);
        return parseFloat(style.transitionDuration) > 0.05 ||
            (style.animationName !== "none" && parseFloat(style.animationDuration) > 0.05);
    }).map((e) => e.outerHTML.slice(0, 80)).slice(0, 5)""")
    assert moving == []


def test_the_map_is_drawn_from_outlines_of_our_own(visitor: Visitor) -> None:
    page = visitor.open("/geography")
    until(page, lambda: card(page, "countries_map").locator("svg .layer.land path").count() > 0, "the outlines are drawn")
    assert any(request.url.startswith(visitor.address + "/assets/geo/") for request in visitor.requests)
