"""What outsiders may see of a package: which rows of it, and which head counts.

Rows of public deliveries pass as they are. Of restricted deliveries only head counts are published, and only after the rule
below; no other restricted row is, nor any row that refers to one.

The rule looks at the restricted rows of one activity. T is the threshold. A count is small if it is neither zero nor T or more.

1.  They state fewer than T persons in all: one row with the role 'withheld', total withheld as 'under', nothing else.
2.  Else, if any of several rows is small: the roles are withheld. One row with the role 'withheld' has the sum of the persons.
    Women (men) of the sum are published where every row with a total reports them, and only if no part of the sum, not even
    the persons who are left, is small. Rows without a total are merged too; if one of them states women or men, which belong
    to no total, no sex is published.
3.  Else every row is published. Its women and men are, only if none of them, nor the persons who are left, is small. A row
    without a total shows women or men only if neither is small.

A reported percentage of a known total is a count in disguise and treated as one: where it comes near no person or near all, it
must be 0 or 100 exactly. Where the total is not stated it passes, except in 1 and 2. Notes pass only where nothing of the
activity is withheld. A published zero says that of all its parts.

The rule holds for one release. A second one must not say more than both say together (see `small_groups`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

import duckdb

from dashboard.ingest import tables
from dashboard.ingest.package import Delivery
from dashboard.ingest.schema import DATASETS, ROLE_WITHHELD, VERSION
from dashboard.ingest.validate import Package, Replaced

UNDER = "under"
SMALL_GROUP = "small_group"
THRESHOLD = 5
THRESHOLDS = range(2, 101)
ACTIVITIES_AT_ONCE = 5_000
DISTINCT = 3  # two persons can be split in one way only if both parts hold somebody: with threshold 2 that would tell it


@dataclass(frozen=True)
class HeadCount:
    """The persons of one role in one activity, as delivered or as published; None where nothing is stated or published.
    `total_withheld` says why there is no total: 'under' the threshold, or 'small_group'; `sex_withheld`, that a sex is
    stated and not published."""

    role: str
    persons: int | None = None
    women: int | None = None
    men: int | None = None
    women_pct: Decimal | None = None
    note: str | None = None
    total_withheld: str | None = None
    sex_withheld: bool = False

    @property
    def states_sex(self) -> bool:
        """Whether it says anything of women or men."""
        return self.counts_sex or self.women_pct is not None

    @property
    def counts_sex(self) -> bool:
        """Whether it counts women or men."""
        return self.women is not None or self.men is not None

    @property
    def counts(self) -> HeadCount:
        """The same without its note."""
        return self if self.note is None else replace(self, note=None)


Counts = tuple[HeadCount, ...]
"""The restricted head counts of one activity, by role."""


def protected(rows: Iterable[HeadCount], threshold: int, is_small_group: bool = False) -> Counts:
    """The rule: what may be published of the restricted head counts of one activity, by role. With `is_small_group` nothing is,
    because of what former releases have published."""
    if is_small_group:
        return _withheld(SMALL_GROUP)
    delivered = tuple(sorted(rows, key=lambda row: row.role))
    stated = [row.persons for row in delivered if row.persons is not None]
    if stated and sum(stated) < threshold:
        return _withheld(UNDER)
    if len(stated) > 1 and any(0 < persons < max(threshold, DISTINCT) for persons in stated):
        return (_merged(delivered, sum(stated), threshold),)
    published = tuple(_row(row, threshold) for row in delivered)
    if withholds(delivered, published):
        return tuple(row.counts for row in published)
    return published


def withholds(delivered: Counts, published: Counts) -> bool:
    """Whether anything that was delivered is not published; notes aside."""
    return [row.counts for row in delivered] != [row.counts for row in published]


def _withheld(reason: str) -> Counts:
    return (HeadCount(ROLE_WITHHELD, total_withheld=reason, sex_withheld=True),)


def _merged(rows: Counts, persons: int, threshold: int) -> HeadCount:
    # Of a total of nobody too: that its sexes are not needed would tell that it is nobody.
    of_total = [row for row in rows if row.persons is not None]
    women = _sum([row.women for row in of_total])
    men = _sum([row.men for row in of_total])
    without_total = any(row.persons is None and row.counts_sex for row in rows)
    if without_total or not _is_safe_split(persons, women, men, threshold):
        women = men = None
    merged = HeadCount(ROLE_WITHHELD, persons, women, men)
    return replace(merged, sex_withheld=not merged.counts_sex and any(row.states_sex for row in rows))


def _row(row: HeadCount, threshold: int) -> HeadCount:
    if not _is_safe_split(row.persons, row.women, row.men, threshold):
        return HeadCount(row.role, row.persons, sex_withheld=True)
    if not _is_safe_percentage(row.persons, row.women_pct, threshold):
        return replace(row, women_pct=None, sex_withheld=not row.counts_sex)
    return row


def _sum(counts: Sequence[int | None]) -> int | None:
    """The sum of counts, None if one of them is not stated."""
    stated = [count for count in counts if count is not None]
    return sum(stated) if len(stated) == len(counts) else None


def _is_safe_split(persons: int | None, women: int | None, men: int | None, threshold: int) -> bool:
    """Whether no part of a split by sex is small: women, men, and the persons of the total who are neither or not stated."""
    parts = [count for count in (women, men) if count is not None]
    if parts and persons is not None:
        if 0 < persons < DISTINCT:
            return False
        parts.append(persons - sum(parts))
    return not any(0 < part < threshold for part in parts)


def _is_safe_percentage(persons: int | None, percentage: Decimal | None, threshold: int) -> bool:
    if persons is None or percentage is None or percentage in (0, 100):
        return True
    women = int((persons * percentage / 100).quantize(Decimal(1), ROUND_HALF_UP))
    return threshold <= women <= persons - threshold


# Several releases


@dataclass(frozen=True)
class Kept:
    """What a former release held and published of restricted head counts, by activity, under its own threshold. `counted` are
    all activities of which it published any head count, public ones too; of others it is as if they were not there."""

    threshold: int
    delivered: Mapping[str, Counts]
    published: Mapping[str, Counts]
    counted: frozenset[str]


def small_groups(delivered: Mapping[str, Counts], threshold: int, history: Sequence[Kept]) -> frozenset[str]:
    """The activities whose head counts are withheld whole because of what former releases, oldest first, have published.

    Counts that a former release held by the same threshold are treated as they were there, which says nothing new. Counts of
    an activity that no former release counts follow the rule. Counts that differ from all before follow it only if nothing
    of them is withheld now and nothing of the activity ever was: otherwise what is published before and after a correction
    could be subtracted.
    """
    return frozenset(
        activity for activity, counts in delivered.items() if _is_small_group(activity, counts, threshold, history)
    )


def _is_small_group(activity: str, delivered: Counts, threshold: int, history: Sequence[Kept]) -> bool:
    counts = tuple(row.counts for row in delivered)
    now = tuple(row.counts for row in protected(counts, threshold))
    for kept in history:
        if kept.threshold == threshold and kept.delivered.get(activity) == counts:
            # Also if another version of the rule published it in another way.
            return kept.published.get(activity) != now
    if not any(activity in kept.counted for kept in history):
        return False
    was_withheld = any(
        withholds(kept.delivered.get(activity, ()), kept.published.get(activity, ())) for kept in history
    )
    return was_withheld or withholds(counts, now)


# A package


def withhold(connection: duckdb.DuckDBPyConnection, deliveries: Iterable[Delivery]) -> bool:
    """Find out what is not published of the database that the connection calls `warehouse`, and say whether rows of public
    deliveries may be among it. The other functions read what this one leaves in temporary tables of the connection."""
    ids = [one.id for one in deliveries if _is_restricted(one)]
    connection.execute("create temp table restricted as select unnest($ids::varchar[]) as delivery_id", {"ids": ids})
    connection.execute("create temp table lost (dataset varchar, key varchar)")
    before, lost = -1, 0
    # Head counts are published whatever their delivery; what is lost with other restricted rows takes more with it.
    while before != lost and any(one.dataset != "participants" for one in deliveries if _is_restricted(one)):
        before = lost
        for dataset in DATASETS.values():
            connection.execute(tables.lose(dataset).sql)
        lost = connection.execute("select count(*) from lost").fetchall()[0][0]
    connection.execute(
        "create temp table told as select dense_rank() over (order by activity_id) // $at_once as batch, r.*"
        " from warehouse.delivered.participants as r"
        " where delivery_id in (select delivery_id from restricted)"
        " and activity_id not in (select key from lost where dataset = 'activities')",
        {"at_once": ACTIVITIES_AT_ONCE},
    )
    return lost > 0


def restricted_counts(connection: duckdb.DuckDBPyConnection) -> Iterator[dict[str, Counts]]:
    """The head counts of restricted deliveries, by activity, for activities that are published; some activities at a time."""
    for rows in _restricted_rows(connection):
        yield {activity: tuple(count for count, _, _ in told) for activity, told in rows.items()}


def publish_public(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the tables of delivered rows and fill them with those of public deliveries that are published."""
    connection.execute("create schema delivered")
    for dataset in DATASETS.values():
        connection.execute(tables.create(dataset).sql)
        connection.execute(tables.publish(dataset).sql)


