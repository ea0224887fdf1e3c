"""The roll-ups of a release in memory: how a selection's places add up, and the answers that every change of filter asks for.

To plan a query costs the engine more than it takes to add up the few thousand cells that answer it. What the overview and the
lists of options ask is therefore added up here. What each answer is stands in the query of its name (queries/charts,
queries/options), which an explanation shows; a test holds what is added up here against that query, run on the deliveries.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from dashboard.catalogue import NOT_LISTED

Filters = Mapping[str, Any]
"""A selection as it is bound: a list of values for each filter, None where it is not set."""
Row = tuple[Any, ...]
Numbers = npt.NDArray[np.integer[Any]]
Marks = npt.NDArray[np.bool_]

SUMS = (
    "activities", "activities_unlisted", "activities_with_total", "persons", "persons_women_reported", "women",
    "persons_sex_withheld", "activities_withheld", "sexes_withheld",
)
"""What is counted of activities. A sum is None where no activity in it states the count."""
BITS = ("countries", "partners", "priorities")
"""What activities reach, as sets of bits: each is counted once however many activities reach it."""
KIND_OF = {"years": "year", "pillars": "pillar", "activity_types": "activity_type", "modalities": "modality"}
"""Filters that keep activities of a kind, and the column of kinds that each is about."""
COMPARED = ("activities", "persons", "women_share", "countries", "partners")
"""Measures of the two years compared, in their order."""
CODE = np.int16
"""Numbers of the values that a column of kinds has: small, for then NumPy sorts them by their digits."""


class Kinds:
    """Every year, pillar, type and modality that activities have together, by number from 0."""

    def __init__(self, columns: Mapping[str, Any]):
        self.values: dict[str, list[Any]] = {}
        self.codes: dict[str, Numbers] = {}
        for name in KIND_OF.values():
            told = columns[name].tolist()
            self.values[name] = sorted(set(told))
            number = {value: code for code, value in enumerate(self.values[name])}
            self.codes[name] = np.array([number[value] for value in told], dtype=CODE)
        self._many = len(columns["year"])

    def kept(self, filters: Filters) -> Marks:
        """Which of them a selection keeps."""
        kept = np.ones(self._many, dtype=bool)
        for field, name in KIND_OF.items():
            if (chosen := filters[field]) is not None:
                kept &= np.array([value in chosen for value in self.values[name]], dtype=bool)[self.codes[name]]
        return kept


class Cells:
    """The place and kind of cells, in the order of their places."""

    def __init__(self, columns: Mapping[str, Any]):
        self.place: Numbers = np.asarray(columns["place"])
        self.kind: Numbers = np.asarray(columns["kind"])
        highest = int(self.place[-1]) if len(self.place) else 0
        self._starts = np.searchsorted(self.place, np.arange(highest + 2))

    def of(self, places: Iterable[int], kinds: Marks) -> Numbers:
        """Numbers of the cells of some places, of kinds that are kept."""
        known = len(self._starts) - 1
        parts = [np.arange(self._starts[place], self._starts[place + 1]) for place in places if place < known]
        found = np.concatenate(parts) if parts else np.arange(0)
        return found[kinds[self.kind[found]]]


class Places:
    """By which places the activities of a selection add up without counting one twice."""

    def __init__(self, places: Mapping[str, Any], sets: Mapping[str, Any], bits: Mapping[str, Any]):
        told = zip(*(places[name].tolist() for name in ("place", "scope", "in_place", "region", "programme_status", "country_set")),
                   strict=True)
        self.everywhere = 0
        self.regions: dict[str, int] = {}
        self.countries: dict[str, int] = {}
        self.named: dict[int, tuple[str, str, str | None]] = {}
        """Country, region and status by the place of a country."""
        self._of_set: dict[int, int] = {}
        for place, scope, name, region, status, country_set in told:
            if scope == "everywhere":
                self.everywhere = place
            elif scope == "region":
                self.regions[name] = place
            elif scope == "country":
                self.countries[name] = place
                self.named[place] = name, region, status
            elif scope == "set":
                self._of_set[int(country_set)] = place
        self._sets_with: dict[str, set[int]] = {code: set() for code in self.countries}
        for country_set, code in zip(sets["country_set"].tolist(), sets["country_code"].tolist(), strict=True):
            self._sets_with[code].add(country_set)
        self._bits = {code: int(bit, 2) for code, bit in zip(bits["country_code"].tolist(), bits["bit"].tolist(), strict=True)}

    def kept(self, filters: Filters) -> Iterator[int]:
        """The places of the countries that a selection keeps."""
        regions, countries = filters["regions"], filters["countries"]
        for place, (code, region, _) in self.named.items():
            if (regions is None or region in regions) and (countries is None or code in countries):
                yield place

    def regions_kept(self, filters: Filters) -> Iterator[tuple[str, list[int]]]:
        """Every region with a country that a selection keeps, and the places by which its activities there add up."""
        if filters["countries"] is None:
            yield from ((region, [self.regions[region]]) for region in {self.named[place][1] for place in self.kept(filters)})
            return
        found: dict[str, set[int]] = {}
        for place in self.kept(filters):
            code, region, _ = self.named[place]
            found.setdefault(region, set()).update(self._sets_with[code])
        yield from ((region, [self._of_set[one] for one in sets]) for region, sets in found.items())

    def of(self, filters: Filters) -> dict[str, Any]:
        """What is bound of the places of a selection: `places` by which its activities add up; `sets` of countries with one that
        it keeps, None where it keeps all; `reach`, the countries it keeps as a set of bits, None if the places have no others."""
        regions, countries = filters["regions"], filters["countries"]
        if regions is None and countries is None:
            return {"places": [self.everywhere], "sets": None, "reach": None}
        kept = [self.named[place][0] for place in self.kept(filters)]
        sets = sorted(set[int]().union(*(self._sets_with[code] for code in kept)))
        if countries is None and len(regions) == 1 and regions[0] in self.regions:
            return {"places": [self.regions[regions[0]]], "sets": sets, "reach": None}
        if len(kept) == 1:
            return {"places": [self.countries[kept[0]]], "sets": sets, "reach": None}
        reach = 0
        for code in kept:
            reach |= self._bits.get(code, 0)
        places = sorted(self._of_set[one] for one in sets)
        return {"places": places, "sets": sets, "reach": f"{reach:0{len(self._bits)}b}" if reach else None}


class Rollups:
    """What the activities of one database add up to. `read` gives a table of queries/rollups as arrays, one a column; nothing is
    changed after it was read, so threads may share it."""

    def __init__(self, read: Callable[[str], Mapping[str, Any]]):
        self.kinds = Kinds(read("kinds"))
        self.places = Places(read("places"), read("sets"), read("country_bits"))
        told = read("programme")
        self.achieved_year, self.planned_year, self.priorities = (
            int(told[name][0]) for name in ("achieved_year", "planned_year", "priorities"))
        measures = read("measures")
        self.measures = Cells(measures)
        self._counts = np.column_stack([np.ma.filled(measures[name], 0) for name in SUMS])
        self._stated = np.column_stack([~np.ma.getmaskarray(measures[name]) for name in SUMS])
        self._bits = {name: _bytes(measures[name]) for name in BITS}
        quarters = read("quarters")
        self.quarters = Cells(quarters)
        self.quarter, self.begun = (np.asarray(quarters[name]) for name in ("quarter", "activities"))

    def bound(self, filters: Filters) -> dict[str, Any]:
        """A selection as queries take it: with the places, sets of countries and reach of its filters."""
        return {**filters, **self.places.of(filters)}

    def answer(self, name: str, filters: Filters) -> list[Row]:
        """The rows of the query of a name, one of ANSWERED, for a selection."""
        return ANSWERED[name](self, filters)

    def cells(self, filters: Filters) -> Numbers:
        """The cells of `measures` by which a selection adds up."""
        return self.measures.of(self.places.of(filters)["places"], self.kinds.kept(filters))

    def added_up(self, filters: Filters, by: str | None = None) -> dict[Any, dict[str, Any]]:
        """The measures of a selection by a column of kinds, or all together under None; no row where there is no activity."""
        cells = self.cells(filters)
        if not len(cells):
            return {}
        keys = self.kinds.codes[by][self.measures.kind[cells]] if by else np.zeros(len(cells), dtype=CODE)
        found, order, starts = _groups(keys)
        cells = cells[order]
        sums = np.add.reduceat(self._counts.take(cells, axis=0), starts).tolist()
        stated = np.logical_or.reduceat(self._stated.take(cells, axis=0), starts).tolist()
        reached = self._reached(cells, starts, self.places.of(filters)["reach"])
        told = {}
        for n, key in enumerate(found.tolist()):
            row: dict[str, Any] = {name: sums[n][i] if stated[n][i] else None for i, name in enumerate(SUMS)}
            of_known = row["persons_women_reported"] or None
            share = None if of_known is None or row["women"] is None else row["women"] / of_known
            row |= {"women_share": share} | {name: reached[name][n] for name in BITS}
            told[self.kinds.values[by][key] if by else None] = row
        return told

    def _reached(self, cells: Numbers, starts: Numbers, reach: str | None) -> dict[str, list[int]]:
        """How many of each of BITS some cells have together, in each of the groups that begin at `starts`."""
        together = {name: np.bitwise_or.reduceat(bits.take(cells, axis=0), starts) for name, bits in self._bits.items()}
        if reach is not None:
            countries = together["countries"]
            countries &= np.frombuffer(int(reach, 2).to_bytes(countries.shape[1]), dtype=np.uint8)
        return {name: np.bitwise_count(bits).sum(axis=1).tolist() for name, bits in together.items()}

    def activities(self, cells: Numbers, keys: Numbers) -> Iterator[tuple[int, int]]:
        """Activities in cells of `measures`, by a key of each, in the order of the keys."""
        return _counted(keys, self._counts[cells, SUMS.index("activities")])


def _groups(keys: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """Distinct keys, an order that brings equal ones together, and where each begins in it."""
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    starts = np.flatnonzero(np.diff(ordered, prepend=ordered[:1] - 1))
    return ordered[starts], order, starts


def _counted(keys: Numbers, counts: Numbers) -> Iterator[tuple[int, int]]:
    """Each of some keys, which are small numbers, with the sum of its counts, in the order of the keys."""
    found = np.flatnonzero(np.bincount(keys))
    return zip(found.tolist(), np.bincount(keys, counts)[found].astype(np.int64).tolist(), strict=True)


def _bytes(sets: Any) -> npt.NDArray[np.uint8]:
    """Sets of bits as rows of bytes; an empty one has none of them."""
    told = sets.tolist()
    width = max(map(len, told), default=0)
    return np.frombuffer(b"".join(one or bytes(width) for one in told), dtype=np.uint8).reshape(len(told), width)


# Answers


def _headline(of: Rollups, filters: Filters) -> list[Row]:
    if not (found := of.added_up(filters)):
        return []
    told, cells = found[None], of.cells(filters)

    def most(column: str) -> tuple[str, int]:
        """The most frequent value of a column of kinds, the first in the alphabet of several."""
        counted = of.activities(cells, of.kinds.codes[column][of.measures.kind[cells]])
        code, activities = max(counted, key=lambda one: (one[1], -one[0]))
        return of.kinds.values[column][code], activities

    return [(
        told["activities"], told["activities_with_total"], *most("pillar"), *most("modality"), told["persons"],
        told["persons_women_reported"], told["women"], told["women_share"], told["countries"], told["activities_unlisted"],
        told["partners"], of.priorities, told["priorities"], of.planned_year, told["persons_sex_withheld"] or 0,
        told["activities_withheld"],
    )]


def _year_strip(of: Rollups, filters: Filters) -> list[Row]:
    if not (told := of.added_up(filters, "year")):
        return []
    none: dict[str, Any] = dict.fromkeys(("activities", "countries", "partners", "activities_withheld", "sexes_withheld"), 0)
    achieved, planned = (told.get(year, none) for year in (of.achieved_year, of.planned_year))
    withheld = {"persons": "activities_withheld", "women_share": "sexes_withheld"}

    def row(measure: str) -> Row:
        before, after = (None if year.get(measure) is None else float(year[measure]) for year in (achieved, planned))
        change = None if before is None or after is None else after - before
        hidden = [year[withheld[measure]] if measure in withheld else 0 for year in (achieved, planned)]
        return measure, before, after, change, *hidden

    return [row(measure) for measure in COMPARED]


def _activities_over_time(of: Rollups, filters: Filters) -> list[Row]:
    cells = of.quarters.of(of.places.of(filters)["places"], of.kinds.kept(filters))
    kinds = of.quarters.kind[cells]
    years = np.array(of.kinds.values["year"], dtype=np.int64)[of.kinds.codes["year"][kinds]]
    pillars = of.kinds.values["pillar"]
    is_by_year = len(cells) > 0 and int(years.max() - years.min()) > 1
    quarters = 1 if is_by_year else of.quarter[cells]
    keys = (years * 4 + quarters - 1) * len(pillars) + of.kinds.codes["pillar"][kinds]
    told = []
    for key, activities in _counted(keys, of.begun[cells]):
        period, pillar = divmod(key, len(pillars))
        year, before = divmod(period, 4)
        words = str(year) if is_by_year else f"Q{before + 1} {year}"
        told.append((date(year, 3 * before + 1, 1), words, pillars[pillar], activities))
    return told


def _by_country(of: Rollups, filters: Filters) -> Iterator[tuple[str, str, str | None, int]]:
    """Country, region, status and activities; one in several countries stands in each of them."""
    cells = of.measures.of(of.places.kept(filters), of.kinds.kept(filters))
    for place, activities in of.activities(cells, of.measures.place[cells]):
        yield *of.places.named[place], activities


def _activities_map(of: Rollups, filters: Filters) -> list[Row]:
    return sorted((row for row in _by_country(of, filters) if row[0] != NOT_LISTED), key=lambda row: (-row[3], row[0]))


def _countries(of: Rollups, filters: Filters) -> list[Row]:
    return sorted((code, region, activities) for code, region, _, activities in _by_country(of, filters))


def _regions(of: Rollups, filters: Filters) -> list[Row]:
    kinds = of.kinds.kept(filters)
    counted = ((region, of.measures.of(places, kinds)) for region, places in of.places.regions_kept(filters))
    return sorted((region, activities) for region, cells in counted for _, activities in of.activities(cells, cells * 0))


def _kinds(of: Rollups, filters: Filters) -> list[Row]:
    cells = of.cells(filters)
    kinds, names = of.measures.kind[cells], ("pillar", "activity_type", "modality")
    keys = np.zeros(len(cells), dtype=np.int64)
    for name in names:
        keys = keys * len(of.kinds.values[name]) + of.kinds.codes[name][kinds]
    told = []
    for key, activities in of.activities(cells, keys):
        values = []
        for name in reversed(names):
            key, code = divmod(key, len(of.kinds.values[name]))
            values.append(of.kinds.values[name][code])
        told.append((*reversed(values), activities))
    return told


ANSWERED: Mapping[str, Callable[[Rollups, Filters], list[Row]]] = {
    "charts/headline": _headline,
    "charts/year_strip": _year_strip,
    "charts/activities_over_time": _activities_over_time,
    "charts/activities_map": _activities_map,
    "options/kinds": _kinds,
    "options/countries": _countries,
    "options/regions": _regions,
}
"""Queries that are answered here."""
