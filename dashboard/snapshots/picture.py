"""An answer as a picture of a given size: its marks in a frame that carries everything said of them.

The frame, and marks that the page writes as HTML, are drawn here. Marks that plotly draws are put into their place by a browser:
the reader's own, or one on the server; both run the same script on the same picture.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import ceil
from typing import Any

from dashboard.chart import Answer, Page
from dashboard.figures import DRAWN, draw
from dashboard.figures.theme import Figure
from dashboard.language import Language
from dashboard.snapshots.drawing import (
    ACCENT,
    BOLD,
    INK,
    INK_2,
    LEADING,
    LINE,
    MEDIUM,
    MUTED,
    NOTICE,
    NOTICE_INK,
    REGULAR,
    SURFACE,
    WARN,
    Drawing,
    emblem_file,
    length,
    shortened,
    wrapped,
)
from dashboard.snapshots.sheets import SHEETS
from dashboard.snapshots.told import Snapshot, snapshot
from dashboard.warehouse import Programme

PLACE = "<!--marks-->"
EMBLEM_HEIGHT = 30
LEAST_SCALE, MOST_SCALE = 0.4, 1.4
COMFORTABLE = 0.8
"""The scale of marks below which caveats make room for them."""
PRESSED = {"stacked_columns": 0.74, "symbol_map": 0.74, "event_timeline": 0.74, "annual_panels": 0.74, "routes": 0.74}
"""Marks that may be drawn less high than on a page, so that their words stay this large. Rows of words and dots may not."""
SIGN = 16
TWO_COLUMNS = 1000
SHARE_OF_WORDS, LEAST_SHARE = 0.34, 0.2
"""How much of a picture's height the words below its marks may take before caveats are cut short, and where marks lack room."""


@dataclass(frozen=True)
class Size:
    """A kind of picture. `height` is None where it grows with what it holds; `scale` is how many dots of a PNG one pixel has."""

    name: str
    width: int
    height: int | None
    scale: float
    edge: int
    title: float
    text: float
    small: float


SIZES = {
    "slide": Size("Slide, 16:9", 1280, 720, 1.5, 40, 28, 16, 11.5),
    "half": Size("Half a slide", 640, 720, 2, 26, 21, 13.5, 10.5),
    "column": Size("Column of a page", 720, None, 2, 24, 22, 14, 11.5),
    "social": Size("Social card", 1200, 630, 1, 40, 28, 16, 11.5),
}
"""The sizes that a picture is offered in, by their word in an address."""


@dataclass(frozen=True)
class Picture:
    """A drawn answer. `svg` is whole unless it has a `figure`: then that belongs at PLACE, drawn by plotly at `plot` pixels (width,
    height) and put into `box` (x, y, width, height). `height` is what `svg` has."""

    name: str
    size: Size
    width: float
    height: float
    svg: str
    alt: str
    figure: Figure | None = None
    box: tuple[float, float, float, float] = (0, 0, 0, 0)
    plot: tuple[float, float] = (0, 0)

    def specification(self) -> dict[str, Any]:
        """What a browser needs to finish it."""
        return {"name": self.name, "width": self.width, "height": self.height, "scale": self.size.scale, "svg": self.svg,
                "alt": self.alt, "figure": self.figure, "box": self.box, "plot": self.plot}


def picture(given: Answer, page: Page, size: str, words: Language, caption: str = "") -> Picture:
    """An answer as a picture of one of SIZES. A caption, where there is one, stands in the place of the finding."""
    said, kind = snapshot(given, page, words), SIZES[size]
    if caption:
        said = replace(said, finding=caption)
    drawn = draw(given, words) if given.chart.mark in DRAWN and not given.is_empty else None
    if drawn is not None and given.chart.mark == "symbol_map":
        said = replace(said, disclaimer="")  # it stands in the map itself
    head, foot = _head(said, kind), _foot(said, kind, SHARE_OF_WORDS, words)
    room = kind.width - 2 * kind.edge
    gap = kind.edge * 0.4
    left = None
    if kind.height is not None:
        left = kind.height - head.height - foot.height - 2 * gap
        if drawn is not None and left < COMFORTABLE * drawn["layout"]["height"]:
            foot = _foot(said, kind, LEAST_SHARE, words)
            left = kind.height - head.height - foot.height - 2 * gap
    marks, figure, plot = _marks(given, said, drawn, room, left, kind, words)
    height = kind.height if kind.height is not None else ceil(head.height + marks.height + foot.height + 2 * gap)
    sheet = Drawing(kind.width, height)
    sheet.box(0, 0, kind.width, height, SURFACE)
    sheet.place(head, 0, 0)
    top = head.height + gap
    sheet.place(marks, kind.edge, top)
    if figure is not None:
        sheet.leave(PLACE)
    sheet.place(foot, 0, height - foot.height)
    release = given.desk.warehouse.release.name
    return Picture(
        name=f"{given.chart.name}-{release}-{size}", size=kind, width=kind.width, height=height,
        svg=sheet.svg(said.title, said.alt), alt=said.alt, figure=figure, box=(kind.edge, top, room, marks.height), plot=plot,
    )


