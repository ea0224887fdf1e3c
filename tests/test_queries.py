"""Queries keep their contracts, add up where they say so, answer every view, and run on an engine that can reach nothing else."""

from __future__ import annotations

import random
import re
import threading
from collections import Counter

import duckdb
import pandas as pd
import plotly.graph_objects as go
import pytest
from asking import Asking
from spread import queries

import dashboard.warehouse
from dashboard.catalogue import DIMENSIONS, FACTS
from dashboard.chart import answer, parameters
from dashboard.content import CHARTS, PAGES
from dashboard.figures import DRAWN, draw
from dashboard.language import language
from dashboard.ui.marks import MARKS
from dashboard.warehouse import QUERY_FILES

WORDS = language("en")
ASKED = [name for name, (chart, _) in CHARTS.items() if chart.rows is None]
WEBGL = {"scattergl", "splom", "parcoords"}


def filtered(asking: Asking) -> str:
    """A query string in which every filter but the region is set to its first value."""
    return "&".join(f"{key}={asking.desk.allowed[key][0]}" for key in DIMENSIONS if key not in ("year", "region")
                    and asking.desk.allowed.get(key))


def given_to(name: str, asking: Asking, query: str) -> dict[str, object]:
    """The parameters of a query file for a view, as the product binds them."""
    chart_name = name.removeprefix("charts/")
    if chart_name in CHARTS:
        chart, page = CHARTS[chart_name]
        return parameters(chart, page, asking.desk.view(page, query)[0])
    selection = asking.desk.view(PAGES[0], query)[0].selection.parameters()
    bound = {"selection": selection, "other": selection, "filters": selection, "record": "none", "most": 10, "facts": [0]}
    bound |= selection
    return {key: bound[key] for key in QUERY_FILES[name].parameters}


@pytest.mark.parametrize(("query", "touch", "do_not"), [
    # C001 is about a course of 2017 with Kenya among its countries, C004 about one of 2020 without a country, C006 about one of
    # 2020 with Bolivia, C008 about one of 2021 in the pillar of capacity building.
    ("year=2020", {"C004", "C006"}, {"C001", "C008"}),
    ("year=2021", {"C008"}, {"C001", "C004", "C006"}),
    ("year=compared", {"C004", "C006", "C008"}, {"C001"}),
    ("year=all", {"C001", "C004", "C006", "C008"}, set()),
    ("year=2020&country=BOL", {"C006"}, {"C001", "C004", "C008"}),
    ("year=all&country=KEN", {"C001"}, {"C004", "C006", "C008"}),
    ("year=2020&country=KEN", set(), {"C001", "C004", "C006", "C008"}),
    ("year=compared&pillar=capacity_building", {"C006", "C008"}, {"C001", "C004"}),
    ("year=2020&pillar=research&country=not_listed", {"C004"}, {"C001", "C006", "C008"}),
])
def test_a_caveat_touches_the_selections_that_keep_its_record(ask, query, touch, do_not):
    told = {caveat.caveat_id for caveat in ask.answer("headline", query).caveats}
    assert told & (touch | do_not) == touch


TOUCHED = """
select distinct caveat_id
from rolled.doubts as c
where (c.year is null or $s.years is null or list_contains($s.years, c.year))
    and (c.of_year is null or $s.years is null or list_contains($s.years, c.of_year))
    and (c.country_code is null or keeps_place($s, c.region, c.country_code))
    and (c.of_country is null or keeps_place($s, c.of_region, c.of_country))
    and (c.pillar is null or $s.pillars is null or list_contains($s.pillars, c.pillar))
    and (c.activity_type is null or $s.activity_types is null or list_contains($s.activity_types, c.activity_type))
    and (c.modality is null or $s.modalities is null or list_contains($s.modalities, c.modality))
    and (c.drug is null or $s.drugs is null or list_contains($s.drugs, c.drug))
"""


def test_caveats_touch_what_the_database_says_they_touch(asking):
    desk, chance = asking.desk, random.Random(20201126)
    fields = {"years": "year", "pillars": "pillar", "activity_types": "type", "modalities": "modality", "regions": "region",
              "countries": "country", "drugs": "drug"}
    numbers = set()
    for _ in range(300):
        filters = dict.fromkeys(fields)
        for field in chance.sample(list(fields), chance.randint(0, 3)):
            values = [value for value in desk.allowed.get(fields[field], ()) if value not in ("all", "compared")]
            values = list(map(int, values)) if field == "years" else values
            filters[field] = chance.sample(values, min(len(values), chance.randint(0, 3)))
        with desk.warehouse._connection.cursor() as cursor:
            expected = {caveat for (caveat,) in cursor.execute(TOUCHED, {"s": filters}).fetchall()}
        assert {row["caveat_id"] for row in desk.touching(filters)} == expected, filters
        numbers.add(len(expected))
    assert len(numbers) > 4


