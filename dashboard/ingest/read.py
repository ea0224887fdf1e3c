"""How a delivered file becomes rows of text: CSV and XLSX, strictly, hostile files refused before they cost anything.

Nothing is guessed: no delimiter, no encoding, no type. Every cell is text, normalised (NFC) and without outer blanks;
a blank cell is the empty string. What a cell may hold is decided elsewhere.
"""

from __future__ import annotations

import csv
import io
import posixpath
import re
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from xml.sax import SAXException
from xml.sax.handler import ContentHandler

import defusedxml.sax
from defusedxml.common import DefusedXmlException
from openpyxl import load_workbook
from openpyxl.utils import column_index_from_string, get_column_letter

from dashboard.ingest.faults import Fault

MAX_BYTES = 50_000_000
MAX_ROWS = 200_000
MAX_COLUMNS = 64
MAX_CELL = 20_000

MAX_PARTS = 200
MAX_UNPACKED = 40_000_000
MAX_ELEMENTS = 800_000
MAX_DEPTH = 40

SAVE_AS_CSV = "save it as CSV UTF-8 (comma separated)"
SAVE_AS_XLSX = "save the sheet again as a plain Excel workbook (.xlsx)"
TOO_MUCH = "the workbook unpacks to far more than a table needs"
SMALLER = "deliver it as CSV, or split it"


@dataclass(frozen=True)
class Table:
    """A file's header and rows; a row is its number as a spreadsheet shows it and one text per column of the header."""

    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


class Unreadable(Exception):
    """A file that cannot be turned into rows at all: what is wrong with it and what would be right."""

    def __init__(self, wrong: str, right: str):
        super().__init__(f"{wrong}; {right}")
        self.wrong = wrong
        self.right = right


def read_table(file: str, content: bytes) -> tuple[Table | None, list[Fault]]:
    """Read a delivered file; `file` is the name it is reported under and its ending says what it must be.
    The table is None if nothing of it could be used; otherwise the faulty rows are left out of it."""
    faults: list[Fault] = []
    try:
        if len(content) > MAX_BYTES:
            raise Unreadable(f"the file has more than {MAX_BYTES // 1_000_000} MB", "split it into several deliveries")
        if not content.strip():
            raise Unreadable("the file is empty", "deliver a header and at least one row")
        reader = _csv_rows if file.endswith(".csv") else _xlsx_rows
        return _table(file, reader(file, content, faults), faults), faults
    except Unreadable as reason:
        faults.append(Fault(file, 0, "", reason.wrong, reason.right))
        return None, faults


def _table(file: str, lines: Iterator[tuple[int, list[str]]], faults: list[Fault]) -> Table | None:
    number, header = next(lines, (1, []))
    while header and not header[-1]:
        header.pop()
    if not header:
        raise Unreadable("row 1 is blank", "write the column names into row 1")
    unusable = []
    for position, name in enumerate(header):
        letter = get_column_letter(position + 1)
        if not name:
            unusable.append(Fault(file, number, letter, "the column has no name", "name it or delete it"))
        elif name in header[:position]:
            unusable.append(Fault(file, number, name, f"the column is there twice, again as {letter}", "keep one of them"))
    if unusable:
        faults += unusable
        return None
    rows: list[tuple[int, tuple[str, ...]]] = []
    width = len(header)
    beyond = "put cells that hold a comma into quotes" if file.endswith(".csv") else "clear the cells beside the table"
    for number, cells in lines:
        if not any(cells):
            continue
        if len(rows) == MAX_ROWS:
            raise Unreadable(f"row {number}: there are more than {MAX_ROWS} rows", "split the file into several deliveries")
        if len(cells) > width and not any(cells[width:]):
            cells = cells[:width]
        if len(cells) != width:
            faults.append(Fault(file, number, "", f"{len(cells)} cells instead of {width}", beyond))
        elif cells == header:
            faults.append(Fault(file, number, "", "the header stands here again", "delete the row"))
        elif too_long := [name for name, cell in zip(header, cells, strict=True) if len(cell) > MAX_CELL]:
            for name in too_long:
                faults.append(Fault(file, number, name, f"the cell has more than {MAX_CELL} characters", "shorten it"))
        else:
            rows.append((number, tuple(cells)))
    if not rows and not faults:
        raise Unreadable("the file has a header but no row", "deliver at least one row")
    return Table(tuple(header), tuple(rows))


def clean(text: str) -> str:
    """A cell as it is taken: normalised and without outer blanks, unless it is too long to be taken at all."""
    return text if len(text) > MAX_CELL else unicodedata.normalize("NFC", text).strip()


# CSV


def _csv_rows(file: str, content: bytes, faults: list[Fault]) -> Iterator[tuple[int, list[str]]]:
    text = _decoded(content)
    first_line = text.split("\n", 1)[0]
    for separator, name in ((";", "semicolons"), ("\t", "tabs")):
        if separator in first_line and "," not in first_line:
            raise Unreadable(f"the columns are separated by {name}", f"{SAVE_AS_CSV}, numbers with a decimal point")
    number = 0
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as reason:
            # After an unclosed quote everything below is one cell: the row it began in is the one to look at.
            raise Unreadable(f"row {number}: {reason}", "close the quote, and double a quote inside a cell") from None
        yield number, [clean(cell) for cell in cells]