def section_picture(title: str, number: str, programme: Programme, size: str, words: Language) -> Picture:
    """The title of a section as a picture of one of SIZES that has a height. `number` names the file."""
    kind = SIZES[size]
    assert kind.height is not None
    sheet, room = Drawing(kind.width, kind.height), kind.width - 4 * kind.edge
    sheet.box(0, 0, kind.width, kind.height, SURFACE)
    sheet.box(0, 0, kind.edge * 0.4, kind.height, ACCENT)
    lines = wrapped(title, kind.title * 1.5, BOLD, room)
    y = (kind.height - len(lines) * kind.title * 1.5 * LEADING) / 2 - kind.edge
    sheet.lines(2 * kind.edge, y, title, kind.title * 1.5, room, INK, BOLD)
    if programme.banner:
        sheet.lines(2 * kind.edge, kind.edge, programme.banner, kind.text, room, WARN, MEDIUM)
    sheet.place(funding(programme.funder_line, programme.emblem, programme.name, kind), 0, kind.height - EMBLEM_HEIGHT - kind.edge)
    return Picture(name=f"{number}-{size}", size=kind, width=kind.width, height=kind.height, svg=sheet.svg(title, title), alt=title)


def _marks(
    given: Answer, said: Snapshot, drawn: Figure | None, room: float, left: float | None, kind: Size, words: Language,
) -> tuple[Drawing, Figure | None, tuple[float, float]]:
    """The marks, or why there are none; for those that plotly draws an empty drawing of their size, and the figure."""
    if given.is_empty:
        sheet = Drawing(room, left or 160)
        needed = len(wrapped(said.empty, kind.text, REGULAR, room * 0.7)) * kind.text * LEADING
        sheet.lines(room / 2, (sheet.height - needed) / 2, said.empty, kind.text, room * 0.7, INK_2, anchor="middle")
        return sheet, None, (0, 0)
    if drawn is None:
        return SHEETS[given.chart.mark](given, words, room, left), None, (0, 0)
    natural = float(drawn["layout"]["height"])
    least = PRESSED.get(given.chart.mark, LEAST_SCALE)
    scale = 1.0 if left is None else min(MOST_SCALE, max(least, left / natural))
    height = natural if left is None else left
    plot = (round(room / scale), round(height / scale))
    layout = drawn["layout"] | {"width": plot[0], "height": plot[1], "autosize": False}
    return Drawing(room, height), {"data": [_still(trace) for trace in drawn["data"]], "layout": layout}, plot


def _still(part: dict[str, Any]) -> dict[str, Any]:
    """A trace without what only shows under a pointer, and without the addresses that a press on its marks leads to."""
    return {key: _still(value) if isinstance(value, dict) else value for key, value in part.items()
            if key not in ("customdata", "hovertemplate", "hoverinfo")}


def _head(said: Snapshot, kind: Size) -> Drawing:
    """Banner, title, unit, period and filters, and the finding."""
    sheet, room, x = Drawing(kind.width), kind.width - 2 * kind.edge, kind.edge
    y = kind.edge * 0.7
    if said.banner:
        band = kind.small * 2.4
        sheet.box(0, 0, kind.width, band, NOTICE)
        banner = shortened(said.banner, kind.small, MEDIUM, room)
        sheet.text(x, band / 2 - kind.small * 0.62, banner, kind.small, NOTICE_INK, MEDIUM)
        y += band
    y = sheet.lines(x, y, said.title, kind.title, room, INK, BOLD)
    y = sheet.lines(x, y + 2, said.subtitle, kind.text - 1.5, room, MUTED)
    if said.finding:
        y = sheet.lines(x, y + 5, said.finding, kind.text, room, INK_2, MEDIUM)
    sheet.height = y
    return sheet


