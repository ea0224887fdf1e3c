"""What activities are added up by: their kind, and the places they were in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

Filters = Mapping[str, Any]
"""A selection as it is bound: a list of values for each filter, None where it is not set."""
Columns = Mapping[str, Any]
"""A table as arrays, one a column; a masked one where values are missing."""
Numbers = npt.NDArray[np.integer[Any]]
Marks = npt.NDArray[np.bool_]

KIND_OF = {"years": "year", "pillars": "pillar", "activity_types": "activity_type", "modalities": "modality"}
"""Filters that keep activities of a kind, and the column of kinds that each is about."""
CODE = np.int16
"""Numbers of the values that a column of kinds has: small, for then NumPy sorts them by their digits."""
REGION, STATUS = "region", "programme_status"


def rows_of(columns: Columns, *names: str) -> Iterator[tuple[Any, ...]]:
    """A table row by row, None where a value is missing, days as dates."""
    told = (columns[name] for name in names)
    return zip(*((one.astype("datetime64[D]") if one.dtype.kind == "M" else one).tolist() for one in told), strict=True)


class Kinds:
    """Every year, pillar, type and modality that activities have together, by number from 0."""

    def __init__(self, columns: Columns):
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

    def __init__(self, columns: Columns):
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

    def __init__(self, places: Columns, sets: Columns, bits: Columns):
        self.everywhere = 0
        self.whole: dict[str, dict[str, int]] = {REGION: {}, STATUS: {}}
        """The place of each region, and of each status that countries have."""
        self.countries: dict[str, int] = {}
        self.named: dict[int, dict[str, Any]] = {}
        """What is known of a country by its place: `country_code`, REGION, STATUS."""
        self.of_set: dict[int, int] = {}
        for place, scope, name, region, status, country_set in rows_of(
                places, "place", "scope", "in_place", REGION, STATUS, "country_set"):
            if scope == "everywhere":
                self.everywhere = place
            elif scope == "region":
                self.whole[REGION][name] = place
            elif scope == "status":
                self.whole[STATUS][name] = place
            elif scope == "country":
                self.countries[name] = place
                self.named[place] = {"country_code": name, REGION: region, STATUS: status}
            elif scope == "set":
                self.of_set[int(country_set)] = place
        self.set_at = np.zeros(max((self.everywhere, *self.named, *self.of_set.values())) + 1, dtype=np.int32)
        """The set of countries of a place, 0 where it is none."""
        for country_set, place in self.of_set.items():
            self.set_at[place] = country_set
        self._sets_with: dict[str, set[int]] = {code: set() for code in self.countries}
        self.sets: dict[int, list[str]] = {}
        """The countries of each set."""
        for country_set, code in rows_of(sets, "country_set", "country_code"):
            self._sets_with[code].add(country_set)
            self.sets.setdefault(country_set, []).append(code)
        self._bits = {code: int(bit, 2) for code, bit in rows_of(bits, "country_code", "bit")}

    def kept(self, filters: Filters) -> Iterator[int]:
        """The places of the countries that a selection keeps."""
        for place, one in self.named.items():
            if is_kept(filters, one[REGION], one["country_code"]):
                yield place

    def grouped(self, filters: Filters, by: str) -> Iterator[tuple[str, list[int]]]:
        """Every region, or status, of a country that a selection keeps, and the places by which its activities there add up."""
        narrowing = ("countries",) if by == REGION else ("regions", "countries")
        if all(filters[field] is None for field in narrowing):
            groups = {self.named[place][by] for place in self.kept(filters)}
            yield from ((group, [self.whole[by][group]]) for group in groups if group is not None)
            return
        found: dict[str, set[int]] = {}
        for place in self.kept(filters):
            one = self.named[place]
            if one[by] is not None:
                found.setdefault(one[by], set()).update(self._sets_with[one["country_code"]])
        yield from ((group, [self.of_set[one] for one in sets]) for group, sets in found.items())

    def of(self, filters: Filters) -> dict[str, Any]:
        """What is bound of the places of a selection: `places` by which its activities add up; `sets` of countries with one that
        it keeps, None where it keeps all; `reach`, the countries it keeps as a set of bits, None if the places have no others."""
        regions, countries = filters["regions"], filters["countries"]
        if regions is None and countries is None:
            return {"places": [self.everywhere], "sets": None, "reach": None}
        kept = [self.named[place]["country_code"] for place in self.kept(filters)]
        sets = sorted(set[int]().union(*(self._sets_with[code] for code in kept)))
        if countries is None and len(regions) == 1 and regions[0] in self.whole[REGION]:
            return {"places": [self.whole[REGION][regions[0]]], "sets": sets, "reach": None}
        if len(kept) == 1:
            return {"places": [self.countries[kept[0]]], "sets": sets, "reach": None}
        reach = 0
        for code in kept:
            reach |= self._bits.get(code, 0)
        places = sorted(self.of_set[one] for one in sets)
        return {"places": places, "sets": sets, "reach": f"{reach:0{len(self._bits)}b}" if reach else None}

    def sets_kept(self, filters: Filters) -> Marks | None:
        """Which sets of countries, by number, have one that a selection keeps; None where it keeps all."""
        sets = self.of(filters)["sets"]
        if sets is None:
            return None
        kept = np.zeros(max(self.of_set, default=0) + 1, dtype=bool)
        kept[sets] = True
        return kept


def is_kept(filters: Filters, region: str | None, country: str) -> bool:
    """Whether a selection keeps a country."""
    regions, countries = filters["regions"], filters["countries"]
    return (regions is None or region in regions) and (countries is None or country in countries)


def grouped(keys: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """Distinct keys, an order that brings equal ones together, and where each begins in it."""
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    starts = np.flatnonzero(np.diff(ordered, prepend=ordered[:1] - 1))
    return ordered[starts], order, starts


def counted(keys: Numbers, counts: Numbers) -> Iterator[tuple[int, int]]:
    """Each of some keys, which are small numbers, with the sum of its counts, in the order of the keys."""
    found = np.flatnonzero(np.bincount(keys))
    return zip(found.tolist(), np.bincount(keys, counts)[found].astype(np.int64).tolist(), strict=True)
