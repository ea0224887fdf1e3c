"""A native chart: its XML and the workbook behind it, written from one description so that they cannot differ.

The library that holds the presentation writes charts too, but lets a workbook read a name that starts with an equals sign as a
formula, and knows no patterns, no labels of single points and no blank values in a scatter chart.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from html import escape
from typing import Any

import xlsxwriter

from dashboard.exports import safe
from dashboard.lettering import printable

NAMESPACES = ('xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
              'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
              'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"')
SHEET = "Data"
INK, MUTED, GRID = "#1d2733", "#5a6673", "#dfe4ea"
EMU = 12700
HOLLOW = "hollow"
FIRST_DAY = date(1899, 12, 30)
"""Day 0 of a spreadsheet, as far as any day after February 1900 can tell."""
Cell = float | int | str | date | None


class Cells:
    """The sheet of a workbook, filled column by column. What is None is a blank cell."""

    def __init__(self) -> None:
        self.columns: list[tuple[str, list[Cell], str]] = []

    def column(self, head: str, values: Iterable[Cell], form: str = "General") -> int:
        """Add a column; returns its place."""
        self.columns.append((str(safe(printable(head))), [_cell(v) for v in values], form))
        return len(self.columns) - 1

    def head(self, place: int) -> Ref:
        """The heading of a column."""
        name, _, _ = self.columns[place]
        return Ref(f"{SHEET}!${_letters(place)}$1", (name,), "General")

    def ref(self, place: int, rows: Sequence[int] | None = None) -> Ref:
        """A column, or adjoining rows of it."""
        _, values, form = self.columns[place]
        first, last = (0, len(values) - 1) if rows is None else (rows[0], rows[-1])
        at = _letters(place)
        return Ref(f"{SHEET}!${at}${first + 2}:${at}${last + 2}", tuple(values[first:last + 1]), form)

    def across(self, first: int, last: int, row: int) -> Ref:
        """Adjoining cells of one row."""
        members = self.columns[first:last + 1]
        return Ref(f"{SHEET}!${_letters(first)}${row + 2}:${_letters(last)}${row + 2}", tuple(v[row] for _, v, _ in members),
                   members[0][2])

    def workbook(self) -> bytes:
        """The sheet as an Excel workbook without any formula."""
        held = io.BytesIO()
        book = xlsxwriter.Workbook(held, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
                                          "strings_to_numbers": False})
        sheet = book.add_worksheet(SHEET)
        for x, (head, values, form) in enumerate(self.columns):
            shown = book.add_format({"num_format": form}) if form != "General" else None
            sheet.write_string(0, x, head)
            sheet.set_column(x, x, 28 if any(isinstance(v, str) for v in values) else 14)
            for y, value in enumerate(values, 1):
                if isinstance(value, str):
                    sheet.write_string(y, x, value)
                elif isinstance(value, date):
                    sheet.write_datetime(y, x, value, shown)
                elif value is not None:
                    sheet.write_number(y, x, value, shown)
        book.close()
        return held.getvalue()


@dataclass(frozen=True)
class Ref:
    """Where values stand in the workbook, and the values themselves."""

    at: str
    values: tuple[Cell, ...]
    form: str


@dataclass(frozen=True)
class Paint:
    """How a mark is filled and edged. `fill` is empty for nothing, and HOLLOW for what is white within its edge; `pattern` is a
    preset of the file format, in `fill` on `ground`."""

    fill: str = ""
    edge: str = ""
    width: float = 1
    pattern: str = ""
    dash: str = ""
    ground: str = "#ffffff"


@dataclass(frozen=True)
class Series:
    """One series. `x` are the categories, or the x values of a scatter chart. `points` paints single points otherwise, `labels`
    writes beside them on one of `sides`, `sizes` and `symbols` are those of their markers. A series with a `line` joins its points.
    `values` is the format of labels of all values. What `is_behind` comes last in the file and is drawn first all the same:
    LibreOffice loses series of a scatter chart that come before a longer one."""

    name: Ref
    x: Ref
    y: Ref
    paint: Paint
    line: Paint | None = None
    symbol: str = ""
    size: float = 6
    points: dict[int, Paint] = field(default_factory=dict)
    labels: dict[int, str] = field(default_factory=dict)
    sides: dict[int, str] = field(default_factory=dict)
    sizes: dict[int, float] = field(default_factory=dict)
    symbols: dict[int, str] = field(default_factory=dict)
    values: str = ""
    is_behind: bool = False


@dataclass(frozen=True)
class Axis:
    """A value axis, or the categories. `form` is the format of its labels; an axis that is not `shown` still holds the scale."""

    least: float | None = None
    most: float | None = None
    step: float | None = None
    form: str = "#,##0"
    shown: bool = True
    grid: bool = False
    log: bool = False
    reverse: bool = False
    skip: int = 0
    size: float = 10


@dataclass(frozen=True)
class Chart:
    """A chart of `kind` column, bar or scatter. `plot` is the inside of the axes as shares of the whole: left, top, width,
    height; nothing leaves it to whoever draws it. `gap` is between categories, in percent of a bar."""

    kind: str
    cells: Cells
    series: tuple[Series, ...]
    across: Axis = Axis()
    up: Axis = Axis()
    plot: tuple[float, float, float, float] | None = None
    stacked: bool = False
    overlap: int | None = None
    gap: int = 45
    legend: str = ""
    size: float = 10.5

    def xml_bytes(self, _: Any = None) -> bytes:
        """The chart in the file format's own words."""
        return _chart(self).encode("utf-8")

    @property
    def xlsx_blob(self) -> bytes:
        """The workbook behind it."""
        return self.cells.workbook()


