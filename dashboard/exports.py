"""Answer -> file: the same rows as the screen, with their filters, origins and caveats inside."""

from __future__ import annotations

import atexit
import csv
import io
import secrets
import shutil
import tempfile
import threading
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import xlsxwriter

from dashboard.catalogue import DIMENSIONS, FACTS, FIXED_WORDS, MEASURES, plain
from dashboard.chart import Answer, Desk, Origin, OutOfScope, Page, answer, explain
from dashboard.language import Language

FORMATS = ("csv", "xlsx")
EVERYTHING = "everything.zip"
BUNDLES_KEPT = 3
_bundles: dict[tuple[Path, str, str], File] = {}
_making = threading.Lock()
Tables = Mapping[str, tuple[tuple[str, ...], int]]
"""Names of the columns of each table, and how many rows it has."""
MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True)
class File:
    """A file ready to send: its bytes, or where they lie on disk."""

    name: str
    media_type: str
    held: bytes | Path

    @property
    def content(self) -> bytes:
        """All of it."""
        return self.held if isinstance(self.held, bytes) else self.held.read_bytes()


def export(given: Answer, page: Page, kind: str, words: Language) -> File:
    """An answer as a file of one of FORMATS, with all its rows. The name tells chart and release."""
    if given.found > len(given.rows):
        given = answer(given.chart, page, given.view, given.desk, is_whole=True)
    content = {"csv": _csv, "xlsx": _xlsx}[kind](given, page, words)
    release = given.desk.warehouse.release.name
    return File(f"{given.chart.name}-{release}.{kind}", MEDIA_TYPES[kind], content)


def safe(value: Any) -> Any:
    """A cell that no spreadsheet takes for a formula: text that could start one gets an apostrophe; numbers stay."""
    if isinstance(value, str) and value.lstrip()[:1] in ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20"):
        return "'" + value
    if isinstance(value, str) and value[:1] in ("\t", "\r", "\n"):
        return "'" + value
    return value


def about(given: Answer, page: Page, words: Language) -> list[tuple[str, str]]:
    """What a file says of itself, as (label, text): what it is, its filters, origins, caveats and terms."""
    release = given.desk.warehouse.release
    told = explain(given, page, words)
    programme = release.programme
    lines = [
        (words("Programme"), f"{programme.name}: {programme.full_name}"),
        (words("Figure"), words(given.chart.title)),
        (words("Unit, period and filters"), given.subtitle(words)),
    ]
    if programme.banner:
        lines.insert(0, (words("Notice"), programme.banner))
    if finding := given.finding(words):
        lines.append((words("Finding"), finding))
    if left_out := given.filters_left_out(words):
        lines.append((words("Filters not used"), left_out))
    if note := given.note(words):
        lines.append((words("Note"), note))
    lines += [(words("Definition: {name}", name=words(m.label)), f"{words(m.definition)} {words(m.formula)}. {words(m.adds_up)}")
              for m in told.measures]
    lines.append((words("Release"), words("{name}, built {date}, data to {cut_off}", name=release.name,
                                          date=words.date(release.built_at.date()), cut_off=words.date(release.cut_off))))
    for origin in given.origins:
        lines.append((words("Source"), f"{origin.title} ({origin.producer}), {origin.address}, "
                      + words("read {date}", date=words.date(origin.date_read)) + f". {origin.licence}" + _checksum(origin)))
    lines += [(words("Caveat"), (f"{c.touches}: " if c.touches else "") + c.text) for c in given.caveats]
    if disclaimer := programme.disclaimers.get(given.chart.disclaimer, ""):
        lines.append((words("Disclaimer"), disclaimer))
    lines.append((words("Address"), given.view.address()))
    lines.append((words("Funding"), programme.funder_line))
    return lines


def _checksum(origin: Origin) -> str:
    return f". sha256 {origin.sha256}" if origin.sha256 else ""


def _cells(given: Answer) -> tuple[list[str], list[list[Any]]]:
    names = [name for name, _ in given.columns()]
    return names, [[row[name] for name in names] for row in given.records()]


