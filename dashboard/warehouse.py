"""Where data live: releases on disk, the engine that reads one, and the queries it may run.

A release is a folder that never changes; `CURRENT` names the one to serve. Only the files below queries/ are ever run,
with values bound; the engine is locked down so that it can reach no file but its own.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import re
import secrets
import threading
import tomllib
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import duckdb

from dashboard.kept import Kept
from dashboard.rollups import ADDED_UP, ANSWERED, Filters, Rollups

if TYPE_CHECKING:
    import pandas as pd

log = logging.getLogger(__name__)

T = TypeVar("T")

QUERIES = Path(__file__).resolve().parent.parent / "queries"
CACHED_ANSWERS = 2000
OPEN_AT_MOST = 8
PART_ROWS = 50_000
SIDES = {"selection", "other"}
DATABASE = "warehouse.duckdb"
PUBLISHED_DATABASE = "published.duckdb"
MANIFEST = "manifest.json"
PROGRAMME = "programme.toml"
CURRENT = "CURRENT"

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


class OtherVersion(DamagedRelease):
    """A release that another version of this product has built."""


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
class Published:
    """The second database of a release: what outsiders may see, with small groups withheld below `threshold` persons. Its
    name is that of its content, which tells nothing of what is withheld."""

    name: str
    sha256: str
    threshold: int
    rows: Mapping[str, int]


@dataclass(frozen=True)
class Release:
    """One immutable build of the warehouse. `since` names the release served before it, `changes` what of that was added,
    corrected and withdrawn, one mapping a dataset. Behind a sealed link `name`, `sha256` and `rows` are those of the
    published database, `is_published` is set, and nothing is known of other releases."""

    name: str
    folder: Path
    built_at: datetime
    cut_off: date
    sha256: str
    rows: Mapping[str, int]
    programme: Programme
    published: Published
    since: str | None = None
    changes: tuple[Mapping[str, Any], ...] = ()
    is_published: bool = False

    @property
    def database(self) -> Path:
        """The database of this release."""
        return self.folder / (PUBLISHED_DATABASE if self.is_published else DATABASE)

    @property
    def threshold(self) -> int:
        """Head counts below it are withheld from outsiders."""
        return self.published.threshold

    @property
    def fingerprint(self) -> str:
        """The first 64 bits of the checksum of the database, to read out over a telephone: '7F3A-09BC-…'."""
        return "-".join(self.sha256[i:i + 4].upper() for i in range(0, 16, 4))

    def as_published(self) -> Release:
        """The same release as outsiders may know it."""
        told = self.published
        return replace(self, name=told.name, sha256=told.sha256, rows=told.rows, since=None, changes=(), is_published=True)


def release_name(inputs: Iterable[tuple[str, str]], schema: int) -> str:
    """The name of what is built from files, given as (path, SHA-256), by a version of the schema."""
    digest = hashlib.sha256(f"schema {schema}\n".encode())
    for path, checksum in inputs:
        digest.update(f"{path}\n{checksum}\n".encode())
    return "r-" + digest.hexdigest()[:12]


def manifest_seal(manifest: Mapping[str, Any]) -> str:
    """The checksum of a manifest, which it carries as its own `seal`."""
    told = {key: value for key, value in manifest.items() if key != "seal"}
    return hashlib.sha256(
        json.dumps(told, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    ).hexdigest()


def read_release(folder: Path) -> Release:
    """Read a release's manifest. Raises DamagedRelease if it cannot be read, was changed or belongs to another name."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if not isinstance(manifest, dict):
            raise ValueError("no mapping")
        if manifest_seal(manifest) != manifest["seal"]:
            raise DamagedRelease(f"release {folder.name}: its manifest is not the one that was written; build it again")
        inputs = [(one["path"], one["sha256"]) for one in manifest["inputs"]]
        if dict(inputs)[PROGRAMME] != _sha256(folder / PROGRAMME):
            raise DamagedRelease(f"release {folder.name}: its programme.toml is not the one that was built in; build it again")
        release = Release(
            name=manifest["release"],
            folder=folder,
            built_at=datetime.fromisoformat(manifest["built_at"]),
            cut_off=date.fromisoformat(manifest["cut_off"]),
            sha256=manifest["warehouse_sha256"],
            rows=manifest["rows"],
            programme=read_programme(folder / PROGRAMME),
            published=Published(**manifest["published"]),
            since=manifest["since"],
            changes=tuple(manifest["changes"]),
        )
        named = release_name(inputs, manifest["schema"])
    except (OSError, ValueError, KeyError, TypeError) as fault:
        raise DamagedRelease(f"release {folder.name}: its manifest cannot be read") from fault
    if release.name != folder.name or named != folder.name:
        raise DamagedRelease(f"release {folder.name}: its manifest is that of {release.name}, made from what is named {named}")
    return release


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _signature(folder: Path) -> tuple[tuple[int, int, int], ...]:
    """What changes when a file of a release is touched, without reading it."""
    found = []
    for name in (MANIFEST, PROGRAMME, DATABASE, PUBLISHED_DATABASE):
        told = (folder / name).stat()
        found.append((told.st_mtime_ns, told.st_size, told.st_ino))
    return tuple(found)


