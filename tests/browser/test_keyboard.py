"""Everything is reached and worked by the keyboard alone, and the focus is never lost."""

from __future__ import annotations

from playwright.sync_api import Page
from visitor import Visitor, address_of, card, chips, settled, tiles, until

FOCUS = """() => { const e = document.activeElement; return {
    tag: e.tagName, key: e.dataset.key || "", text: e.textContent.replace(/\\s+/g, " ").trim().slice(0, 80), class: e.className,
    id: e.id, card: (e.closest(".card") || {id: ""}).id, shown: e.dataset.show || "" }; }"""


def focus(page: Page) -> dict[str, str]:
    return page.evaluate(FOCUS)


def tab_to(page: Page, what: str, **wanted: str) -> dict[str, str]:
    """Press Tab until the focus stands on an element with these properties."""
    for _ in range(200):
        page.keyboard.press("Tab")
        found = focus(page)
        if all(found[key].startswith(value) for key, value in wanted.items()):
            return found
    raise AssertionError(f"200 times Tab and no {what}")


def test_the_first_stop_is_a_link_past_the_shell_to_the_content(visitor: Visitor) -> None:
    page = visitor.open("/")
    page.keyboard.press("Tab")
    assert focus(page)["class"] == "skip-link"
    assert page.locator(".skip-link").bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    until(page, lambda: focus(page)["id"] == "content", "the content has the focus")
    page.keyboard.press("Tab")
    assert focus(page)["text"] == "Share this page"
    page.keyboard.press("Tab")
    assert focus(page)["text"] == "Print or save"
    page.keyboard.press("Tab")
    assert focus(page)["card"] == "card-headline"
    assert tiles(page)["Activities"] == "19"


def test_a_filter_is_opened_ticked_and_closed_and_the_focus_stays_where_it_was(visitor: Visitor) -> None:
    page = visitor.open("/")
    tab_to(page, "filter", tag="SUMMARY", text="Pillar")
    page.keyboard.press("Enter")
    fold = page.locator("details.filter[open]")
    assert fold.count() == 1
    tab_to(page, "option", key="from-pillar:")
    page.keyboard.press("ArrowDown")
    assert focus(page)["key"] == "from-pillar:institutional_integrity"
    page.keyboard.press(" ")
    settled(page)
    until(page, lambda: focus(page)["key"] == "from-pillar:institutional_integrity", "the focus is on the option again")
    assert tiles(page)["Activities"] == "4" and chips(page) == ["Integrity"]
    assert page.locator('[data-key="from-pillar:institutional_integrity"]').get_attribute("aria-checked") == "true"
    assert fold.count() == 1
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    settled(page)
    assert chips(page) == ["Capacity", "Integrity"]
    until(page, lambda: focus(page)["key"] == "from-pillar:capacity_building", "the focus is on the option again")
    page.keyboard.press("Escape")
    assert fold.count() == 0
    assert focus(page)["tag"] == "SUMMARY" and focus(page)["text"].startswith("Pillar")
    page.keyboard.press(" ")
    assert fold.count() == 1


def test_the_years_are_walked_with_arrows_and_pressed_with_space(visitor: Visitor) -> None:
    page = visitor.open("/")
    tab_to(page, "year", key="from-year:2020")
    page.keyboard.press("ArrowRight")
    assert focus(page)["key"] == "from-year:2021"
    page.keyboard.press(" ")
    settled(page)
    assert tiles(page)["Activities"] == "13"
    until(page, lambda: focus(page)["key"] == "from-year:2021", "the focus is on the year again")
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    settled(page)
    assert address_of(page) == "/?year=all"


def test_a_removed_chip_leaves_the_focus_among_the_filters(visitor: Visitor) -> None:
    page = visitor.open("/?pillar=research&country=not_listed")
    tab_to(page, "chip", key="chip-from-pillar:research")
    page.keyboard.press("Enter")
    settled(page)
    assert len(chips(page)) == 1
    until(page, lambda: page.evaluate("() => !!document.activeElement.closest('#filters')"), "the focus is among the filters")