# Contracts

@pytest.mark.parametrize("name", QUERY_FILES)
def test_a_header_names_the_columns_and_types_that_the_database_returns(asking, name):
    for query in ("", "year=all", filtered(asking)):
        found = asking.desk.warehouse.describe(name, given_to(name, asking, query))
        assert found == list(QUERY_FILES[name].returns)


@pytest.mark.parametrize("name", QUERY_FILES)
def test_a_header_names_the_parameters_that_the_query_takes(name):
    query = QUERY_FILES[name]
    sql = "\n".join(line for line in query.sql.splitlines() if not line.startswith("--"))
    assert set(re.findall(r"\$([a-z_]+)", sql)) == set(query.parameters)


@pytest.mark.parametrize("name", QUERY_FILES)
def test_a_header_says_what_the_query_is_for_and_what_facts_it_reads(name):
    query = QUERY_FILES[name]
    assert len(query.purpose) > 20
    assert set(query.facts) <= set(FACTS)


@pytest.mark.parametrize("name", ASKED)
def test_a_chart_and_its_query_agree_on_the_facts(name):
    query = QUERY_FILES[CHARTS[name][0].query]
    if "selection" in query.parameters:
        assert set(query.facts) == set(CHARTS[name][0].facts)
    else:
        assert set(query.facts) <= set(CHARTS[name][0].facts)


def test_every_query_of_a_chart_has_its_chart():
    assert {name for name in QUERY_FILES if name.startswith("charts/")} == {CHARTS[name][0].query for name in ASKED}


def test_no_column_is_wider_than_the_numbers_a_browser_can_hold():
    """A sum of integers is a hugeint, which pandas turns into a float: it is cast where it is made."""
    assert [name for name, query in QUERY_FILES.items() for _, kind in query.returns if "hugeint" in kind] == []


# Every view is answered

@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_answers_every_view_and_its_mark_can_be_drawn(asking, name):
    chart, page = CHARTS[name]
    for query in queries(page, asking):
        view, _ = asking.desk.view(page, query)
        given = answer(chart, page, view, asking.desk)
        assert given.subtitle(WORDS) and given.source(WORDS)
        assert isinstance(given.finding(WORDS) + given.note(WORDS) + given.filters_left_out(WORDS), str)
        if given.is_empty:
            continue
        if chart.mark in DRAWN:
            figure = draw(given, WORDS)
            go.Figure(figure)
            assert {trace["type"] for trace in figure["data"]} & WEBGL == set()
        else:
            assert MARKS[chart.mark](given, WORDS) is not None


def test_every_mark_that_a_chart_names_is_known():
    assert {chart.mark for chart, _ in CHARTS.values()} <= {*DRAWN, *MARKS}


def test_the_answer_of_a_warehouse_holds_none_and_never_a_nan(asking):
    for name in ASKED:
        for row in asking(name, "year=all" if "selection" in CHARTS[name][0].takes else ""):
            assert not any((isinstance(value, float) and pd.isna(value)) or value is pd.NaT for value in row.values()), name


# Additive identities, with totals counted by hand in the deliveries

@pytest.mark.parametrize(("query", "total"), [("year=2020", 19), ("year=2021", 13), ("year=compared", 32), ("year=all", 119)])
def test_activities_add_up_over_pillars_and_over_time(ask, query, total):
    (headline,) = ask("headline", query)
    assert headline["activities"] == total
    assert sum(row["activities"] for row in ask("activities_over_time", query)) == total
    assert sum(row["activities"] for row in ask("activities_by_pillar_quarter", query)) == total
    assert len(ask("activity_list", query)) == total


@pytest.mark.parametrize("key", ["pillar", "type", "modality"])
def test_activities_add_up_over_the_values_of_a_filter(asking, key):
    (whole,) = asking("headline", "year=all")
    parts = [asking("headline", f"year=all&{key}={value}") for value in asking.desk.allowed[key]]
    assert sum(rows[0]["activities"] for rows in parts if rows) == whole["activities"]
    assert sum(rows[0]["persons"] or 0 for rows in parts if rows) == whole["persons"]


def test_the_pillars_of_2020_are_those_of_the_delivery(ask):
    counted: Counter[str] = Counter()
    for row in ask("activities_over_time", "year=2020"):
        counted[row["pillar"]] += row["activities"]
    assert counted == {"capacity_building": 6, "institutional_integrity": 4, "interregional_cooperation": 4,
                       "programme_management": 3, "research": 2}


