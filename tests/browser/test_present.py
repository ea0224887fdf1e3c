"""From figures on two pages to a deck in order, shown slide by slide and saved as a file: what somebody who presents does."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sealed_link import register_of
from visitor import Visitor, address_of, card, faults_of_access, until

from dashboard.warehouse import Store

# Figures are added to the deck that was changed last: of the one person at this machine, one test after the other.
OWNER = "local"
STATUS_OF_A_REFUSAL = "409 (CONFLICT)"


def begin(page: Page, address: str, name: str) -> str:
    """Begin a deck on the pages of decks; its path."""
    page.goto(address + "/present")
    if page.get_by_text("New deck …").count():
        page.get_by_text("New deck …").click()
    page.locator('form[action="/present/new"] input[name=name]').fill(name)
    page.locator('form[action="/present/new"] button').click()
    page.wait_for_url("**/present/D-*")
    assert page.locator("h1").inner_text() == name
    return address_of(page)


def add(visitor: Visitor, path: str, chart: str) -> Page:
    """Add a figure from its card; the page it is on."""
    page = visitor.open(path, knows=True)
    card(page, chart).locator(".menu > summary").click()
    card(page, chart).get_by_role("button", name="Add to deck").click()
    page.locator(".deck-notice").wait_for()
    return page


@pytest.fixture
def deck(packages: dict[str, Path]) -> Callable[..., str]:
    """deck("Annual meeting") -> the path of a deck of two figures with filters and a section, put together beforehand; with as
    many maps `more` as a file is to take long for."""
    def made(name: str, more: int = 0) -> str:
        register = register_of(packages["crimjust"])
        made = register.decks.make(OWNER, name, Store(packages["crimjust"]).current().release.name, "en")
        register.decks.add_figure(made.id, OWNER, "women_share", "year=2020&pillar=institutional_integrity")
        register.decks.add_figure(made.id, OWNER, "activities_map", "year=2020&country=PER")
        register.decks.add_section(made.id, OWNER, "Who took part")
        for _ in range(more):
            register.decks.add_figure(made.id, OWNER, "countries_map", "year=2020")
        register.close()
        return f"/present/{made.id}"

    return made


def order(page: Page) -> list[str]:
    return page.locator(".deck-slide").evaluate_all("(slides) => slides.map((slide) => slide.dataset.title)")


def drawn(page: Page, selector: str) -> list[str]:
    """The text alternatives of pictures, once all are drawn."""
    return until(page, f"""() => {{
        const places = [...document.querySelectorAll("{selector}")];
        const images = places.map((place) => place.querySelector("img"));
        return images.every((image) => image && image.naturalWidth > 0) && images.map((image) => image.alt);
    }}""", f"all of {selector} are drawn")


def test_figures_of_two_pages_become_a_deck_that_is_put_in_order_and_shown(visitor: Visitor) -> None:
    page = visitor.page()
    path = begin(page, visitor.address, "Steering committee")
    gender = add(visitor, "/gender?pillar=institutional_integrity", "women_share")
    assert gender.locator(".deck-notice").inner_text() == "Added to “Steering committee” as slide 1. Open the deck"
    assert card(gender, "women_share").locator(".add-label").text_content() == "In the deck (slide 1)"
    assert address_of(gender).startswith("/gender") and gender.evaluate("() => document.activeElement.matches('.menu > summary')")
    overview = add(visitor, "/?country=PER", "activities_map")
    overview.locator(".deck-notice a").click()
    overview.wait_for_url("**" + path)

    page.bring_to_front()
    page.goto(visitor.address + path)
    page.get_by_label("Title of a section").fill("Who took part")
    page.get_by_role("button", name="Add section").click()
    page.locator(".deck-slide").nth(2).wait_for()
    assert order(page) == ["Share of women", "Countries that took part", "Who took part"]
    page.locator(".deck-slide").last.scroll_into_view_if_needed()
    told = drawn(page, ".slide-picture")
    assert "19.2" in told[0] and "5 of the 26 persons" in told[0] and "Country: Peru" in told[1] and told[2] == "Who took part"

    # A caption is kept when the field is left.
    page.locator(".deck-slide").first.get_by_label("Caption").fill("5 of 26")
    assert page.locator(".slide-said").first.inner_text() == "Not saved yet"
    page.keyboard.press("Tab")
    until(page, lambda: page.locator(".slide-said").first.inner_text() == "Saved", "the caption is saved")

    # By keys: the section to the front, the focus staying with it.
    grip = page.locator(".deck-slide").nth(2).locator(".slide-grip")
    grip.focus()
    page.keyboard.press("ArrowUp")
    until(page, lambda: "is slide 2 of 3 now" in page.locator("#deck-said").text_content(), "the move is told")
    page.keyboard.press("ArrowUp")
    until(page, lambda: page.locator("#deck-said").text_content() == "“Who took part” is slide 1 of 3 now.", "the move is told")
    assert page.evaluate("() => document.activeElement.closest('.deck-slide').dataset.title") == "Who took part"
    assert order(page) == ["Who took part", "Share of women", "Countries that took part"]

    # By the buttons, and by drag: the last one up, then down again with the pointer.
    page.get_by_role("button", name="Move “Countries that took part” up").click()
    until(page, lambda: "“Countries that took part” is slide 2" in page.locator("#deck-said").text_content(), "the move is told")
    held, below = (page.locator(".deck-slide").nth(n).locator(".slide-grip") for n in (1, 2))
    held.scroll_into_view_if_needed()
    start, end = held.bounding_box(), below.bounding_box()
    page.mouse.move(start["x"] + 8, start["y"] + 8)
    page.mouse.down()
    page.mouse.move(start["x"] + 8, start["y"] + 40, steps=3)
    page.mouse.move(end["x"] + 8, end["y"] + 120, steps=5)
    assert page.locator(".deck-slide[data-dragged]").count() == 1
    page.mouse.up()
    until(page, lambda: "“Countries that took part” is slide 3" in page.locator("#deck-said").text_content(), "the move is told")
    page.reload()
    assert order(page) == ["Who took part", "Share of women", "Countries that took part"]
    assert page.locator(".deck-slide").nth(1).get_by_label("Caption").input_value() == "5 of 26"

    # Shown by keys.
    page.get_by_role("link", name="Slideshow").click()
    page.wait_for_url("**/show*")
    seen = {}
    for key, number in (("Home", "1"), ("ArrowRight", "2"), (" ", "3"), ("PageDown", "3"), ("PageUp", "2"), ("End", "3"),
                        ("ArrowLeft", "2")):
        page.keyboard.press(key)
        assert page.locator("#show-number").inner_text() == number, key
        slide = page.locator(".show-slide:visible")
        assert slide.count() == 1
        slide.locator("img").wait_for()
        seen[number] = slide.locator("img").get_attribute("alt")
    assert page.locator(".show-caption:visible").inner_text() == "5 of 26"
    assert page.evaluate("() => document.activeElement.getAttribute('aria-label')") == "2 of 3: Share of women"
    assert seen["1"] == "Who took part" and "5 of the 26 persons" in seen["2"] and "Country: Peru" in seen["3"]
    page.get_by_role("button", name="Next slide").click()
    assert page.locator("#show-number").inner_text() == "3" and page.get_by_role("button", name="Next slide").is_disabled()
    page.keyboard.press("Escape")
    page.wait_for_url("**" + path)


def test_a_file_is_made_with_its_progress_told_and_can_be_cancelled(visitor: Visitor, deck: Callable[..., str]) -> None:
    page = visitor.page()
    page.goto(visitor.address + deck("To be saved"))
    page.evaluate("""() => {
        window.told = [];
        // Each text by itself: two may come in one piece, and then only the second would still be there to be read.
        new MutationObserver((changes) => changes.forEach((one) => one.addedNodes.forEach((n) => window.told.push(n.textContent))))
            .observe(document.getElementById("make-said"), {childList: true});
    }""")
    with page.expect_download(timeout=60_000) as coming:
        page.get_by_role("button", name="PowerPoint").click()
    made = zipfile.ZipFile(io.BytesIO(coming.value.path().read_bytes()))
    assert coming.value.suggested_filename.startswith("to-be-saved-r-") and "ppt/slides/slide3.xml" in made.namelist()
    until(page, lambda: "is made and saved" in page.locator("#make-said").inner_text(), "it is told that the file is made")
    told = page.evaluate("() => window.told")
    assert [one for one in told if one.startswith("Slide 2 of 3: Countries")] and told[-1].startswith("to-be-saved-r-")
    assert not page.locator("#make-cancel").is_visible()

    page.goto(visitor.address + deck("To be cancelled", more=20))
    page.get_by_role("button", name="PDF").click()
    page.locator("#make-cancel").click()
    until(page, lambda: page.locator("#make-said").inner_text() == "Cancelled; no file was made.", "it is cancelled")
    assert page.evaluate("() => document.activeElement.textContent.trim()") == "PDF"
    # The next one does not wait behind it for long.
    with page.expect_download(timeout=60_000) as coming:
        page.get_by_role("button", name="PowerPoint").click()
    assert coming.value.suggested_filename.endswith(".pptx")


def test_words_changed_in_another_window_are_not_overwritten_and_none_typed_is_lost(
    visitor: Visitor, deck: Callable[..., str],
) -> None:
    one, other, path = visitor.page(), visitor.page(), deck("In two windows")
    for window in (one, other):
        window.goto(visitor.address + path)
    other.locator(".deck-slide").first.get_by_label("Caption").fill("The first to be kept")
    other.keyboard.press("Enter")
    until(other, lambda: other.locator(".slide-said").first.inner_text() == "Saved", "the caption is saved")
    field = one.locator(".deck-slide").first.get_by_label("Caption")
    field.fill("Typed meanwhile")
    field.press("Enter")
    until(one, lambda: "It reads now: “The first to be kept”" in one.locator(".slide-said").first.inner_text(), "it is told")
    assert field.input_value() == "Typed meanwhile"
    visitor.faults[:] = [fault for fault in visitor.faults if STATUS_OF_A_REFUSAL not in fault]


@pytest.mark.parametrize(("width", "scheme"), [(1366, "light"), (390, "dark")])
def test_the_pages_of_decks_are_within_reach_of_everybody(
    visitor: Visitor, deck: Callable[..., str], width: int, scheme: str,
) -> None:
    page, path = visitor.page(width=width, height=844, scheme=scheme), deck(f"At {width} pixels")
    page.goto(visitor.address + path)
    page.get_by_text("Delete …").click()
    found = faults_of_access(page)
    fits = "() => document.documentElement.scrollWidth <= window.innerWidth"
    assert page.evaluate(fits)
    page.goto(f"{visitor.address}{path}/show#slide-2")
    page.locator(".show-slide:visible img").wait_for()
    found += faults_of_access(page)
    assert page.evaluate(fits) and found == []


def test_a_deck_is_put_together_without_a_script(visitor: Visitor) -> None:
    page = visitor.page(java_script_enabled=False)
    path = begin(page, visitor.address, "Without a script")
    for title in ("First", "Second"):
        page.get_by_label("Title of a section").fill(title)
        page.get_by_role("button", name="Add section").click()
    page.get_by_role("button", name="Move “Second” up").click()
    fields = page.get_by_label("Title of the section")
    expect(fields).to_have_count(2)
    expect(fields.nth(0)).to_have_value("Second")
    expect(fields.nth(1)).to_have_value("First")
    fields.first.fill("The very first")
    page.get_by_role("button", name="Save").first.click()
    expect(page.get_by_label("Title of the section").first).to_have_value("The very first")
    page.get_by_role("button", name="Take “First” out").click()
    expect(page.locator(".deck-slide")).to_have_count(1)
    assert not page.locator(".slide-grip").first.is_visible()
    page.get_by_role("link", name="Slideshow").click()
    expect(page.get_by_role("heading", name="The very first")).to_be_visible()
    page.get_by_role("link", name="Leave the slideshow").click()
    assert address_of(page) == path
