"""Activities: the list, its search, sorting and paging, and single records, checked against the deliveries."""

from __future__ import annotations

import re

import pytest

from dashboard import chart
from dashboard.content import CHARTS
from dashboard.content.activities import LIST, PAGE, RECORD
from dashboard.exports import export
from dashboard.language import language
from dashboard.ui import cards
from dashboard.ui.fragments import as_html

WORDS = language("en")


def found(rows: list[dict]) -> set[str]:
    return {row["activity_id"] for row in rows}


def text(component) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", as_html(component))).replace("\xa0", " ")


def shown(asking, query: str, card=LIST) -> dict:
    """The live pieces of a card for an address."""
    view, notices = asking.desk.view(PAGE, query)
    assert not notices
    return cards.fill(card, PAGE, view, asking.desk, WORDS).live


def test_2020_has_19_activities_and_2021_has_13(ask):
    assert (len(ask("activity_list", "year=2020")), len(ask("activity_list", "year=2021"))) == (19, 13)


def test_the_count_of_all_rows_is_stated(component):
    assert "19 activities, 1–19 shown" in text(component("activity_list", "year=2020"))
    assert "119 activities, 101–119 shown" in text(component("activity_list", "year=all&page=5"))


def test_a_page_beyond_the_last_shows_the_last(component):
    assert "119 activities, 101–119 shown" in text(component("activity_list", "year=all&page=99"))


@pytest.mark.parametrize("sort", ["-started_on", "started_on", "-persons", "title"])
def test_of_a_list_too_long_to_be_held_the_open_page_is_held(ask, monkeypatch, sort):
    """119 activities on five pages; the second begins with the 26th."""
    whole = [row["activity_id"] for row in ask("activity_list", f"year=all&sort={sort}")]
    assert len(whole) == 119
    monkeypatch.setattr(chart, "MOST_ROWS", 118)
    for page, first, last in ((1, 0, 25), (2, 25, 50), (4, 75, 100), (5, 100, 119), (9, 100, 119)):
        held = ask.answer("activity_list", f"year=all&sort={sort}&page={page}")
        assert [row["activity_id"] for row in held.records()] == whole[first:last]
        assert held.found == 119
        assert held.page()[2] == held.records()


def test_a_list_that_is_held_whole_is_the_same_whichever_page_is_open(ask):
    """So two releases are compared row by row also where a row has moved to another page."""
    whole = ask("activity_list", "year=all&sort=title")
    assert len(whole) == 119
    assert all(ask("activity_list", f"year=all&sort=title&page={page}") == whole for page in (2, 5, 9))


def test_the_pager_names_itself_the_page_shown_and_leads_to_the_others(component):
    pager = as_html(component("activity_list", "year=all&page=2&sort=title"))
    pager = pager[pager.index("<nav"):]
    assert 'aria-label="Pages of the list"' in pager
    assert re.search(r'aria-current="page"><span class="visually-hidden">Page </span>2<', pager)
    assert 'href="/activities?year=all&amp;sort=title"' in pager
    assert 'href="/activities?year=all&amp;page=3&amp;sort=title"' in pager


@pytest.mark.parametrize(("words", "records"), [
    ("bolivia", {"CJ-2020-009", "CJ-2020-016"}),  # title
    ("local scenarios", {"CJ-2020-011"}),  # summary
    # partner
    ("iberoamerica", {"CJ-2020-002", "CJ-2020-003", "CJ-2020-007", "CJ-2020-010", "CJ-2020-014", "CJ-2020-018"}),
    ("GUAYAQUIL", {"CJ-2020-002"}),  # city
    ("strategic analysts", {"CJ-2020-019"}),  # audience
    ("webinar drug", {"CJ-2020-010", "CJ-2020-013"}),  # every word, in any place
    ("cj-2020-017", {"CJ-2020-017"}),  # a record's own number
    ("  ", None),
    ("100%", set()),  # no wildcard
])
def test_a_search_finds_what_holds_every_word_whatever_its_case_and_accents(ask, words, records):
    rows = ask("activity_list", "year=2020&q=" + words.replace(" ", "+").replace("%", "%25"))
    assert found(rows) == (records if records is not None else found(ask("activity_list", "year=2020")))


def test_a_search_is_narrowed_by_the_filters_and_says_so(ask):
    given = ask.answer("activity_list", "year=all&pillar=research&q=gender")
    assert found(given.records()) == {"CJ-2020-013"}
    assert "Pillar: Research" in given.subtitle(WORDS) and "Search: “gender”" in given.subtitle(WORDS)


def test_a_search_without_result_keeps_its_form_and_offers_more_years(ask):
    live = shown(ask, "year=2021&q=guayaquil")
    form = as_html(live["controls:activity_list"])
    assert 'name="q"' in form and 'value="guayaquil"' in form
    state = as_html(live["state:activity_list"])
    assert 'data-kind="filtered"' in state and 'href="/activities?year=all&amp;q=guayaquil"' in state


def test_the_search_form_works_without_a_script_and_keeps_the_filters(ask):
    form = as_html(shown(ask, "year=2021&pillar=research&sort=title&page=2")["controls:activity_list"])
    assert 'action="/activities"' in form and 'method="get"' in form
    hidden = [dict(re.findall(r'(\w+)="([^"]*)"', field)) for field in re.findall(r"<input[^>]*>", form)]
    kept = {field["name"]: field["value"] for field in hidden if field["type"] == "hidden"}
    assert kept == {"year": "2021", "pillar": "research", "sort": "title"}


