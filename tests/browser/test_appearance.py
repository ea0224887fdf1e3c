"""Light and dark, paper, and pictures: what a reader chose stays, and what is printed holds all that is needed to read it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page
from visitor import Visitor, card, settled, until

from dashboard.content import PAGES

PATHS = [page.path for page in PAGES]


def theme(page: Page) -> str:
    return page.evaluate("() => document.documentElement.getAttribute('data-bs-theme')")


def ground(page: Page) -> str:
    return page.evaluate("() => getComputedStyle(document.body).backgroundColor")


def lightness(colour: str) -> float:
    """0 for black, 1 for white, of 'rgb(r, g, b)'."""
    return sum(map(float, re.findall(r"[\d.]+", colour)[:3])) / 765


def test_the_page_follows_the_system_until_the_reader_chooses_and_the_choice_stays(visitor: Visitor) -> None:
    page = visitor.open("/", scheme="dark")
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


def test_words_in_pictures_are_readable_in_both_themes(visitor: Visitor) -> None:
    """axe does not look into pictures, so their words are measured against the ground of their card."""
    page = visitor.page()
    for path in PATHS:
        page.goto(visitor.address + path)
        settled(page)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.wait_for_timeout(200)
            faint = page.evaluate("""() => {
                const channel = (c) => (c /= 255) <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
                const rgb = (colour) => colour.match(/[\\d.]+/g).map(Number);
                const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
                const found = new Set();
                document.querySelectorAll(".js-plotly-plot .main-svg text").forEach((text) => {
                    const said = text.textContent.trim(), box = text.getBoundingClientRect();
                    if (!said || !box.width || text.closest(".bartext-inside, .sankey, .mapboxlayer")) return;
                    const style = getComputedStyle(text), fill = rgb(style.fill);
                    if (style.fill === "none" || fill[3] === 0 || style.opacity === "0") return;
                    const ground = light(rgb(getComputedStyle(text.closest(".card")).backgroundColor));
                    const ink = light(fill);
                    const ratio = (Math.max(ground, ink) + 0.05) / (Math.min(ground, ink) + 0.05);
                    if (ratio < 4.5) found.add(`${text.closest(".card").id}: "${said}" ${style.fill} ${ratio.toFixed(1)}`);
                });
                return [...found];
            }""")
            assert faint == [], (path, scheme)


@pytest.mark.parametrize("path", PATHS)
def test_paper_shows_no_control_and_all_that_is_needed_to_read_it(visitor: Visitor, path: str) -> None:
    page = visitor.open(f"{path}?year=all&country=BOL" if path != "/data" else path, scheme="dark")
    page.emulate_media(media="print")
    page.wait_for_timeout(200)
    controls = page.evaluate("""() => [...document.querySelectorAll("button, input, select, details.filter, details.menu, " +
        "#sections, .swap, .reset, .skip-link, .segment:not([aria-checked=true])")].filter((e) => e.getBoundingClientRect().height > 1 && getComputedStyle(e).visibility !== "hidden").map(
        (e) => e.outerHTML.slice(0, 100))""")
    assert controls == []
    assert lightness(ground(page)) == 1
    for needed in (".emblem", ".funder-line", ".release-cutoff", "h1", ".page-foot"):
        assert page.locator(needed).first.is_visible(), needed
    if path != "/data":
        assert page.locator(".chip").first.is_visible()
        assert page.locator('.segment[aria-checked="true"]').first.inner_text() == "All years"


def test_a_card_prints_its_table_after_its_picture(visitor: Visitor) -> None:
    page = visitor.open("/")
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
