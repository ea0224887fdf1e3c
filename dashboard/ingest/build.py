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
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from dashboard.ingest.disclosure import (
    THRESHOLD,
    Counts,
    HeadCount,
    Kept,
    publishable,
    published_name,
    restricted_counts,
    small_groups,
)
from dashboard.ingest.faults import printable
from dashboard.ingest.programme import PROGRAMME
from dashboard.ingest.schema import DATASETS, VERSION
from dashboard.ingest.validate import Package, check
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

# Small blocks: many tables of few rows fill a tenth of the file that blocks of the usual size would leave half empty.
ENGINE: dict[str, Any] = {
    "default_block_size": "16384",
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}

_NAME = re.compile(r"r-[0-9a-f]{12}")

STAGES = ("deliveries", "warehouse", "checks", "closed", "published", "manifest", "named", "current")


class NotBuilt(Exception):
    """A build that was refused or failed after its deliveries were found right; the message says why."""


@dataclass(frozen=True)
class Input:
    """One file that a release is made from: its path in the package or the product, and its content."""

    path: str
    content: bytes

    @property
    def sha256(self) -> str:
        """The checksum of the content."""
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
    """What is to be built: a package, what may be published of it, and the files of the product that build both."""

    name: str
    package: Package
    inputs: tuple[Input, ...]
    published: Package
    published_name: str
    threshold: int
    steps: tuple[Input, ...]
    checks: Path


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
    package = check(data)
    steps = tuple(
        Input(f"queries/warehouse/{path.name}", path.read_bytes()) for path in sorted((queries / "warehouse").glob("*.sql"))
    )
    store = data / "warehouse"
    try:
        store.mkdir(exist_ok=True)
        with _lock(store):
            _sweep(store)
            plan = _plan(store, package, steps, queries / "checks", small_group)
            served = _served(store)
            is_new = not _is_whole(store / plan.name)
            if is_new:
                _make(store, plan, served, reached)
            else:
                _hold_again(store / plan.name, plan)
            if is_new or served is None or not keep_served:
                point(store, plan.name)
                served_name = plan.name
            else:
                served_name = served.name
            reached("current")
    except DamagedRelease as reason:
        raise NotBuilt(f"what was built cannot be read back: {reason}") from reason
    except duckdb.Error as reason:
        raise NotBuilt(f"the engine stopped: {reason}") from reason
    except OSError as reason:
        raise NotBuilt(f"the disk refused: {reason.strerror} ({reason.filename or store.name})") from reason
    return Built(plan.name, is_new, len(package.deliveries), package.row_count, served_name)


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


