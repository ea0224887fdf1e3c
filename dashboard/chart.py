"""Chart + view + rows + origins = Answer: the one thing that cards, tables and exports are made from."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

from dashboard.catalogue import (
    CATEGORY_OF,
    COLUMNS,
    DIMENSIONS,
    FACTS,
    HEAD_COUNTS,
    MEASURES,
    WITHHELD_BY,
    Column,
    Measure,
    Names,
    show,
    small_group,
)
from dashboard.kept import Kept
from dashboard.language import Language
from dashboard.reader import OutOfScope, Reader, asks_besides
from dashboard.selection import Control, Notice, Selection, View, Years, parse
from dashboard.warehouse import QUERY_FILES, QueryFailed, Rows, Warehouse

MOST_RECORDS = 200
COUNTED: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "activities": {
        "options/kinds": ("pillar", "type", "modality"), "options/countries": ("country",), "options/regions": ("region",),
    },
    "seizures": {"options/seizures": ("drug", "region", "country")},
}
"""Queries that count beside the options of a page, and the filters that each counts for. The columns of one are filters that it is
not narrowed by, so that a choice among them asks it nothing new."""
DOUBTED_BY: Mapping[str, tuple[str, ...]] = {
    "pillars": ("pillar",), "activity_types": ("activity_type",), "modalities": ("modality",), "drugs": ("drug",),
    "regions": ("region", "of_region"), "countries": ("country_code", "of_country"),
}
"""Fields of a selection, years apart, and what of a caveat each must keep for the caveat to touch the selection."""
TOUCHING_KEPT = 20_000
"""Selections and caveats that touch them, counted together, of which a desk remembers which touch which."""
PAGE_ROWS = 25
MOST_ROWS = 40 * PAGE_ROWS
"""Rows that an answer holds of a list of facts, which may have millions: all of at most so many, and of more than those the page
that is open. Downloads hold all."""
MOST_DOTS = 150
"""Facts that a picture shows a dot each for; of more it shows groups."""


@dataclass(frozen=True)
class Chart:
    """A declaration: which query, drawn by which mark, in whose words.

    `name` is the query's name below queries/charts and the word in export addresses; `answered_by` names another chart where one
    query answers both. `facts` are what it reads, the main one
    first: its filters are the chart's filters, less those in `ignores`. `key` names the columns that tell its rows apart and
    mean the same in every release: ids and codes, never titles or positions; none where there is at most one row. `datasets`
    are the kinds of delivery it rests on, `caveats` the kinds of caveat that touch it. `columns` adds or renames table
    columns; `hidden` ones stay out of the table and the exports. `finding` says in one sentence what the rows show and is the
    text alternative, `note` the rule a reader must know (a function where it depends on a choice). `units` names the unit
    under a choice of its control, where that differs. `nothing` are the words when no record of the kind exists, `none_left`
    those of a chart whose empty answer is an answer: every country was reached. `asked_by` is the choice without which the
    chart has nothing to show and its card is not there. `rows` makes the rows of the few charts that no query answers, such as
    the releases on disk. `period` fixes the years of a chart that does not follow the reader's, such as 'compared'.
    """

    name: str
    title: str
    unit: str
    mark: str
    facts: tuple[str, ...]
    key: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    datasets: tuple[str, ...] = ("activities",)
    caveats: tuple[str, ...] = ()
    columns: Mapping[str, Column] = field(default_factory=dict)
    hidden: tuple[str, ...] = ()
    ignores: tuple[str, ...] = ()
    finding: Callable[[Answer, Language], str] | None = None
    note: str | Callable[[Answer, Language], str] = ""
    disclaimer: str = ""
    nothing: str = ""
    none_left: str = ""
    span: int = 12
    height: int = 360
    control: str = ""
    units: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)
    asked_by: str = ""
    rows: Callable[[Desk], list[dict[str, Any]]] | None = None
    period: str = ""
    answered_by: str = ""

    @cached_property
    def filters(self) -> tuple[str, ...]:
        """Keys of the filters that change this chart."""
        return tuple(k for k in FACTS[self.facts[0]].dimensions if k not in self.ignores)

    def narrow(self, selection: Selection) -> Selection:
        """A selection with only what changes this chart, in the chart's own period if it has one."""
        kept = selection.keeping(self.filters)
        return kept.with_values("year", [self.period]) if self.period else kept

    @property
    def takes(self) -> tuple[str, ...]:
        """What its query asks for: `selection`, `other` (the second side's) and keys of controls."""
        return () if self.rows else QUERY_FILES[self.query].parameters

    def is_asked(self, view: View) -> bool:
        """Whether a view makes the choice without which the chart has nothing to show."""
        return not self.asked_by or bool(view.choices.get(self.asked_by))

    @property
    def query(self) -> str:
        """Name of the query file that answers it."""
        return f"charts/{self.answered_by or self.name}"