@pytest.mark.parametrize("sort", ["persons", "-persons"])
def test_rows_without_the_value_they_are_sorted_by_come_last(ask, sort):
    persons = [row["persons"] for row in ask("activity_list", f"year=2020&sort={sort}")]
    assert persons[12:] == [None] * 7
    assert persons[:12] == sorted(persons[:12], reverse=sort.startswith("-"))
    assert sum(persons[:12]) == 1032


def test_a_heading_sorts_and_turns_the_order_round(component):
    def heading(query: str, label: str) -> str:
        headings = re.findall(r"<th .*?</th>", as_html(component("activity_list", query)))
        return next(heading for heading in headings if f">{label}<" in heading)

    assert 'aria-sort="descending"' in heading("", "Date")
    assert 'href="/activities?sort=started_on"' in heading("", "Date")
    assert "aria-sort" not in heading("", "Persons")
    assert 'href="/activities?sort=-persons"' in heading("", "Persons")
    assert 'href="/activities?sort=persons"' in heading("sort=-persons", "Persons")
    assert 'href="/activities"' in heading("sort=started_on", "Date")


def test_only_activities_linked_to_a_priority_are_listed_when_one_is_asked_for(ask):
    given = ask.answer("activity_list", "year=all&priority=P2021-06")
    assert found(given.records()) == {"CJ-2019-015", "CJ-2019-021", "CJ-2021-002"}
    assert "Deliver the cocaine production training online" in given.finding(WORDS)
    assert ask("activity_list", "year=all&priority=P2021-09") == []


def test_a_download_holds_every_page_of_what_is_searched_and_filtered(ask):
    def rows(query: str) -> int:
        _, page = CHARTS["activity_list"]
        file = export(ask.answer("activity_list", query), page, "csv", WORDS)
        return len(file.content.decode("utf-8-sig").split("\r\n\r\n")[0].splitlines()) - 1

    assert rows("year=all&page=2") == 119
    assert rows("year=2020&q=bolivia") == 2


def test_the_induction_meeting_of_18_november_2020_is_recorded_as_reported(ask, component):
    row = ask("activity_record", "record=CJ-2020-017")[0]
    told = row["participants"][0]
    assert (told["persons"], told["women"], told["men"]) == (23, 7, 16)
    assert len(row["countries"]) == 8
    assert [(p["priority_id"], p["relation"]) for p in row["priorities"]] == [
        ("P2021-01", "prepared_by"), ("P2021-07", "prepared_by"),
    ]
    said = text(component("activity_record", "record=CJ-2020-017"))
    assert "18 November 2020" in said
    assert "8: Benin, Côte d&#x27;Ivoire, Morocco" in said
    # Its line in the delivered file, counted with the header as a spreadsheet does.
    assert (row["delivery_id"], row["row_number"]) == ("activities/public-record", 105)


def test_a_record_shows_every_source_partners_by_full_name_and_its_caveats(component):
    shown = as_html(component("activity_record", "record=CJ-2020-018"))
    assert shown.count('class="source-link"') == 2
    assert "Red de Fiscales Antidroga de Iberoamérica" in shown
    assert "The head count is that of the first day only (24 November 2020)." in shown
    assert "Groundwork for P2021-03 (2021)" in shown


def test_a_date_is_no_more_precise_than_it_is_known(component):
    assert "July 2020 (the day is not stated)" in text(component("activity_record", "record=CJ-2020-008"))
    said = text(component("activity_record", "record=CJ-2021-011"))
    assert "October 2021 to November 2021 (the day is not stated)" in said


def test_what_is_not_stated_is_said_and_never_zero(component):
    said = text(component("activity_record", "record=CJ-2020-002"))
    assert re.search(r"Participants 14 not stated not stated 14", said)
    assert "How many persons took part is not stated." in text(component("activity_record", "record=CJ-2020-005"))


def test_a_percentage_stands_as_reported_and_becomes_no_count(ask, component):
    groups = ask.meridian("activity_record", "record=MD-2023-004")[0]["participants"]
    trainees = next(group for group in groups if group["role"] == "trainee")
    assert (trainees["persons"], trainees["women"], trainees["women_pct_as_reported"]) == (None, None, 37.5)
    assert "37.5 %, as reported" in text(component("activity_record", "record=MD-2023-004", ask.meridian))


def test_the_card_of_a_record_is_there_only_when_one_is_asked_for(ask):
    assert 'data-kind="unasked"' in as_html(shown(ask, "", RECORD)["state:activity_record"])
    opened = shown(ask, "year=all&q=meeting&sort=title&record=CJ-2020-017", RECORD)
    assert not opened["state:activity_record"]
    assert 'href="/activities?year=all&amp;q=meeting&amp;sort=title"' in as_html(opened["mark:activity_record"])


def test_a_record_that_does_not_exist_is_said_so(ask):
    state = as_html(shown(ask, "record=CJ-1999-001", RECORD)["state:activity_record"])
    assert "This release has no activity of this number." in state


def test_a_record_s_caveats_include_those_of_its_countries_in_its_year(ask):
    # C08: attendance lists of Ghana for 2023 were lost. MD-2023-038 was held with Ghana in 2023.
    record = ask.meridian("activity_record", "record=MD-2023-038")[0]
    assert "GHA" in record["countries"]
    assert [caveat["caveat_id"] for caveat in record["caveats"]] == ["C08"]
