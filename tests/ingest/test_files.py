"""Files that cannot be read as a table are refused with their kind and the remedy, and cost nothing to refuse."""

from __future__ import annotations

import csv
import io
import time
import zipfile
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from tiny_package import TABLES, TinyPackage, csv_bytes, workbook_bytes, xlsx_bytes

from dashboard.ingest.read import MAX_ROWS, read_table
from dashboard.ingest.validate import check

SAVE_CSV = "save it as CSV UTF-8 (comma separated)"
SAVE_XLSX = "save the sheet again as a plain Excel workbook (.xlsx)"

PARTNERS = list(csv.reader(io.StringIO(TABLES["partners"].strip())))
CSV = csv_bytes(PARTNERS)


def refused(tmp_path, file: str, content: bytes) -> list[str]:
    """The faults of a package in which the partners are delivered as these bytes."""
    package = TinyPackage(tmp_path / "data")
    package.deliver(file, content)
    if not file.endswith("first.csv"):
        del package.tables["partners"]
    return package.faults()


def named(part: object) -> str:
    """What a case is called by: what is told, not the bytes, which hold the time at which they were made."""
    return part if isinstance(part, str) else ""


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "the file is empty; deliver a header and at least one row"),
        (b"\xef\xbb\xbf\r\n", "the file is empty; deliver a header and at least one row"),
        (b"partner,full_name,kind,source_url\n", "the file has a header but no row; deliver at least one row"),
        (CSV.decode().encode("utf-16"), f"the file is UTF-16 text, not UTF-8; {SAVE_CSV}"),
        (CSV.replace(b"Network of", "Réseau de".encode("latin-1")), f"byte 0xe9 in line 2 is not UTF-8; {SAVE_CSV}"),
        (CSV.replace(b",", b";"), f"the columns are separated by semicolons; {SAVE_CSV}, numbers with a decimal point"),
        (CSV.replace(b",", b"\t"), f"the columns are separated by tabs; {SAVE_CSV}, numbers with a decimal point"),
        (CSV.replace(b"Network of", b"Network\x00of"), f"line 2 holds a NUL character; {SAVE_CSV}"),
        (b"<html><table>", f"the file is named .csv but is a web page or XML; {SAVE_CSV}"),
        (b"%PDF-1.7", f"the file is named .csv but is a PDF; {SAVE_CSV}"),
        (b"MZ\x90\x00", f"the file is named .csv but is a program; {SAVE_CSV}"),
        (
            xlsx_bytes(PARTNERS),
            f"the file is named .csv but is an Excel workbook or zip archive; name it .xlsx, or {SAVE_CSV}",
        ),
        (
            CSV.replace(b"Network of", b'"Network of'),
            "row 2: unexpected end of data; close the quote, and double a quote inside a cell",
        ),
        (
            CSV.replace(b"Network of Ports", b"x" * 140_000),
            "row 2: field larger than field limit (131072); close the quote, and double a quote inside a cell",
        ),
    ],
    ids=named,
)
def test_a_csv_that_is_none_is_refused_by_its_kind(tmp_path, content, told):
    assert refused(tmp_path, "partners/first.csv", content) == [f"partners/first.csv: {told}"]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (CSV + b"Sea Network,Network\n", "row 3: 2 cells instead of 4; put cells that hold a comma into quotes"),
        (
            CSV + b"Sea Network,Sea, and more,network,https://example.org\n",
            "row 3: 5 cells instead of 4; put cells that hold a comma into quotes",
        ),
        (CSV + CSV.splitlines()[0] + b"\n", "row 3: the header stands here again; delete the row"),
        (
            CSV.replace(b"Network of Ports", b"x" * 20_001),
            "row 2, full_name: the cell has more than 20000 characters; shorten it",
        ),
    ],
    ids=named,
)
def test_a_row_that_does_not_fit_is_refused_by_its_number(tmp_path, content, told):
    faults = [fault for fault in refused(tmp_path, "partners/first.csv", content) if "is not in partners" not in fault]
    assert faults == [f"partners/first.csv, {told}"]


def test_a_byte_order_mark_and_windows_line_ends_are_read(tmp_path):
    assert refused(tmp_path, "partners/first.csv", b"\xef\xbb\xbf" + CSV.replace(b"\n", b"\r\n")) == []


