"""What moved between two releases: the same view of the same charts answered at both, and held against each other.

A *figure* is a cell that can be right or wrong by itself: a number, a share, a date, a status or other code, a yes or no, a
number in the source's own words. What names a record, tells of it in text or leads to its source is none. Charts that no
query answers, and those of facts that no filter narrows (deliveries, caveats), tell of the data themselves and hold none.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import isclose
from typing import Any
from urllib.parse import parse_qsl

from dashboard.catalogue import FACTS, MEASURES, NOT_STATED, Column
from dashboard.chart import MOST_ROWS, Answer, Chart, Desk, Page, View, answer, column
from dashboard.content import CHARTS, PAGES
from dashboard.language import Language
from dashboard.selection import SECOND, Selection

NUMBERS = ("whole", "decimal", "quantity", "share", "measured", "reported")
FIGURES = frozenset((*NUMBERS, "change", "year", "date", "flag", "code", "codes", "parts"))
CHOSEN = ("split_by", "measure")
"""Columns that repeat a choice of the view in every row."""
NAMED_BY = {
    "activity_id": ("title",),
    "priority_id": ("priority",),
    "indicator_id": ("indicator",),
    "result_id": ("statement",),
    "output_id": ("indicator", "period"),
    "seizure_id": ("country_code", "seized_on"),
}
"""Number of a record -> the columns that name it to a reader."""
PAIRS_KEPT = 32

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Moved:
    """One figure of a chart that differs between two releases, with everything as a reader sees it: the row it stands in
    (nothing where the chart has one row), what it is, and its texts at the older and the newer release."""

    chart: str
    title: str
    row: str
    column: str
    old: str
    new: str


def moved(shown: Page | Chart, query: str, old: Desk, new: Desk, words: Language) -> tuple[Moved, ...]:
    """The figures of a page or chart that differ between two releases, in the order of the page. A filter value that only one
    release knows keeps nothing of the other. A row that only one of them has is one figure. Raises QueryFailed, and
    OutOfScope for what a desk's reader may not see."""
    if old.warehouse.release.name == new.warehouse.release.name:
        return ()
    page = shown if isinstance(shown, Page) else CHARTS[shown.name][1]
    charts = page.charts if isinstance(shown, Page) else (shown,)
    before, after = _views(page, query, old, new)
    found: list[Moved] = []
    for chart in charts:
        if holds_figures(chart):
            found += moved_in(answer(chart, page, before, old), answer(chart, page, after, new), words)
    return tuple(found)


def holds_figures(chart: Chart) -> bool:
    """Whether a chart tells of the programme and its context, rather than of the data themselves."""
    return chart.rows is None and bool(FACTS[chart.facts[0]].dimensions)


_between: OrderedDict[tuple[Any, ...], tuple[Moved, ...]] = OrderedDict()
_lock = threading.Lock()


def moved_between(old: Desk, new: Desk, words: Language) -> tuple[Moved, ...]:
    """The figures that differ on all pages as they open without any choice. Worked out once for two releases, which never
    change. For readers who see everything. Raises QueryFailed."""
    releases = (old.warehouse.release, new.warehouse.release)
    key = (words.code, *((release.folder, release.name) for release in releases))
    with _lock:
        if key in _between:
            _between.move_to_end(key)
            return _between[key]
    found = tuple(one for page in PAGES for one in moved(page, "", old, new, words))
    with _lock:
        _between[key] = found
        while len(_between) > PAIRS_KEPT:
            _between.popitem(last=False)
    return found


def _views(page: Page, query: str, old: Desk, new: Desk) -> tuple[View, View]:
    """What an address asks of both releases: the same years and filters, whichever of the two knows their values."""
    before, after = old.view(page, query)[0], new.view(page, query)[0]
    first = _alike(before.selection, after.selection, _years_named(query, ""))
    before, after = replace(before, selection=first[0]), replace(after, selection=first[1])
    if before.other is not None and after.other is not None:
        second = _alike(before.other, after.other, _years_named(query, SECOND))
        before, after = replace(before, other=second[0]), replace(after, other=second[1])
    return old.hold(before), new.hold(after)


def _years_named(query: str, prefix: str) -> set[str]:
    return {word for key, words in parse_qsl(query.lstrip("?")) if key == prefix + "year" for word in words.split(",")}


def _alike(one: Selection, other: Selection, named: set[str]) -> tuple[Selection, Selection]:
    """Two readings of one address made to ask the same: what one of them left out as unknown is asked of both, and where the
    address names no year, both take that of the first."""
    year = next((selection.year for selection in (one, other) if selection.year in named), one.year)
    keys = {key for key, _ in (*one.filters, *other.filters)}
    filters = tuple((key, tuple(sorted({*one.values(key), *other.values(key)}))) for key in sorted(keys))
    return replace(one, year=year, filters=filters), replace(other, year=year, filters=filters)


