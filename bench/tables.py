"""The delivered files as plain tables: what DuckDB alone needs to read them, what the plain app answers from, and what the truth
is worked out from. `python -m bench.tables PACKAGE DATABASE` reads a package into a database that is not there yet."""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb

from dashboard.ingest.schema import DATASETS


def read_into(database: Path, package: Path) -> None:
    """Every delivery of a package into one table a dataset, with the types that the ingest gives them."""
    with duckdb.connect(str(database)) as engine:
        for name, dataset in DATASETS.items():
            files = [str(file) for file in sorted((package / "deliveries" / name).glob("*.csv"))]
            if files:
                types = {column.name: column.sql_type for column in dataset.columns}
                engine.read_csv(files, header=True, dtype=types, columns=types, auto_detect=False).create(name)
        engine.execute("checkpoint")


if __name__ == "__main__":
    read_into(Path(sys.argv[2]), Path(sys.argv[1]))