def test_blank_rows_are_skipped_and_still_counted(tmp_path):
    content = CSV + b"\n,,,\nSea Network,Sea,nothing,https://example.org\n"
    assert refused(tmp_path, "partners/first.csv", content) == [
        "partners/first.csv, row 5, kind: 'nothing' is no partner_kind; use one of network"
    ]


def test_a_quoted_cell_over_two_lines_counts_as_one_row(tmp_path):
    content = CSV.replace(b"Network of Ports", b'"Network\nof Ports"') + b"Sea Network,Sea,nothing,https://example.org\n"
    assert [fault.split(":")[0] for fault in refused(tmp_path, "partners/first.csv", content)] == [
        "partners/first.csv, row 2, full_name",
        "partners/first.csv, row 3, kind",
    ]


def test_more_rows_than_the_limit_are_refused():
    content = b"a\n" + b"1\n" * (MAX_ROWS + 1)
    table, faults = read_table("x/first.csv", content)
    assert table is None
    assert str(faults[0]) == (
        "x/first.csv: row 200002: there are more than 200000 rows; split the file into several deliveries"
    )


# The header


def test_missing_and_extra_columns_are_named_with_the_near_miss(tmp_path):
    package = TinyPackage(tmp_path / "data")
    package.tables["partners"][0] = ["partner", "fullname", "kind", "source_url", "remark"]
    package.tables["partners"][1].append("x")
    assert package.faults() == [
        "partners/first.csv, row 1, full_name: the column is missing; add it: name in full",
        "partners/first.csv, row 1, fullname: the column is unknown; did you mean 'full_name'?",
        "partners/first.csv, row 1, remark: the column is unknown; "
        "delete it; the columns are partner, full_name, kind, source_url",
    ]


@pytest.mark.parametrize("name", ["Name", "first_name", "E-mail", "phone", "Passport number", "date_of_birth"])
def test_a_column_of_personal_data_is_refused_with_the_reason_and_without_its_values(tmp_path, name):
    package = TinyPackage(tmp_path / "data")
    package.add_column("participants", name, "Ama Mensah")
    assert package.faults() == [
        f"participants/first.csv, row 1, {name}: personal data is refused: participants are counts; delete the column"
    ]


def test_a_column_without_a_name_and_one_named_twice_are_refused(tmp_path):
    package = TinyPackage(tmp_path / "data")
    package.tables["partners"][0] = ["partner", "", "kind", "kind"]
    assert package.faults() == [
        "partners/first.csv, row 1, B: the column has no name; name it or delete it",
        "partners/first.csv, row 1, kind: the column is there twice, again as D; keep one of them",
    ]


def test_columns_may_stand_in_any_order(tmp_path):
    package = TinyPackage(tmp_path / "data")
    package.tables["partners"] = [row[::-1] for row in package.tables["partners"]]
    assert package.faults() == []


# Excel


def test_numbers_and_dates_of_excel_become_what_a_csv_would_say(tmp_path):
    package = TinyPackage(tmp_path / "data")
    header, row = package.tables["outputs"][0], dict(zip(*package.tables["outputs"], strict=True))
    row |= {"year_from": 2019, "year_to": 2020.0, "value": 150.25}
    package.deliver("outputs/first.xlsx", xlsx_bytes([header, list(row.values())]))
    activity = package.tables.pop("activities")
    activity[1][6], activity[1][7] = date(2020, 2, 3), datetime(2020, 2, 5)
    package.deliver("activities/first.xlsx", xlsx_bytes(activity))
    del package.tables["outputs"]
    assert package.faults() == []
    read = check(package.folder).rows
    assert str(read["outputs"][0].values["value"]) == "150.25"
    assert read["outputs"][0].values["year_to"] == 2020
    assert read["activities"][0].values["ended_on"] == date(2020, 2, 5)


def partners_book() -> tuple[Workbook, object]:
    workbook = Workbook()
    for row in PARTNERS:
        workbook.active.append(row)
    return workbook, workbook.active


def formula(workbook, sheet):
    sheet["B2"] = "=1+1"


def excel_error(workbook, sheet):
    sheet["B2"] = "#REF!"
    sheet["B2"].data_type = "e"


def merged(workbook, sheet):
    sheet.merge_cells("A4:B4")


def hidden_row(workbook, sheet):
    sheet.row_dimensions[2].hidden = True


def hidden_column(workbook, sheet):
    sheet.column_dimensions["C"].hidden = True