def test_countries_never_add_up_over_years(ask):
    """20 countries in 2020, 20 in 2021, 28 in both: twelve were reached twice."""
    assert [ask("headline", f"year={word}")[0]["countries"] for word in ("2020", "2021", "compared")] == [20, 20, 28]


def test_a_multi_country_activity_counts_once_in_each_country_and_once_in_the_total(ask):
    """Eleven activities of 2020 list countries, 29 times in all; eight list none."""
    assert sum(row["activities"] for row in ask("activities_map", "year=2020")) == 29
    assert ask("headline", "year=2020&country=not_listed")[0]["activities"] == 8
    assert ask("headline", "year=2020")[0]["activities_unlisted"] == 8


def test_women_men_and_those_not_stated_are_all_persons(asking):
    for query in ("year=all", "year=compared", *(f"year={year}" for year in asking.desk.years.known)):
        for row in asking("women_share", query):
            if row["persons"] is not None:
                assert (row["women"] or 0) + (row["men"] or 0) + row["not_stated"] == row["persons"]
                known = row["persons_women_reported"] or 0
                assert known <= row["persons"]
                parts = (row["women"] or 0, row["men_where_women_reported"] or 0, row["not_stated_where_women_reported"] or 0)
                assert sum(parts) == known


def test_splits_of_persons_add_up_to_the_whole(asking):
    (whole,) = asking("women_share", "year=all")
    for by in ("pillar", "type", "modality", "year"):
        rows = asking("sex_reported", f"year=all&by={by}")
        assert sum(row["persons"] or 0 for row in rows) == whole["persons"], by
        assert sum(row["women"] or 0 for row in rows) == whole["women"], by


def test_achievements_and_priorities_are_linked_or_not(asking):
    for query in ("", "year=all&to.year=all", f"year={asking.desk.years.planned}&to.year={asking.desk.years.planned}"):
        for row in asking("link_counts", query):
            assert row["achievements_linked"] + row["achievements_unlinked"] == row["achievements"]
            assert row["priorities_linked"] + row["priorities_unlinked"] == row["priorities"]
            assert row["priorities_built_on"] + row["priorities_without_prior"] == row["priorities"]
            assert row["priorities_served"] + row["priorities_unserved"] == row["priorities"]
            assert row["achievements_unlinked"] == len(asking("achievements_without_follow_up", query))
            assert row["links"] == sum(cell["links"] for cell in asking("priority_matrix", query))
            pairs = [pair for pair in asking("priority_pairs", query) if pair["side"]]
            assert row["links"] == len(pairs)


def test_nine_priorities_are_set_for_2021(ask):
    assert ask("link_counts")[0]["priorities"] == 9
    assert ask("headline", "year=2020")[0]["priorities"] == 9


def test_single_seizures_are_the_same_163_in_the_list_the_map_the_timeline_and_the_stages(ask):
    assert len(ask("seizure_list", "year=all")) == 163
    assert len(ask("seizure_timeline", "year=all")) == 163
    assert sum(row["seizures"] for row in ask("seizure_map", "year=all")) == 163
    assert sum(row["seizures"] for row in ask("seizure_follow_up", "year=all")) == 163
    assert ask("seizure_basis", "year=2020")[0]["seizures"] == 40


@pytest.mark.parametrize(("page", "chart", "number"), [
    ("overview", "headline", "activities"), ("seizures", "seizure_basis", "seizures"),
])
def test_the_counts_beside_the_options_are_what_the_options_keep(asking, page, chart, number):
    (page,) = (one for one in PAGES if one.key == page)
    everything = asking.desk.view(page, "year=all")[0]
    filters = [key for key in page.filters if key != "year"]
    known = {key: list(asking.desk.counts(page.options, key, everything.selection)) for key in filters}
    known = {key: values for key, values in known.items() if values}
    chosen = [{}, *({key: values[:n]} for key, values in known.items() for n in (1, 2)),
              {key: values[:3] for key, values in known.items()}, {key: values[-2:] for key, values in known.items()}]
    seen = 0
    for narrowing in chosen:
        selection = everything.selection
        for key, values in narrowing.items():
            selection = selection.with_values(key, values)
        for key in known:
            counted = asking.desk.counts(page.options, key, selection)
            for value in (*known[key][:2], known[key][-1]):
                narrowed = everything.selecting(selection.with_values(key, [value]))
                kept = asking(chart, narrowed.address().partition("?")[2])
                assert counted.get(value, 0) == (kept[0][number] if kept else 0), (narrowing, key, value)
                seen += bool(kept)
    assert seen > 30 or not known


