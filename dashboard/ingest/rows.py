"""The typed rows of a package. They stand in a database on disk, so that there may be more of them than memory holds."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from dashboard.ingest import tables
from dashboard.ingest.faults import Fault
from dashboard.ingest.package import Delivery
from dashboard.ingest.schema import DATASETS, Dataset

MEMORY = "2GB"  # of the engine that builds; what does not fit is written beside the database and deleted with it
AT_ONCE = 20_000  # rows held in memory

# Small blocks: many tables of few rows fill a tenth of the file that blocks of the usual size would leave half empty. Many rows
# are packed to a quarter of it in blocks of the middle size.
SMALL_BLOCK, LARGE_BLOCK = 16_384, 65_536
LARGE = 10_000_000  # bytes of deliveries


def open_database(path: Path, spill: Path, size: int) -> duckdb.DuckDBPyConnection:
    """An engine at work on one database, which is made if it is not there, for `size` bytes of deliveries; `spill` is a folder
    for what does not fit into memory."""
    return duckdb.connect(
        str(path),
        config={
            "default_block_size": str(LARGE_BLOCK if size > LARGE else SMALL_BLOCK),
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "memory_limit": MEMORY,
            "temp_directory": str(spill),
        },
    )


@dataclass(frozen=True)
class Row:
    """One delivered row: its typed values by column, without those that were refused."""

    delivery: Delivery
    number: int
    values: Mapping[str, Any]

    def fault(self, column: str, wrong: str, right: str) -> Fault:
        """A fault of this row."""
        return Fault(self.delivery.file, self.number, column, wrong, right)


class Rows:
    """The rows of a package by dataset, in the order of their deliveries. They are written to `database`; without one they go
    with this object. `scratch` is a folder for files that nobody needs when it is closed."""

    def __init__(self, deliveries: Iterable[Delivery], database: Path | None = None, scratch: Path | None = None):
        self.deliveries = {delivery.id: delivery for delivery in deliveries}
        self._own = None if scratch else tempfile.TemporaryDirectory(prefix="rows-", ignore_cleanup_errors=True)
        self.scratch = scratch or Path(self._own.name)  # type: ignore[union-attr]
        size = sum(delivery.size for delivery in self.deliveries.values())
        if database is None:
            database = self.scratch / "rows.duckdb" if size > LARGE else Path(":memory:")
        self.database = database
        self.connection = open_database(database, self.scratch, size)
        self.public: Path | None = None
        self._refused: dict[tuple[str, int], frozenset[str]] = {}
        self._absent: dict[str, frozenset[str]] = {}
        self.connection.execute("begin")
        self.connection.execute("create schema delivered")
        for dataset in DATASETS.values():
            self.connection.execute(tables.create(dataset).sql)
        self.connection.execute("commit")

    def close(self) -> None:
        """Write everything to the database and let go of it."""
        self.connection.close()
        if self._own:
            self._own.cleanup()

    def __getitem__(self, name: str) -> tuple[Row, ...]:
        """Every row of a dataset, in memory."""
        return tuple(self._read(DATASETS[name], tables.everything(DATASETS[name])))

    def add(self, dataset: Dataset, rows: Iterable[Row], absent: Collection[str] = ()) -> None:
        """Add rows of one delivery, which lacks the columns that are `absent`."""
        columns = [column.name for column in dataset.columns]
        statement = tables.add(dataset)
        for some in batched_rows(rows):
            values: list[list[Any]] = [[row.values.get(column) for row in some] for column in columns]
            values += [[row.delivery.id for row in some], [row.number or None for row in some]]
            if dataset.name == "participants":
                values += [[None] * len(some), [False] * len(some)]
            self.connection.execute(statement.sql, values)
            if absent:
                self._absent[some[0].delivery.id] = frozenset(absent)
            for row in some:
                if len(row.values) + len(absent) < len(columns):
                    self._refused[row.delivery.id, row.number] = frozenset(columns) - row.values.keys()

    def copy_public(self, path: Path) -> None:
        """Write a copy of the database to `public`, now that every row of a public delivery is in it and no other one. What is
        published can begin with it, unless a row is dropped afterwards: then there is no copy any more."""
        self.connection.execute("checkpoint")
        shutil.copyfile(self.database, path)
        self.public = path

    def drop(self, dataset: Dataset, rows: Sequence[Row]) -> None:
        """Delete rows of a dataset."""
        if not rows:
            return
        self.public = None
        self.connection.execute("create or replace temp table gone (delivery_id varchar, row_number integer)")
        for some in batched_rows(rows):
            places = {"deliveries": [row.delivery.id for row in some], "numbers": [row.number for row in some]}
            self.connection.execute("insert into gone select unnest($deliveries), unnest($numbers)", places)
        self.connection.execute(tables.drop(dataset).sql)
        self.connection.execute("drop table gone")

    def sharing_a_key(self, dataset: Dataset) -> Iterator[Row]:
        """Every row whose key is that of another one: those of a key together, earlier deliveries first."""
        rows, keys = self.connection.execute(tables.shares_a_key(dataset).sql).fetchall()[0]
        if rows > keys:
            yield from self._read(dataset, tables.sharing_a_key(dataset), {"deliveries": list(self.deliveries)})

    def referring_to_nothing(self, dataset: Dataset, column: str) -> Iterator[Row]:
        """Every row whose value in a column is not among the keys of the dataset that the column refers to."""
        return self._read(dataset, tables.referring_to_nothing(dataset, dataset.column(column)))

    def keys(self, dataset: Dataset) -> list[str]:
        """What rows elsewhere call the rows of a dataset by, sorted."""
        return sorted(key for (key,) in self.connection.execute(tables.known_keys(dataset).sql).fetchall())

    def count(self, dataset: Dataset) -> int:
        """How many rows a dataset has."""
        counted = "select count(*) from query_table($table)"
        return self.connection.execute(counted, {"table": f"delivered.{dataset.name}"}).fetchall()[0][0]

    def unknown_records(self, dataset: Dataset, names: Collection[str]) -> set[str]:
        """The records that caveats about a dataset, under any of its names, name and that are not in it."""
        found = self.connection.execute(tables.unknown_records(dataset).sql, {"names": list(names)}).fetchall()
        return {record for (record,) in found}

    def uses(self, dataset: Dataset, column: str) -> bool:
        """Whether any row has a value in a column."""
        return self.connection.execute(tables.uses(dataset, dataset.column(column)).sql).fetchall()[0][0]

    def _read(self, dataset: Dataset, statement: tables.Statement, values: Mapping[str, Any] | None = None) -> Iterator[Row]:
        cursor = self.connection.cursor()
        try:
            cursor.execute(statement.sql, dict(values) if values else None)
            names = [column.name for column in dataset.columns]
            while some := cursor.fetchmany(AT_ONCE):
                for delivery, number, *cells in some:
                    told = dict(zip(names, map(_as_delivered, cells), strict=True))
                    for name in self._refused.get((delivery, number), self._absent.get(delivery, ())):
                        del told[name]
                    yield Row(self.deliveries[delivery], number, told)
        finally:
            cursor.close()


def _as_delivered(value: Any) -> Any:
    """A value without the zeros that the engine appends to a number."""
    if isinstance(value, Decimal) and value.as_tuple().exponent:
        return Decimal(f"{value:f}".rstrip("0").rstrip("."))
    return value


def batched_rows(rows: Iterable[Row]) -> Iterator[Sequence[Row]]:
    """Rows, so many at once as are held in memory."""
    held: list[Row] = []
    for row in rows:
        held.append(row)
        if len(held) == AT_ONCE:
            yield held
            held = []
    if held:
        yield held