def hidden_sheet(workbook, sheet):
    workbook.create_sheet("more").sheet_state = "hidden"


def beside(workbook, sheet):
    sheet["F2"] = "remark"


def percentage(workbook, sheet):
    sheet["B2"] = 0.4
    sheet["B2"].number_format = "0%"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (formula, ", row 2, full_name: the cell holds a formula; paste its value instead"),
        (excel_error, ", row 2, full_name: the cell holds an Excel error; correct it or leave it blank"),
        (merged, ", A4:B4: the cells are merged; unmerge them and fill every cell"),
        (hidden_row, ", row 2: the row is hidden; show it or delete it"),
        (hidden_column, ", column C: the column is hidden; show it or delete it"),
        (hidden_sheet, ": the workbook has 2 sheets, hidden ones counted; keep the one sheet to deliver"),
        (beside, ", row 2: 6 cells instead of 4; clear the cells beside the table"),
        (percentage, ", row 2, full_name: the cell is formatted as a percentage; write the plain number, 20 for 20 per cent"),
    ],
)
def test_a_sheet_that_is_no_plain_table_is_refused(tmp_path, change, told):
    workbook, sheet = partners_book()
    change(workbook, sheet)
    faults = refused(tmp_path, "partners/second.xlsx", workbook_bytes(workbook))
    assert [fault for fault in faults if "is not in partners" not in fault] == [f"partners/second.xlsx{told}"]


# Hostile Excel files: each is refused for what it is, quickly


def book(**parts: bytes) -> bytes:
    """A workbook with parts added or replaced; '/' and '.' of a part's name are written '__' and '_'."""
    workbook, _ = partners_book()
    return with_parts(workbook_bytes(workbook), {n.replace("__", "/").replace("_", "."): c for n, c in parts.items()})


