"""Marks of words as pictures: they say what the page says, nothing is cut or overlaps, and what is left out is counted."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from asking import Asking

from dashboard.catalogue import STATUS_WORDS
from dashboard.chart import Answer, Desk
from dashboard.content import CHARTS
from dashboard.figures import DRAWN
from dashboard.language import language
from dashboard.lettering import REGULAR, length
from dashboard.snapshots.sheets import SHEETS, table_of
from dashboard.ui.marks import MARKS
from dashboard.warehouse import Store

WORDS = language("en")
SVG = "{http://www.w3.org/2000/svg}"
ROOMS = {"slide": (1200, 380), "half": (588, 330), "column": (672, None), "social": (1120, 260)}
"""Room for the marks, in a picture of each size, between a usual head and foot."""
IN_WORDS = [name for name, (chart, _) in CHARTS.items() if chart.mark not in DRAWN]
NOT_DRAWN = {"visually-hidden", "finding-link", "record-close", "button", "pager", "list-count", "source-link", "delivery-note",
             "strip-bar", "download-all", "kept-serve"}
"""What a page has for its reader's keyboard and pointer, or folded away."""


@dataclass(frozen=True)
class Text:
    """A line of a picture and the box that its letters fill."""

    said: str
    size: float
    left: float
    top: float
    right: float
    bottom: float


def lines_of(element: ET.Element, x: float = 0, y: float = 0) -> Iterator[Text]:
    """Every line of a drawing, in the order drawn."""
    for one in element:
        if one.tag == f"{SVG}g":
            place = re.fullmatch(r"translate\((\S+) (\S+)\)", one.attrib["transform"])
            assert place
            yield from lines_of(one, x + float(place[1]), y + float(place[2]))
        elif one.tag == f"{SVG}text":
            size, said = float(one.attrib["font-size"]), one.text or ""
            wide = length(said, size, int(one.attrib.get("font-weight", REGULAR)))
            left = x + float(one.attrib["x"]) - wide * {"start": 0, "middle": 0.5, "end": 1}[one.attrib.get("text-anchor", "start")]
            base = y + float(one.attrib["y"])
            yield Text(said, size, left, base - 0.74 * size, left + wide, base + 0.22 * size)


@dataclass(frozen=True)
class Sheet:
    """A drawn mark."""

    width: float
    height: float
    lines: tuple[Text, ...]

    @property
    def said(self) -> str:
        return " ".join(line.said for line in self.lines)


def drawn(given: Answer, size: str) -> Sheet:
    """A mark in the room of a size."""
    sheet = SHEETS[given.chart.mark](given, WORDS, *ROOMS[size])
    return Sheet(sheet.width, sheet.height, tuple(lines_of(ET.fromstring(sheet.svg("title", "description")))))


def answered(asking: Asking, chart: str, query: str = "") -> Answer | None:
    """A chart's answer; None if it has no rows. Of the records one is opened."""
    if chart == "activity_record" and not query:
        query = f"record={asking('activity_list')[0]['activity_id']}"
    given = asking.answer(chart, query)
    return None if given.is_empty else given


@cache
def published(package: Path) -> Asking:
    """Answers of a package's published warehouse, in which small groups are withheld."""
    asking = Asking(package)
    asking.desk = Desk(Store(package).published())
    return asking


def faults(sheet: Sheet) -> list[str]:
    """Lines that are too small, leave the sheet, or overlap another."""
    found = [f"small: {line.said} {line.size}" for line in sheet.lines if line.size < 9]
    found += [f"outside: {line.said}" for line in sheet.lines
              if line.left < -0.5 or line.right > sheet.width + 0.5 or line.top < -0.5 or line.bottom > sheet.height + 0.5]
    ordered = sorted((line for line in sheet.lines if line.said.strip()), key=lambda line: line.top)
    for n, one in enumerate(ordered):
        for other in ordered[n + 1:]:
            if other.top >= one.bottom - 0.5:
                break
            if one.left < other.right - 0.5 and other.left < one.right - 0.5:
                found.append(f"overlap: {one.said} / {other.said}")
    return found


