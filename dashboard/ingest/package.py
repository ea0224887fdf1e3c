"""How a data package lies on disk: programme.toml, and deliveries each with its origin beside it.

Files are read once, here; what was read is what is hashed, validated and built.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from dashboard.ingest.faults import Fault, shown
from dashboard.ingest.read import MAX_BYTES
from dashboard.ingest.schema import (
    CATEGORY,
    CATEGORY_OPTIONAL,
    CONFIDENTIALITY,
    DATASETS,
    DIMENSIONS,
    ORIGIN,
    ORIGIN_OPTIONAL,
    PARTIAL_YEAR,
    PROGRAMME_TABLES,
)
from dashboard.ingest.values import Refused, refuse_text

PROGRAMME = "programme.toml"
ENDINGS = (".csv", ".xlsx")
ORIGIN_ENDING = ".origin.toml"

_STEM = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_KEY = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True)
class Category:
    """One value of a dimension, in the words the programme uses for it."""

    dimension: str
    key: str
    label: str
    short_label: str
    definition: str


@dataclass(frozen=True)
class Programme:
    """What programme.toml says and the warehouse needs; words for the screen stay in the file, which a release keeps."""

    key: str
    name: str
    full_name: str
    achieved_year: int
    planned_year: int
    first_year: int
    cut_off: date
    partial_years: tuple[tuple[int, str], ...]
    categories: tuple[Category, ...]

    def keys(self) -> Mapping[str, tuple[str, ...]]:
        """The keys allowed per dimension, in the programme's order."""
        found: dict[str, tuple[str, ...]] = {}
        for category in self.categories:
            found[category.dimension] = (*found.get(category.dimension, ()), category.key)
        return found


@dataclass(frozen=True)
class Delivery:
    """A file as received and where it came from; `file` is its path below the deliveries folder."""

    id: str
    dataset: str
    file: str
    content: bytes
    producer: str
    title: str
    addresses: tuple[str, ...]
    date_read: date
    licence: str
    confidentiality: str
    sha256: str
    note: str
    corrects: tuple[str, ...]

    @property
    def origin_file(self) -> str:
        """The path of its origin below the deliveries folder."""
        return self.id + ORIGIN_ENDING


@dataclass(frozen=True)
class Input:
    """One file that a release is made from."""

    path: str
    sha256: str


def input_of(path: str, content: bytes) -> Input:
    """Name a file and its content."""
    return Input(path, hashlib.sha256(content).hexdigest())