def _csv(given: Answer, page: Page, words: Language) -> bytes:
    """Machine-readable rows under their column names; what the file says of itself follows as comment lines."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    names, rows = _cells(given)
    writer.writerow(names)
    for row in rows:
        writer.writerow([safe(plain(v) if isinstance(v, date | list) else v) for v in row])
    writer.writerow([])
    for label, told in about(given, page, words):
        writer.writerow([f"# {label}", safe(told)])
    return b"\xef\xbb\xbf" + text.getvalue().encode("utf-8")


def _xlsx(given: Answer, page: Page, words: Language) -> bytes:
    """Two sheets: the rows under headings in words, and what the file says of itself."""
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held, {
        "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
        "default_date_format": "yyyy-mm-dd",
    })
    release = given.desk.warehouse.release
    book.set_properties({"title": words(given.chart.title), "author": release.programme.name,
                         "comments": given.subtitle(words), "created": release.built_at.replace(tzinfo=None)})
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    share = book.add_format({"num_format": "0.0%"})
    sheet = book.add_worksheet(words("Data")[:31])
    columns = given.columns()
    for x, (_, told) in enumerate(columns):
        sheet.write_string(0, x, words(told.label), bold)
        sheet.set_column(x, x, 34 if told.kind in ("text", "url") else 16)
    for y, row in enumerate(given.records(), 1):
        for x, (name, told) in enumerate(columns):
            _write(sheet, y, x, _spoken(given, name, told.kind, row, words), share if told.kind == "share" else None)
    sheet.freeze_panes(1, 0)
    notes = book.add_worksheet(words("About")[:31])
    notes.set_column(0, 0, 28)
    notes.set_column(1, 1, 110)
    for y, (label, text) in enumerate(about(given, page, words)):
        notes.write_string(y, 0, label, bold)
        notes.write_string(y, 1, safe(text), wrap)
    book.close()
    return held.getvalue()


def _spoken(given: Answer, name: str, kind: str, row: dict[str, Any], words: Language) -> Any:
    """A cell of the workbook: codes in words, numbers and dates as themselves, missing values blank."""
    return given.cell(name, row, words) if kind in ("code", "codes", "words") and row[name] is not None else row[name]


def _write(sheet: Any, y: int, x: int, value: Any, form: Any) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(y, x, value)
    elif isinstance(value, int | float):
        sheet.write_number(y, x, value, form)
    elif isinstance(value, date):
        sheet.write_datetime(y, x, value)
    else:
        sheet.write_string(y, x, safe(plain(value)))


def everything(desk: Desk, words: Language) -> File:
    """Every table of a release as CSV in one ZIP file, with a read-me and checksums. The same release gives the same bytes.
    Raises OutOfScope unless the desk's reader may see everything."""
    if not desk.reader.may("data") or not desk.reader.is_unlimited:
        raise OutOfScope(EVERYTHING)
    release = desk.warehouse.release
    with _making:
        made = _bundles.pop((release.folder, release.name, words.code), None) or _everything(desk, words)
        _bundles[release.folder, release.name, words.code] = made
        while len(_bundles) > BUNDLES_KEPT:
            left = _bundles.pop(next(iter(_bundles)))
            if isinstance(left.held, Path):
                left.held.unlink(missing_ok=True)  # whoever is being sent it keeps it open
    return made


def _everything(desk: Desk, words: Language) -> File:
    """Written to disk table by table and part by part, for tables may have millions of rows."""
    release, warehouse = desk.warehouse.release, desk.warehouse
    written = _folder() / f"{secrets.token_hex(8)}.zip"
    tables: dict[str, tuple[tuple[str, ...], int]] = {}
    sums = ""
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as bundle:
        def entry(name: str) -> zipfile.ZipInfo:
            # The data's own date, not that of the download.
            told = zipfile.ZipInfo(name, (release.cut_off.year, release.cut_off.month, release.cut_off.day, 0, 0, 0))
            told.compress_type = zipfile.ZIP_DEFLATED
            told.external_attr = 0o644 << 16
            return told

        for name in warehouse.tables():
            columns, parts = warehouse.table(name)
            digest, count = sha256(), 0
            with bundle.open(entry(f"{name}.csv"), "w", force_zip64=True) as file:
                for rows, content in _written(columns, parts):
                    digest.update(content)
                    file.write(content)
                    count += rows
            tables[name] = columns, count
            sums += f"{digest.hexdigest()}  {name}.csv\n"
        bundle.writestr(entry("README.txt"), _read_me(desk, tables, sums, words))
        bundle.writestr(entry("SHA256SUMS"), sums)
    return File(f"{warehouse.programme['key']}-{release.name}.zip", "application/zip", written)


