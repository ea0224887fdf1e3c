"""What changed between two releases, worked out by hand from the deliveries of later.py."""

from __future__ import annotations

from collections import Counter
from copy import copy
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from asking import Asking, rows_from
from later import CORRECTED, NEW
from spread import queries

from dashboard.changes import holds_figures, moved, moved_between, moved_in
from dashboard.chart import Desk, Page, parameters
from dashboard.content import CHARTS, PAGES
from dashboard.language import language
from dashboard.warehouse import Store

WORDS = language("en")
NBSP = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"
TRAINING = f"{CORRECTED} Online training on recovery of proceeds of crime, Argentina"
WORKSHOP = f"{NEW} Online workshop of analysts on cocaine routes, Peru"
PAGE = {page.key: page for page in PAGES}

# Keys of charts


def asked_twice(page: Page, query: str, desk: Desk) -> list[tuple[str, str, tuple[Any, ...]]]:
    """Keys that several rows of a chart share, for one view of a page."""
    view = desk.view(page, query)[0]
    found = []
    for chart in page.charts:
        rows = chart.rows(desk) if chart.rows else desk.warehouse.records(chart.query, parameters(chart, page, view))
        told = Counter(tuple(row[name] for name in chart.key) for row in rows)
        found += [(chart.name, query, key) for key, n in told.items() if n > 1]
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.key)
def test_a_row_is_the_only_one_of_its_key(page, ask):
    assert [one for query in queries(page, ask) for one in asked_twice(page, query, ask.desk)] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.key)
def test_a_row_is_the_only_one_of_its_key_also_where_small_groups_are_withheld(page, ask):
    asked = ["", "year=all", "year=2023", *(f"year=all&{c.key}={value}" for c in page.controls for value, _ in c.values)]
    for desk in (ask.meridian.desk, Desk(Store(ask.meridian.package).published())):
        assert [one for query in asked for one in asked_twice(page, query, desk)] == []


def test_a_record_opened_by_its_number_has_it_as_its_key(asking):
    chart, _ = CHARTS["activity_record"]
    number = asking("activity_list", "year=all")[0]["activity_id"]
    rows = asking("activity_record", f"record={number}")
    assert [tuple(row[name] for name in chart.key) for row in rows] == [(number,)]


def test_a_key_names_no_title_and_no_column_that_the_answer_lacks(ask):
    told = {name: set(chart.key) - set(ask.answer(name).rows.names) for name, (chart, _) in CHARTS.items()}
    assert {name: lacks for name, lacks in told.items() if lacks} == {}
    titles = {"title", "indicator", "priority", "statement", "label", "panel", "place"}
    assert {name for name, (chart, _) in CHARTS.items() if titles & set(chart.key)} == set()


# Figures that moved, at the default view (2020): 46 persons with 17 women instead of 14, and a workshop more with 24 persons,
# 9 of them women and 15 men, of one country that had no activity in 2020.


@pytest.fixture(scope="module")
def desks(two_releases) -> tuple[Desk, Desk]:
    """The desk of the first release and that of the second."""
    store = Store(two_releases.data)
    return Desk(store.full(two_releases.first)), Desk(store.full(two_releases.second))


def told(page: str, query: str, desks: tuple[Desk, Desk]) -> list[tuple[str, str, str, str, str]]:
    return [(m.chart, m.row, m.column, m.old, m.new) for m in moved(PAGE[page], query, *desks, WORDS)]


def test_the_figures_of_the_overview_that_moved(desks):
    shares = (f"31.6{NBSP}%", f"33.2{NBSP}%")  # 79 of 250, 91 of 274
    assert told("overview", "", desks) == [
        ("headline", "", "Activities", "19", "20"),
        ("headline", "", "Activities that state a total", "12", "13"),
        ("headline", "", "Persons", "1,032", "1,056"),
        ("headline", "", "Persons where women are reported", "250", "274"),
        ("headline", "", "Women", "79", "91"),
        ("headline", "", "Share of women", *shares),
        ("headline", "", "Countries", "20", "21"),
        ("activities_over_time", "Q4 2020 · Research", "Activities", "1", "2"),
        ("activities_map", "Peru", "Activities", "not there", "1"),
        ("findings", "", "Activities", "19", "20"),
        ("findings", "", "Activities of this modality", "10", "11"),
        ("findings", "", "Persons", "1,032", "1,056"),
        ("findings", "", "Persons where women are reported", "250", "274"),
        ("findings", "", "Women", "79", "91"),
        ("findings", "", "Share of women", *shares),
        # In 2021 as before: 13 activities, 274 persons, 27.4 % women, 20 countries.
        ("year_strip", "Activities", "Earlier year", "19", "20"),
        ("year_strip", "Activities", "Change", f"{MINUS}6", f"{MINUS}7"),
        ("year_strip", "Persons reached", "Earlier year", "1,032", "1,056"),
        ("year_strip", "Persons reached", "Change", f"{MINUS}758", f"{MINUS}782"),
        ("year_strip", "Share of women", "Earlier year", *shares),
        ("year_strip", "Share of women", "Change", f"{MINUS}4.2 points", f"{MINUS}5.8 points"),
        ("year_strip", "Countries reached", "Earlier year", "20", "21"),
        ("year_strip", "Countries reached", "Change", "±0", f"{MINUS}1"),
    ]


