"""Presentations of single charts, made once a process, and short ways to look into them."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import openpyxl
from openpyxl.utils import range_boundaries
from pptx import Presentation
from pptx.oxml.ns import qn

from dashboard.chart import Answer
from dashboard.content import CHARTS
from dashboard.exports import File
from dashboard.language import language
from dashboard.slides import Slide, presentation

WORDS = language("en")
ADDRESS = "https://results.example.org"
FOOT = "Note, caveats and source"


def file_of(slides: list[Slide], **given: Any) -> File:
    """The file that a presentation ends with."""
    *_, made = presentation(slides, "A deck", WORDS, ADDRESS, **given)
    assert isinstance(made, File)
    return made


def opened(content: bytes) -> Any:
    """A presentation as its readers open it."""
    return Presentation(io.BytesIO(content))


@cache
def made(asking: Any, name: str, query: str = "") -> tuple[Answer, Any]:
    """A chart's answer and the presentation of it alone."""
    answer = asking.answer(name, query)
    return answer, opened(file_of([Slide("", "", answer, CHARTS[name][1])]).content)


def shapes(slide: Any) -> Iterator[Any]:
    """Every shape of a slide, those within groups too."""
    def within(held: Any) -> Iterator[Any]:
        for shape in held:
            yield shape
            if shape.shape_type == 6:
                yield from within(shape.shapes)

    return within(slide.shapes)


def texts(slide: Any) -> str:
    """All that is written on a slide, tables too."""
    said = []
    for shape in shapes(slide):
        if shape.has_text_frame:
            said.append(shape.text_frame.text)
        if shape.has_table:
            said += [cell.text_frame.text for row in shape.table.rows for cell in row.cells]
    return "\n".join(said).replace("\v", "\n")


@dataclass(frozen=True)
class Values:
    """Values of a chart as its XML holds them, and the same cells of its workbook. None is a blank."""

    held: list[Any]
    cells: list[Any]


@dataclass(frozen=True)
class Series:
    """One series: its name, its x values or categories, and its y values."""

    name: Values
    x: Values
    y: Values


def charts(slide: Any) -> list[Any]:
    """The native charts of a slide."""
    return [shape.chart for shape in shapes(slide) if shape.has_chart]


def workbook(chart: Any) -> openpyxl.Workbook:
    """The workbook inside a chart."""
    return openpyxl.load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob))


def series_of(chart: Any) -> list[Series]:
    """The series of a chart with what its workbook holds at the places they name."""
    sheet = workbook(chart)["Data"]
    found = []
    for element in chart.part._element.iter(qn("c:ser")):
        parts = [element.find(qn(tag)) for tag in ("c:tx", "c:cat", "c:xVal", "c:val", "c:yVal")]
        name, x, y = (_values(part, sheet) for part in parts if part is not None)
        found.append(Series(name, x, y))
    return found


def _values(part: Any, sheet: Any) -> Values:
    place = next(part.iter(qn("c:f"))).text.replace("$", "")
    assert place.startswith("Data!")
    count = int(next(part.iter(qn("c:ptCount"))).get("val"))
    is_text = part.find(qn("c:strRef")) is not None
    points = {int(one.get("idx")): one.find(qn("c:v")).text for one in part.iter(qn("c:pt"))}
    held = [points.get(n) if is_text else None if n not in points else float(points[n]) for n in range(count)]
    left, top, right, bottom = range_boundaries(place.removeprefix("Data!"))
    cells = [sheet.cell(y, x).value for y in range(top, bottom + 1) for x in range(left, right + 1)]
    return Values(held, cells)


def plain(name: str) -> str:
    """A name without what marks its status."""
    return re.sub(r"\s*[●■◆▲✚✖★⬢▼⬟⧓]$", "", name)