@dataclass(frozen=True)
class Page:
    """One question and the charts that answer it. `controls` are choices inside its cards; `sides` names the two
    selections of a page that compares, in source words with a place for the {year} of each, `options` what is counted beside the
    options of its filters."""

    key: str
    path: str
    name: str
    title: str
    question: str
    charts: tuple[Chart, ...]
    controls: tuple[Control, ...] = ()
    options: str = "activities"
    sides: tuple[str, str] | None = None

    @property
    def filters(self) -> tuple[str, ...]:
        """Filters that change any chart of the page, in the order of the filter bar."""
        used = {key for chart in self.charts for key in FACTS[chart.facts[0]].dimensions}
        return tuple(key for key in DIMENSIONS if key in used)

    def side_names(self, view: View, words: Language) -> tuple[str, str]:
        """What the two sides are called for a view: '2020 achievements' and '2021 priorities'."""
        if self.sides is None:
            return "", ""
        years = [words("All years:") if s.year == "all" else s.year for s in (view.selection, view.other or view.selection)]
        return words(self.sides[0], year=years[0]), words(self.sides[1], year=years[1])


@dataclass(frozen=True)
class Origin:
    """Where a delivery came from."""

    delivery_id: str
    dataset: str
    producer: str
    title: str
    address: str
    date_read: date
    licence: str
    confidentiality: str
    sha256: str | None


@dataclass(frozen=True)
class Caveat:
    """A recorded doubt that a reader must see beside every figure it touches."""

    caveat_id: str
    severity: str
    text: str
    touches: str


