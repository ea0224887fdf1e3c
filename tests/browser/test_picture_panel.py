"""A figure becomes a picture in the reader's own browser: chosen, seen, saved and copied, by mouse and by keys."""

from __future__ import annotations

import io
import re
from xml.etree import ElementTree

import pytest
from PIL import Image
from playwright.sync_api import Page, expect
from visitor import Visitor, card, faults_of_access

from dashboard.content import PAGES
from dashboard.figures import DRAWN

SVG = "{http://www.w3.org/2000/svg}"
WORDS_OF_CARD = """(card) => [...document.querySelectorAll(`#${card} .js-plotly-plot .main-svg text`)]
    .filter((text) => !text.querySelector("tspan.line")).map((text) => text.textContent)
    .concat([...document.querySelectorAll(`#${card} .js-plotly-plot .main-svg tspan.line`)].map((line) => line.textContent))"""


def bare(texts: list[str]) -> list[str]:
    return sorted(found for text in texts if (found := re.sub(r"\s", "", text)))


def opened(page: Page, chart: str) -> None:
    """Open the panel of a figure, and wait until the picture is seen."""
    card(page, chart).locator("details.menu > summary").first.click()
    card(page, chart).locator("a[data-picture]").click()
    drawn(page)


def drawn(page: Page) -> None:
    page.locator("#picture:not([data-busy]) #picture-preview[src]").wait_for()


def saved(page: Page, kind: str) -> tuple[str, bytes]:
    with page.expect_download() as download:
        page.locator(f"[data-picture-save={kind}]").click()
    return download.value.suggested_filename, download.value.path().read_bytes()


def test_a_picture_is_chosen_seen_and_saved(visitor: Visitor):
    page = visitor.open("/gender?year=2020")
    opened(page, "women_share")
    expect(page.locator("#picture-of")).to_have_text("Share of women")
    expect(page.locator("#picture-state")).to_have_text("This is the picture as it will be saved, 1920 × 1080 pixels.")
    name, png = saved(page, "png")
    assert re.fullmatch(r"women_share-r-[0-9a-f]{12}-slide\.png", name)
    assert Image.open(io.BytesIO(png)).size == (1920, 1080)
    page.locator("input[value=social]").check()
    expect(page.locator("#picture-state")).to_contain_text("1200 × 630")
    drawn(page)
    name, svg = saved(page, "svg")
    root = ElementTree.fromstring(svg)
    assert name.endswith("-social.svg") and root.get("width") == "1200"
    assert "31.6" in "".join(root.itertext())


def test_every_picture_says_what_the_screen_says(visitor: Visitor):
    """Each text in a figure on the screen is in its picture, and none besides."""
    charts = [(page.path, chart.name) for page in PAGES for chart in page.charts if chart.mark in DRAWN]
    opened_at = ""
    for path, chart in charts:
        if path != opened_at:
            page, opened_at = visitor.open(path + "?year=2020" if path != "/compare" else path, width=1440), path
        shown = page.evaluate(WORDS_OF_CARD, f"card-{chart}")
        address = card(page, chart).locator("a[data-picture]").get_attribute("href")
        assert address
        picture = page.evaluate("""async (address) => {
            const asked = await (await fetch(address.replace(".png", ".drawing"))).json();
            const holder = document.createElement("div");
            holder.innerHTML = await dashboardSnapshot.compose(asked);
            const plot = holder.querySelector("svg svg");
            return [...plot.querySelectorAll("text")].filter((text) => !text.querySelector("tspan.line")).map((t) => t.textContent)
                .concat([...plot.querySelectorAll("tspan.line")].map((line) => line.textContent));
        }""", address)
        assert set(bare(picture)) == set(bare(shown)), chart


def test_a_picture_is_copied_as_a_png(visitor: Visitor):
    page = visitor.page(permissions=["clipboard-read", "clipboard-write"])
    page.goto(visitor.address + "/compare")
    page.locator("#card-compare_pillars .main-svg").first.wait_for()
    opened(page, "compare_pillars")
    page.locator("[data-picture-copy]").click()
    expect(page.locator("#picture-state")).to_have_text("Copied.")
    kinds, size = page.evaluate("""async () => {
        const [item] = await navigator.clipboard.read();
        const image = await createImageBitmap(await item.getType("image/png"));
        return [item.types, [image.width, image.height]];
    }""")
    assert kinds == ["image/png"] and size == [1920, 1080]


def test_the_panel_is_used_by_keys_alone_and_gives_the_focus_back(visitor: Visitor):
    page = visitor.open("/progress")
    summary = card(page, "results_framework").locator("details.menu > summary").first
    summary.focus()
    page.keyboard.press("Enter")
    card(page, "results_framework").locator("a[data-picture]").focus()
    page.keyboard.press("Enter")
    drawn(page)
    assert page.evaluate("() => document.querySelector('#picture').contains(document.activeElement)")
    page.locator("input[value=slide]").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#picture-state")).to_contain_text("1280 × 1440")
    assert faults_of_access(page) == []
    page.keyboard.press("Escape")
    expect(page.locator("#picture")).not_to_be_visible()
    expect(summary).to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_picture_is_light_whatever_the_screen_is(visitor: Visitor, scheme: str):
    page = visitor.open("/", scheme=scheme)
    opened(page, "activities_over_time")
    _, png = saved(page, "png")
    assert Image.open(io.BytesIO(png)).convert("RGB").getpixel((3, 500)) == (255, 255, 255)


def test_a_picture_that_fails_says_so_and_shows_none(visitor: Visitor):
    page = visitor.open("/gender")
    page.route("**/export/*.drawing*", lambda route: route.fulfill(status=500, body="no"))
    card(page, "women_share").locator("details.menu > summary").first.click()
    card(page, "women_share").locator("a[data-picture]").click()
    expect(page.locator("#picture-state")).to_have_text("The picture could not be drawn. Try again, and tell the team if it stays.")
    assert page.locator("#picture-preview[src]").count() == 0
    assert page.locator("[data-picture-save=png]").is_disabled()
    visitor.faults[:] = [fault for fault in visitor.faults if "status of 500" not in fault]