def _foot(said: Snapshot, kind: Size, share: float, words: Language) -> Drawing:
    """Note, caveats, disclaimer, source and release, and below a line the emblem with its statement, never one without the
    other."""
    sheet, room, x, size = Drawing(kind.width), kind.width - 2 * kind.edge, kind.edge, kind.small
    y = 0.0
    for text in (said.remarks, said.disclaimer):
        if text:
            y = sheet.lines(x, y, text, size, room, INK_2) + 2
    below = size * LEADING * (len(wrapped(f"{said.source} · {said.release}", size, REGULAR, room))) + 26 + EMBLEM_HEIGHT
    left = None if kind.height is None else kind.height * share - y - below
    y = _caveats(sheet, said.caveats, y, left, kind, words)
    y = sheet.lines(x, y, f"{said.source} · {said.release}", size, room, MUTED) + 6
    sheet.line(x, y, kind.width - x, y, LINE)
    sheet.place(funding(said.funder_line, said.emblem, said.programme, kind), 0, y + 8)
    sheet.height = y + 8 + EMBLEM_HEIGHT + kind.edge * 0.45
    return sheet


def funding(line: str, emblem: str, programme: str, kind: Size) -> Drawing:
    """The emblem of the funder with its statement, never one without the other, and the name of the programme."""
    sheet, x, size = Drawing(kind.width, EMBLEM_HEIGHT), kind.edge, kind.small
    place = emblem_file(emblem)
    if place is not None and line:
        sheet.image(x, 0, EMBLEM_HEIGHT * 1.5, EMBLEM_HEIGHT, place, line)
        sheet.text(x + EMBLEM_HEIGHT * 1.5 + 12, EMBLEM_HEIGHT / 2 - size * 0.85, line, size + 1.5, INK, BOLD)
    used = length(line, size + 1.5, BOLD) + EMBLEM_HEIGHT * 1.5 + 36
    name = shortened(programme, size + 1, MEDIUM, kind.width - 2 * x - used)
    sheet.text(kind.width - x, EMBLEM_HEIGHT / 2 - size * 0.8, name, size + 1, MUTED, MEDIUM, "end")
    return sheet


def _caveats(sheet: Drawing, caveats: tuple[str, ...], y: float, left: float | None, kind: Size, words: Language) -> float:
    """As many caveats as there is room for, in columns where the picture is wide, and how many there are besides."""
    if not caveats:
        return y
    columns = 2 if kind.width > TWO_COLUMNS and len(caveats) > 1 else 1
    room = (kind.width - 2 * kind.edge - (columns - 1) * kind.edge) / columns
    step = kind.small * LEADING
    most = len(caveats) * 99 if left is None else max(1, int(left / step))
    flowed = _flowed([wrapped(caveat, kind.small, REGULAR, room - SIGN) for caveat in caveats], columns, most)
    shown = sum(map(len, flowed))
    rest = len(caveats) - shown
    if rest:
        more = words.count(rest, "{n} caveat touches this figure; its text stands with the figure in the dashboard.",
                           "{n} caveats touch this figure; their texts stand with the figure in the dashboard.")
        if shown:
            more = words.count(rest, "{n} more caveat stands with the figure in the dashboard.",
                               "{n} more caveats stand with the figure in the dashboard.")
        flowed[-1 if shown else 0].append(wrapped(more, kind.small, REGULAR, room - SIGN))
    foot = y
    for n, column in enumerate(flowed):
        x, at = kind.edge + n * (room + kind.edge), y
        for lines in column:
            _warning(sheet, x, at, kind.small)
            for line in lines:
                at = sheet.text(x + SIGN, at, line, kind.small, WARN)
        foot = max(foot, at)
    return foot + 4


def _flowed(texts: list[list[str]], columns: int, most: int) -> list[list[list[str]]]:
    """Texts of several lines parted into columns of at most `most` lines, about equally long; what does not fit is left out,
    with a line spared in the last column to say so."""
    total = sum(map(len, texts))
    aim = min(most, max(-(-total // columns), max(map(len, texts))))
    while aim < most and sum(map(len, _filled(texts, columns, aim))) < len(texts):
        aim += 1
    found = _filled(texts, columns, aim)
    if sum(map(len, found)) < len(texts):
        while found[-1] and sum(map(len, found[-1])) > most - 2:
            found[-1].pop()
    return found


def _filled(texts: list[list[str]], columns: int, most: int) -> list[list[list[str]]]:
    found: list[list[list[str]]] = [[] for _ in range(columns)]
    at = 0
    for lines in texts:
        while at < columns and sum(map(len, found[at])) + len(lines) > most:
            at += 1
        if at == columns:
            break
        found[at].append(lines)
    return found


def _warning(sheet: Drawing, x: float, y: float, size: float) -> None:
    """A small triangle before a caveat, so that it is told apart without colour too."""
    foot, tip = y + size * 1.02, y + size * 0.2
    sheet.shape([(x, foot), (x + size, foot), (x + size / 2, tip)], WARN)
    sheet.line(x + size / 2, tip + size * 0.3, x + size / 2, foot - size * 0.14, SURFACE, size * 0.1)

