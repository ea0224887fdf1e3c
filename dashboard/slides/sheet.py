"""A slide that is drawn on in points from its upper left: text, shapes, tables, pictures and charts, each with a name and, where it
is a graphic, a text alternative. Whatever stands on it was measured first."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from pptx.enum.shapes import MSO_CONNECTOR
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.util import Emu, Pt

from dashboard.language import Language
from dashboard.lettering import BOLD, REGULAR, length, printable, wrapped
from dashboard.slides.native import EMU, INK, MUTED, Chart, Paint, edge, fill

LEADING = 1.2
LINE, INK_2, WARN, SUNKEN = "#dce2e9", "#424e5c", "#8a4f00", "#f6f8fa"
DRAWING = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
PLAIN_TABLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
SHAPES = {
    "circle": "ellipse", "square": "rect", "diamond": "diamond", "triangle-up": "triangle", "cross": "plus", "x": "mathMultiply",
    "star": "star5", "hexagon": "hexagon", "triangle-down": "flowChartMerge", "pentagon": "pentagon", "bowtie": "flowChartCollate",
}
"""Symbols of the screen by their word in the file format. What is not here is drawn as a freeform."""
CROSSED = (((0, 0), (1, 0), (1, 1), (0, 1), (0, 0), (1, 1)), ((1, 0), (0, 1)))
NAMESPACES = f'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" {DRAWING}'


@dataclass(frozen=True)
class Box:
    """A place on a slide, in points."""

    x: float
    y: float
    width: float
    height: float

    @property
    def bottom(self) -> float:
        """Where it ends."""
        return self.y + self.height

    @property
    def right(self) -> float:
        """Where it ends to the right."""
        return self.x + self.width

    def below(self, taken: float) -> Box:
        """What is left of it below the first `taken` points."""
        return Box(self.x, self.y + taken, self.width, max(1.0, self.height - taken))


@dataclass(frozen=True)
class Run:
    """Words of one look."""

    text: str
    bold: bool = False
    ink: str = ""
    size: float = 0


Said = str | Sequence[Run]


class Sheet:
    """One slide. `words` is the language its texts are in."""

    def __init__(self, slide: Any, words: Language):
        self.slide, self.words = slide, words
        self._shapes = slide.shapes

    def text(
        self, box: Box, said: Sequence[Said] | str, size: float, ink: str = INK, bold: bool = False, align: str = "l",
        anchor: str = "t", name: str = "", space: float = 0, paint: Paint | None = None, inset: float = 0,
    ) -> Any:
        """A text box; `said` are its paragraphs."""
        shape = self._shapes.add_textbox(*_at(box))
        if name:
            shape.name = printable(name)
        write(shape.text_frame, [said] if isinstance(said, str) else said, size, ink, bold, align, self.words, space)
        body = shape.text_frame._txBody.bodyPr
        for sides, room in ((("lIns", "rIns"), inset), (("tIns", "bIns"), min(inset, box.height / 8))):
            for side in sides:
                body.set(side, str(round(room * EMU)))
        body.set("wrap", "square")
        for fit in list(body):
            body.remove(fit)
        body.set("anchor", anchor)
        if paint is not None:
            _paint(shape, paint)
        return shape

    def shape(self, kind: str, box: Box, paint: Paint, name: str) -> None:
        """An auto-shape for a symbol of the screen."""
        if kind in SHAPES:
            form = f'<a:prstGeom prst="{SHAPES[kind]}"><a:avLst/></a:prstGeom>'
        else:
            form = _form([[(x * box.width, y * box.height) for x, y in ring] for ring in CROSSED], box, is_closed=False)
        self._add(form, box, paint, name)

    def line(
        self, x0: float, y0: float, x1: float, y1: float, ink: str = LINE, width: float = 0.75, dash: str = "", name: str = "",
    ) -> Any:
        """A straight line."""
        made = self._shapes.add_connector(MSO_CONNECTOR.STRAIGHT, *(Emu(round(v * EMU)) for v in (x0, y0, x1, y1)))
        if name:
            made.name = printable(name)
        properties = made._element.spPr
        properties.append(parse_xml(edge(Paint(edge=ink, width=width, dash=dash)).replace("<a:ln ", f"<a:ln {DRAWING} ", 1)))
        style = made._element.find(qn("p:style"))
        if style is not None:
            made._element.remove(style)
        return made

    def picture(self, box: Box, image: bytes | Path, told: str, name: str) -> Any:
        """A picture that fills a box."""
        source = io.BytesIO(image) if isinstance(image, bytes) else str(image)
        made = self._shapes.add_picture(source, *_at(box))
        made.name = printable(name)
        describe(made, told)
        return made

    def chart(self, box: Box, chart: Chart, told: str, name: str) -> Any:
        """A native chart with its workbook."""
        made = self._shapes.add_chart(None, *_at(box), chart)
        made.name = printable(name)
        describe(made, told)
        return made

    @contextmanager
    def group(self, name: str, told: str) -> Iterator[None]:
        """What is drawn within is one group with one text alternative."""
        outer, made = self._shapes, self._shapes.add_group_shape()
        self._shapes = made.shapes
        try:
            yield
        finally:
            self._shapes = outer
        made._element.recalculate_extents()
        made.name = printable(name)
        describe(made, told)

    def freeform(self, rings: Sequence[Sequence[tuple[float, float]]], paint: Paint, name: str) -> None:
        """One shape with a contour for each ring of points."""
        xs, ys = [x for ring in rings for x, _ in ring], [y for ring in rings for _, y in ring]
        box = Box(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))
        self._add(_form([[(x - box.x, y - box.y) for x, y in ring] for ring in rings], box, is_closed=True), box, paint, name)

    def _add(self, form: str, box: Box, paint: Paint, name: str) -> None:
        # Written here: the library would measure the whole group for each new member, and a map has hundreds.
        x, y, width, height = _at(box)
        number, called = self._shapes._next_shape_id, escape(printable(name), quote=True)
        self._shapes._spTree.append(parse_xml(
            f'<p:sp {NAMESPACES}><p:nvSpPr><p:cNvPr id="{number}" name="{called}"/><p:cNvSpPr/><p:nvPr/></p:nvSpPr><p:spPr><a:xfrm>'
            f'<a:off x="{x}" y="{y}"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>{form}{fill(paint)}{edge(paint)}</p:spPr>'
            f'<p:txBody><a:bodyPr/><a:lstStyle/><a:p><a:endParaRPr lang="{self.words.code}"/></a:p></p:txBody></p:sp>'
        ))

    def table(
        self, box: Box, heads: Sequence[str], rows: Sequence[Sequence[Said]], widths: Sequence[float], heights: Sequence[float],
        size: float, told: str, name: str, numbers: Sequence[bool] = (), has_row_heads: bool = False, anchor: str = "t",
    ) -> Any:
        """A native table. `heights` begins with that of the headings; `numbers` says which columns are set to the right."""
        made = self._shapes.add_table(len(rows) + 1, len(heads), *_at(box))
        made.name = printable(name)
        describe(made, told)
        table = made.table
        properties = table._tbl.tblPr
        properties.find(qn("a:tableStyleId")).text = PLAIN_TABLE
        table.horz_banding, table.first_row, table.first_col = False, True, has_row_heads
        for n, width in enumerate(widths):
            table.columns[n].width = Emu(round(width * EMU))
        for n, height in enumerate(heights):
            table.rows[n].height = Emu(round(height * EMU))
        for y, row in enumerate([heads, *rows]):
            for x, said in enumerate(row):
                cell = table.cell(y, x)
                right = bool(numbers) and numbers[x]
                write(cell.text_frame, [said], size, INK if y else MUTED, y == 0 or (has_row_heads and x == 0),
                      "r" if right else "l", self.words)
                held = cell._tc.get_or_add_tcPr()
                for side, room in (("marL", 4), ("marR", 4), ("marT", 2.5), ("marB", 2.5)):
                    held.set(side, str(round(room * EMU)))
                held.set("anchor", anchor if y else "b")
                rule = edge(Paint(edge=LINE if y else MUTED, width=0.75))
                held.append(parse_xml(rule.replace("<a:ln ", f"<a:lnB {DRAWING} ", 1).replace("</a:ln>", "</a:lnB>")))
                held.append(parse_xml(f"<a:noFill {DRAWING}/>"))
        return made

    def title(self, text: str, size: float | None) -> None:
        """The title of the slide, in its own placeholder."""
        holder = self.slide.shapes.title
        frame = holder.text_frame
        frame.text = printable(text)
        frame.word_wrap = True
        for run in frame.paragraphs[0].runs:
            run._r.get_or_add_rPr().set("lang", self.words.code)
            if size:
                run.font.size = Pt(size)


def write(
    frame: Any, said: Sequence[Said], size: float, ink: str, bold: bool, align: str, words: Language, space: float = 0,
) -> None:
    """Put paragraphs into a text frame, each run with its look and the language it is in."""
    body = frame._txBody
    for old in body.findall(qn("a:p")):
        body.remove(old)
    for n, paragraph in enumerate(said):
        before = f'<a:spcBef><a:spcPts val="{round(space * 100)}"/></a:spcBef>' if space and n else ""
        text = ""
        for run in [Run(paragraph)] if isinstance(paragraph, str) else paragraph:
            look = f'lang="{words.code}" sz="{round((run.size or size) * 100)}" b="{int(run.bold or bold)}"'
            inside = f"<a:rPr {look}>{fill(Paint(run.ink or ink))}</a:rPr>"
            text += "<a:br/>".join(f"<a:r>{inside}<a:t>{escape(line)}</a:t></a:r>" if line else ""
                                   for line in printable(run.text).split("\n"))
        # The size of what is empty counts too: an empty cell would otherwise be as high as one of large type.
        body.append(parse_xml(f'<a:p {DRAWING}><a:pPr algn="{align}">{before}</a:pPr>{text}'
                              f'<a:endParaRPr lang="{words.code}" sz="{round(size * 100)}"/></a:p>'))


def describe(shape: Any, told: str) -> None:
    """Give a graphic its text alternative."""
    shape._element.xpath(".//p:cNvPr")[0].set("descr", printable(told))


def lines_of(said: Said, size: float, room: float, bold: bool = False) -> int:
    """How many lines a paragraph takes."""
    text = said if isinstance(said, str) else "".join(run.text for run in said)
    heavy = bold or (not isinstance(said, str) and any(run.bold for run in said))
    return max(1, len(wrapped(text, size, BOLD if heavy else REGULAR, max(8.0, room))))


def height_of(said: Sequence[Said] | str, size: float, room: float, bold: bool = False, space: float = 0) -> float:
    """How high paragraphs stand in a column of `room` points."""
    paragraphs = [said] if isinstance(said, str) else list(said)
    return sum(lines_of(p, size, room, bold) for p in paragraphs) * size * LEADING + space * max(0, len(paragraphs) - 1)


def width_of(text: str, size: float, bold: bool = False) -> float:
    """How wide the longest line of a text is."""
    return max((length(line, size, BOLD if bold else REGULAR) for line in printable(text).split("\n")), default=0.0)


def _form(rings: Sequence[Sequence[tuple[float, float]]], box: Box, is_closed: bool) -> str:
    """The geometry of contours, from the upper left of their box."""
    def at(point: tuple[float, float]) -> str:
        return f'<a:pt x="{round(point[0] * EMU)}" y="{round(point[1] * EMU)}"/>'

    path = "".join(
        f"<a:moveTo>{at(ring[0])}</a:moveTo>" + "".join(f"<a:lnTo>{at(point)}</a:lnTo>" for point in ring[1:])
        + ("<a:close/>" if is_closed else "") for ring in rings
    )
    return (f'<a:custGeom><a:avLst/><a:gdLst/><a:ahLst/><a:cxnLst/><a:rect l="0" t="0" r="r" b="b"/><a:pathLst>'
            f'<a:path w="{round(box.width * EMU)}" h="{round(box.height * EMU)}">{path}</a:path></a:pathLst></a:custGeom>')


def _at(box: Box) -> tuple[Emu, Emu, Emu, Emu]:
    x, y, width, height = (Emu(round(v * EMU)) for v in (box.x, box.y, max(0.0, box.width), max(0.0, box.height)))
    return x, y, width, height


def _paint(shape: Any, paint: Paint) -> None:
    properties = shape._element.spPr
    for tag in ("noFill", "solidFill", "pattFill", "ln"):
        for old in properties.findall(qn(f"a:{tag}")):
            properties.remove(old)
    for part in (fill(paint), edge(paint)):
        tag = part[1:].split(">")[0].split(" ")[0].rstrip("/")
        properties.append(parse_xml(part.replace(f"<{tag}", f"<{tag} {DRAWING}", 1)))