def test_chart_and_table_are_switched_and_the_choice_outlives_a_filter(visitor: Visitor) -> None:
    page = visitor.open("/")
    shown = card(page, "activities_over_time")
    tab_to(page, "switch", card="card-activities_over_time", shown="table")
    page.keyboard.press("Enter")
    assert shown.get_attribute("data-view") == "table"
    assert shown.locator("table").is_visible() and not shown.locator(".js-plotly-plot").is_visible()
    assert shown.locator('.view-button[data-show="table"]').get_attribute("aria-pressed") == "true"
    page.locator('.segment:text-is("2021")').click()
    settled(page)
    assert shown.locator("table").is_visible()
    shown.locator('.view-button[data-show="chart"]').focus()
    page.keyboard.press(" ")
    assert shown.locator(".js-plotly-plot").is_visible() and not shown.locator("table").is_visible()


def test_the_explanation_opens_closes_and_gives_the_focus_back(visitor: Visitor) -> None:
    page = visitor.open("/")
    tab_to(page, "menu", tag="SUMMARY", card="card-headline")
    page.keyboard.press("Enter")
    tab_to(page, "entry of the menu", text="Explain this number")
    page.keyboard.press("Enter")
    panel = page.locator("#explain[open]")
    panel.wait_for()
    until(page, lambda: "What is counted" in panel.inner_text(), "the explanation has come")
    until(page, lambda: page.evaluate("() => !!document.activeElement.closest('#explain')"), "the focus is in the panel")
    for _ in range(4):
        page.keyboard.press("Tab")
        assert page.evaluate("() => !!document.activeElement.closest('#explain')"), "the focus stays in the panel"
    page.keyboard.press("Escape")
    panel.wait_for(state="hidden")
    until(page, lambda: focus(page)["card"] == "card-headline", "the focus is back at the card")
    assert focus(page)["tag"] == "SUMMARY"


def test_going_to_another_page_puts_the_focus_on_its_title(visitor: Visitor) -> None:
    page = visitor.open("/")
    tab_to(page, "section", key="page:gender")
    page.keyboard.press("Enter")
    until(page, lambda: "/gender" in page.url, "the page is shown")
    settled(page)
    until(page, lambda: focus(page)["id"] == "page-title", "the title has the focus")
    assert focus(page)["text"] == "Gender" and page.title().startswith("Gender")
    assert page.locator('[aria-current="page"]').inner_text().strip() == "Gender"


def test_every_stop_is_seen_and_none_holds_the_focus(visitor: Visitor) -> None:
    """A whole round through the page: each stop is on the screen with a mark of focus, and the round ends."""
    page = visitor.open("/", reduced_motion="reduce")
    seen: list[str] = []
    for _ in range(150):
        page.keyboard.press("Tab")
        stop = page.evaluate("""() => {
            const e = document.activeElement;
            if (e === document.body) return null;
            const box = e.getBoundingClientRect(), style = getComputedStyle(e);
            const outlined = style.outlineStyle !== "none" || style.boxShadow !== "none";
            const in_sight = box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight;
            return {what: e.outerHTML.slice(0, 120), in_sight, outlined};
        }""")
        if stop is None:
            break
        assert stop["in_sight"] and stop["outlined"], stop
        seen.append(stop["what"])
    else:
        raise AssertionError("150 times Tab and no end of the page")
    assert len(seen) > 30


def test_on_the_phone_the_pages_are_behind_a_button(visitor: Visitor) -> None:
    page = visitor.open("/", width=390, height=844)
    assert not page.locator("#sections a").first.is_visible()
    button = page.locator("#menu-toggle")
    button.focus()
    page.keyboard.press("Enter")
    assert button.get_attribute("aria-expanded") == "true"
    page.locator('#sections a[href^="/seizures"]').click()
    until(page, lambda: "/seizures" in page.url, "the page is shown")
    settled(page)
    assert button.get_attribute("aria-expanded") == "false" and not page.locator("#sections a").first.is_visible()
