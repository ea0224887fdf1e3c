"""Answers about where activities were and seizures were made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from dashboard.catalogue import NOT_LISTED
from dashboard.rollups.cells import STATUS, Filters, is_kept
from dashboard.rollups.memory import Given, Groups, Rollups, Row

DONE = ("activities", "activities_with_total", "persons", "activities_withheld")


@dataclass(frozen=True)
class Country:
    """What a selection holds of a country. A multi-country activity stands in each of its countries with all its persons;
    `persons` is None where activities leave them unknown."""

    code: str
    region: str
    status: str | None
    is_of_programme: bool
    sorted_as: str
    last_year: int | None
    activities: int
    activities_with_total: int
    persons: int | None
    activities_withheld: int
    seizures: int

    def value(self, measure: str) -> int | None:
        """The measure that was chosen."""
        return {"activities": self.activities, "persons": self.persons, "seizures": self.seizures}[measure]

    def records(self, measure: str) -> int:
        """How many records the measure is counted from."""
        return self.seizures if measure == "seizures" else self.activities

    def place(self, measure: str) -> tuple[Any, ...]:
        """Where it stands among others: most of the measure first, what is not known last."""
        value = self.value(measure)
        return value is None, -(value or 0), -self.activities, self.code == NOT_LISTED, self.sorted_as


def _countries(of: Rollups, filters: Filters) -> list[Country]:
    """The countries that a selection keeps, and one more for activities whose source lists none."""
    cells = of.placed.of(of.places.kept(filters), of.kinds.kept(filters))
    places = of.placed.place[cells]  # in their order
    starts = np.flatnonzero(np.diff(places, prepend=-1))
    keys = tuple(of.places.named[place]["country_code"] for place in places[starts].tolist())
    done = of.sums(Groups(keys, cells, starts), DONE)
    seized: dict[str, int] = {}
    for year, region, code, drug, seizures in of.seized:
        in_time = filters["years"] is None or year in filters["years"]
        if in_time and is_kept(filters, region, code) and (filters["drugs"] is None or drug in filters["drugs"]):
            seized[code] = seized.get(code, 0) + seizures
    nothing: dict[str, Any] = dict.fromkeys(DONE, 0)
    return [
        Country(*(*told, *done.get(told[0], nothing).values(), seized.get(told[0], 0)))
        for told in (*of.countries, (NOT_LISTED, NOT_LISTED, None, False, "", None)) if is_kept(filters, told[1], told[0])
    ]


def _countries_map(of: Rollups, given: Given) -> list[Row]:
    measure, found = given["measure"], _countries(of, given["selection"])
    if not any(one.records(measure) for one in found):
        return []
    shown = (one for one in found if one.is_of_programme or one.records(measure))
    return [
        (one.code, one.region, one.status, one.activities, one.activities_with_total, one.persons, one.seizures, one.value(measure),
         one.activities_withheld)
        for one in sorted(shown, key=lambda one: one.place(measure))
    ]


def _countries_ranked(of: Rollups, given: Given) -> list[Row]:
    measure = given["measure"]
    found = (one for one in _countries(of, given["selection"]) if one.records(measure))
    return [
        (one.code, one.status, one.value(measure), one.activities, one.activities_withheld if measure == "persons" else 0)
        for one in sorted(found, key=lambda one: (one.code == NOT_LISTED, *one.place(measure)))
    ]


def _country_status(of: Rollups, given: Given) -> list[Row]:
    filters: Filters = given["selection"]
    kinds, countries = of.kinds.kept(filters), _countries(of, filters)
    done = {
        status: of.sums(of.grouped(of.placed.of(places, kinds)), DONE) for status, places in of.places.grouped(filters, STATUS)}
    told: list[Row] = []
    for status, (_, definition) in of.categories.get(STATUS, {}).items():
        if members := [one for one in countries if one.status == status]:
            row = done.get(status, {}).get(None, dict.fromkeys(DONE, 0))
            reached = sum(one.activities > 0 for one in members)
            told.append((
                status, len(members), reached, row["activities"], row["persons"], definition, row["activities_withheld"]))
    return told


def _countries_without_activity(of: Rollups, given: Given) -> list[Row]:
    statuses = list(of.categories.get(STATUS, {}))
    found = (one for one in _countries(of, given["selection"]) if one.is_of_programme and not one.activities)
    told = ((statuses.index(one.status), one.sorted_as, one) for one in found if one.status in statuses)
    return [(one.code, one.region, one.status, one.last_year) for _, _, one in sorted(told, key=lambda told: told[:2])]


ANSWERED = {
    "charts/countries_map": _countries_map,
    "charts/countries_ranked": _countries_ranked,
    "charts/country_status": _country_status,
    "charts/countries_without_activity": _countries_without_activity,
}
