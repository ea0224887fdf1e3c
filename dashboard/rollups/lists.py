"""Answers that list activities: which of them a list shows is found here, and what it tells of those is looked up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

import numpy as np

from dashboard.rollups.attendance import HIDDEN
from dashboard.rollups.cells import Numbers
from dashboard.rollups.compared import joined
from dashboard.rollups.memory import Given, Rollups, Row

STEPS = 20
"""Steps of the share of women, 5 % each, that activities are grouped by."""
UNSTATED, SILENT = STEPS + 1, STEPS + 2  # queries/rollups/activities.sql: why no share is stated
STATES = SILENT + 4


def _shown(of: Rollups, given: Given, some: Iterable[Numbers], keep: Callable[[Numbers], Numbers], found: int) -> list[int]:
    """Numbers of the activities that a list shows: all of few, the next ones of many."""
    many = given["listed"] if found > given["most"] else given["most"]
    return of.activities.first(some, keep, given["first"], many)


def _women_by_activity(of: Rollups, given: Given) -> list[Row] | None:
    if given["most"] is None:
        return None
    selected = of.kept(given["selection"])
    kept = np.flatnonzero(of.activities.marked(selected))
    pillars = of.kinds.values["pillar"]
    states = of.kinds.codes["pillar"].take(of.activities.kind[kept]) * STATES + of.activities.stated[kept]
    counts = np.bincount(states, minlength=len(pillars) * STATES).reshape(-1, STATES)
    found, stated = int(counts.sum()), counts[:, :UNSTATED].sum(axis=1)
    silent = counts[:, SILENT:].sum(axis=0).tolist()  # neither, persons, a percentage, both
    withheld = of.sums(of.grouped(of.cells(given["selection"])), ("sexes_withheld",))
    totals = (
        found, int(stated.sum()), sum(silent), silent[1] + silent[3], silent[2] + silent[3],
        *(row["sexes_withheld"] for row in withheld.values()),
    )
    facts = _shown(of, given, of.activities.by_women_share(), partial(of.activities.kept, selected), found)
    groups = None
    if found > given["dots"]:
        of_known, women = (np.bincount(states, one[kept], counts.size).reshape(-1, STATES)
                           for one in (of.activities.of_known, of.activities.women))
        groups = [
            {"pillar": pillars[pillar], "women_share": step / STEPS, "activities": int(counts[pillar, step]),
             "persons_women_reported": int(of_known[pillar, step]), "women": int(women[pillar, step])}
            for pillar, step in np.argwhere(counts[:, :UNSTATED]).tolist()
        ]
    of_pillars = [
        {"pillar": pillar, "activities": int(one.sum()), "stated": int(one[:UNSTATED].sum()), "sexes_withheld": int(one[UNSTATED])}
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
    counts = of.sums(of.grouped(of.cells(given["selection"])), ("activities", *HIDDEN))
    keep = partial(of.activities.kept, of.kept(given["selection"]))
    names = (
        "activity_id", "started_on", "date_precision", "title", "activity_type", "pillar", "countries", "persons", "women",
        "persons_women_reported", "women_share", "source_url", "linked_priority", "persons_withheld", "sex_withheld",
    )
    return [
        (*(row.get(name) for name in names), *total.values())
        for total in counts.values()
        for row in of.listed(_shown(of, given, orders[given["sort"]](), keep, total["activities"]), "listed", "sources")
    ]


def _achievements_without_follow_up(of: Rollups, given: Given) -> list[Row] | None:
    if given["most"] is None:
        return None
    keep = partial(of.activities.kept, of.kept(given["selection"]))
    followed = np.array(sorted({one.link.fact for one in joined(of, given)}), dtype=np.int64)
    links = Counter(link.fact for link in of.links)
    others = np.setdiff1d(np.array(list(links), dtype=np.int64), followed)
    found = int(of.many(of.cells(given["selection"])).sum()) - len(keep(followed))
    linked = len(keep(others))

    def keep_without(numbers: Numbers) -> Numbers:
        kept = keep(numbers)
        return kept[~np.isin(kept, followed)] if len(kept) and len(followed) else kept

    facts = _shown(of, given, of.activities.oldest(), keep_without, found)
    names = ("activity_id", "started_on", "date_precision", "title", "activity_type", "pillar", "countries")
    return [(*(row[name] for name in names), links[row["fact"]], found, linked) for row in of.listed(facts, "listed")]


def _records(of: Rollups, given: Given, counts_persons: bool) -> list[Row]:
    kept = of.activities.marked(of.kept(given["selection"]))
    if given["other"] != given["selection"]:
        kept |= of.activities.marked(of.kept(given["other"]))
    if counts_persons:
        kept &= of.activities.counts_persons
    facts = of.activities.first(of.activities.newest(), lambda numbers: numbers[kept[numbers]], 0, given["most"])
    found = int(np.count_nonzero(kept))
    return [
        (row["activity_id"], row["title"], row["started_on"], row["date_precision"], row["source_url"], True, found)
        for row in of.listed(facts, "sources")
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