@cache
def _folder() -> Path:
    """Where bundles lie while they are kept: a folder of this process, gone when it ends."""
    made = Path(tempfile.mkdtemp(prefix="dashboard-bundles-"))
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return made


def _written(columns: tuple[str, ...], parts: Iterable[list[tuple[Any, ...]]]) -> Iterator[tuple[int, bytes]]:
    """A table as CSV, part by part, each with how many rows it holds."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    yield 0, b"\xef\xbb\xbf" + text.getvalue().encode("utf-8")
    for rows in parts:
        text.seek(0)
        text.truncate()
        for row in rows:
            writer.writerow([safe(plain(v) if isinstance(v, date | list) else v) for v in row])
        yield len(rows), text.getvalue().encode("utf-8")


def _read_me(desk: Desk, tables: Tables, sums: str, words: Language) -> str:
    """What the bundle holds and how to read it, in plain text."""
    warehouse = desk.warehouse
    release, programme = warehouse.release, warehouse.release.programme
    lines: list[str] = []

    def part(title: str, *paragraphs: str) -> None:
        lines.extend(["", title, "-" * len(title), *(p for p in paragraphs if p)])

    lines += [f"{programme.name}: {programme.full_name}", programme.tagline, programme.funder_line]
    if programme.banner:
        lines += ["", programme.banner.upper()]
    lines += [
        "",
        words("Release {name}, data to {cut_off}.", name=release.name, cut_off=words.date(release.cut_off)),
        programme.disclaimers.get("register", ""),
    ]
    part(
        words("How to read the tables"),
        words("Each CSV file is one table of the release: UTF-8, comma-separated, headings in the first line, dates as "
              "YYYY-MM-DD. A blank cell means not stated or withheld, never zero. Several values in a cell are parted by "
              "semicolons. Text that a spreadsheet could take for a formula starts with an apostrophe. `delivery_id` and "
              "`row_number` name the delivery and the row that a record was read from."),
        *(f"* {name}.csv: " + (words("one row is {grain}", grain=words(FACTS[name].grain)) + "; " if name in FACTS else "")
          + words("{rows} rows; columns {columns}", rows=words.number(count), columns=", ".join(columns))
          for name, (columns, count) in tables.items()),
    )
    part(words("What the numbers mean"),
         *(f"* {words(m.label)} ({words(m.unit)}). {words(m.definition)} {words(m.formula)}. {words(m.adds_up)}"
           for m in MEASURES.values()))
    part(words("What they are split by"), *(f"* {words(d.label)}. {words(d.definition)}" for d in DIMENSIONS.values()))
    part(words("Categories"),
         *(f"* {row['category_of']}: {row['key']} = {row['label']}" + (f". {row['definition']}" if row["definition"] else "")
           for row in warehouse.records("charts/categories")))
    part(words("Years covered only in part"), *(f"* {year}: {note}" for year, note in desk.partial_years.items()))
    part(words("Where it comes from, and on which terms"),
         *(f"* {o.delivery_id}: {o.title} ({o.producer}), {o.address}, "
           + words("read {date}", date=words.date(o.date_read)) + f". {o.licence}. "
           + words(FIXED_WORDS["confidentiality"][o.confidentiality]) + _checksum(o)
           for o in desk.origins))
    part(words("Caveats"),
         *(f"* {row['caveat_id']} ({row['severity']}, {row['dataset']}"
           + "".join(f", {row[k]}" for k in ("record_id", "country_code", "year") if row[k]) + f"): {row['text']}"
           for row in warehouse.records("charts/caveat_ledger")))
    part(words("Disclaimers"), *(f"* {text}" for key, text in programme.disclaimers.items() if key != "register"))
    part(words("Checksums (SHA-256)"), sums.rstrip())
    return "\n".join(lines) + "\n"