def hold_whole(folder: Path) -> Release:
    """Read a release and hold every file of it against what was built. Raises DamagedRelease that says which differs."""
    try:
        found = _held_whole(folder, _signature(folder))
    except OSError as fault:
        raise DamagedRelease(f"release {folder.name}: {Path(fault.filename or folder).name} is missing or unreadable") from fault
    if isinstance(found, str):
        raise DamagedRelease(found)
    return found


@lru_cache(maxsize=64)
def _held_whole(folder: Path, signature: tuple[tuple[int, int, int], ...]) -> Release | str:
    """The release, or why it is refused: remembered too, so that whoever asks for it again does not have it read again."""
    try:
        release = read_release(folder)
    except DamagedRelease as fault:
        if isinstance(fault.__cause__, OSError):  # may pass
            raise
        return str(fault)
    databases = release, release.as_published()
    with ThreadPoolExecutor() as pool:  # the larger they are, the longer a server takes to start
        found = pool.map(_sha256, [one.database for one in databases])
        for one, checksum in zip(databases, found, strict=True):
            if checksum != one.sha256:
                return f"release {release.name}: its file {one.database.name} is not the one that was built; build it again"
    return release


def list_releases(store: Path) -> list[Release]:
    """Every whole release of a store, newest first."""
    found = []
    for folder in store.glob("r-*"):
        try:
            found.append(hold_whole(folder))
        except DamagedRelease:
            continue
    return sorted(found, key=lambda r: (r.built_at, r.name), reverse=True)


def refused_releases(store: Path) -> list[tuple[str, str]]:
    """Releases that are there and will not be served, with the reason."""
    refused = []
    for folder in sorted(store.glob("r-*")):
        try:
            hold_whole(folder)
        except DamagedRelease as fault:
            refused.append((folder.name, str(fault)))
    return refused


