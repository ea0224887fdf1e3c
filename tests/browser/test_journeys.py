"""What readers do, from a press to the numbers it must bring. The numbers were counted by hand in data/deliveries."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pytest
from playwright.sync_api import Page
from visitor import (
    Visitor,
    address_of,
    card,
    chips,
    choose,
    faults_of_access,
    go,
    marks,
    open_filter,
    picture,
    press_mark,
    settled,
    texts,
    tiles,
    until,
)

from dashboard.content import PAGES

INTEGRITY = {"Activities": "4", "Persons reached": "26", "Share of women": "19.2\N{NO-BREAK SPACE}%", "Countries reached": "5"}
"""Institutional integrity in 2020: an assessment in Panama; courses for Cameroon, Gambia, Ghana and Nigeria (10 persons, 3 women)
and for Nigeria (16 persons, 2 women); a Caribbean webinar that lists no countries. 5 women of 26 persons."""


def strip(page: Page, chart: str) -> dict[str, tuple[str, str]]:
    """The rows of a strip: measure -> (from, to)."""
    rows = page.evaluate("""(card) => [...document.querySelectorAll(`#${card} .strip-row:not(.strip-head)`)].map((row) =>
        [".strip-label", ".strip-from", ".strip-to"].map((part) => row.querySelector(part).textContent))""", f"card-{chart}")
    return {label: (start, end) for label, start, end in rows}


def titles(page: Page) -> list[str]:
    """Titles in the list of activities."""
    return page.evaluate("""() => [...document.querySelectorAll("#card-activity_list tbody tr")].map((row) => row.textContent)""")


# Filters

def test_a_filter_reaches_every_card_and_the_address_brings_the_same_numbers_to_another_browser(visitor: Visitor) -> None:
    page = visitor.open("/")
    assert tiles(page)["Activities"] == "19" and tiles(page)["Persons reached"] == "1,032"
    choose(page, "Pillar", "Integrity")
    assert address_of(page) == "/?pillar=institutional_integrity"
    assert {label: tiles(page)[label] for label in INTEGRITY} == INTEGRITY
    over_time = picture(page, "activities_over_time")
    assert [trace["name"] for trace in over_time] == ["Integrity"] and sum(sum(trace["y"]) for trace in over_time) == 4
    assert "5 countries took part" in card(page, "activities_map").inner_text()
    assert "4 of 4 activities belong to Institutional integrity" in card(page, "findings").inner_text()
    assert strip(page, "year_strip")["Activities"] == ("4", "0")
    elsewhere = visitor.open(address_of(page), knows=False)
    assert texts(elsewhere) == texts(page)
    assert chips(elsewhere) == chips(page) == ["Integrity"]
    page.reload()
    assert texts(settled(page)) == texts(elsewhere)


def test_filters_follow_to_other_pages_and_one_reset_ends_them(visitor: Visitor) -> None:
    page = visitor.open("/?year=2020&pillar=institutional_integrity")
    for path in ("/gender", "/geography", "/activities"):
        page.locator(f'#sections a[href^="{path}"]').click()
        until(page, lambda path=path: urlsplit(page.url).path == path, f"the page {path} is shown")
        settled(page)
        assert chips(page) == ["Integrity"]
    assert len(titles(page)) == 4
    page.locator(".reset").click()
    settled(page)
    assert address_of(page) == "/activities" and chips(page) == [] and len(titles(page)) == 19


def test_a_chip_takes_its_own_filter_out_and_leaves_the_others(visitor: Visitor) -> None:
    page = visitor.open("/?country=BOL,NGA&pillar=capacity_building")
    assert chips(page) == ["Bolivia", "Nigeria", "Capacity"]
    page.locator(".chip", has_text="Nigeria").click()
    settled(page)
    assert chips(page) == ["Bolivia", "Capacity"]
    assert tiles(page)["Activities"] == "3"


def test_options_say_how_many_activities_they_would_keep(visitor: Visitor) -> None:
    page = visitor.open("/")
    open_filter(page, "Pillar")
    counted = page.evaluate("""() => Object.fromEntries([...document.querySelectorAll("#filters .filter")].filter(
        (f) => f.querySelector(".filter-name").textContent === "Pillar").flatMap((f) => [...f.querySelectorAll(".option")]).map(
        (o) => [o.querySelector(".option-label").textContent, o.querySelector(".option-count").textContent]))""")
    assert counted == {"Capacity": "6", "Integrity": "4", "Research": "2", "Cooperation": "4", "Management": "3"}


def test_a_change_of_year_changes_every_number(visitor: Visitor) -> None:
    page = visitor.open("/")
    page.locator('.segment:text-is("2021")').click()
    settled(page)
    assert address_of(page) == "/?year=2021"
    assert tiles(page)["Activities"] == "13"
    assert sum(sum(trace["y"]) for trace in picture(page, "activities_over_time")) == 13
    page.locator('.segment:text-is("All years")').click()
    settled(page)
    assert tiles(page)["Activities"] == "119"


def test_one_change_of_filter_asks_the_server_exactly_once(visitor: Visitor) -> None:
    page = visitor.open("/")
    for path in ("/", "/gender", "/geography", "/seizures", "/compare", "/activities", "/progress"):
        go(page, path)
        page.wait_for_timeout(200)
        before = len(visitor.requests)
        page.locator("#filters .segment[aria-checked=false]").first.click()
        settled(page)
        page.wait_for_timeout(300)
        asked = [urlsplit(request.url).path for request in visitor.requests[before:]]
        assert [one for one in asked if not one.startswith("/assets/favicon")] == ["/view"], path


def test_a_list_and_a_table_are_asked_for_once_when_they_are_opened_and_then_come_with_every_change(visitor: Visitor) -> None:
    page = visitor.open("/")

    def asked(since: int) -> list[list[str]]:
        page.wait_for_timeout(200)
        return [parse_qs(urlsplit(one.url).query).get("open", []) for one in visitor.requests[since:] if "/view?" in one.url]

    before = len(visitor.requests)
    assert page.locator(".option, .data-table").count() == 0
    open_filter(page, "Pillar")
    assert asked(before) == [["options:from:pillar"]]
    before = len(visitor.requests)
    choose(page, "Pillar", "Research")
    assert asked(before) == [["options:from:pillar"]]
    assert page.locator('[data-key="from-pillar:research"]').get_attribute("aria-checked") == "true"
    before = len(visitor.requests)
    shown = card(page, "activities_over_time")
    shown.locator('.view-button[data-show="table"]').click()
    shown.locator("tbody tr").first.wait_for()
    assert asked(before) == [["table:activities_over_time"]] and shown.locator(".card-chart").is_hidden()
    assert sum(int(n) for n in shown.locator("td.number").all_inner_texts()) == 2  # two activities on research in 2020
    before = len(visitor.requests)
    page.locator(".chip", has_text="Research").click()
    settled(page)
    assert asked(before) == [["table:activities_over_time"]] and page.locator(".option").count() == 0
    assert sum(int(n) for n in shown.locator("td.number").all_inner_texts()) == 19


# Marks

def test_a_country_pressed_on_the_map_becomes_a_chip_and_its_rows_stand_in_the_table(visitor: Visitor) -> None:
    """Nigeria took part in two activities of 2020: two online courses on ethics and integrity."""
    page = visitor.open("/geography")
    press_mark(page, "countries_map", "country=NGA")
    until(page, lambda: "NGA" in page.url, "the press has changed the address")
    settled(page)
    assert chips(page) == ["Nigeria"]
    shown = card(page, "countries_map")
    shown.locator('.view-button[data-show="table"]').click()
    rows = shown.locator("tbody tr")
    rows.first.wait_for()
    assert rows.count() == 1 and "Nigeria" in rows.first.inner_text() and "2" in rows.first.inner_text()
    page.locator('#sections a[href^="/activities"]').click()
    until(page, lambda: urlsplit(page.url).path == "/activities", "the activities are shown")
    settled(page)
    assert chips(page) == ["Nigeria"]
    assert len(titles(page)) == 2 and all("ethics and integrity" in title for title in titles(page))


def test_a_mark_pressed_again_takes_its_filter_out(visitor: Visitor) -> None:
    page = visitor.open("/geography?country=NGA")
    press_mark(page, "countries_map", "/geography")
    until(page, lambda: "NGA" not in page.url, "the press has changed the address")
    assert chips(settled(page)) == []


def test_a_bar_leads_to_its_activities(visitor: Visitor) -> None:
    """Research had two activities in 2020: a webinar in September and an expert meeting in December."""
    page = visitor.open("/")
    press_mark(page, "activities_over_time", "pillar=research")
    until(page, lambda: "pillar=research" in page.url, "the press has changed the address")
    settled(page)
    assert tiles(page)["Activities"] == "2"
    menu = card(page, "activities_over_time").locator("details.menu")
    menu.locator("summary").click()
    menu.get_by_text("Show the activities behind it").click()
    until(page, lambda: urlsplit(page.url).path == "/activities", "the activities are shown")
    settled(page)
    assert chips(page) == ["Research"]
    found = titles(page)
    assert len(found) == 2 and any("Webinar on women" in t for t in found) and any("expert meeting" in t for t in found)
    page.locator("#card-activity_list tbody a", has_text="expert meeting").click()
    until(page, lambda: "record=CJ-2020-019" in page.url, "the record is opened")
    settled(page)
    record = card(page, "activity_record").inner_text()
    assert "19" in record and "CJ-2020-019" in record
    assert card(page, "activity_record").locator("a[href^='https://']").count() >= 1


@pytest.mark.parametrize("path", [page.path for page in PAGES])
def test_every_mark_leads_to_an_address_of_the_product_that_says_nothing_of_being_wrong(visitor: Visitor, path: str) -> None:
    page = visitor.open(path)
    found = {mark["address"] for shown in page.locator("section.card:has(.js-plotly-plot)").all()
             for mark in marks(page, shown.get_attribute("id").removeprefix("card-"))
             if mark["address"] and str(mark["address"]).startswith("/")}
    links = set(page.evaluate("""() => [...document.querySelectorAll(
        'main a[href^="/"]:not([download]):not([data-reload]):not([target]):not([href^="/export/"])'
    )].map((a) => a.getAttribute("href"))"""))
    for address in sorted({*found, *links})[::12]:
        parts = urlsplit(address)
        wanted = next(p for p in PAGES if p.path == parts.path)
        asked = page.request.get(f"{visitor.address}/export/{wanted.charts[-1].name}.csv?{parts.query}")
        assert asked.status == 200, (address, asked.text())


# Two sides

def test_swapping_the_sides_swaps_the_numbers(visitor: Visitor) -> None:
    page = visitor.open("/compare")
    before = strip(page, "compare_measures")
    assert before["Activities"] == ("19", "13")
    assert before["Countries reached"] == ("20", "20")
    page.locator("a.swap").click()
    settled(page)
    assert address_of(page) == "/compare?year=2021&to.year=2020"
    after = strip(page, "compare_measures")
    assert after == {label: (end, start) for label, (start, end) in before.items()}
    assert "2021 achievements" in page.locator('.filter-side[data-side="from"]').inner_text()
    page.locator("a.swap").click()
    settled(page)
    assert strip(page, "compare_measures") == before and address_of(page) == "/compare"


def test_each_side_has_its_own_filters(visitor: Visitor) -> None:
    """2020: two activities of research; 2021: thirteen activities in all."""
    page = visitor.open("/compare")
    choose(page, "Pillar", "Research", side="from")
    assert address_of(page) == "/compare?pillar=research"
    assert strip(page, "compare_measures")["Activities"] == ("2", "13")
    choose(page, "Pillar", "Research", side="to")
    assert strip(page, "compare_measures")["Activities"] == ("2", "3")
    assert len(chips(page)) == 2


# Addresses

@pytest.mark.parametrize(("query", "words"), [
    ("country=XYZ", "“XYZ” is no country in this release and was left out."),
    ("colour=red", "“colour” is no filter of this page and was left out."),
    ("year=9999", "“9999” is no year in this release and was left out."),
    ("pillar=%3Cscript%3Ealert(1)%3C/script%3E", "“<script>alert(1)</script>” is no pillar in this release and was left out."),
    ("country=%ff%fe", "is no country in this release and was left out."),
    ("country=" + "PER," * 1100, "The address is too long and its filters were left out."),
])
def test_a_malformed_address_is_answered_with_words_and_a_page_that_works(visitor: Visitor, query: str, words: str) -> None:
    page = visitor.open("/?" + query)
    assert words in page.locator("#content, .notices").all_inner_texts()[0] or words in page.locator(".notices").inner_text()
    assert tiles(page)["Activities"] == "19"
    page.locator('.segment:text-is("2021")').click()
    settled(page)
    assert tiles(page)["Activities"] == "13" and page.locator(".notice").count() == 0


def test_an_address_without_a_page_says_so_and_leads_back(visitor: Visitor) -> None:
    page = visitor.page()
    answer = page.goto(visitor.address + "/nowhere")
    assert answer.status == 404 and "There is nothing at this address." in page.inner_text("h1")
    assert faults_of_access(page) == []
    visitor.faults.clear()  # the browser's own line about the 404
    page.locator("a").click()
    assert tiles(settled(page))["Activities"] == "19"


def test_back_and_forward_bring_back_the_numbers(visitor: Visitor) -> None:
    page = visitor.open("/")
    seen = [("/", tiles(page))]
    choose(page, "Pillar", "Integrity")
    seen.append((address_of(page), tiles(page)))
    page.locator('.segment:text-is("2021")').click()
    settled(page)
    seen.append((address_of(page), tiles(page)))
    page.locator('#sections a[href^="/gender"]').click()
    until(page, lambda: urlsplit(page.url).path == "/gender", "the next page is shown")
    settled(page)
    for address, numbers in reversed(seen):
        page.go_back()
        until(page, lambda address=address: address_of(page) == address, f"{address} is shown")
        settled(page)
        until(page, lambda numbers=numbers: tiles(page) == numbers, f"the numbers of {address} are back, now {tiles(page)}")
    for address, numbers in seen[1:]:
        page.go_forward()
        until(page, lambda address=address: address_of(page) == address, f"{address} is shown")
        settled(page)
        until(page, lambda numbers=numbers: tiles(page) == numbers, f"the numbers of {address} are back, now {tiles(page)}")


# Downloads

def test_the_downloads_of_a_card_hold_its_filtered_rows(visitor: Visitor) -> None:
    page = visitor.open("/geography?pillar=institutional_integrity")
    menu = card(page, "countries_map").locator("details.menu")
    menu.locator("summary").click()
    with page.expect_download() as taken:
        menu.get_by_text("Download CSV").click()
    assert re.fullmatch(r"countries_map-r-[0-9a-f]{12}\.csv", taken.value.suggested_filename)
    lines = list(csv.reader(io.StringIO(Path(taken.value.path()).read_text("utf-8-sig"), newline="")))
    at = lines[0].index("country_code"), lines[0].index("activities")
    rows = {line[at[0]]: line[at[1]] for line in lines[1:lines.index([])]}
    counted = {"PAN": "1", "CMR": "1", "GMB": "1", "GHA": "1", "NGA": "2", "not_listed": "1"}
    assert {code: n for code, n in rows.items() if n not in ("", "0")} == counted
    assert ["# Address", "/geography?pillar=institutional_integrity"] in lines
    menu.locator("summary").click()
    with page.expect_download() as taken:
        menu.get_by_text("Download Excel").click()
    sheet = openpyxl.load_workbook(io.BytesIO(Path(taken.value.path()).read_bytes()))["Data"]
    assert sheet.max_row == 1 + len(rows)


def test_the_explanation_of_a_number_names_rule_records_sources_and_query(visitor: Visitor) -> None:
    page = visitor.open("/?pillar=research")
    menu = card(page, "headline").locator("details.menu")
    menu.locator("summary").click()
    menu.get_by_text("Explain this number").click()
    panel = page.locator("#explain[open]")
    panel.wait_for()
    until(page, lambda: "The query" in panel.inner_text(), "the explanation has come")
    said = panel.inner_text()
    assert "Women among all persons of those activities that report how many were women" in said
    assert "2020 · Pillar: Research" in said and "2 records behind it" in said and "CJ-2020-013" in said and "CJ-2020-019" in said
    assert "selection" in said and "selected_measures($selection" in said and "sha256" in said
    page.wait_for_timeout(500)
    assert faults_of_access(page) == []


# Search

def test_a_search_finds_sorts_and_stands_in_the_address(visitor: Visitor) -> None:
    """Two case forums of 2020: with Ecuador, and with the Dominican Republic and Panama."""
    page = visitor.open("/activities")
    page.locator("form.search input[type=search]").fill("case forum")
    page.keyboard.press("Enter")
    until(page, lambda: "q=case" in page.url, "the search is in the address")
    settled(page)
    assert parse_qs(urlsplit(page.url).query)["q"] == ["case forum"]
    assert len([title for title in titles(page) if "Case Forum" in title]) == 2
    assert visitor.open(address_of(page)).locator("form.search input[type=search]").input_value() == "case forum"
    page.locator("form.search input[type=search]").fill("<img src=x onerror=alert(1)>")
    page.keyboard.press("Enter")
    until(page, lambda: "onerror" in page.url, "the search is in the address")
    settled(page)
    assert page.locator('.empty-state[data-kind="filtered"], .empty-state[data-kind="nothing"]').count() == 1
    assert page.locator("img[src=x]").count() == 0