def _cell(value: Cell) -> Cell:
    """A value as it stands in a cell: text that is no formula, whole numbers as such."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, str):
        return str(safe(printable(value)))
    if isinstance(value, float):
        return None if value != value else int(value) if value.is_integer() else value
    return value


def _letters(place: int) -> str:
    return (_letters(place // 26 - 1) if place >= 26 else "") + chr(65 + place % 26)


def _number(value: Cell) -> str:
    """A number as the workbook writes it, to the same digit."""
    return str((value - FIRST_DAY).days) if isinstance(value, date) else f"{value:.16G}"


def _text(text: str) -> str:
    return escape(printable(text), quote=True)


def colour(hexadecimal: str) -> str:
    """A colour such as '#1d2733' as the file format writes it."""
    return f'<a:srgbClr val="{hexadecimal.lstrip("#").upper()}"/>'


def fill(paint: Paint) -> str:
    """What a shape is filled with."""
    if not paint.fill:
        return "<a:noFill/>"
    if paint.fill == HOLLOW:
        # LibreOffice knows no edges of markers: a plain white one would not be seen there. This one it fills like its edge.
        white = colour("#ffffff")
        return (f'<a:gradFill><a:gsLst><a:gs pos="0">{white}</a:gs><a:gs pos="100000">{white}</a:gs></a:gsLst>'
                '<a:lin ang="0" scaled="0"/></a:gradFill>')
    if paint.pattern:
        return (f'<a:pattFill prst="{paint.pattern}"><a:fgClr>{colour(paint.fill)}</a:fgClr>'
                f"<a:bgClr>{colour(paint.ground)}</a:bgClr></a:pattFill>")
    return f"<a:solidFill>{colour(paint.fill)}</a:solidFill>"


def edge(paint: Paint) -> str:
    """The outline of a shape, or a line."""
    if not paint.edge:
        return "<a:ln><a:noFill/></a:ln>"
    dash = f'<a:prstDash val="{paint.dash}"/>' if paint.dash else ""
    width = round(paint.width * EMU)
    return f'<a:ln w="{width}" cap="rnd"><a:solidFill>{colour(paint.edge)}</a:solidFill>{dash}<a:round/></a:ln>'


def _looks(paint: Paint) -> str:
    return f"<c:spPr>{fill(paint)}{edge(paint)}</c:spPr>"


def _type(size: float, ink: str = INK, bold: bool = False) -> str:
    return (f'<c:txPr><a:bodyPr rot="0" vert="horz"/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="{round(size * 100)}" b="{int(bold)}">'
            f'<a:solidFill>{colour(ink)}</a:solidFill></a:defRPr></a:pPr><a:endParaRPr/></a:p></c:txPr>')


def _points(ref: Ref, is_text: bool) -> str:
    body = "".join(
        f'<c:pt idx="{i}"><c:v>{_text(str(v)) if is_text else _number(v)}</c:v></c:pt>'
        for i, v in enumerate(ref.values) if v is not None
    )
    form = "" if is_text else f"<c:formatCode>{_text(ref.form)}</c:formatCode>"
    kind = "str" if is_text else "num"
    return (f'<c:{kind}Ref><c:f>{ref.at}</c:f><c:{kind}Cache>{form}<c:ptCount val="{len(ref.values)}"/>{body}</c:{kind}Cache>'
            f"</c:{kind}Ref>")


def _marker(symbol: str, size: float, paint: Paint) -> str:
    held = f'<c:size val="{min(72, max(2, round(size)))}"/>' if symbol != "none" else ""
    looks = _looks(paint) if symbol != "none" else ""
    return f'<c:marker><c:symbol val="{symbol}"/>{held}{looks}</c:marker>'


def _shown(values: bool) -> str:
    return (f'<c:showLegendKey val="0"/><c:showVal val="{int(values)}"/><c:showCatName val="0"/><c:showSerName val="0"/>'
            '<c:showPercent val="0"/><c:showBubbleSize val="0"/>')


def _labels(series: Series, chart: Chart) -> str:
    """Labels in words at single points, or the values of all; none is shown where there is nothing to say."""
    side = "outEnd" if chart.kind in ("bar", "column") and not chart.stacked else "ctr" if chart.stacked else "r"
    body = ""
    for i, text in sorted(series.labels.items()):
        lines = text.split("\n")
        said = "".join(
            f'<a:p><a:r><a:rPr sz="{round(chart.size * 100)}" b="{int(n == 0 and len(lines) > 1)}"><a:solidFill>'
            f'{colour(INK)}</a:solidFill></a:rPr><a:t>{_text(line)}</a:t></a:r></a:p>' for n, line in enumerate(lines)
        )
        body += (f'<c:dLbl><c:idx val="{i}"/><c:tx><c:rich><a:bodyPr wrap="none"/><a:lstStyle/>{said}</c:rich></c:tx>'
                 f'<c:dLblPos val="{series.sides.get(i, side)}"/>{_shown(True)}</c:dLbl>')
    if series.values:
        return (f'<c:dLbls>{body}<c:numFmt formatCode="{_text(series.values)}" sourceLinked="0"/>'
                f'<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>{_type(chart.size)}<c:dLblPos val="{side}"/>'
                f"{_shown(True)}</c:dLbls>")
    return f"<c:dLbls>{body}{_shown(False)}</c:dLbls>" if body else ""


def _series(series: Series, place: int, chart: Chart) -> str:
    is_bar, is_scatter = chart.kind in ("bar", "column"), chart.kind == "scatter"
    drawn = sorted(range(len(chart.series)), key=lambda i: not chart.series[i].is_behind).index(place)
    head = f'<c:ser><c:idx val="{place}"/><c:order val="{drawn}"/><c:tx>{_points(series.name, True)}</c:tx>'
    if is_bar:
        looks = _looks(series.paint) + '<c:invertIfNegative val="0"/>'
        points = "".join(f'<c:dPt><c:idx val="{i}"/><c:invertIfNegative val="0"/><c:bubble3D val="0"/>{_looks(paint)}</c:dPt>'
                         for i, paint in sorted(series.points.items()))
    else:
        joined = series.line or Paint()
        looks = f"<c:spPr>{edge(joined)}</c:spPr>" + _marker(series.symbol or "none", series.size, series.paint)
        own = sorted({*series.points, *series.sizes, *series.symbols})
        points = "".join(
            f'<c:dPt><c:idx val="{i}"/>'
            + _marker(series.symbols.get(i, series.symbol), series.sizes.get(i, series.size), series.points.get(i, series.paint))
            + f'<c:bubble3D val="0"/><c:spPr>{edge(joined)}</c:spPr></c:dPt>'
            for i in own
        )
    across, up = ("xVal", "yVal") if is_scatter else ("cat", "val")
    smooth = "" if is_bar else '<c:smooth val="0"/>'
    return (f"{head}{looks}{points}{_labels(series, chart)}<c:{across}>{_points(series.x, not is_scatter)}</c:{across}>"
            f"<c:{up}>{_points(series.y, False)}</c:{up}>{smooth}</c:ser>")


def _chart(chart: Chart) -> str:
    body = "".join(_series(series, i, chart) for i, series in enumerate(chart.series))
    ids = '<c:axId val="1001"/><c:axId val="1002"/>'
    if chart.kind in ("bar", "column"):
        direction = "bar" if chart.kind == "bar" else "col"
        grouping = "stacked" if chart.stacked else "clustered"
        lap = 100 if chart.stacked else chart.overlap
        overlap = f'<c:overlap val="{lap}"/>' if lap is not None else ""
        marks = (f'<c:barChart><c:barDir val="{direction}"/><c:grouping val="{grouping}"/><c:varyColors val="0"/>{body}'
                 f'<c:gapWidth val="{chart.gap}"/>{overlap}{ids}</c:barChart>')
    else:
        marks = (f'<c:scatterChart><c:scatterStyle val="lineMarker"/><c:varyColors val="0"/>{body}{ids}</c:scatterChart>')
    lying = chart.kind == "bar"
    first = _axis(chart.across, "1001", "1002", "l" if lying else "b", chart.kind == "scatter", chart)
    second = _axis(chart.up, "1002", "1001", "b" if lying else "l", True, chart)
    layout = ""
    if chart.plot is not None:
        x, y, w, h = (f"{v:.5f}" for v in chart.plot)
        layout = ('<c:layout><c:manualLayout><c:layoutTarget val="inner"/><c:xMode val="edge"/><c:yMode val="edge"/>'
                  f'<c:x val="{x}"/><c:y val="{y}"/><c:w val="{w}"/><c:h val="{h}"/></c:manualLayout></c:layout>')
    legend = ""
    if chart.legend:
        legend = f'<c:legend><c:legendPos val="{chart.legend}"/><c:overlay val="0"/>{_type(chart.size)}</c:legend>'
    return (f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><c:chartSpace {NAMESPACES}><c:date1904 val="0"/>'
            '<c:roundedCorners val="0"/><c:chart><c:autoTitleDeleted val="1"/>'
            f'<c:plotArea>{layout}{marks}{first}{second}<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr></c:plotArea>{legend}'
            '<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>'
            f'<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>{_type(chart.size)}</c:chartSpace>')


def _axis(axis: Axis, me: str, other: str, side: str, is_value: bool, chart: Chart) -> str:
    limits = "".join(f'<c:{end} val="{value!r}"/>' for end, value in (("max", axis.most), ("min", axis.least)) if value is not None)
    scaling = (('<c:logBase val="10"/>' if axis.log else "")
               + f'<c:orientation val="{"maxMin" if axis.reverse else "minMax"}"/>' + limits)
    grid = f'<c:majorGridlines><c:spPr>{edge(Paint(edge=GRID, width=0.75))}</c:spPr></c:majorGridlines>' if axis.grid else ""
    line = f"<c:spPr>{edge(Paint(edge=GRID, width=0.75))}</c:spPr>" if axis.shown else "<c:spPr><a:ln><a:noFill/></a:ln></c:spPr>"
    head = (f'<c:axId val="{me}"/><c:scaling>{scaling}</c:scaling><c:delete val="{int(not axis.shown)}"/>'
            f'<c:axPos val="{side}"/>{grid}'
             f'<c:numFmt formatCode="{_text(axis.form)}" sourceLinked="0"/><c:majorTickMark val="none"/>'
            f'<c:minorTickMark val="none"/><c:tickLblPos val="low"/>{line}{_type(axis.size, INK if not is_value else MUTED)}'
            f'<c:crossAx val="{other}"/>')
    if is_value:
        step = f'<c:majorUnit val="{axis.step!r}"/>' if axis.step else ""
        # The foot of the scale is where the other axis stands, whatever the scale.
        crossing = f'<c:crossesAt val="{_foot(chart, me)!r}"/>' if _foot(chart, me) is not None else '<c:crosses val="autoZero"/>'
        between = "midCat" if chart.kind == "scatter" else "between"
        return f'<c:valAx>{head}{crossing}<c:crossBetween val="{between}"/>{step}</c:valAx>'
    skip = f'<c:tickLblSkip val="{axis.skip}"/>' if axis.skip else ""
    return (f'<c:catAx>{head}<c:crosses val="{"min" if chart.up.log else "autoZero"}"/><c:auto val="0"/><c:lblAlgn val="ctr"/>'
            f'<c:lblOffset val="60"/>{skip}<c:noMultiLvlLbl val="1"/></c:catAx>')


def _foot(chart: Chart, me: str) -> float | None:
    """Where on the other axis this one crosses: at its least value, of a scatter chart."""
    if chart.kind != "scatter":
        return None
    return chart.up.least if me == "1001" else chart.across.least
