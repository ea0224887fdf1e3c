"""Answers about two selections: what was achieved in the first, and the priorities of the second with what serves them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from dashboard.rollups.memory import Given, Link, Priority, Rollups, Row

SHOWN = ("activities", "activities_with_total", "persons", "persons_women_reported", "women_share", "countries", "partners")
COUNTED = {"activities", "activities_with_total", "countries", "partners"}
"""Measures of which there is none where there is no activity; of others nobody knows."""
WITHHELD_IN = {"persons": "activities_withheld", "persons_women_reported": "sexes_withheld", "women_share": "sexes_withheld"}

Measured = Mapping[str, Any]


def _change(before: float | None, after: float | None) -> float | None:
    return None if before is None or after is None else after - before


def _double(value: float | None) -> float | None:
    return None if value is None else float(value)


def _compare_measures(of: Rollups, given: Given) -> list[Row]:
    sides: list[Measured] = [of.measured(given[side]).get(None, {}) for side in ("selection", "other")]
    if not any(sides):
        return []
    told = []
    for measure in SHOWN:
        before, after = (_double(side.get(measure, 0 if measure in COUNTED else None)) for side in sides)
        withheld = [side.get(WITHHELD_IN.get(measure, ""), 0) for side in sides]
        told.append((measure, before, after, _change(before, after), *withheld))
    return told


def _compare_pillars(of: Rollups, given: Given) -> list[Row]:
    measure: str = given["measure"]
    sides = [of.measured(given[side], "pillar") for side in ("selection", "other")]
    told: list[Row] = []
    for pillar in of.categories.get("pillar", {}):
        both: list[Measured] = [side.get(pillar, {}) for side in sides]
        if not any(both):
            continue
        before, after = (_double(side.get(measure, None if measure == "women_share" else 0)) for side in both)
        withheld = WITHHELD_IN.get(measure, "")
        told.append((
            measure, pillar, before, after, _change(before, after),
            *(side.get("activities", 0) for side in both), *(side.get("persons_women_reported") for side in both),
            *(side.get(withheld, 0) for side in both), *(side.get("sexes_withheld") for side in both),
        ))
    return told


@dataclass(frozen=True)
class Joined:
    """A link between a priority of the second selection and an activity of either. It stands on one side: with the achievements
    if its activity is only in the first, with what serves the priority if only in the second, and if in both, by its relation."""

    link: Link
    is_first: bool
    is_second: bool

    @property
    def side(self) -> str:
        """Where it stands."""
        return "achieved" if not self.is_second or (self.is_first and self.link.relation == "prepared_by") else "planned"


def priorities_of(of: Rollups, given: Given) -> list[Priority]:
    """The priorities of the second selection."""
    return [one for one in of.priorities if one.is_kept(given["other"])]


def joined(of: Rollups, given: Given) -> list[Joined]:
    """Every link between the two selections."""
    keys = {one.key for one in priorities_of(of, given)}
    facts = np.array([link.fact for link in of.links], dtype=np.int64)
    first, second = (set(of.activities.kept(of.kept(given[side]), facts).tolist()) for side in ("selection", "other"))
    return [
        Joined(link, link.fact in first, link.fact in second)
        for link in of.links if link.priority in keys and (link.fact in first or link.fact in second)
    ]


def _link_counts(of: Rollups, given: Given) -> list[Row]:
    found, priorities = joined(of, given), priorities_of(of, given)
    achievements = int(of.many(of.cells(given["selection"])).sum())
    if not achievements and not priorities:
        return []
    linked = len({one.link.activity_id for one in found if one.is_first})
    of_any, of_achieved, of_planned = (
        len({one.link.priority for one in found if side in ("", one.side)}) for side in ("", "achieved", "planned"))
    many = len(priorities)
    return [(
        achievements, linked, achievements - linked, many, of_any, many - of_any, of_achieved, many - of_achieved, of_planned,
        many - of_planned, len(found),
    )]


def _priority_matrix(of: Rollups, given: Given) -> list[Row]:
    found = joined(of, given)
    achieved, planned, either = (
        Counter((one.link.priority, one.link.pillar) for one in found if counts(one))
        for counts in (lambda one: one.is_first, lambda one: one.is_second, lambda one: True))
    links = Counter(one.link.priority for one in found)
    return [
        (one.key, one.words, pillar, *(counts[one.key, pillar] for counts in (achieved, planned, either)), links[one.key])
        for one in priorities_of(of, given) for pillar in of.categories.get("pillar", {})
    ]


def _priority_pairs(of: Rollups, given: Given) -> list[Row]:
    found: dict[str, list[Joined]] = {}
    for one in joined(of, given):
        found.setdefault(one.link.priority, []).append(one)
    every = Counter(link.priority for link in of.links)

    def place(one: Joined) -> tuple[str, date, str, str]:
        return one.side, one.link.started_on, one.link.activity_id, one.link.relation

    told: list[Row] = []
    for priority in priorities_of(of, given):
        named = (priority.key, priority.words, priority.pillar, priority.year)
        pairs = sorted(found.get(priority.key, ()), key=place)
        elsewhere = every[priority.key] - len(pairs)
        told += [
            (*named, one.side, one.link.relation, one.link.activity_id, one.link.title, one.link.started_on,
             one.link.date_precision, one.link.reason, one.link.linked_by, elsewhere)
            for one in pairs
        ] or [(*named, *(None,) * 8, elsewhere)]
    return told


ANSWERED = {
    "charts/compare_measures": _compare_measures,
    "charts/compare_pillars": _compare_pillars,
    "charts/link_counts": _link_counts,
    "charts/priority_matrix": _priority_matrix,
    "charts/priority_pairs": _priority_pairs,
}