def _decoded(content: bytes) -> str:
    for start, name in ((b"\xff\xfe", "UTF-16"), (b"\xfe\xff", "UTF-16")):
        if content.startswith(start):
            raise Unreadable(f"the file is {name} text, not UTF-8", SAVE_AS_CSV)
    if kind := _disguised(content):
        raise Unreadable(f"the file is named .csv but is {kind}", SAVE_AS_CSV)
    if content.startswith(b"PK\x03\x04"):
        raise Unreadable("the file is named .csv but is an Excel workbook or zip archive", f"name it .xlsx, or {SAVE_AS_CSV}")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as reason:
        line = content[: reason.start].count(b"\n") + 1
        raise Unreadable(f"byte {content[reason.start]:#04x} in line {line} is not UTF-8", SAVE_AS_CSV) from None
    if "\x00" in text:
        line = text[: text.index("\x00")].count("\n") + 1
        raise Unreadable(f"line {line} holds a NUL character", SAVE_AS_CSV)
    if not text.strip():
        raise Unreadable("the file is empty", "deliver a header and at least one row")
    return text


def _disguised(content: bytes) -> str:
    """What a file is that is neither text nor a zip archive; empty if nothing is recognised."""
    start = content[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype", b"<html", b"<table", b"<?xml", b"<meta")):
        return "a web page or XML"
    if start.startswith(b"%pdf"):
        return "a PDF"
    if content.startswith((b"MZ", b"\x7fELF", b"\xcf\xfa\xed\xfe", b"#!")):
        return "a program"
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in content:
            return "a workbook with a password"
        return "a workbook of the old .xls kind"
    return ""


# XLSX


def _xlsx_rows(file: str, content: bytes, faults: list[Fault]) -> Iterator[tuple[int, list[str]]]:
    if kind := _disguised(content):
        raise Unreadable(f"the file is named .xlsx but is {kind}", SAVE_AS_XLSX)
    sheet = _preflight(content)
    for area in sheet.merged:
        faults.append(Fault(file, 0, area, "the cells are merged", "unmerge them and fill every cell"))
    for hidden in sheet.hidden_rows:
        faults.append(Fault(file, hidden, "", "the row is hidden", "show it or delete it"))
    for letter in sheet.hidden_columns:
        faults.append(Fault(file, 0, f"column {letter}", "the column is hidden", "show it or delete it"))
    header: list[str] = []
    try:
        workbook = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
        worksheet = workbook.worksheets[0]
        # The dimension a file states may be a million rows of nothing; without it only the cells that exist are read.
        worksheet.reset_dimensions()
        for number, cells in enumerate(worksheet.iter_rows(), start=1):
            texts = []
            for position, cell in enumerate(cells):
                wrong, right = sheet.refused.get((number, position + 1)) or _refusal(cell)
                if wrong:
                    named = header[position] if position < len(header) else f"column {get_column_letter(position + 1)}"
                    faults.append(Fault(file, number, named, wrong, right))
                texts.append("" if wrong else _cell_text(cell.value))
            header = header or texts
            yield number, texts + [""] * (len(header) - len(texts))
    # openpyxl answers a malformed part with whichever of these its code runs into.
    except (KeyError, ValueError, TypeError, AttributeError, IndexError, OSError, zipfile.BadZipFile, SyntaxError) as reason:
        raise Unreadable(f"the workbook is damaged ({type(reason).__name__})", SAVE_AS_XLSX) from None


def _refusal(cell) -> tuple[str, str]:
    """Why a cell's value cannot be taken although it is no formula and no error; a pair of blanks if it can."""
    if isinstance(cell.value, (int, float)) and not isinstance(cell.value, bool) and "%" in cell.number_format:
        # Excel shows 20% and stores 0.2: which of the two was meant cannot be told.
        return "the cell is formatted as a percentage", "write the plain number, 20 for 20 per cent"
    return "", ""


def _cell_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return clean(str(value))


@dataclass
class _Part(ContentHandler):
    """What one pass over a part's XML finds out, without keeping any of it."""

    root: str = ""
    depth: int = 0
    elements: int = 0
    row: int = 0
    column: int = 0
    sheets: int = 0
    targets: list[tuple[str, str, str]] = field(default_factory=list)
    refused: dict[tuple[int, int], tuple[str, str]] = field(default_factory=dict)
    merged: list[str] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[str] = field(default_factory=list)

    def startElement(self, name, attrs):
        tag = name.rpartition(":")[2]
        self.root = self.root or tag
        self.depth += 1
        self.elements += 1
        if self.depth > MAX_DEPTH or self.elements > MAX_ELEMENTS:
            raise Unreadable(TOO_MUCH, SMALLER)
        if self.root == "worksheet":
            self._worksheet(tag, attrs)
        elif self.root == "workbook" and tag == "sheet":
            self.sheets += 1
        elif self.root == "Relationships" and tag == "Relationship":
            self.targets.append((attrs.get("Type", ""), attrs.get("Target", ""), attrs.get("TargetMode", "")))

    def endElement(self, name):
        self.depth -= 1

    def _worksheet(self, tag: str, attrs) -> None:
        if tag == "row":
            number = _whole(attrs.get("r"), self.row + 1)
            if not self.row < number <= MAX_ROWS + 1:
                raise Unreadable(f"the rows are out of order or reach beyond row {MAX_ROWS + 1}", SAVE_AS_XLSX)
            self.row, self.column = number, 0
            if attrs.get("hidden") in ("1", "true"):
                self.hidden_rows.append(number)
        elif tag == "c":
            column = _column(attrs.get("r"), self.row, self.column + 1)
            if not self.column < column <= MAX_COLUMNS:
                raise Unreadable(f"the cells are out of order or reach beyond column {MAX_COLUMNS}", SAVE_AS_XLSX)
            self.column = column
            if attrs.get("t") == "e":
                self.refused[self.row, column] = "the cell holds an Excel error", "correct it or leave it blank"
        elif tag == "f":
            self.refused[self.row, self.column] = "the cell holds a formula", "paste its value instead"
        elif tag == "mergeCell":
            self.merged.append(attrs.get("ref", "a range"))
        elif tag == "col" and attrs.get("hidden") in ("1", "true"):
            first, last = _whole(attrs.get("min"), 1), _whole(attrs.get("max"), 1)
            self.hidden_columns += [get_column_letter(n) for n in range(first, min(last, MAX_COLUMNS) + 1)]


def _whole(text: str | None, default: int) -> int:
    if text is None:
        return default
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise Unreadable("the workbook is damaged (a row or column number)", SAVE_AS_XLSX)
    return int(text)


def _column(reference: str | None, row: int, default: int) -> int:
    if reference is None:
        return default
    found = re.fullmatch("([A-Z]{1,3})([0-9]{1,7})", reference)
    if not found or int(found[2]) != row:
        raise Unreadable("the workbook is damaged (a cell outside its row)", SAVE_AS_XLSX)
    return column_index_from_string(found[1])


def _preflight(content: bytes) -> _Part:
    """Refuse every workbook that is hostile, damaged or no plain table of one sheet, before openpyxl sees it.
    Returns what was found in its one sheet."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _refuse_archive(archive.infolist(), len(content))
            parts = {info.filename: _scan(archive, info) for info in archive.infolist() if _is_xml(info.filename)}
    # What zipfile raises on damaged offsets, sizes, names and streams.
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OverflowError, struct.error):
        raise Unreadable("the file is no Excel workbook, or a damaged one", SAVE_AS_XLSX) from None
    _refuse_relations(target for part in parts.values() for target in part.targets)
    sheets = [part for part in parts.values() if part.root == "worksheet"]
    named = sum(part.sheets for part in parts.values())
    if len(sheets) != 1 or named != 1:
        raise Unreadable(
            f"the workbook has {max(len(sheets), named)} sheets, hidden ones counted", "keep the one sheet to deliver"
        )
    return sheets[0]


def _is_xml(name: str) -> bool:
    return name.lower().endswith((".xml", ".rels"))


def _refuse_archive(parts: Iterable[zipfile.ZipInfo], packed: int) -> None:
    names = [info.filename for info in parts]
    unpacked = sum(info.file_size for info in parts)
    if len(names) > MAX_PARTS or unpacked > MAX_UNPACKED or len(set(names)) != len(names):
        raise Unreadable(TOO_MUCH, SMALLER)
    if any(info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for info in parts):
        raise Unreadable("the workbook is packed in a way Excel does not use", SAVE_AS_XLSX)
    if any(info.flag_bits & 1 for info in parts):
        raise Unreadable("the workbook has a password", "save it without one")
    lower = [name.lower() for name in names]
    if any("vbaproject" in name or "macrosheets/" in name for name in lower):
        raise Unreadable("the workbook holds macros", SAVE_AS_XLSX)
    if any("externallinks/" in name for name in lower):
        raise Unreadable("the workbook links to other files", "break the links and paste the values")
    if "[Content_Types].xml" not in names:
        raise Unreadable("the file is a zip archive but no Excel workbook", SAVE_AS_XLSX)


def _scan(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> _Part:
    sheet = _Part()
    try:
        with archive.open(info) as part:
            defusedxml.sax.parse(part, sheet, forbid_dtd=True, forbid_entities=True, forbid_external=True)
    except DefusedXmlException:
        raise Unreadable("the workbook declares XML entities", SAVE_AS_XLSX) from None
    except SAXException:
        raise Unreadable("the workbook is damaged (its XML)", SAVE_AS_XLSX) from None
    return sheet


def _refuse_relations(targets: Iterable[tuple[str, str, str]]) -> None:
    for kind, target, mode in targets:
        what = posixpath.basename(kind)
        is_read = what in ("worksheet", "sharedStrings", "styles", "officeDocument")
        # A part under another ending would reach openpyxl without having been looked at.
        if is_read and (mode == "External" or not target.lower().endswith(".xml")):
            raise Unreadable("the workbook is damaged (a part under a foreign name)", SAVE_AS_XLSX)
