"""Where data live: releases on disk, the engine that reads one, and the queries it may run.

A release is a folder that never changes; `CURRENT` names the one to serve. Only the files below queries/ are ever run,
with values bound; the engine is locked down so that it can reach no file but its own.
"""

from __future__ import annotations

import hashlib
import json
import logging
import re
import threading
import tomllib
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

log = logging.getLogger(__name__)

QUERIES = Path(__file__).resolve().parent.parent / "queries"
CACHED_ANSWERS = 2000

# read_only alone still lets a query read and write other files, load extensions and see the caller's variables.
LOCKED_DOWN: dict[str, Any] = {
    "enable_external_access": False,
    "autoload_known_extensions": False,
    "autoinstall_known_extensions": False,
    "allow_community_extensions": False,
    "allow_persistent_secrets": False,
    "python_enable_replacements": False,
    "threads": 1,
    "memory_limit": "1GB",
    "max_temp_directory_size": "0B",
    "max_execution_time": 20_000,
    "lock_configuration": True,
}


class NoRelease(RuntimeError):
    """There is no release to serve; the message says what to run."""


class DamagedRelease(RuntimeError):
    """A release whose file is not the one its manifest describes."""


class QueryFailed(RuntimeError):
    """A query of the product did not answer. The message names the query, never its values."""


@dataclass(frozen=True)
class Query:
    """One file of queries/: its SQL and the contract its header declares."""

    name: str
    purpose: str
    parameters: tuple[str, ...]
    returns: tuple[tuple[str, str], ...]
    facts: tuple[str, ...]
    sql: str

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns it returns, in order."""
        return tuple(name for name, _ in self.returns)


class BadHeader(ValueError):
    """A query file whose header does not say what it takes and returns."""


def read_query(path: Path) -> Query:
    """Read a query file. Its header: purpose lines, then `-- parameters:`, `-- returns:` and `-- facts:`, each of which
    may run over several comment lines."""
    name = path.relative_to(QUERIES).with_suffix("").as_posix()
    text = path.read_text(encoding="utf-8")
    header: list[str] = []
    for line in text.splitlines():
        if not line.startswith("--"):
            break
        header.append(line[2:].strip())
    said: dict[str, str] = {"purpose": ""}
    part = "purpose"
    for line in header:
        found = re.match(r"(parameters|returns|facts):\s*(.*)", line)
        if found:
            part, line = found[1], found[2]
        said[part] = f"{said.get(part, '')} {line}".strip()
    if missing := {"parameters", "returns", "facts"} - said.keys():
        raise BadHeader(f"queries/{name}.sql: the header lacks {', '.join(sorted(missing))}")
    returns = []
    for column in re.split(r",\s*(?![^(\[]*[)\]])", said["returns"]):
        column_name, _, kind = column.strip().partition(" ")
        returns.append((column_name, kind.strip()))
    return Query(name, said["purpose"], _words(said["parameters"]), tuple(returns), _words(said["facts"]), text)


def _words(text: str) -> tuple[str, ...]:
    return tuple(w for w in re.split(r"[,\s]+", text) if w and w != "none")


@dataclass(frozen=True)
class Programme:
    """All that is particular to a programme and is no figure: its words, emblem and disclaimers."""

    name: str
    full_name: str
    tagline: str
    implemented_by: str
    language: str
    banner: str
    funder_line: str
    emblem: str
    framework: str
    default_year: str
    disclaimers: Mapping[str, str]


def read_programme(path: Path) -> Programme:
    """Read a programme.toml. Ingest has checked it, so a missing key is a damaged release."""
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
        programme, funder = told["programme"], told["funder"]
        return Programme(
            name=programme["name"],
            full_name=programme["full_name"],
            tagline=programme["tagline"],
            implemented_by=programme["implemented_by"],
            language=programme["default_language"],
            banner=programme.get("banner", ""),
            funder_line=funder["line"],
            emblem=funder["emblem"],
            framework=funder.get("framework", ""),
            default_year=str(told["years"]["default"]),
            disclaimers=dict(told.get("disclaimers", {})),
        )
    except (OSError, KeyError, tomllib.TOMLDecodeError) as fault:
        raise DamagedRelease(f"{path.parent.name}: its programme.toml cannot be read") from fault


@dataclass(frozen=True)
class Release:
    """One immutable build of the warehouse."""

    name: str
    folder: Path
    built_at: datetime
    cut_off: date
    warehouse_sha256: str
    rows: Mapping[str, int]
    programme: Programme

    @property
    def database(self) -> Path:
        """The full database of this release."""
        return self.folder / "warehouse.duckdb"


def read_release(folder: Path) -> Release:
    """Read a release's manifest. Raises DamagedRelease if it cannot be read or belongs to another name."""
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        release = Release(
            name=manifest["release"],
            folder=folder,
            built_at=datetime.fromisoformat(manifest["built_at"]),
            cut_off=date.fromisoformat(manifest["cut_off"]),
            warehouse_sha256=manifest["warehouse_sha256"],
            rows=manifest["rows"],
            programme=read_programme(folder / "programme.toml"),
        )
    except (OSError, ValueError, KeyError, TypeError) as fault:
        raise DamagedRelease(f"release {folder.name}: its manifest cannot be read") from fault
    if release.name != folder.name:
        raise DamagedRelease(f"release {folder.name}: its manifest is that of {release.name}")
    return release


