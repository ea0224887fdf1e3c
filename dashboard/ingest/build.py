"""How deliveries become a release: built aside, checked, and only then named.

A release holds two databases: the full one, and the published one, which the same steps build from what may be published.
It never changes. Its name is that of what went into it, so the same input gives the same release and a new input a new file:
an open DuckDB path keeps answering from the old file. Whatever goes wrong and whenever, the former release stays the one that
CURRENT names, and no folder under a final name is incomplete.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from dashboard.ingest.disclosure import (
    THRESHOLD,
    Counts,
    HeadCount,
    Kept,
    publish,
    publish_public,
    published_corrections,
    published_deliveries,
    published_name,
    restricted_counts,
    small_groups,
    withhold,
)
from dashboard.ingest.faults import Faulty, printable
from dashboard.ingest.package import Delivery
from dashboard.ingest.programme import PROGRAMME, Programme
from dashboard.ingest.rows import open_database
from dashboard.ingest.schema import DATASETS, VERSION
from dashboard.ingest.validate import Contents, Package, Replaced, look, validate
from dashboard.settings import ROOT
from dashboard.warehouse import (
    CURRENT,
    DATABASE,
    MANIFEST,
    PUBLISHED_DATABASE,
    DamagedRelease,
    NoRelease,
    Release,
    Store,
    hold_whole,
    list_releases,
    manifest_seal,
    point,
    release_name,
)

QUERIES = ROOT / "queries"
DECISIONS = "disclosure.json"  # among the inputs of a release: what history and threshold say of its published database
KEYS_LISTED = 50

_NAME = re.compile(r"r-[0-9a-f]{12}")

STAGES = ("deliveries", "warehouse", "checks", "published", "closed", "manifest", "named", "current")


class NotBuilt(Exception):
    """A build that was refused or failed after its deliveries were found right; the message says why."""


@dataclass(frozen=True)
class Step:
    """A statement of the product that a database is built with: its path and its text."""

    path: str
    content: bytes

    @property
    def sha256(self) -> str:
        """The checksum of the text."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True)
class Built:
    """The release of a package, whether this build made it or found it there, and the one that now is served."""

    release: str
    is_new: bool
    deliveries: int
    rows: int
    served: str


@dataclass(frozen=True)
class Plan:
    """What a release is made from: the package as it lies on disk, the files of the product that build from it, and the number of
    persons below which a group is small. `inputs` are all files as (path, SHA-256)."""

    contents: Contents
    steps: tuple[Step, ...]
    checks: Path
    threshold: int
    inputs: tuple[tuple[str, str], ...]


def build(
    data: Path,
    queries: Path = QUERIES,
    reached: Callable[[str], None] = lambda stage: None,
    small_group: int = THRESHOLD,
    keep_served: bool = False,
) -> Built:
    """Validate the package in `data`, build its release unless it is already there, and make it current.
    Head counts of fewer than `small_group` persons are withheld from what is published. With `keep_served` a release that is
    already there does not take the place of the one served. `reached` hears the name of each of STAGES when it is done.
    Raises Faulty or NotBuilt; then nothing has changed."""
    plan = _plan(look(data), queries, small_group)
    if not data.is_dir():
        validate(plan.contents)  # says what is missing
    store = data / "warehouse"
    try:
        with _lock(store):
            _sweep(store)
            served = _served(store)
            built = _found(store, plan) or _made(store, plan, served, reached)
            if built.is_new or served is None or not keep_served:
                point(store, built.release)
            else:
                built = replace(built, served=served.name)
            reached("current")
    except DamagedRelease as reason:
        raise NotBuilt(f"what was built cannot be read back: {reason}") from reason
    except duckdb.Error as reason:
        raise NotBuilt(f"the engine stopped: {reason}") from reason
    except OSError as reason:
        raise NotBuilt(f"the disk refused: {reason.strerror} ({reason.filename or store.name})") from reason
    return built


def serve(data: Path, name: str) -> None:
    """Make a release that is kept the one to serve, back or forward. Raises NotBuilt if it is not there or not whole."""
    store = data / "warehouse"
    if not _NAME.fullmatch(name) or not (store / name).is_dir():
        kept = ", ".join(release.name for release in list_releases(store)) or "none"
        raise NotBuilt(f"there is no release {printable(name)}; those kept are: {kept}")
    with _lock(store):
        try:
            Store(data).serve(name)
        except (DamagedRelease, NoRelease) as reason:
            raise NotBuilt(str(reason)) from reason