def publish(
    connection: duckdb.DuckDBPyConnection, deliveries: Iterable[Delivery], threshold: int, forced: Collection[str] = ()
) -> str:
    """Add to the rows of public deliveries that are published, which are there, the head counts of restricted ones as outsiders
    may see them; `forced` are the activities that `small_groups` found. Merged rows have no row number. Returns a checksum of all
    rows."""
    digest = hashlib.sha256()
    by_id = {one.id: one for one in deliveries}
    participants = DATASETS["participants"]
    for rows in _restricted_rows(connection):
        published: list[tuple[object, ...]] = []
        for activity, told in rows.items():
            published += _published_counts(activity, told, by_id, threshold, activity in forced)
        for row in published:
            digest.update(json.dumps(row, ensure_ascii=False, default=str).encode("utf-8") + b"\n")
        connection.execute(tables.add(participants).sql, [list(column) for column in zip(*published, strict=True)])
    for name, dataset in DATASETS.items():
        table = {"table": f"delivered.{name}"}
        [(highest,)] = connection.execute("select max(row_number) from query_table($table)", table).fetchall()
        if highest is not None:
            # The rows of a public file are known by its checksum and by which of them there are.
            places = connection.execute(tables.places(dataset).sql, {"highest": highest}).fetchall()
            digest.update(json.dumps([name, highest, places]).encode("utf-8") + b"\n")
    return digest.hexdigest()