class Finder:
    """Reads one package and gathers what is wrong with its files on the way."""

    def __init__(self, data: Path):
        self.data = data
        self.faults: list[Fault] = []
        self.inputs: list[Input] = []
        self.programme_toml = b""

    def _fault(self, file: str, column: str, wrong: str, right: str) -> None:
        self.faults.append(Fault(file, 0, column, wrong, right))

    def _toml(self, file: str, path: Path) -> tuple[bytes, dict[str, Any]] | None:
        """A TOML file's bytes and content, None (and a fault) if it cannot be read."""
        try:
            content = path.read_bytes()
            return content, tomllib.loads(content.decode("utf-8-sig"))
        except FileNotFoundError:
            self._fault(file, "", "the file is missing", "add it")
        except UnicodeDecodeError:
            self._fault(file, "", "the file is not UTF-8", "save it as UTF-8")
        except tomllib.TOMLDecodeError as reason:
            self._fault(file, "", f"the file is no TOML: {reason}", 'write lines such as title = "..."')
        return None

    def _fields(
        self, file: str, place: str, given: Any, wanted: Mapping[str, type], optional: frozenset[str], extra: tuple[str, ...] = ()
    ) -> dict[str, Any]:
        """The usable values of a table: known, there, of the right type and not blank. All else becomes a fault."""
        if not isinstance(given, dict):
            self._fault(file, place.rstrip("."), "there is no such table", f"add it with {', '.join(wanted)}")
            return {}
        for key in given.keys() - wanted.keys() - set(extra):
            near = get_close_matches(key, [*wanted, *extra], n=1)
            right = f"did you mean {near[0]!r}?" if near else f"use only {', '.join([*wanted, *extra])}"
            self._fault(file, place + key, "the key is unknown", right)
        usable = {}
        for key, kind in wanted.items():
            value = given.get(key)
            if value is None:
                if key not in optional:
                    self._fault(file, place + key, "the key is missing", f"add it ({_KINDS[kind]})")
            elif type(value) is not kind:
                self._fault(file, place + key, f"the value is not {_KINDS[kind]}", f"write {_KINDS[kind]}")
            elif isinstance(value, str) and not self._is_clean(file, place + key, value, key == "banner"):
                continue
            else:
                usable[key] = value
        return usable

    def _is_clean(self, file: str, place: str, value: str, may_be_blank: bool) -> bool:
        if not value.strip():
            if not may_be_blank:
                self._fault(file, place, "the text is blank", "write it")
            return may_be_blank
        try:
            refuse_text(value.strip())
        except Refused as reason:
            self._fault(file, place, reason.wrong, reason.right)
            return False
        return True

    # programme.toml

    def programme(self) -> Programme | None:
        """Read programme.toml; None if a part that rows are held against cannot be used."""
        read = self._toml(PROGRAMME, self.data / PROGRAMME)
        if read is None:
            return None
        self.programme_toml, told = read
        self.inputs.append(input_of(PROGRAMME, self.programme_toml))
        before = len(self.faults)
        for table in told.keys() - PROGRAMME_TABLES.keys() - {"categories"}:
            self._fault(PROGRAMME, table, "the table is unknown", f"use only {', '.join(PROGRAMME_TABLES)}, categories")
        values: dict[str, dict[str, Any]] = {}
        for table, wanted in PROGRAMME_TABLES.items():
            extra = ("partial",) if table == "years" else ()
            values[table] = self._fields(PROGRAMME, f"{table}.", told.get(table), wanted, frozenset(), extra)
        years = values["years"]
        cut_off = self._cut_off(years.get("cut_off"))
        categories = self._categories(told.get("categories"))
        years_told = told.get("years")
        partial = self._partial_years(years_told.get("partial", []) if isinstance(years_told, dict) else [])
        if len(self.faults) > before or cut_off is None:
            return None
        self._hold_programme(values, cut_off, [year for year, _ in partial])
        identity = values["programme"]
        return Programme(
            key=identity["key"],
            name=identity["name"],
            full_name=identity["full_name"],
            achieved_year=years["achieved"],
            planned_year=years["planned"],
            first_year=years["first"],
            cut_off=cut_off,
            partial_years=partial,
            categories=categories,
        )

    def _cut_off(self, text: str | None) -> date | None:
        if text is None:
            return None
        try:
            return date.fromisoformat(text)
        except ValueError:
            self._fault(PROGRAMME, "years.cut_off", f"{shown(text)} is no ISO date", 'write "YYYY-MM-DD"')
            return None

    def _categories(self, told: Any) -> tuple[Category, ...]:
        if not isinstance(told, dict):
            self._fault(PROGRAMME, "categories", "there are no categories", "add [[categories.pillar]] and the others")
            return ()
        for dimension in told.keys() - set(DIMENSIONS):
            near = get_close_matches(dimension, DIMENSIONS, n=1)
            right = f"did you mean {near[0]!r}?" if near else f"use only {', '.join(DIMENSIONS)}"
            self._fault(PROGRAMME, f"categories.{dimension}", "the dimension is unknown", right)
        found = []
        for dimension in DIMENSIONS:
            entries = told.get(dimension, [])
            seen: set[str] = set()
            for number, entry in enumerate(entries if isinstance(entries, list) else [entries], start=1):
                place = f"categories.{dimension}[{number}]."
                value = self._fields(PROGRAMME, place, entry, CATEGORY, CATEGORY_OPTIONAL)
                key = value.get("key", "")
                if key and not _KEY.fullmatch(key):
                    self._fault(PROGRAMME, f"{place}key", f"{shown(key)} is no key", "use lower case letters, digits and '_'")
                elif key in seen:
                    self._fault(PROGRAMME, f"{place}key", f"{shown(key)} is there twice", "keep one of them")
                seen.add(key)
                found.append(
                    Category(dimension, key, value.get("label", ""), value.get("short", ""), value.get("definition", ""))
                )
        return tuple(found)

    def _partial_years(self, told: Any) -> tuple[tuple[int, str], ...]:
        found = []
        for number, entry in enumerate(told if isinstance(told, list) else [told], start=1):
            value = self._fields(PROGRAMME, f"years.partial[{number}].", entry, PARTIAL_YEAR, frozenset())
            found.append((value.get("year", 0), value.get("note", "")))
        return tuple(found)

    def _hold_programme(self, values: dict[str, dict[str, Any]], cut_off: date, partial: list[int]) -> None:
        """What must agree between the values of programme.toml."""
        identity, years, funder = values["programme"], values["years"], values["funder"]
        first, last = years["first"], cut_off.year
        for key in ("achieved", "planned"):
            if not first <= years[key] <= last + 1:
                self._fault(PROGRAMME, f"years.{key}", f"{years[key]} is outside the register", f"write a year {first}-{last + 1}")
        if not first <= last:
            self._fault(PROGRAMME, "years.first", f"{first} is after the cut-off", f"write a year up to {last}")
        chosen = years["default"].split(",")
        if not all(year.isdigit() and first <= int(year) <= last for year in chosen):
            right = f'write years from {first} to {last}, such as "{last}"'
            self._fault(PROGRAMME, "years.default", f"{shown(years['default'])} are no years of the register", right)
        for year in partial:
            if not first <= year <= last:
                self._fault(PROGRAMME, "years.partial", f"{year} is outside the register", f"write a year {first}-{last}")
            if partial.count(year) > 1:
                self._fault(PROGRAMME, "years.partial", f"{year} is there twice", "keep one of them")
        if identity["fictional"] != bool(identity["banner"].strip()):
            wrong = "the banner and 'fictional' do not agree"
            self._fault(PROGRAMME, "programme.banner", wrong, "give a banner if the data are invented, and only then")
        if not _KEY.fullmatch(identity["key"]):
            wrong = f"{shown(identity['key'])} is no key"
            self._fault(PROGRAMME, "programme.key", wrong, "use lower case letters, digits and '_'")
        if not _STEM.fullmatch(funder["emblem"]):
            self._fault(PROGRAMME, "funder.emblem", f"{shown(funder['emblem'])} is no file name", "name a file of assets/")

    # deliveries

    def deliveries(self) -> list[Delivery]:
        """Every delivery, per dataset in the order in which they are read: by date, then by name."""
        root = self.data / "deliveries"
        found = []
        if not root.is_dir():
            self._fault("deliveries", "", "the folder is missing", "add deliveries/<dataset>/<file>.csv with its origin")
            return []
        for folder in sorted(root.iterdir()):
            if _is_ignored(folder):
                continue
            if not folder.is_dir() or folder.name not in DATASETS:
                near = get_close_matches(folder.name, DATASETS, n=1)
                right = f"did you mean {near[0]!r}?" if near else f"use a folder named {', '.join(DATASETS)}"
                self._fault(folder.name, "", "this is no dataset", right)
                continue
            found += self._dataset(folder)
        for name, dataset in DATASETS.items():
            if dataset.needed and not any(delivery.dataset == name for delivery in found):
                if not any(fault.file.startswith(name + "/") for fault in self.faults):
                    self._fault(name, "", "nothing is delivered", f"add a delivery: {dataset.meaning}")
        self._hold_corrections(found)
        return sorted(found, key=lambda delivery: (delivery.dataset, delivery.date_read, delivery.id))

    def _dataset(self, folder: Path) -> list[Delivery]:
        found: dict[str, Delivery] = {}
        by_sha256: dict[str, str] = {}
        paths = [path for path in sorted(folder.iterdir()) if not _is_ignored(path)]
        for path in paths:
            file = f"{folder.name}/{path.name}"
            if path.name.endswith(ORIGIN_ENDING):
                stem = path.name.removesuffix(ORIGIN_ENDING)
                if not any((folder / (stem + ending)).is_file() for ending in ENDINGS):
                    self._fault(file, "", "the delivery it describes is missing", f"add {stem}.csv, or delete the origin")
            elif not path.is_file() or path.suffix not in ENDINGS:
                self._fault(file, "", "this is neither a delivery nor an origin", "deliver .csv or .xlsx with a .origin.toml")
            elif not _STEM.fullmatch(path.stem):
                self._fault(file, "", "the file name cannot be used", "use letters, digits, '-', '_' and '.', at most 100")
            elif path.stem in found:
                self._fault(file, "", f"{found[path.stem].file} has the same name", "keep one of them, or rename one")
            elif path.stat().st_size > MAX_BYTES:
                self._fault(file, "", f"the file has more than {MAX_BYTES // 1_000_000} MB", "split it into several deliveries")
            else:
                delivery = self._delivery(folder.name, path)
                if same := by_sha256.get(delivery.sha256):
                    self._fault(file, "", f"the same bytes are delivered as {same}", "delete one of the two")
                    continue
                by_sha256[delivery.sha256] = file
                found[path.stem] = delivery
        return list(found.values())

    def _delivery(self, dataset: str, path: Path) -> Delivery:
        """Read a delivery with its origin. What the origin fails to say is left blank, so that its rows are still read."""
        file = f"{dataset}/{path.name}"
        content = path.read_bytes()
        sha256 = hashlib.sha256(content).hexdigest()
        self.inputs.append(input_of(f"deliveries/{file}", content))
        origin_file = f"{dataset}/{path.stem}{ORIGIN_ENDING}"
        read = self._toml(origin_file, path.with_name(path.stem + ORIGIN_ENDING))
        told: dict[str, Any] = {}
        value: dict[str, Any] = {}
        if read is not None:
            self.inputs.append(input_of(f"deliveries/{origin_file}", read[0]))
            told = read[1]
            value = self._fields(origin_file, "", told, ORIGIN, ORIGIN_OPTIONAL, ("address", "date_read", "corrects"))
            if (given := value.get("sha256")) and given.lower() != sha256:
                wrong = f"{shown(given)} is not the checksum of {path.name}"
                self._fault(origin_file, "sha256", wrong, f'if the file is the right one, write "{sha256}"')
            if (given := value.get("confidentiality")) and given not in CONFIDENTIALITY:
                self._fault(origin_file, "confidentiality", f"{shown(given)} is unknown", "write public or restricted")
        return Delivery(
            id=f"{dataset}/{path.stem}",
            dataset=dataset,
            file=file,
            content=content,
            producer=value.get("producer", ""),
            title=value.get("title", ""),
            addresses=self._addresses(origin_file, told) if read is not None else (),
            date_read=self._date_read(origin_file, told) if read is not None else date.min,
            licence=value.get("licence", ""),
            confidentiality=value.get("confidentiality", ""),
            sha256=sha256,
            note=value.get("note", ""),
            corrects=self._corrects(origin_file, told),
        )

    def _addresses(self, file: str, told: dict[str, Any]) -> tuple[str, ...]:
        given = told.get("address", [])
        addresses = tuple(given) if isinstance(given, list) else (given,)
        if not addresses:
            self._fault(file, "address", "the key is missing", "add the https address of the source, or a list of them")
        for address in addresses:
            if not isinstance(address, str) or not re.fullmatch(r"https://[^\s/.]+\.[^\s]+", address):
                self._fault(file, "address", f"{shown(str(address))} is no https address", "write https://...")
        return addresses

    def _date_read(self, file: str, told: dict[str, Any]) -> date:
        given = told.get("date_read")
        if isinstance(given, date) and not isinstance(given, datetime):
            return given
        if given is None:
            self._fault(file, "date_read", "the key is missing", "add the day the source was read, as YYYY-MM-DD")
            return date.min
        try:
            return date.fromisoformat(given if isinstance(given, str) else "")
        except ValueError:
            self._fault(file, "date_read", f"{shown(str(given))} is no ISO date", "write YYYY-MM-DD")
            return date.min

    def _corrects(self, file: str, told: dict[str, Any]) -> tuple[str, ...]:
        given = told.get("corrects", [])
        if not isinstance(given, list) or not all(isinstance(name, str) for name in given):
            self._fault(file, "corrects", "the value is no list of deliveries", 'write ["<dataset>/<name>"]')
            return ()
        return tuple(given)

    def _hold_corrections(self, deliveries: list[Delivery]) -> None:
        by_id = {delivery.id: delivery for delivery in deliveries}
        for delivery in deliveries:
            for name in delivery.corrects:
                earlier = by_id.get(name)
                if earlier is None or earlier.dataset != delivery.dataset:
                    wrong = f"{shown(name)} is no delivery of {delivery.dataset}"
                    self._fault(delivery.origin_file, "corrects", wrong, f'write "{delivery.dataset}/<name>"')
                elif (earlier.date_read, earlier.id) >= (delivery.date_read, delivery.id):
                    wrong = f"{shown(name)} was not read before this delivery"
                    self._fault(delivery.origin_file, "corrects", wrong, "correct date_read: a correction is read later")


_KINDS = {str: "a text", bool: "true or false", int: "a whole number"}


def _is_ignored(path: Path) -> bool:
    """Whether a file is left by an editor or a file manager and no part of the package."""
    return path.name.startswith((".", "~$"))