@dataclass(frozen=True)
class Answer:
    """A chart answered for one view of one release. `rows` holds None where a value is missing. `said` are the choices in
    free text that narrowed the rows, as (control, value)."""

    chart: Chart
    view: View
    rows: Rows
    origins: tuple[Origin, ...]
    caveats: tuple[Caveat, ...]
    desk: Desk
    said: tuple[tuple[Control, str], ...] = ()
    first: int = 0

    @property
    def found(self) -> int:
        """How many rows there are in all: of a list the answer holds those from `first` on."""
        return self.rows.records[0]["found"] if "found" in self.rows.names and len(self.rows) else len(self.rows)

    def page(self, size: int = PAGE_ROWS, most: int | None = None) -> tuple[int, int, list[dict[str, Any]]]:
        """The page of a list that the view has open, the last if it names a later one: its number, how many there are, and its
        rows, or as many as `most` from its first on."""
        pages = max(1, -(-self.found // size))
        number = min(int(self.view.choices.get("page") or 1), pages)
        start = max(0, (number - 1) * size - self.first)
        return number, pages, self.records()[start:start + (most or size)]

    @property
    def names(self) -> Names:
        """Labels of every code in the rows."""
        return self.desk.names

    def records(self) -> list[dict[str, Any]]:
        """The rows as dictionaries, shared by all who ask: never change them."""
        return self.rows.records

    @property
    def is_empty(self) -> bool:
        """Whether the query returned no row."""
        return not len(self.rows)

    def columns(self) -> list[tuple[str, Column]]:
        """Columns of the table and the exports, with how each is headed and shown."""
        told = [(c, column(self.chart, c)) for c in self.rows.names if c not in self.chart.hidden]
        return [(c, how) for c, how in told if not how.if_any or any(row[c] for row in self.rows.records)]

    def cell(self, name: str, row: Mapping[str, Any], words: Language) -> str:
        """One cell as a reader sees it: dates no more precise than they are known, a measure in its own unit, and where a
        number is withheld the words for that."""
        if withheld := self.withheld(name, row, words):
            return withheld
        told, value, precision = column(self.chart, name), row[name], "day"
        if told.kind == "date":
            precision = row.get(f"{name}_precision") or row.get("date_precision") or precision
        elif told.kind in ("measured", "change") and value is not None:
            is_share = MEASURES[row["measure"]].unit == "%"
            return measured(value, is_share, words) if told.kind == "measured" else change(value, is_share, words)
        elif told.of[:1] == "@":
            told = replace(told, of=str(row[told.of[1:]]))
        return show(value, told, words, self.names, precision)

    def withheld(self, name: str, row: Mapping[str, Any], words: Language) -> str:
        """What a cell says because its number, or the rest of it, is withheld; empty if nothing is."""
        if name == "change" and row[name] is None:
            return self.withheld("achieved", row, words) or self.withheld("planned", row, words)
        if name not in WITHHELD_BY:
            return ""
        kind = next((row[by] for by in WITHHELD_BY[name] if row.get(by)), None)
        # A sum over activities is of what is published; of one activity a total may be public in one part and withheld in another.
        is_in_part = name == "persons" and row.get("persons_withheld") is not None
        if not kind or (row[name] is not None and not is_in_part):
            return ""
        told = small_group(kind, self.desk.warehouse.release.threshold, words)
        return told if row[name] is None else words("{n} and {withheld}", n=words.number(row[name]), withheld=told)

    def finding(self, words: Language) -> str:
        """The one-sentence finding, or nothing if the chart states none or has no rows."""
        if self.chart.finding is None or self.is_empty:
            return ""
        return self.chart.finding(self, words)

    def note(self, words: Language) -> str:
        """The standing rule that a reader needs beside the numbers and what of them is withheld, or nothing where there are
        none."""
        note = self.chart.note
        if self.is_empty and not self.chart.none_left:
            return ""
        said = words(note) if isinstance(note, str) else note(self, words)
        return " ".join(part for part in (said, self.withheld_in_words(words)) if part)

    def withheld_in_words(self, words: Language) -> str:
        """How many activities behind the head counts shown have a total, roles or sexes withheld; empty if none has."""
        shown = {name for name, _ in self.columns()} | {row["measure"] for row in self.rows.records if "measure" in row}
        if not self.desk.warehouse.release.is_published or "participants" not in self.chart.facts:
            return ""
        if not HEAD_COUNTS & {*shown, self.view.choices.get(self.chart.control)}:
            return ""
        counts = self._withheld_counts()
        under, totals = counts["totals_under"], counts["totals_withheld"] - counts["totals_under"]
        roles, sexes = counts["roles_withheld"], counts["sexes_withheld"]
        said = []
        if under:
            said.append(words.count(under, "the total of {n} activity (under {most} persons) is not counted",
                                    "the total of {n} activities (under {most} persons each) is not counted",
                                    most=words.number(self.desk.warehouse.release.threshold)))
        if totals:
            said.append(words.count(totals, "the total of {n} activity, whatever it is, is not counted",
                                    "the totals of {n} activities, whatever they are, are not counted"))
        if roles and sexes:
            said.append(words.count(roles, "roles are not shown for {n} activity, sexes for {sexes}",
                                    "roles are not shown for {n} activities, sexes for {sexes}", sexes=words.number(sexes)))
        elif roles:
            said.append(words.count(roles, "roles are not shown for {n} activity", "roles are not shown for {n} activities"))
        elif sexes:
            said.append(words.count(sexes, "sexes are not shown for {n} activity", "sexes are not shown for {n} activities"))
        return words("Withheld, small group: {what}.", what="; ".join(said)) if said else ""

    def _withheld_counts(self) -> Mapping[str, int]:
        """Of how many activities behind the rows something is withheld, by what."""
        warehouse, view = self.desk.warehouse, self.view
        if "roles_withheld" in self.rows.names:
            return self.records()[0]
        if self.chart.asked_by:
            return warehouse.records("caveats/withheld_of_record", {"record": view.choices[self.chart.asked_by]})[0]
        return warehouse.records("caveats/withheld", _both_sides(self.chart, view))[0]

    def filters_in_words(self, words: Language) -> str:
        """The filters that shaped this answer, as a reader would say them: '2020 · Pillar: Research'."""
        said = []
        if "selection" in self.chart.takes:
            said.append(describe(self._narrowed(self.view.selection), self.names, words))
        if self.view.other is not None and "other" in self.chart.takes:
            said[0] = words("{one} against {other}", one=said[0],
                            other=describe(self._narrowed(self.view.other), self.names, words))
        return " · ".join([*said, *(f"{words(control.label)}: “{value}”" for control, value in self.said)])

    def _narrowed(self, selection: Selection) -> Selection:
        """A selection with only what changes this chart, and with partial years only where they are the fact's own."""
        kept = self.chart.narrow(selection)
        if FACTS[self.chart.facts[0]].is_register:
            return kept
        return replace(kept, years=replace(kept.years, partial=()))

    def filters_left_out(self, words: Language) -> str:
        """Filters set by the reader that do not change this chart, or nothing. A chart of no selection says nothing."""
        if "selection" not in self.chart.takes:
            return ""
        selection = self.view.selection
        left = [key for key, _ in selection.filters if key not in self.chart.filters]
        if selection.year != "all" and "year" not in self.chart.filters:
            left.insert(0, "year")
        if not left:
            return ""
        labels = words.list(words(DIMENSIONS[key].label).lower() for key in left)
        return words("Not narrowed by {filters}.", filters=labels)

    @property
    def unit(self) -> str:
        """What the numbers count, in source words: the chart's unit, or that of the choice made in its control."""
        return self.chart.units.get(self.view.choices.get(self.chart.control, ""), self.chart.unit)

    def subtitle(self, words: Language) -> str:
        """Unit, period and filters in words."""
        return " · ".join(part for part in (words(self.unit), self.filters_in_words(words)) if part)

    def source(self, words: Language) -> str:
        """Producers of the deliveries behind it and the data's cut-off date."""
        producers = words.list(dict.fromkeys(o.producer for o in self.origins))
        until = words("data to {date}", date=words.date(self.desk.warehouse.release.cut_off))
        return f"{producers} · {until}" if producers else until


def measured(value: float | None, is_share: bool, words: Language) -> str:
    """A measure in its own unit: a share as a percentage, anything else as a number."""
    return words.percent(value) if is_share else words.quantity(value)


def change(difference: float, is_share: bool, words: Language) -> str:
    """A difference with its sign, between shares in percentage points."""
    if not is_share:
        return words.signed(difference)
    return words("{n} points", n=words.signed(round(difference * 100, 1), 1))


def column(chart: Chart, name: str) -> Column:
    """How a chart heads and shows one of its columns."""
    return chart.columns.get(name) or COLUMNS.get(name) or Column(name.replace("_", " ").capitalize())


class Desk:
    """Everything an answer is made from besides the view: one release, its names and the filters it allows, and the reader
    it answers to. Whatever is asked of a desk stays within what its reader may see."""

    def __init__(self, warehouse: Warehouse):
        self.warehouse = warehouse
        self.reader = Reader()
        self.sibling: Callable[[str], Desk | None] = lambda name: None
        self.newest: Desk | None = None
        rows = warehouse.records("options/names")
        labels: dict[str, dict[str, str]] = {}
        shorts: dict[str, dict[str, str]] = {}
        inverse = {category: key for key, category in CATEGORY_OF.items()}
        for row in rows:
            dimension = inverse.get(row["dimension"], row["dimension"])
            labels.setdefault(dimension, {})[row["key"]] = row["label"]
            shorts.setdefault(dimension, {})[row["key"]] = row["short_label"]
        self.names = Names(labels, shorts)
        self.allowed: dict[str, list[str]] = {}
        for row in warehouse.records("options/allowed"):
            self.allowed.setdefault(row["filter"], []).append(row["key"])
        self._doubts = warehouse.records("options/doubts")
        self._doubted = {
            field: frozenset(row[column] for row in self._doubts for column in columns) for field, columns in DOUBTED_BY.items()
        }
        self._touching: Kept[list[dict[str, Any]]] = Kept(TOUCHING_KEPT, lambda rows: 1 + len(rows))
        programme = warehouse.programme
        self.partial_years: dict[int, str] = {
            row["year"]: row["note"] for row in warehouse.records("options/partial_years")
        }
        self.years = Years(
            achieved=programme["achieved_year"],
            planned=programme["planned_year"],
            default=warehouse.release.programme.default_year,
            known=tuple(int(y) for y in self.allowed.get("year", [])),
            partial=tuple(self.partial_years),
        )
        self.origins = tuple(Origin(**row) for row in warehouse.records("options/deliveries"))

    def counts(self, fact: str, key: str, selection: Selection) -> dict[str, int]:
        """How many activities or single seizures each value of a filter would keep, the other filters staying as they are."""
        name = next(name for name, filters in COUNTED[fact].items() if key in filters)
        told = {*QUERY_FILES[name].columns} & DIMENSIONS.keys()
        asked = selection.keeping(DIMENSIONS.keys() - told).parameters()
        chosen = {other: {*selection.values(other)} for other in told - {key} if selection.values(other)}
        counted: dict[str, int] = {}
        for row in self.warehouse.records(name, {"selection": asked}):
            if all(row[other] in values for other, values in chosen.items()):
                counted[row[key]] = counted.get(row[key], 0) + row["n"]
        return counted

    def touching(self, filters: Mapping[str, list[Any] | None]) -> Iterator[dict[str, Any]]:
        """Caveats that touch a selection, given as its parameters."""
        # What no caveat is about tells no selections apart.
        asked = {
            field: None if (values := filters[field]) is None else self._doubted[field].intersection(values) for field in DOUBTED_BY
        }
        found = self._touching.get(tuple(asked.values()), lambda: [row for row in self._doubts if _touches(row, asked)])
        years = filters["years"]
        for row in found:
            if years is None or {row["year"], row["of_year"]} <= {None, *years}:
                yield row

    def order(self, dimension: str) -> list[str]:
        """Codes of a dimension in the order they are listed everywhere."""
        return list(self.names.labels.get(dimension, {}))

    def serving(self, reader: Reader, opening: Page | None = None, sibling: Callable[[str], Desk | None] | None = None) -> Desk:
        """This desk for one reader. A reader with a link needs the page it opens at; `sibling` opens other releases for
        those who may see them. Raises OutOfScope if this release does not know a filter that the link holds."""
        desk = copy(self)
        desk.reader = reader
        if sibling is not None:
            desk.sibling = sibling
        if reader.link is not None:
            if opening is None or not self.warehouse.release.is_published:
                raise OutOfScope(f"{reader.link.id} opens nothing here")
            view, unknown = self._asked(opening, reader.link.query)
            if unknown:
                raise OutOfScope(f"{reader.link.id} holds a filter that {self.warehouse.release.name} does not know")
            desk.reader = replace(reader, opening=view)
        return desk

    def narrowed(self, page: Page) -> Page | None:
        """A page with only the charts that the reader may see; None if the page is out of scope."""
        if self.reader.sees_every_page:
            return page
        charts = tuple(chart for chart in page.charts if self.reader.sees(page.key, chart.name))
        return replace(page, charts=charts) if charts else None

    def view(self, page: Page, query: str) -> tuple[View, list[Notice]]:
        """The view an address asks of a page as far as the reader may have it, and what was left out of the address."""
        asked, notices = self._asked(page, query)
        held = self.hold(asked)
        if held != asked and asks_besides(asked, held, self._asked(page, "")[0]):
            if self.reader.may("filter"):
                notices.append(Notice("This link holds some filters fixed; what the address asks for besides was left out."))
            else:
                notices = [Notice("This link shows one fixed view; what the address asks for besides was left out.")]
        return held, notices

    def hold(self, view: View) -> View:
        """A view with every filter that the reader's link holds set as the link has it."""
        return self.reader.hold(view, self._keeps)

    def _keeps(self, selection: Selection, activity_id: str) -> bool:
        return bool(self.warehouse.records("options/keeps", {"selection": selection.parameters(), "record": activity_id}))

    def _asked(self, page: Page, query: str) -> tuple[View, list[Notice]]:
        return parse(page.path, query, self.years, self.allowed, page.controls, page.sides is not None)


def parameters(chart: Chart, page: Page, view: View, first: int = 0, is_whole: bool = False) -> dict[str, Any]:
    """The values bound into a chart's query: its selections, the choices its header asks for, and of a list the rows from `first`
    on: all of them if it `is_whole`, otherwise at most MOST_ROWS, or a page of more than those."""
    given: dict[str, Any] = {}
    controls = {c.key: c for c in page.controls}
    most, dots = (None, None) if is_whole else (MOST_ROWS, MOST_DOTS)
    bounds = {"first": first, "most": most, "listed": PAGE_ROWS, "dots": dots}
    for name in chart.takes:
        if name == "selection":
            given[name] = chart.narrow(view.selection).parameters()
        elif name == "other":
            given[name] = chart.narrow(view.other or view.selection).parameters()
        else:
            given[name] = bounds[name] if name in bounds else view.choice(controls[name])
    return given


def answer(chart: Chart, page: Page, view: View, desk: Desk, is_whole: bool = False) -> Answer:
    """Answer a chart for a view. Of a list of more than MOST_ROWS only the open page is answered, unless it `is_whole` that is
    asked for. Raises QueryFailed, and OutOfScope for what the desk's reader may not see, whichever way it was asked for; never
    returns rows of another view."""
    seen = desk.narrowed(page)
    if seen is None or chart not in seen.charts or desk.hold(view) != view:
        raise OutOfScope(f"{chart.name} at {view.address()}")
    first = 0
    if chart.rows:
        told = chart.rows(desk)
        rows = Rows(told[0] if told else (), [tuple(row.values()) for row in told])
    elif is_whole or "first" not in chart.takes:
        rows = desk.warehouse.run(chart.query, parameters(chart, page, view, is_whole=True))
    else:
        rows, first = _listed(chart, page, view, desk)
    said = tuple(
        (control, view.choice(control)) for control in page.controls
        if control.key in chart.takes and not control.values and view.choice(control)
    )
    return Answer(chart, view, rows, origins_of(chart, desk), caveats_of(chart, view, desk), desk, said, first)


def _listed(chart: Chart, page: Page, view: View, desk: Desk) -> tuple[Rows, int]:
    """The rows of a list, whichever page of it is open, or of more than MOST_ROWS those of the open page, which is the last one if
    that is beyond; and where they start."""
    rows = desk.warehouse.run(chart.query, parameters(chart, page, view))
    found = rows.records[0]["found"] if len(rows) else 0
    first = min(int(view.choices.get("page") or 1) - 1, max(0, found - 1) // PAGE_ROWS) * PAGE_ROWS
    if not first or found <= MOST_ROWS:
        return rows, 0
    return desk.warehouse.run(chart.query, parameters(chart, page, view, first)), first


def origins_of(chart: Chart, desk: Desk) -> tuple[Origin, ...]:
    """Origins of the deliveries a chart rests on."""
    return tuple(o for o in desk.origins if o.dataset in chart.datasets)


def _touches(doubt: Mapping[str, Any], asked: Mapping[str, frozenset[str] | None]) -> bool:
    """Whether a caveat touches what filters keep, whatever the year. A region matters as far as its country does."""
    def keeps(field: str, column: str) -> bool:
        return asked[field] is None or doubt[column] in (asked[field] or ())

    return all(
        doubt[column] is None or keeps(field, column)
        for field, columns in DOUBTED_BY.items() if field != "regions" for column in columns
    ) and all(
        doubt[country] is None or keeps("regions", region)
        for region, country in zip(DOUBTED_BY["regions"], DOUBTED_BY["countries"], strict=True)
    )


def caveats_of(chart: Chart, view: View, desk: Desk) -> tuple[Caveat, ...]:
    """Caveats that touch the records behind a chart, the grave ones first."""
    if not chart.caveats:
        return ()
    found = {row["caveat_id"]: row for selection in _both_sides(chart, view).values() for row in desk.touching(selection)}
    rows = sorted(found.values(), key=lambda r: (r["severity"] != "warning", r["caveat_id"]))
    return tuple(
        Caveat(r["caveat_id"], r["severity"], r["text"], r["touches"] or "") for r in rows if r["dataset"] in chart.caveats
    )


def _both_sides(chart: Chart, view: View) -> dict[str, Any]:
    """The selection of a chart and that of its second side, the same where it has none."""
    second = view.other if view.other is not None and "other" in chart.takes else view.selection
    return {"selection": chart.narrow(view.selection).parameters(), "other": chart.narrow(second).parameters()}


def _of_both_sides(query: str, key: str, chart: Chart, view: View, desk: Desk) -> list[dict[str, Any]]:
    """Rows that a query finds for the selection of a chart, and for its second side where it has one; each key once."""
    sides = _both_sides(chart, view)
    if "other" in QUERY_FILES[query].parameters:
        return desk.warehouse.records(query, sides | {"most": MOST_RECORDS})
    found: dict[str, dict[str, Any]] = {}
    for selection in sides.values():
        for row in desk.warehouse.records(query, {"selection": selection}):
            found.setdefault(row[key], row)
    return list(found.values())


def describe(selection: Selection, names: Names, words: Language) -> str:
    """A selection as a sentence fragment: '2020 · Pillar: Research · Country: Bolivia and Peru'."""
    said = [year_in_words(selection, words)]
    for key, values in selection.filters:
        labels = words.list(names.short(key, v, words) for v in values)
        said.append(f"{words(DIMENSIONS[key].label)}: {labels}")
    return " · ".join(said)


def year_in_words(selection: Selection, words: Language) -> str:
    """The period of a selection: '2020', '2020 and 2021' or 'all years'; years covered only in part say so."""
    numbers = selection.years.numbers(selection.year)
    partial = [str(y) for y in selection.years.partial if numbers is None or y in numbers]
    if numbers is not None and len(numbers) == 1:
        return words("{year} (partial)", year=selection.year) if partial else selection.year
    said = words("all years") if numbers is None else words.list([str(y) for y in numbers])
    return words("{years} ({partial} partial)", years=said, partial=words.list(partial)) if partial else said


@dataclass(frozen=True)
class Explanation:
    """How a figure came about: what 'explain this number' shows and what an export's read-me holds."""

    measures: tuple[Measure, ...]
    filters: str
    query: str
    parameters: str
    records: tuple[Mapping[str, Any], ...]
    record_count: int
    record_fact: str


def explain(given: Answer, page: Page, words: Language) -> Explanation:
    """The definition, the filters, the SQL with its parameters and the first records behind an answer."""
    chart, view = given.chart, given.view
    fact = chart.facts[0]
    name = f"records/{fact}"
    records: list[dict[str, Any]] = []
    # What a reader searched for lists its records itself.
    if name in QUERY_FILES and "selection" in chart.takes and not given.said and given.desk.reader.may_list_records:
        records = _of_both_sides(name, "record_id", chart, view, given.desk)
    return Explanation(
        measures=tuple(MEASURES[m] for m in chart.measures),
        filters=given.filters_in_words(words),
        query="" if chart.rows else QUERY_FILES[chart.query].sql,
        parameters=json.dumps(given.desk.warehouse.bound(parameters(chart, page, view)), ensure_ascii=False, indent=2, default=str),
        records=tuple(records[:MOST_RECORDS]),
        record_count=records[0].get("found", len(records)) if records else 0,
        record_fact=fact,
    )


__all__ = [
    "Answer", "Caveat", "Chart", "Control", "Desk", "Explanation", "Notice", "Origin", "OutOfScope", "Page", "QueryFailed",
    "Reader", "View",
    "answer", "describe", "explain", "year_in_words",
]
