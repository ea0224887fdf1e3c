"""How deliveries become a release: built aside, checked, and only then named.

A release never changes. Its name is that of what went into it, so the same input gives the same release and a new input
a new file: an open DuckDB path keeps answering from the old file. Whatever goes wrong and whenever, the former release
stays the one that CURRENT names, and no folder under a final name is incomplete.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from dashboard.ingest.programme import PROGRAMME
from dashboard.ingest.schema import DATASETS, VERSION
from dashboard.ingest.validate import Package, check
from dashboard.settings import ROOT

QUERIES = ROOT / "queries"
DATABASE = "warehouse.duckdb"
MANIFEST = "manifest.json"
CURRENT = "CURRENT"

# Small blocks: many tables of few rows fill a tenth of the file that blocks of the usual size would leave half empty.
ENGINE: dict[str, Any] = {
    "default_block_size": "16384",
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}

STAGES = ("deliveries", "warehouse", "checks", "closed", "manifest", "named", "current")


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
    """The release that now is current, and whether this build made it or found it there."""

    release: str
    is_new: bool
    deliveries: int
    rows: int


def build(data: Path, queries: Path = QUERIES, reached: Callable[[str], None] = lambda stage: None) -> Built:
    """Validate the package in `data`, build its release unless it is already there, and make it current.
    `reached` hears the name of each of STAGES when it is done. Raises Faulty or NotBuilt; then nothing has changed."""
    package = check(data)
    steps = [
        Input(f"queries/warehouse/{path.name}", path.read_bytes()) for path in sorted((queries / "warehouse").glob("*.sql"))
    ]
    inputs = [*_inputs(package), *steps]
    name = release_name(inputs)
    store = data / "warehouse"
    try:
        store.mkdir(exist_ok=True)
        with _lock(store):
            _sweep(store)
            is_new = not _is_whole(store / name, name)
            if is_new:
                _make(store, name, package, inputs, steps, queries / "checks", reached)
            else:
                with duckdb.connect(str(store / name / DATABASE), read_only=True, config=ENGINE) as connection:
                    _hold_checks(connection, queries / "checks")
            _point(store, name)
            reached("current")
    except duckdb.Error as reason:
        raise NotBuilt(f"the engine stopped: {reason}") from reason
    except OSError as reason:
        raise NotBuilt(f"the disk refused: {reason.strerror} ({reason.filename or store.name})") from reason
    return Built(name, is_new, len(package.deliveries), package.row_count)


def release_name(inputs: list[Input]) -> str:
    """The name of what is built from these files by this version of the schema."""
    digest = hashlib.sha256(f"schema {VERSION}\n".encode())
    for one in inputs:
        digest.update(f"{one.path}\n{one.sha256}\n".encode())
    return "r-" + digest.hexdigest()[:12]


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


def _is_whole(folder: Path, name: str) -> bool:
    """Whether a release is there and its file is the one that its manifest describes."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        told = {one["path"]: one["sha256"] for one in manifest["inputs"]}
        kept = {DATABASE: manifest["warehouse_sha256"], PROGRAMME: told[PROGRAMME]}
        return manifest["release"] == name and all(_sha256(folder / file) == sha256 for file, sha256 in kept.items())
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _point(store: Path, name: str) -> None:
    """Make a release current, in one step that is either done or not."""
    new = store / f".{CURRENT}-{secrets.token_hex(4)}"
    with new.open("w", encoding="utf-8") as file:
        file.write(name + "\n")
        file.flush()
        os.fsync(file.fileno())
    os.replace(new, store / CURRENT)
    _sync_folder(store)


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


def _make(
    store: Path,
    name: str,
    package: Package,
    inputs: list[Input],
    steps: list[Input],
    checks: Path,
    reached: Callable[[str], None],
) -> None:
    """Build the release in a folder of its own and give the folder its name once everything in it is on disk."""
    work = store / f".build-{os.getpid()}-{secrets.token_hex(4)}"
    work.mkdir()
    try:
        with duckdb.connect(str(work / DATABASE), config=ENGINE) as connection:
            _deliver(connection, name, package)
            reached("deliveries")
            for step in steps:
                _run(connection, step)
            reached("warehouse")
            _hold_checks(connection, checks)
            rows = _row_counts(connection)
            connection.execute("checkpoint")
            reached("checks")
        _sync(work / DATABASE)
        reached("closed")
        (work / PROGRAMME).write_bytes(package.programme.content)
        manifest = {
            "release": name,
            "built_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "inputs": [{"path": one.path, "sha256": one.sha256} for one in inputs],
            "warehouse_sha256": _sha256(work / DATABASE),
            "rows": rows,
            "cut_off": package.programme.cut_off.isoformat(),
        }
        (work / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
        for file in work.iterdir():
            if file.name not in (DATABASE, MANIFEST, PROGRAMME):
                raise NotBuilt(f"the engine left {file.name} beside the warehouse")
            _sync(file)
        _sync_folder(work)
        reached("manifest")
        if (store / name).exists():
            # A damaged release of this name: it goes where the next sweep, or the end of this build, finds it.
            os.replace(store / name, work.with_name(work.name + "-damaged"))
        os.replace(work, store / name)
        _sync_folder(store)
        reached("named")
    finally:
        for left in (work, work.with_name(work.name + "-damaged")):
            shutil.rmtree(left, ignore_errors=True)


def _deliver(connection: duckdb.DuckDBPyConnection, release: str, package: Package) -> None:
    """Write what was delivered, as it was delivered, into the schema `delivered`."""
    connection.execute("begin")
    connection.execute("create schema delivered")
    for name, dataset in DATASETS.items():
        columns = {column.name: column.sql_type for column in dataset.columns}
        rows = package.rows[name]
        values = [[row.values[column] for row in rows] for column in columns]
        values += [[row.delivery.id for row in rows], [row.number for row in rows]]
        columns |= {"delivery_id": "varchar", "row_number": "integer"}
        if name == "participants":
            # Set where the disclosure rule withholds something: the total ('under' the threshold, or 'small_group'), the sexes.
            columns |= {"total_withheld": "varchar", "sex_withheld": "boolean"}
            values += [[None for _ in rows], [False for _ in rows]]
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
                delivery.sha256,
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