@pytest.mark.parametrize("size", ROOMS)
@pytest.mark.parametrize("chart", IN_WORDS)
def test_no_line_is_too_small_leaves_the_sheet_or_overlaps_another(asking, chart, size):
    for one in (asking, published(asking.package)):
        if given := answered(one, chart):
            sheet = drawn(given, size)
            assert faults(sheet) == []
            assert ROOMS[size][1] is None or sheet.height == ROOMS[size][1]


def leaves(tree: Any) -> Iterator[str]:
    """The words of a mark on the page, less those that are not drawn."""
    if isinstance(tree, str):
        yield tree
    elif isinstance(tree, list | tuple):
        for one in tree:
            yield from leaves(one)
    elif tree is not None and not NOT_DRAWN & set((getattr(tree, "attributes", {}).get("className") or "").split()):
        yield from leaves(getattr(tree, "children", None))


def squeezed(text: str) -> str:
    """A text without its blanks and line breaks."""
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize("mark", [mark for mark in MARKS if mark not in ("table", "records")])
def test_a_picture_of_free_height_says_what_the_page_says(asking, mark):
    """Word for word, but for lists of more than 60 rows; a cell of a table may be shortened, so tables are tested by themselves."""
    for chart in (name for name in IN_WORDS if CHARTS[name][0].mark == mark):
        for one in (asking, published(asking.package)):
            if (given := answered(one, chart)) and len(given.records()) <= 60:
                said = squeezed(drawn(given, "column").said)
                page = {squeezed(text) for text in leaves(MARKS[mark](given, WORDS))}
                # The column of notes on participants is there only where there is a note.
                assert [text for text in page - {"Note"} if text.strip("—·:.,()") and text not in said] == []


@pytest.mark.parametrize("chart", [name for name in IN_WORDS if CHARTS[name][0].mark in ("table", "records")])
def test_a_cell_of_a_picture_is_a_cell_of_the_page_or_its_beginning(asking, chart):
    given = answered(asking, chart)
    if given is None:
        return
    cells = {squeezed(text) for text in leaves(MARKS[given.chart.mark](given, WORDS))}
    if chart == "activity_list" and len(given.records()) > 25:
        cells |= {squeezed(text) for text in leaves(MARKS["records"](asking.answer(chart, "page=2"), WORDS))}
    cells |= {squeezed(cell) for row in table_of(given, WORDS)[1] for cell in row}
    every = squeezed(" ".join(cells))
    shown = [line.said for line in drawn(given, "column").lines if not re.search(r"more (row|column)s? in the table", line.said)]
    strange = [said for said in shown if squeezed(said.removesuffix(" …")) not in every]
    assert strange == []


def rows_left_out(sheet: Sheet) -> int:
    """How many rows a picture says that it leaves out."""
    found = re.search(r"([\d,]+) more rows? in the table", sheet.said)
    return int(found[1].replace(",", "")) if found else 0


@pytest.mark.parametrize("size", ROOMS)
@pytest.mark.parametrize(("chart", "query", "column"), [
    ("seizure_list", "year=2020", 0), ("seizure_list", "year=all", 0), ("caveat_ledger", "", 0),
    ("achievements_without_follow_up", "", 0), ("activity_list", "year=all", "title"), ("activity_list", "year=2020", "title"),
])
def test_the_rows_shown_and_the_rows_left_out_are_all_rows(ask, chart, query, column, size):
    """The first rows are shown, each once, and the others are counted."""
    given = ask.answer(chart, query)
    names = [row[column] for row in given.records()] if isinstance(column, str) else [r[column] for r in table_of(given, WORDS)[1]]
    sheet = drawn(given, size)
    shown = len(names) - rows_left_out(sheet)
    assert 0 < shown <= 60
    said = squeezed(sheet.said)
    # A long title may be shortened after some words.
    assert [name for name in names[:shown] if squeezed(name)[:24] not in said] == []
    if column == 0:
        assert [name for name in names[shown:] if name in said] == []


def test_the_seizures_of_2020_are_40_of_which_a_slide_shows_the_newest(ask):
    sheet = drawn(ask.answer("seizure_list", "year=2020"), "slide")
    shown = {line.said for line in sheet.lines if re.fullmatch(r"SZ-\d{4}", line.said)}
    assert len(shown) + rows_left_out(sheet) == 40
    assert "22 Dec 2020" in sheet.said


