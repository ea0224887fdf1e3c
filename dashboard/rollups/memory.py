"""What of a release is held in memory: activities added up and one by one, countries, priorities and what is linked to them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from dashboard.rollups.cells import CODE, Cells, Columns, Filters, Kinds, Marks, Numbers, Places, grouped, rows_of

Row = tuple[Any, ...]
Given = Mapping[str, Any]
"""What is bound into a query, its selections as Filters."""

SUMS = (
    "activities", "activities_unlisted", "activities_with_total", "activities_with_women", "persons", "women", "men", "not_stated",
    "persons_women_reported", "men_where_women_reported", "not_stated_where_women_reported", "persons_sex_withheld",
    "activities_withheld", "totals_under", "roles_withheld", "sexes_withheld",
)
"""What is counted of activities. A sum is None where no activity in it states the count."""
MEASURED = (
    "activities", "activities_unlisted", "activities_with_total", "persons", "women", "persons_women_reported",
    "persons_sex_withheld", "activities_withheld", "sexes_withheld",
)
"""Those of them that the shared measures are made of."""
BITS = ("countries", "partners", "priorities")
"""What activities reach, as sets of bits: each is counted once however many activities reach it."""
AT_ONCE = 5_000
"""Activities looked at together, to begin with, in search of the first that are kept."""


@dataclass(frozen=True)
class Kept:
    """What a selection keeps of activities: kinds, and sets of countries, None where it keeps all of them."""

    kinds: Marks
    sets: Marks | None

    def of(self, kinds: Numbers, sets: Numbers) -> Marks:
        """Which activities of these kinds and sets of countries it keeps."""
        kept = self.kinds.take(kinds)
        return kept if self.sets is None else kept & self.sets.take(sets)


class Activities:
    """Activities one by one, by number in the order of time."""

    def __init__(self, columns: Columns, days: Columns, by_women_share: Columns):
        self.kind, self.country_set, self.stated, self.women, self.of_known = (
            smallest(columns[name]) for name in ("kind", "country_set", "stated", "women", "persons_women_reported"))
        self.counts_persons: Marks = np.asarray(columns["counts_persons"])
        self._by_women_share = smallest(by_women_share["fact"])
        self._days = np.concatenate([[0], np.cumsum(days["activities"], dtype=np.int64)])

    def oldest(self) -> Iterator[Numbers]:
        """All of them, the earliest first, some at a time."""
        for start, stop in _parts(len(self.kind)):
            yield np.arange(start, stop)

    def newest(self) -> Iterator[Numbers]:
        """All of them, the latest day first and its activities in their order, some at a time."""
        end = len(self._days) - 1
        for _, before in _parts(len(self.kind)):
            # Whole days, from the last one that is left.
            begin = min(int(np.searchsorted(self._days, len(self.kind) - before)), end)
            if begin < end:
                days = range(end - 1, begin - 1, -1)
                yield np.concatenate([np.arange(self._days[day], self._days[day + 1]) for day in days])
                end = begin

    def by_women_share(self) -> Iterator[Numbers]:
        """All of them, the highest share of women first, some at a time."""
        for start, stop in _parts(len(self._by_women_share)):
            yield self._by_women_share[start:stop]

    def marked(self, kept: Kept) -> Marks:
        """Which of all a selection keeps."""
        return kept.of(self.kind, self.country_set)

    def kept(self, kept: Kept, numbers: Numbers) -> Numbers:
        """Of some, those that a selection keeps."""
        return numbers[kept.of(self.kind[numbers], self.country_set[numbers])]

    def first(self, some: Iterable[Numbers], keep: Callable[[Numbers], Numbers], first: int, many: int) -> list[int]:
        """Of those that are kept, `many` from the `first` on."""
        found: list[int] = []
        for numbers in some:
            kept = keep(numbers)
            found += kept[first:first + many - len(found)].tolist()
            first = max(0, first - len(kept))
            if len(found) == many:
                break
        return found


@dataclass(frozen=True)
class Groups:
    """Cells by some key, those of a key together: the keys in their order, the cells, and where those of each key begin."""

    keys: tuple[Any, ...]
    cells: Numbers
    starts: Numbers


@dataclass(frozen=True)
class Priority:
    """A priority of a year."""

    key: str
    words: str
    year: int
    pillar: str

    def is_kept(self, filters: Filters) -> bool:
        """Whether a selection keeps it."""
        years, pillars = filters["years"], filters["pillars"]
        return (years is None or self.year in years) and (pillars is None or self.pillar in pillars)


@dataclass(frozen=True)
class Link:
    """A link between a priority and an activity, whose number among the activities is `fact`."""

    priority: str
    relation: str
    activity_id: str
    fact: int
    pillar: str
    title: str
    started_on: date
    date_precision: str
    reason: str
    linked_by: str


class Rollups:
    """What is held of one database. `read` gives a table of queries/rollups as arrays, one a column, and `look` rows of such a
    query for activities of some numbers; nothing is changed after it was read, so threads may share it."""

    def __init__(self, read: Callable[[str], Columns], look: Callable[[str, list[int]], Sequence[Mapping[str, Any]]]):
        self._look = look
        self.kinds = Kinds(read("kinds"))
        self.places = Places(read("places"), read("sets"), read("country_bits"))
        told = read("programme")
        self.achieved_year, self.planned_year, self.planned = (
            int(told[name][0]) for name in ("achieved_year", "planned_year", "priorities"))
        cells = read("cells")
        self.placed = Cells(cells)
        self._counts = {name: smallest(cells[name]) for name in SUMS}
        self._stated = {name: ~np.ma.getmaskarray(cells[name]) for name in SUMS}
        self._bits = {name: _bytes(cells[name]) for name in BITS}
        quarters = read("quarters")
        self.quarters = Cells(quarters)
        self.quarter, self.begun = (np.asarray(quarters[name]) for name in ("quarter", "activities"))
        self.activities = Activities(read("activities"), read("days"), read("by_women_share"))
        self.categories: dict[str, dict[str, tuple[int, str | None]]] = {}
        """Place and definition of each category, by dimension, in their order."""
        for dimension, key, position, definition in rows_of(read("categories"), "dimension", "key", "position", "definition"):
            self.categories.setdefault(dimension, {})[key] = position, definition
        self.countries = tuple(rows_of(
            read("countries"), "country_code", "region", "programme_status", "is_of_programme", "sorted_as", "last_year"))
        self.seized = tuple(rows_of(read("seized"), "year", "region", "country_code", "drug", "seizures"))
        self.priorities = tuple(Priority(*row) for row in rows_of(read("priorities"), "priority_id", "priority", "year", "pillar"))
        self.links = tuple(Link(*row) for row in rows_of(
            read("links"), "priority_id", "relation", "activity_id", "fact", "pillar", "title", "started_on", "date_precision",
            "reason", "linked_by"))

    def bound(self, filters: Filters) -> dict[str, Any]:
        """A selection as queries take it: with the places, sets of countries and reach of its filters."""
        return {**filters, **self.places.of(filters)}

    def kept(self, filters: Filters) -> Kept:
        """What a selection keeps of activities."""
        return Kept(self.kinds.kept(filters), self.places.sets_kept(filters))

    def cells(self, filters: Filters) -> Numbers:
        """The cells by which a selection adds up."""
        return self.placed.of(self.places.of(filters)["places"], self.kinds.kept(filters))

    def grouped(self, cells: Numbers, by: str | None = None) -> Groups:
        """Cells by a column of kinds, or all together under None."""
        if not len(cells):
            return Groups((), cells, cells)
        codes = self.kinds.codes[by][self.placed.kind[cells]] if by else np.zeros(len(cells), dtype=CODE)
        found, order, starts = grouped(codes)
        return Groups(tuple(self.kinds.values[by][code] if by else None for code in found.tolist()), cells[order], starts)

    def sums(self, groups: Groups, names: Sequence[str] = SUMS) -> dict[Any, dict[str, Any]]:
        """What cells add up to, by key."""
        columns = []
        for name in names if groups.keys else ():
            sums = np.add.reduceat(self._counts[name][groups.cells], groups.starts, dtype=np.int64).tolist()
            stated = np.logical_or.reduceat(self._stated[name][groups.cells], groups.starts).tolist()
            columns.append([one if is_stated else None for one, is_stated in zip(sums, stated, strict=True)])
        return {key: dict(zip(names, row, strict=True)) for key, row in zip(groups.keys, zip(*columns, strict=True), strict=True)}

    def measured(self, filters: Filters, by: str | None = None) -> dict[Any, dict[str, Any]]:
        """The shared measures of a selection by a column of kinds, or all together under None: sums, the share of women, and how
        many of each of BITS the activities reach. No row where there is no activity."""
        groups = self.grouped(self.cells(filters), by)
        if not groups.keys:
            return {}
        reached = self._reached(groups, self.places.of(filters)["reach"])
        found = self.sums(groups, MEASURED)
        for n, row in enumerate(found.values()):
            row |= {"women_share": women_share(row)} | {name: reached[name][n] for name in BITS}
        return found

    def _reached(self, groups: Groups, reach: str | None) -> dict[str, list[int]]:
        """How many of each of BITS the cells of each group have together."""
        together = {
            name: np.bitwise_or.reduceat(bits.take(groups.cells, axis=0), groups.starts) for name, bits in self._bits.items()}
        if reach is not None:
            countries = together["countries"]
            countries &= np.frombuffer(int(reach, 2).to_bytes(countries.shape[1]), dtype=np.uint8)
        return {name: np.bitwise_count(bits).sum(axis=1).tolist() for name, bits in together.items()}

    def many(self, cells: Numbers) -> Numbers:
        """The activities in each of some cells."""
        return self._counts["activities"][cells]

    def listed(self, facts: list[int], *queries: str) -> list[dict[str, Any]]:
        """What queries/rollups say of activities of some numbers, in their order."""
        found: dict[int, dict[str, Any]] = {fact: {} for fact in facts}
        for query in queries if facts else ():
            for row in self._look(query, facts):
                found[row["fact"]] |= row
        for row in found.values():
            if "country_set" in row:
                row["countries"] = self.places.sets[row["country_set"]]
        return list(found.values())


Answering = Callable[[Rollups, Given], list[Row] | None]
"""Gives the rows of a query; None if they have to be asked of the engine."""


def women_share(row: Mapping[str, Any]) -> float | None:
    """Women among all persons of those records that report how many were women; nobody knows it of none."""
    return row["women"] / row["persons_women_reported"] if row["persons_women_reported"] else None


def smallest(counts: Any) -> Numbers:
    """Counts, none of them negative and 0 where one is missing, in as little memory as the largest of them needs."""
    told = np.ma.filled(counts, 0)
    return told.astype(np.min_scalar_type(told.max(initial=0)))


def _parts(many: int) -> Iterator[tuple[int, int]]:
    """Where parts of a sequence begin and end: small ones first, for what is sought is mostly found there."""
    start, size = 0, AT_ONCE
    while start < many:
        yield start, min(start + size, many)
        start, size = start + size, min(2 * size, 40 * AT_ONCE)


def _bytes(sets: Any) -> npt.NDArray[np.uint8]:
    """Sets of bits as rows of bytes; an empty one has none of them."""
    told = sets.tolist()
    width = max(map(len, told), default=0)
    return np.frombuffer(b"".join(one or bytes(width) for one in told), dtype=np.uint8).reshape(len(told), width)