def with_parts(content: bytes, parts: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, part in parts.items():
            new.writestr(name, part)
    return file.getvalue()


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET = f'<worksheet xmlns="{MAIN}"><sheetData>%s</sheetData></worksheet>'
BOMB = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><x>&b;</x>'
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><x>&a;</x>'
TOO_MUCH = "the workbook unpacks to far more than a table needs; deliver it as CSV, or split it"
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600


def encrypted_entries() -> bytes:
    content = bytearray(book())
    at = content.find(b"PK\x01\x02")
    while at >= 0:
        content[at + 8] |= 1
        at = content.find(b"PK\x01\x02", at + 4)
    return bytes(content)


HOSTILE = {
    "web page": (b"<!DOCTYPE html><table>", f"the file is named .xlsx but is a web page or XML; {SAVE_XLSX}"),
    "program": (b"\x7fELF\x02\x01", f"the file is named .xlsx but is a program; {SAVE_XLSX}"),
    "old .xls": (OLD_OFFICE, f"the file is named .xlsx but is a workbook of the old .xls kind; {SAVE_XLSX}"),
    "password": (
        OLD_OFFICE + "EncryptedPackage".encode("utf-16-le"),
        f"the file is named .xlsx but is a workbook with a password; {SAVE_XLSX}",
    ),
    "encrypted entries": (encrypted_entries(), "the workbook has a password; save it without one"),
    "text": (CSV, f"the file is no Excel workbook, or a damaged one; {SAVE_XLSX}"),
    "truncated": (book()[:-200], f"the file is no Excel workbook, or a damaged one; {SAVE_XLSX}"),
    "other archive": (
        with_parts(b"PK\x05\x06" + b"\x00" * 18, {"a.txt": b"a"}),
        f"the file is a zip archive but no Excel workbook; {SAVE_XLSX}",
    ),
    "macros": (book(xl__vbaProject_bin=b"x"), f"the workbook holds macros; {SAVE_XLSX}"),
    "links": (
        book(xl__externalLinks__externalLink1_xml=b"<x/>"),
        "the workbook links to other files; break the links and paste the values",
    ),
    "zip bomb": (book(xl__media__a_xml=b" " * 45_000_000), TOO_MUCH),
    "many parts": (book(**{f"p{n}_xml": b"<x/>" for n in range(250)}), TOO_MUCH),
    "deep nesting": (book(xl__deep_xml=b"<x>" * 100_000 + b"</x>" * 100_000), TOO_MUCH),
    "many elements": (book(xl__wide_xml=b"<x>" + b"<y/>" * 2_000_000 + b"</x>"), TOO_MUCH),
    "entities": (book(xl__sharedStrings_xml=BOMB), f"the workbook declares XML entities; {SAVE_XLSX}"),
    "outside entity": (book(xl__sharedStrings_xml=OUTSIDE), f"the workbook declares XML entities; {SAVE_XLSX}"),
    "broken XML": (book(xl__worksheets__sheet1_xml=b"<worksheet><a>"), f"the workbook is damaged (its XML); {SAVE_XLSX}"),
    "far row": (
        book(xl__worksheets__sheet1_xml=(SHEET % '<row r="1048576"><c r="A1048576"><v>1</v></c></row>').encode()),
        f"the rows are out of order or reach beyond row 200001; {SAVE_XLSX}",
    ),
    "far column": (
        book(xl__worksheets__sheet1_xml=(SHEET % '<row r="1"><c r="XFD1"><v>1</v></c></row>').encode()),
        f"the cells are out of order or reach beyond column 64; {SAVE_XLSX}",
    ),
    "rows turned round": (
        book(xl__worksheets__sheet1_xml=(SHEET % '<row r="2"/><row r="1"/>').encode()),
        f"the rows are out of order or reach beyond row 200001; {SAVE_XLSX}",
    ),
    "shared string that is not there": (
        book(xl__worksheets__sheet1_xml=(SHEET % '<row r="1"><c r="A1" t="s"><v>99</v></c></row>').encode()),
        f"the workbook is damaged (IndexError); {SAVE_XLSX}",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_workbook_is_refused_for_what_it_is_and_within_seconds(name):
    content, told = HOSTILE[name]
    start = time.process_time()
    table, faults = read_table("partners/second.xlsx", content)
    assert time.process_time() - start < 5
    assert (table, [str(fault) for fault in faults]) == (None, [f"partners/second.xlsx: {told}"])


def test_a_sheet_hidden_under_another_ending_is_refused():
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
        'Target="/xl/worksheets/evil.bin"/></Relationships>'
    )
    workbook, _ = partners_book()
    content = with_parts(
        workbook_bytes(workbook), {"xl/_rels/workbook.xml.rels": relations.encode(), "xl/worksheets/evil.bin": b"x"}
    )
    _, faults = read_table("partners/second.xlsx", content)
    assert [str(fault) for fault in faults] == [
        f"partners/second.xlsx: the workbook is damaged (a part under a foreign name); {SAVE_XLSX}"
    ]


def test_a_stated_size_of_a_million_rows_is_not_believed():
    sheet = f'<worksheet xmlns="{MAIN}"><dimension ref="A1:XFD1048576"/><sheetData>%s</sheetData></worksheet>'
    cells = '<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row><row r="2"><c r="A2"><v>7</v></c></row>'
    start = time.process_time()
    table, faults = read_table("x/first.xlsx", book(xl__worksheets__sheet1_xml=(sheet % cells).encode()))
    assert time.process_time() - start < 2
    assert (table.header, table.rows, faults) == (("a",), ((2, ("7",)),), [])


@settings(max_examples=80, deadline=None, derandomize=True, database=None)
@given(place=st.floats(0, 1), change=st.binary(min_size=1, max_size=8), ending=st.sampled_from([".csv", ".xlsx"]))
def test_a_file_damaged_anywhere_is_read_or_refused_and_never_breaks_the_reader(place, change, ending):
    content = CSV if ending == ".csv" else book()
    at = int(place * (len(content) - 1))
    table, faults = read_table(f"partners/second{ending}", content[:at] + change + content[at + len(change) :])
    assert table is not None or faults


PARTS = ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml", "[Content_Types].xml", "xl/_rels/workbook.xml.rels"]


@settings(max_examples=80, deadline=None, derandomize=True, database=None)
@given(name=st.sampled_from(PARTS), place=st.floats(0, 1), length=st.integers(0, 30), change=st.text('0aA<>/"=- ', max_size=8))
def test_a_workbook_with_a_damaged_part_is_read_or_refused_and_never_breaks_the_reader(name, place, length, change):
    part = zipfile.ZipFile(io.BytesIO(book())).read(name)
    at = int(place * (len(part) - 1))
    content = with_parts(book(), {name: part[:at] + change.encode() + part[at + length :]})
    table, faults = read_table("partners/second.xlsx", content)
    assert table is not None or faults