def _plan(contents: Contents, queries: Path, threshold: int) -> Plan:
    steps = tuple(
        Step(f"queries/warehouse/{path.name}", path.read_bytes()) for path in sorted((queries / "warehouse").glob("*.sql"))
    )
    found = []
    if contents.programme is not None:
        found.append((PROGRAMME, hashlib.sha256(contents.programme.content).hexdigest()))
    for delivery in contents.deliveries:
        found.append((f"deliveries/{delivery.file}", delivery.sha256))
        found.append((f"deliveries/{delivery.origin_file}", delivery.origin_sha256))
    inputs = (*sorted(found), *((step.path, step.sha256) for step in steps))
    return Plan(contents, steps, queries / "checks", threshold, inputs)


def _validated_by() -> str:
    """The checksum of the modules that read, validate and publish: a release that others made may hold what they refuse now."""
    digest = hashlib.sha256()
    for module in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(module.read_bytes())
    return digest.hexdigest()


def _found(store: Path, plan: Plan) -> Built | None:
    """A whole release of exactly these files, if there is one: it need not be read and validated again, and what small groups
    withhold of it was decided when it was built. It is held against the checks of today."""
    if plan.contents.faults:
        return None
    for release in reversed(list_releases(store)):
        told = json.loads((release.folder / MANIFEST).read_text(encoding="utf-8"))
        inputs = tuple((one["path"], one["sha256"]) for one in told["inputs"] if one["path"] != DECISIONS)
        alike = (told["schema"], told.get("validated_by"), release.threshold) == (VERSION, _validated_by(), plan.threshold)
        if alike and inputs == plan.inputs:
            _hold_again(release.folder, plan)
            rows = sum(release.rows[f"delivered.{name}"] for name in DATASETS)
            return Built(release.name, False, len(plan.contents.deliveries), rows, release.name)
    return None


def _decisions(connection: duckdb.DuckDBPyConnection, store: Path, scratch: Path, plan: Plan) -> frozenset[str]:
    """The activities whose head counts are withheld whole, because of what the releases that the store keeps have published."""
    releases = list(reversed(list_releases(store)))
    forced: set[str] = set()
    if releases and any(delivery.confidentiality != "public" for delivery in plan.contents.deliveries):
        with closing(connection.cursor()) as cursor, closing(History(releases, scratch)) as history:
            withhold(cursor, plan.contents.deliveries)
            for counts in restricted_counts(cursor):
                forced |= small_groups(counts, plan.threshold, history.of(counts))
    return frozenset(forced)


# The store