def _plan(store: Path, package: Package, steps: tuple[Input, ...], checks: Path, threshold: int) -> Plan:
    """What to build, its name included: the releases that the store keeps have a say in what may be published now."""
    counts = restricted_counts(package)
    forced = small_groups(counts, threshold, _history(store)) if counts else frozenset()
    decisions = {"small_group": sorted(forced), "threshold": threshold}
    told = json.dumps(decisions, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    inputs = (*_inputs(package), *steps, Input(DECISIONS, told))
    published = publishable(package, threshold, forced)
    return Plan(
        name=release_name([(one.path, one.sha256) for one in inputs], VERSION),
        package=package,
        inputs=inputs,
        published=published,
        published_name=published_name(published, threshold, [(one.path, one.sha256) for one in steps]),
        threshold=threshold,
        steps=steps,
        checks=checks,
    )


def _inputs(package: Package) -> list[Input]:
    found = [Input(PROGRAMME, package.programme.content)]
    for delivery in package.deliveries:
        found.append(Input(f"deliveries/{delivery.file}", delivery.content))
        found.append(Input(f"deliveries/{delivery.origin_file}", delivery.origin_content))
    return sorted(found, key=lambda one: one.path)


# The store


@contextmanager
def _lock(store: Path) -> Iterator[None]:
    with (store / ".lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise NotBuilt("another build is at work on this data; run it again when that one is done") from None
        yield


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


def _history(store: Path) -> list[Kept]:
    """What every whole release that is kept has published of restricted head counts, oldest first."""
    return [_kept(release) for release in reversed(list_releases(store))]


def _kept(release: Release) -> Kept:
    with duckdb.connect(config=ENGINE) as connection:
        # Attached to an engine of its own: it may be open elsewhere with other settings.
        connection.execute("attach $path as held (read_only)", {"path": str(release.folder / DATABASE)})
        connection.execute("attach $path as told (read_only)", {"path": str(release.folder / PUBLISHED_DATABASE)})
        counted = connection.execute("select distinct activity_id from told.delivered.participants").fetchall()
        delivered = connection.execute(
            "select p.activity_id, p.role, p.persons_total, p.women, p.men, p.women_pct_as_reported, null, null, false"
            " from held.delivered.participants as p join held.delivered.deliveries as d using (delivery_id)"
            " where d.confidentiality <> 'public'"
            " and p.activity_id in (select activity_id from told.delivered.participants)"
        ).fetchall()
        published = connection.execute(
            "select p.activity_id, p.role, p.persons_total, p.women, p.men, p.women_pct_as_reported, null,"
            " p.total_withheld, p.sex_withheld"
            " from told.delivered.participants as p join told.delivered.deliveries as d using (delivery_id)"
            " where d.confidentiality <> 'public'"
        ).fetchall()
    return Kept(
        threshold=release.threshold,
        delivered=_by_activity(delivered),
        published=_by_activity(published),
        counted=frozenset(activity for (activity,) in counted),
    )


def _by_activity(rows: Iterable[tuple[Any, ...]]) -> Mapping[str, Counts]:
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


def _make(store: Path, plan: Plan, served: Release | None, reached: Callable[[str], None]) -> None:
    """Build the release in a folder of its own and give the folder its name once everything in it is on disk."""
    work = store / f".build-{os.getpid()}-{secrets.token_hex(4)}"
    work.mkdir()
    try:
        with duckdb.connect(str(work / DATABASE), config=ENGINE) as connection:
            rows = _fill(connection, plan, plan.package, plan.name, reached)
            since, changes = _changes(connection, plan.name, served)
            connection.execute("checkpoint")
            reached("checks")
        _sync(work / DATABASE)
        reached("closed")
        with duckdb.connect(str(work / PUBLISHED_DATABASE), config=ENGINE) as connection:
            _mark_published(connection, plan.threshold)
            published_rows = _fill(connection, plan, plan.published, plan.published_name)
            connection.execute("checkpoint")
        _sync(work / PUBLISHED_DATABASE)
        reached("published")
        (work / PROGRAMME).write_bytes(plan.package.programme.content)
        manifest: dict[str, Any] = {
            "release": plan.name,
            "schema": VERSION,
            "built_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "inputs": [{"path": one.path, "sha256": one.sha256} for one in plan.inputs],
            "warehouse_sha256": _sha256(work / DATABASE),
            "rows": rows,
            "cut_off": plan.package.programme.cut_off.isoformat(),
            "published": {
                "name": plan.published_name,
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
        if (store / plan.name).exists():
            # A damaged release of this name: it goes where the next sweep, or the end of this build, finds it.
            os.replace(store / plan.name, work.with_name(work.name + "-damaged"))
        os.replace(work, store / plan.name)
        _sync_folder(store)
        reached("named")
    finally:
        for left in (work, work.with_name(work.name + "-damaged")):
            shutil.rmtree(left, ignore_errors=True)


def _fill(
    connection: duckdb.DuckDBPyConnection,
    plan: Plan,
    package: Package,
    name: str,
    reached: Callable[[str], None] = lambda stage: None,
) -> dict[str, int]:
    """Build one database of a release and return how many rows each of its tables has."""
    _deliver(connection, name, package)
    reached("deliveries")
    for step in plan.steps:
        _run(connection, step)
    reached("warehouse")
    _hold_checks(connection, plan.checks)
    return _row_counts(connection)


def _mark_published(connection: duckdb.DuckDBPyConnection, threshold: int) -> None:
    """Tell the checks that this database is for outsiders, and below how many persons a group is small."""
    connection.execute("set variable small_group = $threshold::bigint", {"threshold": threshold})


def _hold_again(folder: Path, plan: Plan) -> None:
    """Hold a release that is already there against the checks of today."""
    for file in (DATABASE, PUBLISHED_DATABASE):
        with duckdb.connect(str(folder / file), read_only=True, config=ENGINE) as connection:
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
    compared = """
        with
        now as (
            select list_transform($key, lambda one: coalesce(row_told ->> one, '')) as key, row_told
            from (select to_json(r) as row_told from (select * exclude (delivery_id, row_number) from query_table($table)) as r)
        ),
        before as (
            select list_transform($key, lambda one: coalesce(row_told ->> one, '')) as key, row_told
            from (select to_json(r) as row_told from (select * exclude (delivery_id, row_number) from query_table($former)) as r)
        )
        select
            case when b.key is null then 'added' when n.key is null then 'withdrawn' else 'corrected' end as change,
            count(*) as rows,
            list(array_to_string(coalesce(n.key, b.key), ' / ') order by coalesce(n.key, b.key))[:$listed] as keys
        from now as n
        full join before as b on n.key = b.key
        where n.key is null or b.key is null or n.row_told <> b.row_told
        group by all
    """
    connection.execute("attach $path as former (read_only)", {"path": str(served.folder / DATABASE)})
    changes = []
    for dataset in DATASETS.values():
        asked = {
            "table": f"delivered.{dataset.name}",
            "former": f"former.delivered.{dataset.name}",
            "key": list(dataset.key),
            "listed": KEYS_LISTED,
        }
        found = {change: (rows, keys) for change, rows, keys in connection.execute(compared, asked).fetchall()}
        if found:
            kinds = ("added", "corrected", "withdrawn")
            counts = {kind: found.get(kind, (0, []))[0] for kind in kinds}
            changes.append({"dataset": dataset.name, **counts, "keys": {kind: found.get(kind, (0, []))[1] for kind in kinds}})
    connection.execute("detach former")
    return served.name, changes


def _deliver(connection: duckdb.DuckDBPyConnection, release: str, package: Package) -> None:
    """Write what was delivered, as it was delivered, into the schema `delivered`."""
    connection.execute("begin")
    connection.execute("create schema delivered")
    for name, dataset in DATASETS.items():
        columns = {column.name: column.sql_type for column in dataset.columns}
        rows = package.rows[name]
        values = [[row.values[column] for row in rows] for column in columns]
        values += [[row.delivery.id for row in rows], [row.number or None for row in rows]]
        columns |= {"delivery_id": "varchar", "row_number": "integer"}
        if name == "participants":
            # Set where the disclosure rule withholds something: the total ('under' the threshold, or 'small_group'), the sexes.
            columns |= {"total_withheld": "varchar", "sex_withheld": "boolean"}
            values += [[row.values.get("total_withheld") for row in rows], [row.values.get("sex_withheld", False) for row in rows]]
        _table(connection, name, columns, values)
    counts = {delivery.id: 0 for delivery in package.deliveries}
    for rows in package.rows.values():
        for row in rows:
            counts[row.delivery.id] += 1
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
                counts[delivery.id],
            )
            for delivery in package.deliveries
        ],
    )
    _records(
        connection,
        "replaced_rows",
        "dataset varchar, key varchar, delivery_id varchar, replaced_by varchar",
        [(r.dataset, r.key, r.delivery_id, r.replaced_by) for r in package.replaced],
    )
    programme = package.programme
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


def _run(connection: duckdb.DuckDBPyConnection, step: Input) -> None:
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