def test_the_figures_of_the_gender_page_that_moved(desks):
    assert told("gender", "", desks) == [
        ("women_share", "", "Activities", "19", "20"),
        ("women_share", "", "Activities that report a total", "12", "13"),
        ("women_share", "", "Activities that report women", "8", "9"),
        ("women_share", "", "Persons", "1,032", "1,056"),
        ("women_share", "", "Share of women", f"31.6{NBSP}%", f"33.2{NBSP}%"),
        ("women_share", "", "Women", "79", "91"),
        ("women_share", "", "Persons where women are reported", "250", "274"),
        ("women_share", "", "Men where women are reported", "58", "73"),
        ("women_share", "", "Sex not stated where women are reported", "113", "110"),
        ("women_share", "", "Men", "58", "73"),
        ("women_share", "", "Sex not stated", "895", "892"),
        ("sex_reported", "Capacity building", "Women", "35", "38"),
        ("sex_reported", "Capacity building", "Sex not stated", "682", "679"),
        ("sex_reported", "Research", "Persons", "137", "161"),
        ("sex_reported", "Research", "Women", "6", "15"),
        ("sex_reported", "Research", "Men", "13", "28"),
        ("sex_reported", "Research", "Activities", "2", "3"),
        ("sex_reported", "Research", "Activities that report a total", "2", "3"),
        # 9 of 24; 14 and 17 of 46.
        ("women_by_activity", WORKSHOP, "Share of women", "not there", f"37.5{NBSP}%"),
        ("women_by_activity", TRAINING, "Share of women", f"30.4{NBSP}%", f"37.0{NBSP}%"),
        ("women_by_activity", TRAINING, "Women", "14", "17"),
        ("women_by_activity", TRAINING, "Sex not stated", "32", "29"),
        # 35 and 38 of 84; 6 of 19 and 15 of 43.
        ("women_share_by", "Capacity building", "Share of women", f"41.7{NBSP}%", f"45.2{NBSP}%"),
        ("women_share_by", "Capacity building", "Women", "35", "38"),
        ("women_share_by", "Research", "Share of women", f"31.6{NBSP}%", f"34.9{NBSP}%"),
        ("women_share_by", "Research", "Women", "6", "15"),
        ("women_share_by", "Research", "Persons where women are reported", "19", "43"),
        ("women_share_by", "Research", "Persons", "137", "161"),
        ("women_share_by", "Research", "Activities that report women", "1", "2"),
        ("women_share_by", "Research", "Activities", "2", "3"),
    ]


@pytest.mark.parametrize(("page", "query"), [
    ("seizures", ""), ("seizures", "year=all"), ("data", ""), ("overview", "year=2019&pillar=institutional_integrity"),
    ("gender", "pillar=institutional_integrity"), ("activities", "year=2021"), ("gender", "country=NGA&year=all"),
])
def test_a_view_that_the_change_does_not_touch_has_none(page, query, desks):
    assert told(page, query, desks) == []


def test_a_release_does_not_differ_from_itself(desks):
    assert [one for page in PAGES for desk in desks for one in moved(page, "year=all", desk, desk, WORDS)] == []


def test_a_chart_is_asked_by_itself(desks):
    whole = moved(PAGE["gender"], "by=modality", *desks, WORDS)
    chart, _ = CHARTS["sex_reported"]
    alone = moved(chart, "by=modality", *desks, WORDS)
    assert alone == tuple(one for one in whole if one.chart == "sex_reported")
    # Both the corrected training and the workshop were online: 12 women, 24 persons and 15 men more.
    assert [(m.row, m.column, m.old, m.new) for m in alone] == [
        ("Online", "Persons", "959", "983"), ("Online", "Women", "61", "73"), ("Online", "Men", "17", "32"),
        ("Online", "Sex not stated", "881", "878"), ("Online", "Activities", "10", "11"),
        ("Online", "Activities that report a total", "8", "9"),
    ]


def test_a_row_that_only_the_newer_release_has_is_one_change_and_so_is_one_that_only_the_older_has(desks):
    before, after = desks
    ranked = [m for m in moved(PAGE["geography"], "", before, after, WORDS) if m.chart == "countries_ranked"]
    assert [(m.row, m.column, m.old, m.new) for m in ranked] == [("Peru", "Number", "not there", "1")]
    back = [m for m in moved(PAGE["geography"], "", after, before, WORDS) if m.chart == "countries_ranked"]
    assert [(m.row, m.column, m.old, m.new) for m in back] == [("Peru", "Number", "1", "no longer there")]


def test_a_country_that_the_older_release_does_not_know_keeps_nothing_of_it(desks):
    before, after = copy(desks[0]), desks[1]
    before.allowed = before.allowed | {"country": [code for code in before.allowed["country"] if code != "PER"]}
    chart, _ = CHARTS["headline"]
    for query in ("country=PER", "country=PER&pillar=research"):
        assert [(m.column, m.old, m.new) for m in moved(chart, query, before, after, WORDS)] == [("Activities", "not there", "1")]


