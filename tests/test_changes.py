"""What changed between two releases, worked out by hand from the deliveries of later.py."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from spread import queries

from dashboard.chart import Desk, Page, parameters
from dashboard.content import CHARTS, PAGES
from dashboard.warehouse import Store

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
def test_a_row_is_the_only_one_of_its_key(page, asking):
    assert [one for query in queries(page, asking) for one in asked_twice(page, query, asking.desk)] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.key)
def test_a_row_is_the_only_one_of_its_key_where_small_groups_are_withheld(page, ask):
    desk = Desk(Store(ask.meridian.package).published())
    asked = ["", "year=all", "year=2023", *(f"year=all&{c.key}={value}" for c in page.controls for value, _ in c.values)]
    assert [one for query in asked for one in asked_twice(page, query, desk)] == []


def test_a_record_opened_by_its_number_has_it_as_its_key(asking):
    chart, _ = CHARTS["activity_record"]
    number = asking("activity_list", "year=all")[0]["activity_id"]
    rows = asking("activity_record", f"record={number}")
    assert [tuple(row[name] for name in chart.key) for row in rows] == [(number,)]


def test_a_key_names_no_title_and_no_column_that_the_answer_lacks(ask):
    told = {name: set(chart.key) - set(ask.answer(name).rows.columns) for name, (chart, _) in CHARTS.items()}
    assert {name: lacks for name, lacks in told.items() if lacks} == {}
    titles = {"title", "indicator", "priority", "statement", "label", "panel", "place"}
    assert {name for name, (chart, _) in CHARTS.items() if titles & set(chart.key)} == set()