@contextmanager
def _lock(store: Path) -> Iterator[None]:
    is_new = not store.exists()
    store.mkdir(exist_ok=True)
    with (store / ".lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise NotBuilt("another build is at work on this data; run it again when that one is done") from None
        try:
            yield
        except Faulty:
            if is_new:
                (store / ".lock").unlink()
                store.rmdir()
            raise


def _sweep(store: Path) -> None:
    """Delete what a killed build left behind. Whoever holds the lock knows that no other build is at work."""
    for folder in store.glob(".build-*"):
        shutil.rmtree(folder)
    for file in store.glob(f".{CURRENT}-*"):
        file.unlink()


def _is_whole(folder: Path) -> bool:
    """Whether a release is there, with both databases and the manifest as they were built."""
    try:
        hold_whole(folder)
    except DamagedRelease:
        return False
    return True


def _served(store: Path) -> Release | None:
    """The release that CURRENT names, None if it names none that is whole."""
    try:
        name = (store / CURRENT).read_text(encoding="utf-8").strip()
        return hold_whole(store / name) if _NAME.fullmatch(name) and _is_whole(store / name) else None
    except (OSError, ValueError):
        return None


class History:
    """What every whole release that is kept has published of restricted head counts. Kept on disk where it is much."""

    def __init__(self, releases: Iterable[Release], spill: Path):
        self._thresholds: list[int] = []
        # Attached to an engine of its own: they may be open elsewhere with other settings.
        self._engine = open_database(Path(":memory:"), spill, 0)
        self._engine.execute(
            "create temp table counts (release integer, is_published boolean, activity_id varchar, role varchar, persons bigint,"
            " women bigint, men bigint, women_pct decimal(18, 3), note varchar, total_withheld varchar, sex_withheld boolean)"
        )
        self._engine.execute("create temp table counted (release integer, activity_id varchar)")
        for number, release in enumerate(releases):
            self._thresholds.append(release.threshold)
            self._engine.execute("attach $path as held (read_only)", {"path": str(release.folder / DATABASE)})
            self._engine.execute("attach $path as told (read_only)", {"path": str(release.folder / PUBLISHED_DATABASE)})
            this = {"release": number}
            self._engine.execute(
                "insert into counted select distinct $release, activity_id from told.delivered.participants", this
            )
            self._engine.execute(
                "insert into counts select $release, false, p.activity_id, p.role, p.persons_total, p.women, p.men,"
                " p.women_pct_as_reported, null, null, false"
                " from held.delivered.participants as p join held.delivered.deliveries as d using (delivery_id)"
                " where d.confidentiality <> 'public'"
                " and p.activity_id in (select activity_id from told.delivered.participants)",
                this,
            )
            self._engine.execute(
                "insert into counts select $release, true, p.activity_id, p.role, p.persons_total, p.women, p.men,"
                " p.women_pct_as_reported, null, p.total_withheld, p.sex_withheld"
                " from told.delivered.participants as p join told.delivered.deliveries as d using (delivery_id)"
                " where d.confidentiality <> 'public'",
                this,
            )
            self._engine.execute("detach held")
            self._engine.execute("detach told")

    def close(self) -> None:
        """Let go of what was kept."""
        self._engine.close()

    def of(self, activities: Iterable[str]) -> list[Kept]:
        """What each release, oldest first, held and published of some activities."""
        asked = {"activities": list(activities)}
        counted = self._engine.execute(
            "select release, activity_id from counted where activity_id in (select unnest($activities::varchar[]))", asked
        ).fetchall()
        counts = self._engine.execute(
            "select release, is_published, * exclude (release, is_published) from counts"
            " where activity_id in (select unnest($activities::varchar[]))",
            asked,
        ).fetchall()
        return [
            Kept(
                threshold=threshold,
                delivered=_by_activity(told for release, is_published, *told in counts if release == number and not is_published),
                published=_by_activity(told for release, is_published, *told in counts if release == number and is_published),
                counted=frozenset(activity for release, activity in counted if release == number),
            )
            for number, threshold in enumerate(self._thresholds)
        ]


def _by_activity(rows: Iterable[Iterable[Any]]) -> Mapping[str, Counts]:
    found: dict[str, list[HeadCount]] = {}
    for activity, *told in rows:
        found.setdefault(activity, []).append(HeadCount(*told))
    return {activity: tuple(sorted(counts, key=lambda one: one.role)) for activity, counts in found.items()}


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


# One release


def _made(store: Path, plan: Plan, served: Release | None, reached: Callable[[str], None]) -> Built:
    """Build the release in a folder of its own and give the folder its name once everything in it is on disk."""
    work = store / f".build-{os.getpid()}-{secrets.token_hex(4)}"
    scratch = work.with_name(work.name + "-scratch")
    work.mkdir()
    scratch.mkdir()
    try:
        package = validate(plan.contents, work / DATABASE, scratch, work / PUBLISHED_DATABASE)
        count = package.row_count
        with closing(package.rows):
            connection = package.rows.connection
            forced = _decisions(connection, store, scratch, plan)
            told = json.dumps(
                {"small_group": sorted(forced), "threshold": plan.threshold},
                sort_keys=True, ensure_ascii=False, separators=(",", ":"),
            )
            inputs = (*plan.inputs, (DECISIONS, hashlib.sha256(told.encode("utf-8")).hexdigest()))
            name = release_name(inputs, VERSION)
            if _is_whole(store / name):
                _hold_again(store / name, plan)
                return Built(name, False, len(package.deliveries), count, name)
            _deliver(connection, name, package.programme, package.deliveries, package.replaced)
            reached("deliveries")
            with ThreadPoolExecutor(1, "publish") as beside:
                # The engine works without this process's interpreter, so that both databases are built at the same time.
                published = beside.submit(_published, connection.cursor(), work / PUBLISHED_DATABASE, package, plan, forced)
                rows = _fill(connection, plan, reached)
                since, changes = _changes(connection, name, served)
                reached("checks")
                published_as, published_rows = published.result()
            reached("published")
            connection.execute("checkpoint")
        _sync(work / DATABASE)
        reached("closed")
        (work / PROGRAMME).write_bytes(package.programme.content)
        manifest: dict[str, Any] = {
            "release": name,
            "schema": VERSION,
            "validated_by": _validated_by(),
            "built_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "inputs": [{"path": path, "sha256": checksum} for path, checksum in inputs],
            "warehouse_sha256": _sha256(work / DATABASE),
            "rows": rows,
            "cut_off": package.programme.cut_off.isoformat(),
            "published": {
                "name": published_as,
                "sha256": _sha256(work / PUBLISHED_DATABASE),
                "threshold": plan.threshold,
                "rows": published_rows,
            },
            "since": since,
            "changes": changes,
            "keys": {name: list(dataset.key) for name, dataset in DATASETS.items()},
        }
        manifest["seal"] = manifest_seal(manifest)
        (work / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
        for file in work.iterdir():
            if file.name not in (DATABASE, PUBLISHED_DATABASE, MANIFEST, PROGRAMME):
                raise NotBuilt(f"the engine left {file.name} beside the databases")
            _sync(file)
        _sync_folder(work)
        reached("manifest")
        if (store / name).exists():
            # A damaged release of this name: it goes where the next sweep, or the end of this build, finds it.
            os.replace(store / name, work.with_name(work.name + "-damaged"))
        os.replace(work, store / name)
        _sync_folder(store)
        reached("named")
        return Built(name, True, len(package.deliveries), count, name)
    finally:
        for left in (work, scratch, work.with_name(work.name + "-damaged")):
            shutil.rmtree(left, ignore_errors=True)


def _fill(
    connection: duckdb.DuckDBPyConnection, plan: Plan, reached: Callable[[str], None] = lambda stage: None
) -> dict[str, int]:
    """Build one database of a release from what is delivered in it and return how many rows each of its tables has."""
    for step in plan.steps:
        _run(connection, step)
    reached("warehouse")
    _hold_checks(connection, plan.checks)
    return _row_counts(connection)


def _published(
    full: duckdb.DuckDBPyConnection, database: Path, package: Package, plan: Plan, forced: frozenset[str]
) -> tuple[str, dict[str, int]]:
    """Build the published database from what may be published of the delivered rows in the full one, by the same steps as if it
    were all that was delivered. Returns its name and how many rows each of its tables has. `full` is a cursor of the full
    database, which is closed."""
    with closing(full):
        rows = _publish(full, database, package, plan, forced)
    name = published_name(package, rows, plan.threshold, [(step.path, step.sha256) for step in plan.steps])
    with closing(open_database(database, package.rows.scratch, plan.contents.size)) as connection:
        _deliver(connection, name, package.programme, published_deliveries(package), published_corrections(package))
        _mark_published(connection, plan.threshold)
        counts = _fill(connection, plan)
        connection.execute("checkpoint")
    _sync(database)
    return name, counts


def _publish(
    full: duckdb.DuckDBPyConnection, database: Path, package: Package, plan: Plan, forced: frozenset[str]
) -> str:
    """Write the delivered rows that may be published into the published database. Returns their checksum."""
    is_begun = not withhold(full, package.deliveries) and package.rows.public is not None
    if not is_begun:
        # Rows that are gone from a table are not gone from its file.
        database.unlink()
        open_database(database, package.rows.scratch, plan.contents.size).close()
    full.execute("attach $path as published", {"path": str(database)})
    full.execute("use published")
    if not is_begun:
        publish_public(full)
    rows = publish(full, package.deliveries, plan.threshold, forced)
    full.execute("use warehouse")
    full.execute("detach published")
    return rows


def _mark_published(connection: duckdb.DuckDBPyConnection, threshold: int) -> None:
    """Tell the checks that this database is for outsiders, and below how many persons a group is small."""
    connection.execute("set variable small_group = $threshold::bigint", {"threshold": threshold})


def _hold_again(folder: Path, plan: Plan) -> None:
    """Hold a release that is already there against the checks of today."""
    for file in (DATABASE, PUBLISHED_DATABASE):
        with duckdb.connect(str(folder / file), read_only=True) as connection:
            if file == PUBLISHED_DATABASE:
                _mark_published(connection, plan.threshold)
            _hold_checks(connection, plan.checks)


def _changes(
    connection: duckdb.DuckDBPyConnection, name: str, served: Release | None
) -> tuple[str | None, list[dict[str, Any]]]:
    """The release served before, and what is new, corrected and withdrawn since it, in the datasets where anything is. A row is
    corrected if any of its values is another; neither its delivery nor its place there counts. None and nothing if no release
    was served, or one of another schema."""
    if served is None or served.name == name:
        return None, []
    told = json.loads((served.folder / MANIFEST).read_text(encoding="utf-8"))
    if told["schema"] != VERSION:
        return None, []
    # The rows of a file that both have, and of which both have the same rows, are the same.
    settled = """
        create or replace temp table settled as
        with
        mine as (
            select sha256, p.delivery_id, count(*) as n, sum(row_number) as places, bit_xor(hash(row_number)) as marks
            from query_table($table) as p join delivered.deliveries using (delivery_id) group by all
        ),
        theirs as (
            select sha256, p.delivery_id, count(*) as n, sum(row_number) as places, bit_xor(hash(row_number)) as marks
            from query_table($former) as p join former.delivered.deliveries using (delivery_id) group by all
        )
        select m.delivery_id as now, t.delivery_id as before
        from mine as m
        join theirs as t on t.sha256 = m.sha256 and t.n = m.n and t.places = m.places and t.marks = m.marks
    """
    compared = """
        with
        now as (
            select list_transform($key, lambda one: coalesce(row_told ->> one, '')) as key, row_told
            from (
                select to_json(r) as row_told
                from (
                    select * exclude (delivery_id, row_number) from query_table($table)
                    where delivery_id not in (select now from settled)
                ) as r
            )
        ),
        before as (
            select list_transform($key, lambda one: coalesce(row_told ->> one, '')) as key, row_told
            from (
                select to_json(r) as row_told
                from (
                    select * exclude (delivery_id, row_number) from query_table($former)
                    where delivery_id not in (select before from settled)
                ) as r
            )
        )
        select
            case when b.key is null then 'added' when n.key is null then 'withdrawn' else 'corrected' end as change,
            count(*) as rows,
            list_transform(min(coalesce(n.key, b.key), $listed), lambda one: array_to_string(one, ' / ')) as keys
        from now as n
        full join before as b on n.key = b.key
        where n.key is null or b.key is null or n.row_told <> b.row_told
        group by all
    """
    connection.execute("attach $path as former (read_only)", {"path": str(served.folder / DATABASE)})
    changes = []
    for dataset in DATASETS.values():
        both = {"table": f"delivered.{dataset.name}", "former": f"former.delivered.{dataset.name}"}
        connection.execute(settled, both)
        asked = {**both, "key": list(dataset.key), "listed": KEYS_LISTED}
        found = {change: (rows, keys) for change, rows, keys in connection.execute(compared, asked).fetchall()}
        if found:
            kinds = ("added", "corrected", "withdrawn")
            counts = {kind: found.get(kind, (0, []))[0] for kind in kinds}
            changes.append({"dataset": dataset.name, **counts, "keys": {kind: found.get(kind, (0, []))[1] for kind in kinds}})
    connection.execute("drop table settled")
    connection.execute("detach former")
    return served.name, changes


def _deliver(
    connection: duckdb.DuckDBPyConnection,
    release: str,
    programme: Programme,
    deliveries: Iterable[Delivery],
    replaced: Iterable[Replaced],
) -> None:
    """Write what is told of the delivered rows, which are there, beside them in the schema `delivered`."""
    connection.execute("begin")
    counts: dict[str, int] = {}
    for name in DATASETS:
        counted = "select delivery_id, count(*) from query_table($table) group by delivery_id"
        counts |= dict(connection.execute(counted, {"table": f"delivered.{name}"}).fetchall())
    _records(
        connection,
        "deliveries",
        "delivery_id varchar, dataset varchar, file varchar, producer varchar, title varchar, address varchar,"
        " date_read date, licence varchar, confidentiality varchar, sha256 varchar, corrects varchar[], note varchar,"
        " rows bigint",
        [
            (
                delivery.id,
                delivery.dataset,
                delivery.file,
                delivery.producer,
                delivery.title,
                " | ".join(delivery.addresses),
                delivery.date_read,
                delivery.licence,
                delivery.confidentiality,
                delivery.sha256 or None,
                list(delivery.corrects),
                delivery.note or None,
                counts.get(delivery.id, 0),
            )
            for delivery in deliveries
        ],
    )
    _records(
        connection,
        "replaced_rows",
        "dataset varchar, key varchar, delivery_id varchar, replaced_by varchar",
        [(r.dataset, r.key, r.delivery_id, r.replaced_by) for r in replaced],
    )
    _records(
        connection,
        "categories",
        "dimension varchar, key varchar, label varchar, short_label varchar, definition varchar, position integer",
        [
            (c.dimension, c.key, c.label, c.short_label, c.definition or None, position)
            for position, c in enumerate(programme.categories, start=1)
        ],
    )
    _records(
        connection,
        "programme",
        "key varchar, name varchar, full_name varchar, achieved_year integer, planned_year integer, first_year integer,"
        " cut_off date, release varchar",
        [
            (
                programme.key,
                programme.name,
                programme.full_name,
                programme.achieved_year,
                programme.planned_year,
                programme.first_year,
                programme.cut_off,
                release,
            )
        ],
    )
    _records(connection, "partial_years", "year integer, note varchar", list(programme.partial_years))
    connection.execute("commit")


def _records(connection: duckdb.DuckDBPyConnection, name: str, declared: str, records: list[tuple[Any, ...]]) -> None:
    columns = dict(column.strip().split(" ") for column in declared.split(","))
    _table(connection, name, columns, [[record[i] for record in records] for i in range(len(columns))])


def _table(connection: duckdb.DuckDBPyConnection, name: str, columns: dict[str, str], values: list[list[Any]]) -> None:
    """Create delivered.<name> and fill it. Names and types come from the declarations above and in the schema."""
    declared = ", ".join(f"{column} {kind}" for column, kind in columns.items())
    create = f"create table delivered.{name} ({declared})"
    unnested = ", ".join(f"unnest(${i}::{kind}[])" for i, kind in enumerate(columns.values(), start=1))
    insert = f"insert into delivered.{name} select {unnested}"
    connection.execute(create)
    connection.execute(insert, values)


def _run(connection: duckdb.DuckDBPyConnection, step: Step) -> None:
    try:
        connection.execute(step.content.decode("utf-8"))
    except duckdb.Error as reason:
        raise NotBuilt(f"{step.path}: {reason}") from reason


def _hold_checks(connection: duckdb.DuckDBPyConnection, checks: Path) -> None:
    """Run every check: a query whose first line states a rule and whose rows are what breaks it."""
    broken = []
    for path in sorted(checks.glob("*.sql")):
        sql = path.read_text(encoding="utf-8")
        try:
            rows = connection.execute(sql).fetchmany(20)
        except duckdb.Error as reason:
            raise NotBuilt(f"queries/checks/{path.name}: {reason}") from reason
        if rows:
            names = [column[0] for column in connection.description]
            rule = sql.splitlines()[0].removeprefix("--").strip()
            broken.append(f"queries/checks/{path.name}: {rule}")
            for row in rows:
                broken.append("  " + ", ".join(f"{name} {value}" for name, value in zip(names, row, strict=True)))
    if broken:
        raise NotBuilt("\n".join(["a check does not hold:", *broken]))


def _row_counts(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Rows per table, as 'schema.table', of everything that was built."""
    listed = "select schema_name || '.' || table_name from duckdb_tables() where not internal order by all"
    tables = [name for (name,) in connection.execute(listed).fetchall()]
    counted = "select count(*) from query_table($table)"
    return {table: connection.execute(counted, {"table": table}).fetchall()[0][0] for table in tables}
