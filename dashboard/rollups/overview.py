"""Answers of the overview, and the counts beside the options of filters."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import numpy as np

from dashboard.catalogue import NOT_LISTED
from dashboard.rollups.cells import REGION, Filters, counted
from dashboard.rollups.memory import Given, Rollups, Row

COMPARED = ("activities", "persons", "women_share", "countries", "partners")
"""Measures of the two years compared, in their order."""


def _headline(of: Rollups, given: Given) -> list[Row]:
    filters: Filters = given["selection"]
    if not (found := of.measured(filters)):
        return []
    told, cells = found[None], of.cells(filters)

    def most(column: str) -> tuple[str, int]:
        """The most frequent value of a column of kinds, the first in the alphabet of several."""
        told = counted(of.kinds.codes[column][of.placed.kind[cells]], of.many(cells))
        code, activities = max(told, key=lambda one: (one[1], -one[0]))
        return of.kinds.values[column][code], activities

    return [(
        told["activities"], told["activities_with_total"], *most("pillar"), *most("modality"), told["persons"],
        told["persons_women_reported"], told["women"], told["women_share"], told["countries"], told["activities_unlisted"],
        told["partners"], of.planned, told["priorities"], of.planned_year, told["persons_sex_withheld"] or 0,
        told["activities_withheld"],
    )]


def _year_strip(of: Rollups, given: Given) -> list[Row]:
    if not (told := of.measured(given["selection"], "year")):
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


def _activities_over_time(of: Rollups, given: Given) -> list[Row]:
    filters: Filters = given["selection"]
    cells = of.quarters.of(of.places.of(filters)["places"], of.kinds.kept(filters))
    kinds = of.quarters.kind[cells]
    years = np.array(of.kinds.values["year"], dtype=np.int64)[of.kinds.codes["year"][kinds]]
    pillars = of.kinds.values["pillar"]
    is_by_year = len(cells) > 0 and int(years.max() - years.min()) > 1
    quarters = 1 if is_by_year else of.quarter[cells]
    keys = (years * 4 + quarters - 1) * len(pillars) + of.kinds.codes["pillar"][kinds]
    told = []
    for key, activities in counted(keys, of.begun[cells]):
        period, pillar = divmod(key, len(pillars))
        year, before = divmod(period, 4)
        words = str(year) if is_by_year else f"Q{before + 1} {year}"
        told.append((date(year, 3 * before + 1, 1), words, pillars[pillar], activities))
    return told


def _by_country(of: Rollups, filters: Filters) -> Iterator[tuple[str, str, str | None, int]]:
    """Country, region, status and activities; one in several countries stands in each of them."""
    cells = of.placed.of(of.places.kept(filters), of.kinds.kept(filters))
    for place, activities in counted(of.placed.place[cells], of.many(cells)):
        yield *of.places.named[place].values(), activities


def _activities_map(of: Rollups, given: Given) -> list[Row]:
    told = (row for row in _by_country(of, given["selection"]) if row[0] != NOT_LISTED)
    return sorted(told, key=lambda row: (-row[3], row[0]))


def _countries(of: Rollups, given: Given) -> list[Row]:
    return sorted((code, region, activities) for code, region, _, activities in _by_country(of, given["selection"]))


def _regions(of: Rollups, given: Given) -> list[Row]:
    kinds = of.kinds.kept(given["selection"])
    told = ((region, of.placed.of(places, kinds)) for region, places in of.places.grouped(given["selection"], REGION))
    return sorted((region, int(of.many(cells).sum())) for region, cells in told if len(cells))


def _kinds(of: Rollups, given: Given) -> list[Row]:
    cells = of.cells(given["selection"])
    kinds, names = of.placed.kind[cells], ("pillar", "activity_type", "modality")
    keys = np.zeros(len(cells), dtype=np.int64)
    for name in names:
        keys = keys * len(of.kinds.values[name]) + of.kinds.codes[name][kinds]
    told = []
    for key, activities in counted(keys, of.many(cells)):
        values = []
        for name in reversed(names):
            key, code = divmod(key, len(of.kinds.values[name]))
            values.append(of.kinds.values[name][code])
        told.append((*reversed(values), activities))
    return told


ANSWERED = {
    "charts/headline": _headline,
    "charts/year_strip": _year_strip,
    "charts/activities_over_time": _activities_over_time,
    "charts/activities_map": _activities_map,
    "options/kinds": _kinds,
    "options/countries": _countries,
    "options/regions": _regions,
}