def published_deliveries(package: Package) -> tuple[Delivery, ...]:
    """The deliveries that outsiders may know of. Of a restricted delivery neither checksum nor note is told, nor which rows it
    corrected; one of another dataset than head counts is not even named."""
    listed = [one for one in package.deliveries if one.dataset == "participants" or not _is_restricted(one)]
    names = {one.id for one in listed}
    return tuple(_described(one, names) for one in listed)


def published_corrections(package: Package) -> tuple[Replaced, ...]:
    """The corrections of public rows by public rows."""
    restricted = {one.id for one in package.deliveries if _is_restricted(one)}
    return tuple(one for one in package.replaced if restricted.isdisjoint((one.delivery_id, one.replaced_by)))


def published_name(package: Package, rows: str, threshold: int, product: Iterable[tuple[str, str]]) -> str:
    """The name of what is published: the checksum of its rows, what is told of its deliveries, and the files of the product,
    given as (path, SHA-256), that build from it. It depends on nothing that is withheld."""
    digest = hashlib.sha256(f"schema {VERSION}, threshold {threshold}\n".encode())
    for path, checksum in [*product, ("programme.toml", hashlib.sha256(package.programme.content).hexdigest()), ("rows", rows)]:
        digest.update(f"{path}\n{checksum}\n".encode())

    def add(*told: object) -> None:
        digest.update(json.dumps(told, ensure_ascii=False, sort_keys=True, default=str).encode("utf-8") + b"\n")

    for one in published_deliveries(package):
        add(one.id, one.file, one.producer, one.title, one.addresses, one.date_read, one.licence, one.confidentiality,
            one.sha256, one.corrects, one.note)
    for correction in published_corrections(package):
        add(correction.dataset, correction.key, correction.delivery_id, correction.replaced_by)
    return "p-" + digest.hexdigest()[:12]


def _is_restricted(delivery: Delivery) -> bool:
    return delivery.confidentiality != "public"


Placed = tuple[HeadCount, str, int]
"""A head count, its delivery and its row there."""


def _restricted_rows(connection: duckdb.DuckDBPyConnection) -> Iterator[dict[str, list[Placed]]]:
    """Rows of head counts from restricted deliveries, by activity, each in the order of its roles; some activities at a time."""
    batches = connection.execute("select distinct batch from told order by batch").fetchall()
    for (batch,) in batches:
        found: dict[str, list[Placed]] = {}
        for activity, delivery, number, *told in connection.execute(
            "select activity_id, delivery_id, row_number, role, persons_total, women, men, women_pct_as_reported, note"
            " from told where batch = $batch order by activity_id, role",
            {"batch": batch},
        ).fetchall():
            found.setdefault(activity, []).append((HeadCount(*told), delivery, number))
        yield found


def _published_counts(
    activity: str, rows: Sequence[Placed], by_id: Mapping[str, Delivery], threshold: int, is_forced: bool
) -> Iterator[tuple[object, ...]]:
    """The published rows of an activity, each with the columns of the table of head counts."""
    by_role = {count.role: (delivery, number) for count, delivery, number in rows}
    latest = max((by_id[delivery] for _, delivery, _ in rows), key=lambda one: (one.date_read, one.id)).id
    for count in protected((count for count, _, _ in rows), threshold, is_forced):
        delivery, number = by_role.get(count.role, (latest, None))
        yield (activity, count.role, count.persons, count.women, count.men, count.women_pct, count.note, delivery, number,
               count.total_withheld, count.sex_withheld)


def _described(delivery: Delivery, names: set[str]) -> Delivery:
    corrects = tuple(name for name in delivery.corrects if name in names)
    if _is_restricted(delivery):
        return replace(delivery, sha256="", note="", corrects=corrects)
    return replace(delivery, corrects=corrects)