def test_both_releases_are_asked_for_the_same_year(desks):
    before, after = copy(desks[0]), copy(desks[1])
    chart, _ = CHARTS["headline"]
    after.years = replace(after.years, default="2021")
    assert {m.new for m in moved(chart, "", before, after, WORDS) if m.column == "Activities"} == {"20"}
    after.years = desks[1].years
    before.years = replace(before.years, known=(), achieved=2018, planned=2019, default="2019")
    assert {(m.old, m.new) for m in moved(chart, "year=2020", before, after, WORDS) if m.column == "Activities"} == {("19", "20")}


def test_the_head_counts_of_a_record_are_figures(desks):
    assert told("activities", f"record={CORRECTED}&year=2016", desks) == [
        ("activity_record", TRAINING, "Participants", "Participant: persons 46, women 14", "Participant: persons 46, women 17"),
    ]


def test_what_moved_between_two_releases_is_worked_out_once(desks):
    found = moved_between(*desks, WORDS)
    assert found == tuple(one for page in PAGES for one in moved(page, "", *desks, WORDS))
    assert moved_between(*desks, WORDS) is found


def test_what_tells_of_the_data_themselves_holds_no_figures():
    assert {chart.name for page in PAGES for chart in page.charts if not holds_figures(chart)} == {
        "releases", "deliveries", "definitions", "categories", "replaced_rows", "caveat_ledger",
    }


# Values, not texts


def changed(ask: Asking, chart: str, query: str, code: str, **values: Any) -> list[tuple[str, str, str]]:
    """What moves in a chart if one row, found by the last column of its key, held other values."""
    given = ask.answer(chart, query)
    name = given.chart.key[-1]
    rows = given.rows.frame
    place = rows.index[rows[name] == code][0]
    for column, value in values.items():
        rows.at[place, column] = value
    return [(m.column, m.old, m.new) for m in moved_in(given, replace(given, rows=rows_from(rows)), WORDS)]


def test_a_change_below_the_decimals_shown_is_told_with_more_of_them(ask):
    # 35 of 84 are 41.667 %.
    assert changed(ask, "women_share_by", "", "capacity_building", women_share=0.417) == [
        ("Share of women", f"41.67{NBSP}%", f"41.70{NBSP}%"),
    ]


def test_the_last_digits_of_a_sum_are_no_change(ask):
    assert changed(ask, "women_share_by", "", "capacity_building", women_share=35 / 84 + 1e-16) == []


def test_a_date_that_is_known_more_precisely_is_a_change(ask):
    assert changed(ask, "activity_list", "", "CJ-2020-008", date_precision="day") == [("Date", "Jul 2020", "1 Jul 2020")]
    assert changed(ask, "activity_list", "", "CJ-2020-008", started_on=date(2020, 8, 1)) == [("Date", "Jul 2020", "Aug 2020")]


def test_a_status_a_list_of_countries_and_a_number_in_words_are_figures(ask):
    assert changed(ask, "activity_list", "", "CJ-2020-009", countries=["BOL", "PER"]) == [
        ("Countries", "Bolivia", "Bolivia and Peru"),
    ]
    assert changed(ask, "women_by_activity", "", "CJ-2020-009", women_pct_as_reported="40 %") == [
        ("Percentage of women as reported", "not stated", "40 %"),
    ]
    indicator = next(row for row in ask("results_framework") if row["status"] == "no_target")
    assert changed(ask, "results_framework", "", indicator["indicator_id"], status="met") == [
        ("Status", "no target", "target met"),
    ]


def test_what_is_withheld_reads_so_and_is_no_change_while_it_stays_withheld(ask):
    """CJ-2020-003: 17 persons, 5 women and 12 men."""
    given = ask.answer("women_by_activity", "")
    rows = given.rows.frame
    place = rows.index[rows["activity_id"] == "CJ-2020-003"][0]
    for name in ("women_share", "women", "men", "not_stated", "persons_women_reported"):
        rows.at[place, name] = None
    rows.at[place, "sex_withheld"] = True
    withheld = replace(given, rows=rows_from(rows))
    rows = rows.copy()
    rows.at[place, "persons"] = None
    rows.at[place, "persons_withheld"] = "under"
    under = replace(given, rows=rows_from(rows))
    assert [(m.column, m.old, m.new) for m in moved_in(given, withheld, WORDS)] == [
        ("Share of women", f"29.4{NBSP}%", "withheld: small group"),
        ("Women", "5", "withheld: small group"),
        ("Men", "12", "withheld: small group"),
        ("Sex not stated", "0", "withheld: small group"),
        ("Persons where women are reported", "17", "withheld: small group"),
    ]
    assert [(m.column, m.old, m.new) for m in moved_in(withheld, under, WORDS)] == [("Persons", "17", "under 5")]
    assert [(m.column, m.old, m.new) for m in moved_in(under, withheld, WORDS)] == [("Persons", "under 5", "17")]


def test_titles_remarks_and_addresses_are_no_figures(ask):
    assert changed(ask, "activity_list", "", "CJ-2020-009", title="Another title", source_url="https://example.org/") == []
