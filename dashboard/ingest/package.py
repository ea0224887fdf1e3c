"""How deliveries lie on disk: deliveries/<dataset>/<name>.csv or .xlsx, each with <name>.origin.toml beside it.

Files are hashed here, and read when their rows are wanted; only bytes that have the same checksum are validated and built.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from dashboard.ingest.faults import Fault, shown
from dashboard.ingest.read import MAX_BYTES
from dashboard.ingest.schema import DATASETS, FRAME
from dashboard.ingest.toml_file import TomlFile

ENDINGS = (".csv", ".xlsx")
ORIGIN_ENDING = ".origin.toml"
CONFIDENTIALITY = ("public", "restricted")

# The texts of an origin; address, date_read and corrects have forms of their own.
ORIGIN: dict[str, type] = {
    "producer": str,
    "title": str,
    "licence": str,
    "confidentiality": str,
    "sha256": str,
    "note": str,
}

_STEM = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


@dataclass(frozen=True)
class Delivery:
    """A file as received and where it came from; `file` and `origin_file` are paths below the deliveries folder.
    What a faulty origin fails to say is blank here, so that the rows can still be read."""

    id: str
    dataset: str
    file: str
    origin_file: str
    path: Path
    size: int
    sha256: str
    origin_sha256: str
    producer: str
    title: str
    addresses: tuple[str, ...]
    date_read: date
    licence: str
    confidentiality: str
    note: str
    corrects: tuple[str, ...]

    def read(self) -> bytes | None:
        """The bytes of the file, None if they are no longer those that were hashed."""
        content = self.path.read_bytes()
        return content if hashlib.sha256(content).hexdigest() == self.sha256 else None


def read_deliveries(data: Path, faults: list[Fault]) -> list[Delivery]:
    """Every delivery of a package, per dataset in the order in which they count: by date read, then by name."""
    root = data / "deliveries"
    if not root.is_dir():
        faults.append(
            Fault("deliveries", 0, "", "the folder is missing", "add deliveries/<dataset>/<file>.csv with its origin")
        )
        return []
    found: list[Delivery] = []
    before = len(faults)
    for folder in sorted(root.iterdir()):
        if _is_ignored(folder):
            continue
        if folder.is_dir() and folder.name in DATASETS:
            found += _read_folder(folder, faults)
        else:
            near = get_close_matches(folder.name, DATASETS, n=1)
            right = f"did you mean {near[0]!r}?" if near else f"use a folder named {', '.join(DATASETS)}"
            faults.append(Fault(folder.name, 0, "", "this is no dataset", right))
    broken = {fault.file.split("/")[0] for fault in faults[before:]}
    for name, dataset in DATASETS.items():
        if dataset.needed and name not in broken and not any(delivery.dataset == name for delivery in found):
            faults.append(Fault(name, 0, "", "nothing is delivered", f"add a delivery: {dataset.meaning}"))
    _hold_corrections(found, faults)
    return sorted(found, key=lambda delivery: (delivery.dataset, delivery.date_read, delivery.id))


def _is_ignored(path: Path) -> bool:
    """Whether a file is left by an editor or a file manager and no part of the package."""
    return path.name.startswith((".", "~$"))


def _read_folder(folder: Path, faults: list[Fault]) -> list[Delivery]:
    found: dict[str, Delivery] = {}
    by_sha256: dict[str, str] = {}
    for path in sorted(folder.iterdir()):
        if _is_ignored(path):
            continue
        file = f"{folder.name}/{path.name}"
        if path.name.endswith(ORIGIN_ENDING):
            stem = path.name.removesuffix(ORIGIN_ENDING)
            if not any((folder / (stem + ending)).is_file() for ending in ENDINGS):
                faults.append(
                    Fault(file, 0, "", "the delivery it describes is missing", f"add {stem}.csv, or delete the origin")
                )
        elif reason := _unfit(path, found):
            faults.append(Fault(file, 0, "", *reason))
        else:
            delivery = _read_delivery(folder.name, path, faults)
            if same := by_sha256.get(delivery.sha256):
                faults.append(Fault(file, 0, "", f"the same bytes are delivered as {same}", "delete one of the two"))
                continue
            by_sha256[delivery.sha256] = file
            found[path.stem] = delivery
    return list(found.values())


def _unfit(path: Path, found: dict[str, Delivery]) -> tuple[str, str] | None:
    """Why a file cannot be a delivery, whatever it holds."""
    if not path.is_file() or path.suffix not in ENDINGS:
        return "this is neither a delivery nor an origin", "deliver .csv or .xlsx with a .origin.toml"
    if not _STEM.fullmatch(path.stem):
        return "the file name cannot be used", "use letters, digits, '-', '_' and '.', at most 100"
    if path.stem in found:
        return f"{found[path.stem].file} has the same name", "keep one of them, or rename one"
    if path.stat().st_size > MAX_BYTES:
        return f"the file has more than {MAX_BYTES // 1_000_000} MB", "split it into several deliveries"
    return None


def _read_delivery(dataset: str, path: Path, faults: list[Fault]) -> Delivery:
    with path.open("rb") as content:
        sha256 = hashlib.file_digest(content, "sha256").hexdigest()
        size = content.tell()
    toml = TomlFile(f"{dataset}/{path.stem}{ORIGIN_ENDING}", faults)
    told = toml.read(path.with_name(path.stem + ORIGIN_ENDING))
    value: dict[str, Any] = {}
    if told is not None:
        value = toml.fields("", told, ORIGIN, ("note",), ("address", "date_read", "corrects"))
        if (given := value.get("sha256", sha256)).lower() != sha256:
            wrong = f"{shown(given)} is not the checksum of {path.name}"
            toml.fault("sha256", wrong, f'if the file is the right one, write "{sha256}"')
        if (given := value.get("confidentiality", "public")) not in CONFIDENTIALITY:
            toml.fault("confidentiality", f"{shown(given)} is unknown", "write public or restricted")
        elif given == "restricted" and dataset in FRAME:
            wrong = f"{dataset} cannot be restricted: public rows of other datasets refer to them"
            toml.fault("confidentiality", wrong, "write public, or deliver only rows that may be published")
    return Delivery(
        id=f"{dataset}/{path.stem}",
        dataset=dataset,
        file=f"{dataset}/{path.name}",
        origin_file=toml.file,
        path=path,
        size=size,
        sha256=sha256,
        origin_sha256=hashlib.sha256(toml.content).hexdigest(),
        producer=value.get("producer", ""),
        title=value.get("title", ""),
        addresses=() if told is None else _addresses(toml, told),
        date_read=date.min if told is None else _date_read(toml, told),
        licence=value.get("licence", ""),
        confidentiality=value.get("confidentiality", ""),
        note=value.get("note", ""),
        corrects=() if told is None else _corrects(toml, told),
    )


def _addresses(toml: TomlFile, told: dict[str, Any]) -> tuple[str, ...]:
    given = told.get("address", [])
    addresses = given if isinstance(given, list) else [given]
    if not addresses:
        toml.fault("address", "the key is missing", "add the https address of the source, or a list of them")
    for address in addresses:
        if not isinstance(address, str) or not re.fullmatch(r"https://[^\s/.]+\.[^\s]+", address) or not address.isprintable():
            toml.fault("address", f"{shown(str(address))} is no https address", "write https://...")
    return tuple(map(str, addresses))


def _date_read(toml: TomlFile, told: dict[str, Any]) -> date:
    given = told.get("date_read")
    if isinstance(given, date) and not isinstance(given, datetime):
        return given
    if given is None:
        toml.fault("date_read", "the key is missing", "add the day the source was read, as YYYY-MM-DD")
        return date.min
    try:
        return date.fromisoformat(given if isinstance(given, str) else "")
    except ValueError:
        toml.fault("date_read", f"{shown(str(given))} is no ISO date", "write YYYY-MM-DD")
        return date.min


def _corrects(toml: TomlFile, told: dict[str, Any]) -> tuple[str, ...]:
    given = told.get("corrects", [])
    if not isinstance(given, list) or not all(isinstance(name, str) for name in given):
        toml.fault("corrects", "the value is no list of deliveries", 'write ["<dataset>/<name>"]')
        return ()
    return tuple(given)


def _hold_corrections(deliveries: list[Delivery], faults: list[Fault]) -> None:
    by_id = {delivery.id: delivery for delivery in deliveries}
    for delivery in deliveries:
        for name in delivery.corrects:
            earlier = by_id.get(name)
            if earlier is None or earlier.dataset != delivery.dataset:
                wrong = f"{shown(name)} is no delivery of {delivery.dataset}"
                faults.append(Fault(delivery.origin_file, 0, "corrects", wrong, f'write "{delivery.dataset}/<name>"'))
            elif (earlier.date_read, earlier.id) >= (delivery.date_read, delivery.id):
                wrong = f"{shown(name)} was not read before this delivery"
                right = "correct date_read: a correction is read later"
                faults.append(Fault(delivery.origin_file, 0, "corrects", wrong, right))
