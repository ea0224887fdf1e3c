"""A slide that is drawn on in points from its upper left: text, shapes, tables, pictures and charts, each with a name and, where it
is a graphic, a text alternative. Whatever stands on it was measured first."""

from __future__ import annotations

import io
from collections.abc import Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pptx.enum.shapes import MSO_CONNECTOR, MSO_SHAPE
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
    "circle": MSO_SHAPE.OVAL, "square": MSO_SHAPE.RECTANGLE, "diamond": MSO_SHAPE.DIAMOND,
    "triangle-up": MSO_SHAPE.ISOSCELES_TRIANGLE, "cross": MSO_SHAPE.CROSS, "x": MSO_SHAPE.MATH_MULTIPLY,
    "star": MSO_SHAPE.STAR_5_POINT, "hexagon": MSO_SHAPE.HEXAGON, "triangle-down": MSO_SHAPE.FLOWCHART_MERGE,
    "pentagon": MSO_SHAPE.REGULAR_PENTAGON, "bowtie": MSO_SHAPE.FLOWCHART_COLLATE, "square-x": MSO_SHAPE.FLOWCHART_SUMMING_JUNCTION,
    "rounded": MSO_SHAPE.ROUNDED_RECTANGLE,
}


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
        self, box: Box, said: Sequence[Said] | str, size: float, ink: str = INK, bold: bool = False, align: str = "l", anchor: str = "t",
        name: str = "", space: float = 0, wrap: bool = True, paint: Paint | None = None, inset: float = 0,
    ) -> Any:
        """A text box; `said` are its paragraphs."""
        shape = self._shapes.add_textbox(*_at(box))
        if name:
            shape.name = printable(name)
        write(shape.text_frame, [said] if isinstance(said, str) else said, size, ink, bold, align, self.words, space)
        body = shape.text_frame._txBody.bodyPr
        for side in ("lIns", "tIns", "rIns", "bIns"):
            body.set(side, str(round(inset * EMU)))
        body.set("wrap", "square" if wrap else "none")
        body.set("anchor", anchor)
        if paint is not None:
            _paint(shape, paint)
        return shape

    def shape(self, kind: str, box: Box, paint: Paint, name: str, told: str = "") -> Any:
        """An auto-shape of SHAPES."""
        made = self._shapes.add_shape(SHAPES[kind], *_at(box))
        made.name = printable(name)
        _paint(made, paint)
        # Its style brings a shadow and the colour of the theme.
        style = made._element.find(qn("p:style"))
        if style is not None:
            made._element.remove(style)
        if told:
            describe(made, told)
        return made

    def line(self, x0: float, y0: float, x1: float, y1: float, ink: str = LINE, width: float = 0.75, dash: str = "", name: str = "") -> Any:
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
    def group(self, name: str, told: str) -> Any:
        """What is drawn within is one group with one text alternative."""
        outer, made = self._shapes, self._shapes.add_group_shape()
        self._shapes = made.shapes
        try:
            yield made
        finally:
            self._shapes = outer
        made.name = printable(name)
        describe(made, told)

    def freeform(self, rings: Sequence[Sequence[tuple[float, float]]], paint: Paint, name: str) -> Any:
        """One shape with a contour for each ring of points."""
        first, *others = rings
        builder = self._shapes.build_freeform(*first[0], scale=EMU)
        builder.add_line_segments(first[1:], close=True)
        for ring in others:
            builder.move_to(*ring[0])
            builder.add_line_segments(ring[1:], close=True)
        made = builder.convert_to_shape()
        made.name = printable(name)
        _paint(made, paint)
        style = made._element.find(qn("p:style"))
        if style is not None:
            made._element.remove(style)
        return made

    def table(
        self, box: Box, heads: Sequence[str], rows: Sequence[Sequence[Said]], widths: Sequence[float], heights: Sequence[float],
        size: float, told: str, name: str, numbers: Sequence[bool] = (), has_row_heads: bool = False,
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
                held.set("anchor", "t" if y else "b")
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
    frame.word_wrap = True
    for n, paragraph in enumerate(said):
        held = frame.paragraphs[0] if n == 0 else frame.add_paragraph()
        properties = held._p.get_or_add_pPr()
        properties.set("algn", align)
        if space and n:
            held.space_before = Pt(space)
        for run in [Run(paragraph)] if isinstance(paragraph, str) else paragraph:
            for i, line in enumerate(printable(run.text).split("\n")):
                if i:
                    held.add_line_break()
                made = held.add_run()
                made.text = line
                look = made._r.get_or_add_rPr()
                look.set("lang", words.code)
                look.set("sz", str(round((run.size or size) * 100)))
                look.set("b", str(int(run.bold or bold)))
                look.insert(0, parse_xml(fill(Paint(run.ink or ink)).replace("<a:solidFill>", f"<a:solidFill {DRAWING}>", 1)))


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
