"""Answers about who took part: women, men, and those whose sex is not stated or withheld."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dashboard.catalogue import NOT_LISTED
from dashboard.rollups.cells import REGION, Filters
from dashboard.rollups.memory import Given, Rollups, Row, women_share

COLUMN_OF = {"pillar": "pillar", "type": "activity_type", "modality": "modality", "year": "year"}
"""The column of kinds that attendance is split by."""
ATTENDED = (
    "activities", "activities_with_total", "activities_with_women", "persons", "women", "men", "not_stated",
    "persons_women_reported", "men_where_women_reported", "not_stated_where_women_reported", "persons_sex_withheld",
    "activities_withheld", "sexes_withheld",
)
HIDDEN = ("totals_under", "activities_withheld", "roles_withheld", "sexes_withheld")


def _with_shares(row: Mapping[str, Any]) -> dict[str, Any]:
    return {**row, "women_share": women_share(row), "withheld": row["persons_sex_withheld"] or 0}


def _women_share(of: Rollups, given: Given) -> list[Row]:
    names = (
        "activities", "activities_with_total", "activities_with_women", "persons", "women_share", "women", "persons_women_reported",
        "men_where_women_reported", "not_stated_where_women_reported", "men", "not_stated", "withheld", "activities_withheld",
        "sexes_withheld",
    )
    found = of.sums(of.grouped(of.cells(given["selection"])), ATTENDED).values()
    return [tuple(row[name] for name in names) for row in map(_with_shares, found)]


def _split(of: Rollups, filters: Filters, by: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Attendance by pillar, type, modality, year or region; by region, an activity stands in each of its own."""
    if by == "region":
        kinds = of.kinds.kept(filters)
        for region, places in of.places.grouped(filters, REGION):
            for row in of.sums(of.grouped(of.placed.of(places, kinds)), ATTENDED).values():
                yield region, _with_shares(row)
        return
    for code, row in of.sums(of.grouped(of.cells(filters), COLUMN_OF[by]), ATTENDED).items():
        yield str(code), _with_shares(row)


def _attendance(of: Rollups, given: Given, *names: str) -> list[Row] | None:
    by: str = given["by"]
    if by == "role":  # there are more of them than are worth being held
        return None
    positions = of.categories.get(COLUMN_OF.get(by, by), {})

    def place(code: str, row: Mapping[str, Any]) -> tuple[Any, ...]:
        position = positions[code][0] if code in positions else len(positions) + 1
        return code == NOT_LISTED, position, -(row["persons"] or 0) if by == "region" else 0, code

    told = sorted(_split(of, given["selection"], by), key=lambda one: place(*one))
    return [(by, code, *(row[name] for name in names)) for code, row in told]


def _sex_reported(of: Rollups, given: Given) -> list[Row] | None:
    return _attendance(of, given, "persons", "women", "men", "not_stated", "activities", "activities_with_total", "withheld",
                       "activities_withheld")


def _women_share_by(of: Rollups, given: Given) -> list[Row] | None:
    return _attendance(of, given, "women_share", "women", "persons_women_reported", "persons", "activities_with_women",
                       "activities", "withheld", "activities_withheld", "sexes_withheld")


def _withheld(of: Rollups, given: Given) -> list[Row]:
    """Of either selection. Of two, in the cells by set of countries, for an activity is in one of those."""
    cells = of.cells(given["selection"])
    if given["other"] != given["selection"]:
        sides = [of.kept(given[side]) for side in ("selection", "other")]
        cells = of.placed.of(of.places.of_set.values(), sides[0].kinds | sides[1].kinds)
        kinds, sets = of.placed.kind[cells], of.places.set_at[of.placed.place[cells]]
        cells = cells[sides[0].of(kinds, sets) | sides[1].of(kinds, sets)]
    found = of.sums(of.grouped(cells), HIDDEN)
    return [tuple(row.values()) for row in found.values()] or [(0,) * len(HIDDEN)]


ANSWERED = {
    "caveats/withheld": _withheld,
    "charts/women_share": _women_share,
    "charts/sex_reported": _sex_reported,
    "charts/women_share_by": _women_share_by,
}
