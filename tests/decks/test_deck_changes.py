"""Decks answered on a release and held against another: what later.py delivers, worked out by hand. It corrects a training of
46 persons from 14 women to 17 and adds a workshop in Peru with 24 persons, 9 of them women: 79 women of 250 become 91 of 274."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from dashboard.chart import Desk
from dashboard.content import CHARTS
from dashboard.decks import query_naming_years, report, shown, slides_of
from dashboard.language import language
from dashboard.links import Deck, DeckItem
from dashboard.warehouse import Store

WORDS = language("en")
NBSP = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def deck(*items: DeckItem, name: str = "Steering committee") -> Deck:
    numbered = tuple(replace(item, id=f"S-{number}") for number, item in enumerate(items, 1))
    return Deck("D-2", "ada", name, "r-1", "en", NOON, NOON, numbered)


def figure(chart: str, query: str = "year=2020", caption: str = "") -> DeckItem:
    return DeckItem("", "figure", chart, query, caption)


def section(title: str) -> DeckItem:
    return DeckItem("", "section", title=title)


@pytest.fixture(scope="module")
def desks(two_releases):
    """The desk of the first release and that of the second."""
    store = Store(two_releases.data)
    return Desk(store.full(two_releases.first)), Desk(store.full(two_releases.second))


def test_the_slides_of_a_deck_are_its_items_in_their_order(ask):
    made = slides_of(deck(section("Who"), figure("women_share", caption="79 women"), figure("headline")),
                     ask.desk, WORDS)
    assert [(one.title, one.caption, one.is_section) for one in made] == [
        ("Who", "", True), ("Share of women", "79 women", False), ("In short", "", False)]
    assert made[1].page is CHARTS["women_share"][1] and made[1].answer.records() == ask("women_share", "year=2020")


def test_only_slides_whose_figures_moved_are_listed(desks):
    """In 2019 nothing changed, nor in the seizures; in 2020 the share of women did, and of research activities one is more."""
    found = report(deck(
        section("Who"), figure("women_share"), figure("women_share", "year=2019"), figure("seizures_annual", ""),
        figure("activities_over_time", "pillar=research&year=2020"),
        figure("women_share", "year=2020&pillar=institutional_integrity"),
    ), *desks, WORDS)
    assert found.slides == (2, 5)
    assert [(one.moved.title, one.moved.row, one.moved.column, one.moved.old, one.moved.new)
            for one in found.changes if one.number == 5] == [
        ("Activities over time by pillar", "Q4 2020 · Research", "Activities", "1", "2")]
    told = {one.moved.column: (one.moved.old, one.moved.new) for one in found.changes if one.number == 2}
    assert told["Women"] == ("79", "91") and told["Share of women"] == (f"31.6{NBSP}%", f"33.2{NBSP}%")
    assert found.unknown == () and found.quotes == ()


@pytest.mark.parametrize(("caption", "quoted"), [
    ("79 women", ["79"]), ("Women: 79.", ["79"]), ("(79)", ["79"]), ("79 of 250 persons", ["79", "250"]), ("45–79", ["79"]),
    ("31.6 % were women", ["31.6 %"]), (f"31.6{NBSP}%", [f"31.6{NBSP}%"]), ("31.6% of them", ["31.6%"]),
    ("31.6 per cent", ["31.6 per cent"]), ("1,032 persons", ["1,032"]), ("1032 persons", ["1032"]), ("Of 1 032", ["1 032"]),
    ("In 1979", []), ("79 %", []), ("79.5", []), ("1,079", []), ("0.79", []), ("CJ-2020-79", []), ("79th", []), ("r79", []),
    (f"{MINUS}79", []), ("31.6", []), ("131.6 %", []), ("91 women", []), ("33.2 %", []), ("10,320", []), ("", []), ("Many", []),
])
def test_a_caption_that_quotes_an_outdated_number_is_flagged_and_no_other(desks, caption, quoted):
    found = report(deck(figure("women_share", caption=caption)), *desks, WORDS)
    assert [one.quoted for one in found.quotes] == quoted
    assert {(one.number, one.field, one.text, one.item_id) for one in found.quotes} <= {(1, "caption", caption, "S-1")}


def test_a_flag_says_which_figure_the_number_was_and_what_it_is_now(desks):
    found = report(deck(figure("women_share", caption="79 women")), *desks, WORDS)
    assert [(one.column, one.old, one.new) for one in found.quotes[0].of] == [("Women", "79", "91")]


def test_a_caption_is_held_against_its_own_slide_only(desks):
    made = deck(figure("seizures_annual", "", caption="79 women"), figure("women_share", caption="as before"))
    found = report(made, *desks, WORDS)
    assert found.quotes == ()


def test_titles_of_sections_and_the_name_of_the_deck_quote_too(desks):
    made = deck(section("Who the 250 are"), figure("women_share"), name="79 women in 1979")
    found = report(made, *desks, WORDS)
    assert [(one.number, one.field, one.quoted) for one in found.quotes] == [
        (0, "name", "79"), (1, "title", "250")]


def test_a_change_may_be_quoted_without_its_sign(desks):
    """Persons reached in 2021 against 2020: 758 fewer, then 782."""
    for caption, quoted in (("758 fewer than in 2020", ["758"]), (f"{MINUS}758", [f"{MINUS}758"]), ("782 fewer", [])):
        found = report(deck(figure("year_strip", "", caption=caption)), *desks, WORDS)
        assert [one.quoted for one in found.quotes] == quoted


@pytest.mark.parametrize(("item", "said"), [
    (figure("women_share", "year=2020&country=ZZZ"), "“ZZZ” is no country in this release"),
    (figure("women_share", "year=1950"), "“1950” is no year in this release"),
    (figure("no_such_chart"), "has no figure named “no_such_chart”"),
    (figure("activity_record", "record=CJ-1999-001"), "The record “CJ-1999-001” is not in this release"),
    (figure("countries_map", "measure=nothing"), "“nothing” is no choice"),
])
def test_what_a_release_does_not_know_is_said_in_its_place_and_no_wider_figure_is_shown(desks, item, said):
    told = deck(figure("headline"), item, section("End"))
    found = list(shown(told, desks[1], WORDS))
    assert [one.number for one in found] == [1, 2, 3] and [bool(one.problem) for one in found] == [False, True, False]
    assert found[1].slide.answer is None and said in found[1].slide.caption and said in found[1].problem
    again = report(told, *desks, WORDS)
    assert [one.number for one in again.unknown] == [2] and 2 not in again.slides and again.slides == (1,)


def test_the_query_of_a_slide_says_its_years_so_that_another_release_cannot_open_at_others(ask):
    for page, query, expected in (
        ("women_share", "", "year=2020"), ("women_share", "country=PER,BOL", "year=2020&country=BOL,PER"),
        ("priority_pairs", "", "year=2020&to.year=2021"), ("seizures_annual", "", "year=2020"),
    ):
        found = query_naming_years(ask.desk.view(CHARTS[page][1], query)[0])
        assert found == expected
        assert ask.desk.view(CHARTS[page][1], found) == (ask.desk.view(CHARTS[page][1], query)[0], [])


def test_the_same_release_changes_nothing(desks):
    found = report(deck(figure("women_share", caption="79 women"), figure("headline")), desks[0], desks[0], WORDS)
    assert (found.changes, found.quotes, found.unknown) == ((), (), ())
