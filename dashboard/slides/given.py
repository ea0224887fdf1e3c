"""What every mark of a slide is made from, and the looks that it takes over from the screen."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Any

from dashboard.chart import Answer
from dashboard.figures import draw
from dashboard.figures.theme import Figure
from dashboard.language import Language
from dashboard.slides.native import MUTED, Paint
from dashboard.slides.sheet import LEADING, Box, Run, Sheet
from dashboard.snapshots import Snapshot

Row = dict[str, Any]
Part = Callable[[Sheet, Box], None]
"""Draws the marks of one slide into its room."""
HATCHES = {"/": "ltUpDiag", "\\": "dashUpDiag", "x": "ltDnDiag", "+": "dashVert", ".": "wdUpDiag", "-": "ltHorz"}
WIDE_HATCHES = {"/": "wdUpDiag", "\\": "wdDnDiag"}
MARKERS = {"circle": "circle", "square": "square", "diamond": "diamond", "triangle-up": "triangle", "cross": "plus", "x": "x",
           "star": "star", "hexagon": "dash", "triangle-down": "dot"}
DASHES = {"solid": "", "dash": "dash", "dot": "sysDot", "dashdot": "dashDot", "longdash": "lgDash", "longdashdot": "lgDashDot"}
LEAST_ROW, SMALLEST = 25.0, 9.0
THIN = ("plus", "x", "star", "dash", "dot")
"""Markers that have an outline only."""


@dataclass(frozen=True)
class Given:
    """An answer with its words."""

    answer: Answer
    said: Snapshot
    words: Language

    def figure(self) -> Figure:
        """How the screen draws it."""
        return draw(self.answer, self.words)


def nothing_drawn(given: Given, sheet: Sheet, box: Box) -> None:
    """What stands in the place of marks where there are rows but no number in them."""
    sheet.text(box, given.said.finding or given.words("No number is stated."), 18, MUTED, align="ctr", anchor="ctr",
               name=given.words("Why there is no figure"))


def plain(html: str) -> str:
    """The text of a label of the screen, in one line."""
    return unescape(re.sub(r"<[^>]+>", "", html.replace("<br>", " "))).strip()


def runs(html: str, size: float = 0, second: float = 0) -> list[list[Run]]:
    """A note of the screen as lines of runs: bold where it is bold, in colour where a sign has one. `second` is the size of what is
    not bold."""
    lines: list[list[Run]] = []
    for line in html.split("<br>"):
        found: list[Run] = []
        bold, ink = False, ""
        for part in re.split(r"(<[^>]+>)", line):
            if part == "<b>":
                bold = True
            elif part == "</b>":
                bold = False
            elif part.startswith("<span"):
                ink = (re.search(r"color:\s*(#[0-9a-fA-F]{6})", part) or ["", ""])[1]
            elif part == "</span>":
                ink = ""
            elif part:
                found.append(Run(unescape(part), bold, ink, size if bold else second))
        lines.append(found)
    return lines


def bar_paint(colour: str, marker: dict[str, Any]) -> Paint:
    """The fill of a bar as on the screen: whole, hatched over its colour, or hatched with it."""
    pattern = marker.get("pattern") or {}
    shape = pattern.get("shape", "")
    if not shape or isinstance(shape, list):
        return Paint(colour)
    if pattern.get("fillmode", "replace") == "overlay":
        return Paint("#ffffff", pattern=HATCHES[shape], ground=colour)
    return Paint(colour, edge=colour, width=0.75, pattern=WIDE_HATCHES.get(shape, "wdUpDiag"))


def mixed(colour: str, share: float) -> str:
    """A colour mixed with white: what is faded on the screen, without seeing through it."""
    parts = (int(colour[i:i + 2], 16) for i in (1, 3, 5))
    return "#" + "".join(f"{round(v * share + 255 * (1 - share)):02x}" for v in parts)


def marker(symbol: str) -> str:
    """The marker that stands for a symbol of the screen."""
    return MARKERS.get(symbol, "circle")


def parted(rows: Sequence[Row], room: int, most: int = 3) -> list[Sequence[Row]]:
    """Rows in as few parts of at most `room` as they need, `most` at most, all of much the same length."""
    count = max(1, -(-len(rows) // max(1, room)))
    size = max(1, min(max(1, room), -(-len(rows) // count)))
    return [rows[i:i + size] for i in range(0, len(rows), size)][:most]


def row_height(notes: Sequence[str]) -> float:
    """How high a row must be for the words of the screen beside it, in the smallest type."""
    return max(LEAST_ROW, 1 + SMALLEST * LEADING * max((note.count("<br>") + 1 for note in notes), default=1))


def nice_step(largest: float, most: int = 4) -> float:
    """Steps of 1, 2 or 5 times a power of ten, at most `most` of them up to `largest`."""
    power = 10.0 ** -6
    while True:
        for m in (1, 2, 5):
            if largest <= most * m * power:
                return m * power
        power *= 10