def test_every_link_of_a_pair_is_shown_or_counted(ask):
    """Of 27 links and 9 priorities one has no link: 28 rows."""
    for size in ROOMS:
        sheet = drawn(ask.answer("priority_pairs"), size)
        keys = {line.said for line in sheet.lines if re.fullmatch(r"P2021-\d\d · 2021", line.said)}
        days = [line for line in sheet.lines if re.search(r"20\d\d\)$", line.said)]
        assert rows_left_out(sheet) < 28 and keys
        if size == "column":
            assert (len(keys), len(days), rows_left_out(sheet)) == (9, 27, 0)


def test_a_picture_that_leaves_columns_out_says_how_many(ask):
    given = ask.answer("seizure_list", "year=2020")
    heads = table_of(given, WORDS)[0]
    sheet = drawn(given, "half")
    told = re.search(r"(\d+) more columns in the table", sheet.said)
    assert told
    top = min(line.bottom for line in sheet.lines if re.fullmatch(r"SZ-\d{4}", line.said))
    header = squeezed(" ".join(line.said for line in sheet.lines if line.top < top - 6))
    assert sum(squeezed(head) in header for head in heads) + int(told[1]) == len(heads)
    assert {"Record", "Drug", "Kilograms"} <= {head for head in heads if squeezed(head) in header}


def test_headline_tiles_of_2020_in_every_size(ask):
    for size in ROOMS:
        said = {line.said.replace("\N{NO-BREAK SPACE}", " ") for line in drawn(ask.answer("headline", "year=2020"), size).lines}
        assert {"Activities", "19", "Persons reached", "1,032", "31.6 %", "20", "6 of 9"} <= said


def test_small_groups_are_withheld_in_words(meridian):
    given = published(meridian).answer("activity_list", "year=all")
    said = drawn(given, "column").said
    assert "withheld:" in said and "under 5" in said
    record = published(meridian).answer("activity_record", "record=MD-2023-040")
    assert "Role withheld: small group" in drawn(record, "slide").said


def test_a_record_that_does_not_fit_says_that_there_is_more_of_it(ask):
    given = answered(ask, "activity_record")
    for room, is_cut in (((1200, 380), False), ((1120, 150), True)):
        sheet = SHEETS["record"](given, WORDS, *room)
        assert ("More of it stands in the dashboard." in sheet.svg("title", "")) == is_cut


def test_a_status_has_its_word_and_its_shape(ask):
    given = ask.meridian.answer("results_framework")
    sheet = SHEETS["bullets"](given, WORDS, 672, None)
    svg, said = sheet.svg("title", ""), drawn(given, "column").said
    for status in ("exceeded", "met", "behind", "regressed", "not_due", "no_target", "not_measurable"):
        assert STATUS_WORDS[status] in said
    # Met is a tick on a disc, behind a triangle pointing down, below the baseline an arrow of seven corners.
    corners = [len(points.split()) for points in re.findall(r'<polygon points="([^"]+)" fill="#(?:226b45|8a4f00|a8261d)"', svg)]
    assert {3, 6, 7} <= set(corners)


@pytest.mark.parametrize("name", IN_WORDS)
def test_the_table_for_other_documents_is_the_table_of_the_page(asking, name):
    given = answered(asking, name)
    if given is None:
        return
    heads, rows, kinds = table_of(given, WORDS)
    columns = given.columns()
    assert heads == [column.label for _, column in columns]
    assert len(kinds) == len(heads) and len(rows) == len(given.records())
    for row, cells in zip(given.records(), rows, strict=True):
        assert cells == [cell if column.kind == "url" else given.cell(key, row, WORDS)
                         for (key, column), cell in zip(columns, cells, strict=True)]


def test_the_table_names_sources_by_their_host(ask):
    heads, rows, kinds = table_of(ask.answer("reported_outputs", "year=all"), WORDS)
    assert kinds[heads.index("Source")] == "url"
    assert kinds[heads.index("Value")] == "number"
    assert {"unodc.org", "interpol.int"} <= {part for row in rows for part in row[heads.index("Source")].split(", ")}