def list_releases(store: Path) -> list[Release]:
    """Every readable release of a store, newest first."""
    found = []
    for folder in store.glob("r-*"):
        try:
            found.append(read_release(folder))
        except DamagedRelease:
            continue
    return sorted(found, key=lambda r: (r.built_at, r.name), reverse=True)


class Warehouse:
    """One open release: runs queries by name and remembers their answers. Safe to share between threads."""

    def __init__(self, release: Release):
        digest = hashlib.sha256()
        with release.database.open("rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
        if digest.hexdigest() != release.warehouse_sha256:
            raise DamagedRelease(f"release {release.name}: its file is not the one that was built; build it again")
        self.release = release
        self._connection = duckdb.connect(str(release.database), read_only=True, config=dict(LOCKED_DOWN))
        self._answers: OrderedDict[tuple[str, str], pd.DataFrame] = OrderedDict()
        self._lock = threading.Lock()
        try:
            for query in QUERY_FILES.values():
                if query.name.startswith("options/") and not query.parameters:
                    self.run(query.name)
        except QueryFailed as fault:
            self.close()
            raise DamagedRelease(f"release {release.name}: built for another version of this product; build it again") from fault

    def run(self, name: str, parameters: Mapping[str, object] | None = None) -> pd.DataFrame:
        """The rows of a query file such as 'charts/headline', one object column per declared column, None where a
        value is missing. The frame is shared: never change it. Raises QueryFailed."""
        query = QUERY_FILES[name]
        given = dict(parameters or {})
        key = (name, json.dumps(given, sort_keys=True, default=str))
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
                return self._answers[key]
        # One cursor a call: a connection shared by threads hands one caller's rows to another.
        cursor = self._connection.cursor()
        try:
            rows = cursor.execute(query.sql, given).fetchall()
        except duckdb.Error as fault:
            raise QueryFailed(f"the query {name} did not answer") from fault
        finally:
            cursor.close()
        frame = pd.DataFrame(rows, columns=list(query.columns), dtype=object)
        with self._lock:
            self._answers[key] = frame
            while len(self._answers) > CACHED_ANSWERS:
                self._answers.popitem(last=False)
        return frame

    def records(self, name: str, parameters: Mapping[str, object] | None = None) -> list[dict[str, Any]]:
        """The rows of a query as a list of dictionaries."""
        return self.run(name, parameters).to_dict("records")  # type: ignore[return-value]

    def describe(self, name: str, parameters: Mapping[str, object]) -> list[tuple[str, str]]:
        """Column names and engine types that a query really returns, to hold its header against."""
        cursor = self._connection.cursor()
        try:
            rows = cursor.execute("describe " + QUERY_FILES[name].sql, dict(parameters)).fetchall()
        finally:
            cursor.close()
        return [(row[0], row[1].lower()) for row in rows]

    def tables(self) -> list[str]:
        """Names of the release's own tables, in alphabetical order."""
        return [row["name"] for row in self.records("options/tables")]

    def table(self, name: str) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
        """Columns and rows of one of `tables`, in the order of its values. Raises QueryFailed for any other name."""
        if name not in self.tables():
            raise QueryFailed(f"the release has no table {name}")
        cursor = self._connection.cursor()
        try:
            result = cursor.execute("select * from query_table($name) order by all", {"name": name})
            return tuple(column[0] for column in result.description), result.fetchall()
        except duckdb.Error as fault:
            raise QueryFailed(f"the table {name} could not be read") from fault
        finally:
            cursor.close()

    @cached_property
    def programme(self) -> dict[str, Any]:
        """The one row that names the programme and its years."""
        return self.records("options/programme")[0]

    def close(self) -> None:
        """Let go of the release's file."""
        self._connection.close()


class Store:
    """The folder of releases of one data package; opens the one that CURRENT names and follows it when it changes."""

    def __init__(self, data: Path):
        self.folder = data / "warehouse"
        self._open: Warehouse | None = None
        self._refused = ""
        self._lock = threading.Lock()

    def current(self) -> Warehouse:
        """The warehouse to serve now. A new CURRENT that cannot be opened leaves the former one serving.
        Raises NoRelease if there has never been one."""
        try:
            name = (self.folder / "CURRENT").read_text(encoding="utf-8").strip()
        except OSError as fault:
            if self._open is not None:
                return self._open
            raise NoRelease(f"no release in {self.folder}; run: make data") from fault
        if self._open is not None and self._open.release.name == name:
            return self._open
        with self._lock:
            if self._open is None or self._open.release.name != name:
                try:
                    self._open = Warehouse(read_release(self.folder / name))
                except (DamagedRelease, OSError, duckdb.Error) as fault:
                    if self._open is None:
                        raise
                    if self._refused != name:
                        self._refused = name
                        log.error("%s stays in service: %s", self._open.release.name, fault)
        return self._open


QUERY_FILES = {
    query.name: query
    for folder in ("charts", "options", "records", "caveats")
    for query in map(read_query, sorted((QUERIES / folder).glob("*.sql")))
}
"""Every query the product may run, by name such as 'charts/headline'."""