def moved_in(before: Answer, after: Answer, words: Language) -> list[Moved]:
    """The figures that differ between two answers of one chart: those of the later answer's rows in their order, then rows
    that only the earlier one has. Of a list longer than an answer holds, how many rows it has."""
    title = words(after.chart.title)
    if max(before.found, after.found) > MOST_ROWS:
        totals = words.number(before.found), words.number(after.found)
        return [Moved(after.chart.name, title, "", words("Rows"), *totals)] if before.found != after.found else []
    was, now = _by_key(before), _by_key(after)
    figures = dict([*_figures(before), *_figures(after)])
    found: list[Moved] = []
    for key in (*now, *(key for key in was if key not in now)):
        old, new = was.get(key), now.get(key)
        if old is None or new is None:
            given, row = (after, now[key]) if old is None else (before, was[key])
            name, text = _main(given, row, words)
            told = (words("not there"), text) if old is None else (text, words("no longer there"))
            found.append(Moved(after.chart.name, title, _label(given, row, words), name, *told))
            continue
        for name, kind in figures.items():
            if not _is_same(_value(before, name, old), _value(after, name, new)):
                label, told = _label(after, new, words), _texts(before, after, name, old, new, words)
                found.append(Moved(after.chart.name, title, label, words(kind.label), *told))
    return found


def _by_key(given: Answer) -> dict[tuple[Any, ...], Row]:
    return {tuple(row[name] for name in given.chart.key): row for row in given.records()}


def _figures(given: Answer) -> list[tuple[str, Column]]:
    """Columns that hold figures. How precisely a date is known is part of the date."""
    return [(name, told) for name, told in given.columns()
            if name not in given.chart.key and told.kind in FIGURES and told.of != "precision"]


def _value(given: Answer, name: str, row: Row) -> Any:
    """What a cell is compared by; None where it holds nothing, be it not stated or withheld."""
    value, kind = row[name], column(given.chart, name).kind
    if value is None or value == "":
        return None
    if kind == "date":
        return value, row.get(f"{name}_precision") or row.get("date_precision") or "day"
    if kind == "parts":
        return _counts(value) or None
    return tuple(value) or None if isinstance(value, list) else value


def _counts(members: list[Any]) -> tuple[Any, ...]:
    """The numbers that the members of a list state, each with its name and that of its member."""
    return tuple(
        (member.get("role"), name, value)
        for member in members if isinstance(member, dict)
        for name, value in member.items()
        if isinstance(value, int | float) and not isinstance(value, bool) and name != "year"
    )


def _is_same(old: Any, new: Any) -> bool:
    if isinstance(old, float) and isinstance(new, int | float):
        # Sums of decimals differ in their last digits by the order of their rows.
        return isclose(old, new, rel_tol=1e-9, abs_tol=1e-12)
    return bool(old == new)


def _texts(before: Answer, after: Answer, name: str, old: Row, new: Row, words: Language) -> tuple[str, str]:
    """A figure as both releases show it; with more decimals where those shown do not tell the two apart."""
    told = column(after.chart, name)
    if told.kind == "parts":
        return _stated(before, name, old, words), _stated(after, name, new, words)
    texts = before.cell(name, old, words), after.cell(name, new, words)
    if texts[0] == texts[1] and isinstance(old[name], int | float) and isinstance(new[name], int | float):
        is_share = told.kind == "share" or (
            told.kind in ("measured", "change") and "measure" in new and MEASURES[new["measure"]].unit == "%")
        for decimals in range(2, 13):
            finer = tuple((words.percent if is_share else words.number)(row[name], decimals) for row in (old, new))
            if finer[0] != finer[1]:
                return finer[0], finer[1]
    return texts


def _stated(given: Answer, name: str, row: Row, words: Language) -> str:
    """The numbers of a list in words: 'Participant: persons 46, women 17'."""
    said: dict[Any, list[str]] = {}
    for role, field, value in _counts(row[name] or []):
        said.setdefault(role, []).append(f"{words(column(given.chart, field).label).lower()} {words.quantity(value)}")
    if not said:
        return words(NOT_STATED)
    return "; ".join((f"{given.names.label('role', role, words)}: " if role else "") + ", ".join(parts)
                     for role, parts in said.items())


def _main(given: Answer, row: Row, words: Language) -> tuple[str, str]:
    """The figure that a whole row is told by, with what it is: the value that its chart draws, else its first number, else
    its first date, else the first figure it has."""
    figures = [(name, told) for name, told in _figures(given) if _value(given, name, row) is not None and told.kind != "parts"]
    drawn = given.chart.options.get("value")
    figures.sort(key=lambda one: (one[0] != drawn, one[1].kind not in NUMBERS, one[1].kind not in ("date", "year")))
    if not figures:
        return "", words("there")
    name, told = figures[0]
    return words(told.label), given.cell(name, dict(row), words)


def _label(given: Answer, row: Row, words: Language) -> str:
    """What a row stands for, in words: 'Peru', 'Q4 2020 · Research'."""
    key = given.chart.key
    kinds = {name: column(given.chart, name) for name in key}
    shared = [told.of for told in kinds.values() if told.of]
    said = []
    for name, told in kinds.items():
        if name in CHOSEN and len(key) > 1:
            continue
        if name in NAMED_BY:
            if row[name] is not None and not (name == "result_id" and row.get("indicator_id")):
                said.append(_name(given, name, row, words))
            continue
        if row[name] is None and told.missing != NOT_STATED:
            continue
        text = given.cell(name, dict(row), words)
        is_bare = told.kind == "flag" or (told.kind == "text" and not isinstance(row[name], str)) or shared.count(told.of) > 1
        said.append(words("{name}: {value}", name=words(told.label), value=text) if is_bare else text)
    return " · ".join(said)


def _name(given: Answer, number: str, row: Row, words: Language) -> str:
    """A record by its number, if readers know it, and by its name."""
    parts = [] if number in given.chart.hidden else [str(row[number])]
    parts += [given.cell(name, dict(row), words) for name in NAMED_BY[number] if name in row]
    return " ".join(parts)