def point(store: Path, name: str) -> None:
    """Make a release the one to serve, in one step that is either done or not."""
    new = store / f".{CURRENT}-{secrets.token_hex(4)}"
    with new.open("w", encoding="utf-8") as file:
        file.write(name + "\n")
        file.flush()
        os.fsync(file.fileno())
    os.replace(new, store / CURRENT)
    descriptor = os.open(store, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class Rows:
    """What a query returned, shared by all who ask: never change it. A value that is missing is None."""

    def __init__(self, names: Iterable[str], values: list[tuple[Any, ...]]):
        self.names = tuple(names)
        self.values = values

    def __len__(self) -> int:
        return len(self.values)

    @cached_property
    def records(self) -> list[dict[str, Any]]:
        """The rows as dictionaries."""
        return [dict(zip(self.names, row, strict=True)) for row in self.values]

    @property
    def frame(self) -> pd.DataFrame:
        """A copy as a table of pandas, every column of objects."""
        import pandas as pd  # a third of a second that a server does not have to wait for

        return pd.DataFrame(self.values, columns=list(self.names), dtype=object)


class Warehouse:
    """One open database of a release that was held whole: runs queries by name and remembers their answers. Safe to share
    between threads."""

    def __init__(self, release: Release):
        self.release = release
        self._connection = duckdb.connect(str(release.database), read_only=True, config=dict(LOCKED_DOWN))
        self._answers: Kept[Rows] = Kept(CACHED_ANSWERS, lambda rows: 1)
        self._parsed: dict[str, duckdb.Statement] = {}
        try:
            for query in QUERY_FILES.values():
                if query.name.startswith("options/") and not query.parameters:
                    self.run(query.name)
            self._rollups = Rollups(self._arrays, self._listed)
        except QueryFailed as fault:
            self.close()
            if isinstance(fault.__cause__, duckdb.CatalogException | duckdb.BinderException):  # a table or column that is not there
                raise OtherVersion(f"release {release.name}: built for another version of this product; build it again") from fault
            raise DamagedRelease(f"release {release.name}: its database does not answer") from fault

    def run(self, name: str, parameters: Mapping[str, object] | None = None) -> Rows:
        """The rows of a query file such as 'charts/headline'. Raises QueryFailed."""
        given = dict(parameters or {})
        key = name, json.dumps(given, sort_keys=True, default=str)
        return self._answers.get(key, lambda: self._answered(name, given))

    def knows(self, name: str) -> bool:
        """Whether a query is answered from memory, so that asking it ahead of time gains nothing."""
        return name in ADDED_UP

    def _answered(self, name: str, given: Mapping[str, object]) -> Rows:
        query = QUERY_FILES[name]
        if name in ANSWERED and (found := ANSWERED[name](self._rollups, given)) is not None:
            return Rows(query.columns, found)
        return Rows(query.columns, self._found(query, self.bound(given), lambda result: result.fetchall()))

    def _arrays(self, name: str) -> Mapping[str, Any]:
        """A table of queries/rollups, one array a column."""
        return self._found(QUERY_FILES[f"rollups/{name}"], {}, lambda result: result.fetchnumpy())

    def _listed(self, name: str, facts: list[int]) -> list[dict[str, Any]]:
        """What a query of queries/rollups says of activities of some numbers."""
        query = QUERY_FILES[f"rollups/{name}"]
        return Rows(query.columns, self._found(query, {"facts": facts}, lambda result: result.fetchall())).records

    def _found(self, query: Query, bound: Mapping[str, object], taken: Callable[[duckdb.DuckDBPyConnection], T]) -> T:
        # One cursor a call: a connection shared by threads hands one caller's rows to another.
        cursor = self._connection.cursor()
        try:
            if query.name not in self._parsed:  # to read the text is a fifth of what an answer costs
                (self._parsed[query.name],) = cursor.extract_statements(query.sql)
            return taken(cursor.execute(self._parsed[query.name], dict(bound)))
        except duckdb.Error as fault:
            raise QueryFailed(f"the query {query.name} did not answer") from fault
        finally:
            cursor.close()

    def bound(self, parameters: Mapping[str, object]) -> dict[str, object]:
        """Parameters as they are bound: a selection with the places, sets of countries and reach of its filters."""
        given = dict(parameters)
        for side in SIDES & given.keys():
            given[side] = self._rollups.bound(cast(Filters, given[side]))
        return given

    def records(self, name: str, parameters: Mapping[str, object] | None = None) -> list[dict[str, Any]]:
        """The rows of a query as dictionaries, shared by all who ask: never change them."""
        return self.run(name, parameters).records

    def describe(self, name: str, parameters: Mapping[str, object]) -> list[tuple[str, str]]:
        """Column names and engine types that a query really returns, to hold its header against."""
        cursor = self._connection.cursor()
        try:
            rows = cursor.execute("describe " + QUERY_FILES[name].sql, self.bound(parameters)).fetchall()
        finally:
            cursor.close()
        return [(row[0], row[1].lower()) for row in rows]

    def tables(self) -> list[str]:
        """Names of the release's own tables, in alphabetical order."""
        return [row["name"] for row in self.records("options/tables")]

    def table(self, name: str) -> tuple[tuple[str, ...], Iterator[list[tuple[Any, ...]]]]:
        """Columns of one of `tables`, and its rows in parts, always in the same order. Raises QueryFailed for any other name."""
        if name not in self.tables():
            raise QueryFailed(f"the release has no table {name}")
        columns, first = self._part(name, 0)
        return columns, self._parts(name, first)

    def _parts(self, name: str, rows: list[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
        start = 0
        while True:
            yield rows
            start += len(rows)
            if len(rows) < PART_ROWS:
                return
            _, rows = self._part(name, start)

    def _part(self, name: str, start: int) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
        cursor = self._connection.cursor()
        try:
            result = cursor.execute(
                "select * from query_table($name) limit $most offset $start", {"name": name, "most": PART_ROWS, "start": start}
            )
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
    """The folder of releases of one data package. Opens the release that CURRENT names and follows it when it changes; opens
    any other, and the published database of any, when asked."""

    def __init__(self, data: Path):
        self.folder = data / "warehouse"
        self._serving: Release | None = None
        self._open: OrderedDict[tuple[str, bool], tuple[Any, Warehouse]] = OrderedDict()
        self._unusable: dict[tuple[str, bool], tuple[Any, str]] = {}
        """Why databases of another version of this product are refused, as long as nobody has touched them."""
        self._refused = ""
        self._pointed: tuple[tuple[int, int, int], str] = ((0, 0, 0), "")
        self._lock = threading.RLock()

    def current(self) -> Warehouse:
        """The full database to serve now. A new CURRENT that cannot be opened leaves the former one serving.
        Raises NoRelease if there has never been one."""
        return self._opened(self._current(), False, is_checked=True)

    def published(self, name: str = "") -> Warehouse:
        """What outsiders may see of a release; without a name, of the one served now. Raises NoRelease, or DamagedRelease if
        a file of the release is not, or no longer, the one that was built."""
        return self._opened(name or self._current(), True)

    def full(self, name: str) -> Warehouse:
        """The full database of any release kept. Raises NoRelease or DamagedRelease."""
        return self._opened(name, False)

    def serve(self, name: str) -> None:
        """Make another release kept the one served, for every process. Raises NoRelease or DamagedRelease."""
        self._opened(name, False)
        self._opened(name, True)
        point(self.folder, name)

    def _current(self) -> str:
        file = self.folder / CURRENT
        try:
            found = os.stat(file)
            pointed = found.st_ino, found.st_mtime_ns, found.st_size
            if self._pointed[0] != pointed:  # to read it at each request is a tenth of what an answer costs
                self._pointed = pointed, file.read_text(encoding="utf-8").strip()
        except OSError as fault:
            if self._serving is not None:
                return self._serving.name
            raise NoRelease(f"no release in {self.folder}; run: make data") from fault
        name = self._pointed[1]
        serving = self._serving
        if serving is None or serving.name != name:
            try:
                self._serving = self._opened(name, False).release
            except (DamagedRelease, NoRelease) as fault:
                if serving is None:
                    raise
                if self._refused != name:
                    self._refused = name
                    log.error("%s stays in service: %s", serving.name, fault)
                return serving.name
        return name

    def _opened(self, name: str, is_published: bool, is_checked: bool = False) -> Warehouse:
        """An open database; held whole whenever a file of its release has been touched since, unless it `is_checked`."""
        key = (name, is_published)
        is_there = re.fullmatch(r"r-[0-9a-f]{12}", name) and (self.folder / name).is_dir()
        if not is_there and not (is_checked and key in self._open):
            raise NoRelease(f"there is no release {name[:40]!r}; run: make data")
        with self._lock:
            if is_checked and key in self._open:
                self._open.move_to_end(key)
                return self._open[key][1]
            try:
                signature = _signature(self.folder / name)
            except OSError as fault:
                raise DamagedRelease(f"release {name}: {Path(fault.filename).name} is missing or unreadable") from fault
            if key not in self._open or self._open[key][0] != signature:
                self._open.pop(key, None)
                release = hold_whole(self.folder / name)
                if self._unusable.get(key, (None, ""))[0] == signature:
                    raise OtherVersion(self._unusable[key][1])
                try:
                    opened = Warehouse(release.as_published() if is_published else release)
                except duckdb.Error as fault:
                    raise DamagedRelease(f"release {name}: its database cannot be opened; build it again") from fault
                except OtherVersion as fault:  # any other fault may pass
                    self._unusable[key] = signature, str(fault)
                    raise
                self._open[key] = signature, opened
            self._open.move_to_end(key)
            kept = self._open[key][1]
            for old in list(self._open):
                if len(self._open) <= OPEN_AT_MOST:
                    break
                if self._serving is None or old != (self._serving.name, False):
                    # Whoever still reads it keeps it open; the engine lets go of the file with the last of them.
                    del self._open[old]
        return kept


QUERY_FILES = {
    query.name: query
    for folder in ("charts", "options", "records", "caveats", "rollups")
    for query in map(read_query, sorted((QUERIES / folder).glob("*.sql")))
}
"""Every query the product may run, by name such as 'charts/headline'."""
