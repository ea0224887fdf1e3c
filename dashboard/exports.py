"""Answer -> file: the same rows as the screen, with their filters, origins and caveats inside."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import xlsxwriter

from dashboard.catalogue import plain
from dashboard.chart import Answer, Page, explain
from dashboard.language import Language

FORMATS = ("csv", "xlsx")
MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True)
class File:
    """A file ready to send."""

    name: str
    media_type: str
    content: bytes


def export(given: Answer, page: Page, kind: str, words: Language) -> File:
    """An answer as a file of one of FORMATS. The name tells chart and release."""
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
                      + words("read {date}", date=words.date(origin.date_read)) + f". {origin.licence}. sha256 {origin.sha256}"))
    lines += [(words("Caveat"), (f"{c.touches}: " if c.touches else "") + c.text) for c in given.caveats]
    if disclaimer := programme.disclaimers.get(given.chart.disclaimer, ""):
        lines.append((words("Disclaimer"), disclaimer))
    lines.append((words("Address"), given.view.address()))
    lines.append((words("Funding"), programme.funder_line))
    return lines


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
    for y, (label, told) in enumerate(about(given, page, words)):
        notes.write_string(y, 0, label, bold)
        notes.write_string(y, 1, safe(told), wrap)
    book.close()
    return held.getvalue()


def _spoken(given: Answer, name: str, kind: str, row: dict[str, Any], words: Language) -> Any:
    """A cell of the workbook: codes in words, numbers and dates as themselves, missing values blank."""
    return given.cell(name, row, words) if kind in ("code", "codes", "words") and row[name] is not None else row[name]


def _write(sheet: Any, y: int, x: int, value: Any, form: Any) -> None:
    write: Callable[..., Any]
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
