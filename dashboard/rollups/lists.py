"""Answers that list activities: which of them a list shows is found here, and what it tells of those is looked up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from dashboard.rollups.cells import Marks, Numbers
from dashboard.rollups.compared import joined
from dashboard.rollups.memory import Given, Rollups, Row

STEPS = 20
"""Steps of the share of women, 5 % each, that activities are grouped by."""
HIDDEN, SILENT = STEPS + 1, STEPS + 2  # queries/rollups/activities.sql: why no share is stated
STATES = SILENT + 4
WITHHELD = ("totals_under", "activities_withheld", "roles_withheld", "sexes_withheld")


def _shown(of: Rollups, given: Given, some: Iterable[Numbers], keeps: Callable[[Numbers], Marks], found: int) -> list[int]:
    """Numbers of the activities that a list shows: all of few, the next ones of many."""
    many = given["listed"] if found > given["most"] else given["most"]
    return of.activities.first(some, keeps, given["first"], many)


def _keeping(of: Rollups, given: Given, side: str = "selection") -> Callable[[Numbers], Marks]:
    """Which activities of some numbers a selection keeps."""
    kept = of.kept(given[side])
    return lambda numbers: kept.of(of.activities.kind[numbers], of.activities.country_set[numbers])


def _women_by_activity(of: Rollups, given: Given) -> list[Row] | None:
    if given["most"] is None:
        return None
    kept = of.activities.kept(of.kept(given["selection"]))
    pillars = of.kinds.values["pillar"]
    states = of.kinds.codes["pillar"].astype(np.int32)[of.activities.kind[kept]] * STATES + of.activities.stated[kept]
    counts = np.bincount(states, minlength=len(pillars) * STATES).reshape(-1, STATES)
    found, stated = int(counts.sum()), counts[:, :HIDDEN].sum(axis=1)
    silent = counts[:, SILENT:].sum(axis=0).tolist()  # neither, persons, a percentage, both
    withheld = of.sums(of.grouped(of.cells(given["selection"])), ("sexes_withheld",))
    totals = (
        found, int(stated.sum()), sum(silent), silent[1] + silent[3], silent[2] + silent[3],
        *(row["sexes_withheld"] for row in withheld.values()),
    )
    facts = _shown(of, given, of.activities.by_women_share(), lambda numbers: kept[numbers], found)
    groups = None
    if found > given["most"]:
        of_known, women = (np.bincount(states, one[kept], counts.size).reshape(-1, STATES)
                           for one in (of.activities.of_known, of.activities.women))
        groups = [
            {"pillar": pillars[pillar], "women_share": step / STEPS, "activities": int(counts[pillar, step]),
             "persons_women_reported": int(of_known[pillar, step]), "women": int(women[pillar, step])}
            for pillar, step in np.argwhere(counts[:, :HIDDEN]).tolist()
        ]
    of_pillars = [
        {"pillar": pillar, "activities": int(one.sum()), "stated": int(one[:HIDDEN].sum()), "sexes_withheld": int(one[HIDDEN])}
        for pillar, one in zip(pillars, counts, strict=True) if one.any()
    ]
    names = (
        "activity_id", "title", "started_on", "date_precision", "pillar", "activity_type", "women_share", "women", "men",
        "not_stated", "persons_women_reported", "persons", "women_pct_as_reported", "withheld", "persons_withheld", "sex_withheld",
    )
    return [
        (*(row[name] for name in names), *totals, *((groups or None, of_pillars) if not n else (None, None)))
        for n, row in enumerate(of.listed(facts, "listed"))
    ]


def _activity_list(of: Rollups, given: Given) -> list[Row] | None:
    orders = {"started_on": of.activities.oldest, "-started_on": of.activities.newest}
    if given["most"] is None or given["q"].strip() or given["priority"] or given["sort"] not in orders:
        return None
    counts = of.sums(of.grouped(of.cells(given["selection"])), ("activities", *WITHHELD))
    names = (
        "activity_id", "started_on", "date_precision", "title", "activity_type", "pillar", "countries", "persons", "women",
        "persons_women_reported", "women_share", "source_url", "linked_priority", "persons_withheld", "sex_withheld",
    )
    return [
        (*(row.get(name) for name in names), *total.values())
        for total in counts.values()
        for row in of.listed(
            _shown(of, given, orders[given["sort"]](), _keeping(of, given), total["activities"]), "listed", "sources")
    ]


def _achievements_without_follow_up(of: Rollups, given: Given) -> list[Row] | None:
    if given["most"] is None:
        return None
    keeps = _keeping(of, given)
    followed = np.array(sorted({one.link.fact for one in joined(of, given)}), dtype=np.int64)
    links = Counter(link.fact for link in of.links)
    others = np.setdiff1d(np.array(list(links), dtype=np.int64), followed)
    found = int(of.many(of.cells(given["selection"])).sum()) - int(keeps(followed).sum())
    linked = int(keeps(others).sum())
    facts = _shown(
        of, given, of.activities.oldest(), lambda numbers: keeps(numbers) & ~np.isin(numbers, followed), found)
    names = ("activity_id", "started_on", "date_precision", "title", "activity_type", "pillar", "countries")
    return [(*(row[name] for name in names), links[row["fact"]], found, linked) for row in of.listed(facts, "listed")]


def _records(of: Rollups, given: Given, counts_persons: bool) -> list[Row]:
    one, other = _keeping(of, given), _keeping(of, given, "other")
    is_twofold = given["selection"] != given["other"]

    def keeps(numbers: Numbers) -> Marks:
        kept = one(numbers) | other(numbers) if is_twofold else one(numbers)
        return kept & of.activities.counts_persons[numbers] if counts_persons else kept

    found = sum(int(keeps(numbers).sum()) for numbers in of.activities.oldest())
    facts = of.activities.first(of.activities.newest(), keeps, 0, given["most"])
    return [
        (row["activity_id"], row["title"], row["started_on"], row["date_precision"], row["source_url"], True, found)
        for row in of.listed(facts, "listed", "sources")
    ]


def _records_of_activities(of: Rollups, given: Given) -> list[Row]:
    return _records(of, given, counts_persons=False)


def _records_of_participants(of: Rollups, given: Given) -> list[Row]:
    return _records(of, given, counts_persons=True)


ANSWERED: dict[str, Any] = {
    "charts/women_by_activity": _women_by_activity,
    "charts/activity_list": _activity_list,
    "charts/achievements_without_follow_up": _achievements_without_follow_up,
    "records/activities": _records_of_activities,
    "records/participants": _records_of_participants,
}
