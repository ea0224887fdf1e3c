"""What columns mean: every measure is defined, every column is headed, and nothing missing reads as zero."""

from __future__ import annotations

from datetime import date

import pytest

from dashboard.catalogue import (
    CATEGORY_OF,
    COLUMNS,
    DIMENSIONS,
    FACTS,
    FIXED_WORDS,
    MEASURES,
    STATUS_COUNTED,
    STATUS_WORDS,
    Column,
    plain,
    show,
)
from dashboard.content import CHARTS, PAGES
from dashboard.language import language
from dashboard.warehouse import QUERY_FILES

WORDS = language("en")
KINDS = {
    "text", "code", "codes", "words", "parts", "whole", "decimal", "quantity", "share", "date", "year", "url", "flag", "hash",
    "measured", "change", "reported",
}
CHARTS_ASKED = {name: pair for name, pair in CHARTS.items() if pair[0].rows is None}


def test_a_missing_value_is_not_stated_in_every_kind_of_column(ask):
    for kind in KINDS - {"measured", "change"}:
        assert show(None, Column("Anything", kind), WORDS, ask.desk.names) == "not stated"


@pytest.mark.parametrize(("value", "column", "shown"), [
    (0, Column("", "whole"), "0"),
    (1032, Column("", "whole"), "1,032"),
    (0.316, Column("", "share"), "31.6\N{NO-BREAK SPACE}%"),
    (date(2020, 11, 18), Column("", "date"), "18 Nov 2020"),
    (2020, Column("", "year"), "2020"),
    (12500.4, Column("", "quantity"), "12,500"),
    (True, Column("", "flag"), "yes"),
    ("BOL", Column("", "code", "country"), "Bolivia (Plurinational State of)"),
    (["BOL", "PER"], Column("", "codes", "country"), "Bolivia and Peru"),
    ([], Column("", "codes", "country"), "not stated"),
    ("not_listed", Column("", "code", "country"), "Countries not listed"),
    ("interregional_cooperation", Column("", "code", "pillar"), "Inter-regional cooperation"),
    ("met", Column("", "code", "status"), "target met"),
    ("<b>x</b>", Column(""), "<b>x</b>"),
])
def test_a_cell_is_shown_by_its_kind(ask, value, column, shown):
    assert show(value, column, WORDS, ask.desk.names) == shown


def test_for_machines_dates_are_iso_lists_are_parted_and_nothing_is_blank():
    assert plain(date(2020, 11, 18)) == "2020-11-18"
    assert plain(["BOL", "PER"]) == "BOL; PER"
    assert plain(None) == ""
    assert plain(0) == "0"


def test_every_measure_says_its_unit_its_rule_and_how_it_adds_up():
    for key, measure in MEASURES.items():
        assert measure.key == key
        assert all((measure.label, measure.unit, measure.definition, measure.formula, measure.adds_up)), key


def test_shares_and_distinct_counts_never_add_up():
    for key in ("women_share", "countries", "partners", "priorities_served", "progress", "follow_up_share"):
        assert MEASURES[key].adds_up.startswith("Never adds up")


def test_every_filter_of_a_fact_is_a_dimension_and_every_category_filter_has_its_list():
    assert {key for fact in FACTS.values() for key in fact.dimensions} <= set(DIMENSIONS)
    assert set(CATEGORY_OF) <= set(DIMENSIONS)
    assert all(DIMENSIONS[key].key == key and DIMENSIONS[key].definition for key in DIMENSIONS)


def test_every_status_has_its_word_and_is_counted():
    assert set(STATUS_COUNTED) <= set(STATUS_WORDS)
    assert all("{n}" in text for text in STATUS_COUNTED.values())


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_names_facts_measures_and_datasets_that_exist(name):
    chart, _ = CHARTS[name]
    assert set(chart.facts) <= set(FACTS)
    assert set(chart.measures) <= set(MEASURES)
    assert set(chart.datasets) <= set(FIXED_WORDS["dataset"])
    assert set(chart.ignores) <= set(FACTS[chart.facts[0]].dimensions)


@pytest.mark.parametrize("name", CHARTS_ASKED)
def test_every_column_that_is_shown_is_headed_in_words(name):
    chart, _ = CHARTS[name]
    shown = [column for column in QUERY_FILES[chart.query].columns if column not in chart.hidden]
    assert [c for c in shown if c not in COLUMNS and c not in chart.columns] == []
    assert {(chart.columns.get(c) or COLUMNS[c]).kind for c in shown} <= KINDS


@pytest.mark.parametrize("name", CHARTS_ASKED)
def test_a_chart_heads_and_hides_only_columns_that_its_query_returns(name):
    chart, _ = CHARTS[name]
    assert (set(chart.columns) | set(chart.hidden)) - set(QUERY_FILES[chart.query].columns) == set()


def test_every_code_in_an_answer_has_a_label(asking):
    unnamed = set()
    for chart, page in CHARTS.values():
        given = asking.answer(chart.name, "" if page.sides or not page.filters else "year=all")
        for column, told in given.columns():
            if told.kind == "code" and not told.of.startswith("@"):
                known = {*given.names.labels.get(told.of, {}), *FIXED_WORDS.get(told.of, {}), "not_listed"}
                unnamed |= {(chart.name, column, row[column]) for row in given.records()
                            if row[column] not in (None, "", *known)}
    assert unnamed == set()


def test_pages_have_their_own_addresses_and_charts_their_own_names():
    assert len({page.path for page in PAGES}) == len(PAGES) == len({page.key for page in PAGES})
    assert sum(len(page.charts) for page in PAGES) == len(CHARTS)
    assert all(page.path.startswith("/") and page.question and page.title for page in PAGES)