# The engine

REFUSED = [
    "select * from read_csv('{folder}/programme.toml')",
    "select content from read_text('/etc/hostname')",
    "select * from read_blob('/etc/hostname')",
    "select * from glob('/*')",
    "select * from '{folder}/programme.toml'",
    "copy (select 1) to '{folder}/copied.csv'",
    "copy programme to '{folder}/copied.parquet'",
    "export database '{folder}/exported'",
    "attach '{folder}/other.duckdb'",
    "attach ':memory:' as aside; create table aside.t as select 1",
    "install httpfs",
    "load httpfs",
    "select * from 'https://example.org/x.csv'",
    "set memory_limit = '64GB'",
    "set threads = 64",
    "set temp_directory = '/tmp'",
    "set enable_external_access = true",
    "set lock_configuration = false",
    "reset lock_configuration",
    "reset memory_limit",
    "set max_execution_time = 0",
    "set enable_logging = true",
    "call enable_logging(storage = 'file', storage_config = {{'path': '{folder}/logs'}})",
    "create table t as select 1",
    "insert into programme select * from programme",
    "delete from programme",
    "drop table programme",
    "select * from frame_of_the_caller",
    "create persistent secret s (type s3, key_id 'k', secret 's')",
]


@pytest.mark.parametrize("statement", REFUSED)
def test_the_engine_refuses_whatever_is_no_question_to_its_own_file(crimjust, tmp_path, statement):
    frame_of_the_caller = pd.DataFrame({"secret": [1]})
    warehouse = Asking(crimjust).desk.warehouse
    folder = crimjust if "programme.toml" in statement else tmp_path
    with pytest.raises(duckdb.Error):
        warehouse._connection.cursor().execute(statement.format(folder=folder)).fetchall()
    assert list(tmp_path.iterdir()) == [] and not frame_of_the_caller.empty
    warehouse.close()


def test_a_cursor_of_the_warehouse_answers_after_refusals(crimjust):
    warehouse = Asking(crimjust).desk.warehouse
    cursor = warehouse._connection.cursor()
    with pytest.raises(duckdb.Error):
        cursor.execute("set threads = 64")
    assert cursor.execute("select count(*) from activities").fetchall() == [(119,)]
    warehouse.close()


@pytest.mark.parametrize("text", ["'; drop table activities; --", "' or '1'='1", "\\'", "%", "_", "\x00", "$selection", "a' || 'b",
                                  "forum%'--"])
def test_search_words_are_values_and_never_sql(ask, text):
    chart, page = CHARTS["activity_list"]
    view, _ = ask.desk.view(page, "")
    view = type(view)(view.path, view.selection, None, {"q": text})
    assert answer(chart, page, view, ask.desk).records() == []
    assert len(ask("activity_list", "year=2020")) == 19


# Threads

def test_eight_threads_with_300_mixed_questions_each_get_their_own_answers(crimjust, monkeypatch):
    """A connection shared by threads hands one caller's rows to another. Nothing is remembered here, so all is asked anew."""
    monkeypatch.setattr("dashboard.warehouse.CACHED_ANSWERS", 0)
    asking = Asking(crimjust)
    warehouse = asking.desk.warehouse
    countries = asking.desk.allowed["country"]
    expected = {}
    for code in countries[::2]:
        selection = asking.desk.view(PAGES[0], f"year=all&country={code}")[0].selection.parameters()
        for name in ("options/kinds", "options/countries", "charts/activities_map", "records/activities"):
            given = {"selection": selection}
            if name == "records/activities":
                given |= {"other": selection, "most": 200}
            expected[name, code] = (given, warehouse.run(name, given).records)
    asked = list(expected.items())
    wrong: list[object] = []

    def ask_many(offset: int) -> None:
        for i in range(300):
            (name, code), (given, rows) = asked[(offset * 37 + i * 11) % len(asked)]
            try:
                if warehouse.run(name, given).records != rows:
                    wrong.append((name, code))
            except Exception as fault:
                wrong.append((name, code, fault))

    threads = [threading.Thread(target=ask_many, args=(offset,)) for offset in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    warehouse.close()


def test_importing_the_warehouse_opens_no_connection():
    """A connection made before a fork is not promised to work after it."""
    held = [name for name, value in vars(dashboard.warehouse).items()
            if isinstance(value, duckdb.DuckDBPyConnection | dashboard.warehouse.Warehouse)]
    assert held == []
