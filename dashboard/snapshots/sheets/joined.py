"""Priorities joined to activities, drawn: pairs with the reason of each link, and a matrix of counts."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.chart import Answer
from dashboard.figures.theme import ACCENT as LATER
from dashboard.figures.theme import ACCENT_LIGHT as EARLIER
from dashboard.figures.theme import SEQUENCE
from dashboard.language import Language
from dashboard.snapshots.drawing import (
    BOLD,
    INK,
    INK_2,
    LEADING,
    LINE,
    MEDIUM,
    MUTED,
    REGULAR,
    SUNKEN,
    SURFACE,
    Drawing,
    length,
    wrapped,
)
from dashboard.snapshots.sheets.grid import RULE, limited
from dashboard.snapshots.sheets.layout import Block, Flow, filled
from dashboard.snapshots.wording import Pair, Row, Side, day_linked, grouped, linked_by, pairs_of

DASHES, DASH = "4 3", " — "
LOW = 300
NARROW = 800
"""The room below which a priority stands above what is linked to it."""


def pairs(answer: Answer, words: Language, room: float, height: float | None) -> Drawing:
    """One row a priority: left what it builds on, right what serves it, each with its reason and who made the link."""
    told = pairs_of(answer, words)
    made_by = {linked_by(row, words) for pair in told for row in (*pair.achieved.rows, *pair.planned.rows)}

    def made(size: float) -> Flow:
        return Flow([_pair(pair, words, room, size, Limits()) for pair in told], size, width=room)

    def tight(size: float) -> Flow:
        who = next(iter(made_by)).removeprefix(DASH) if len(made_by) == 1 else ""
        is_small = room < NARROW or (height or 0) < LOW
        limits = Limits(1, 2, 1, not who) if is_small else Limits(1, 4, 2, not who)
        blocks = [_pair(pair, words, room, size, limits) for pair in told]
        return Flow(blocks, size, width=room, rows=sum(map(_rows_of, told)), besides=words("every {link}", link=who) if who else "")

    return filled(made, room, height, words, (14, 13, 12, 11.5), cut_at=11.5, natural=12, tight=tight)


@dataclass(frozen=True)
class Limits:
    """How much of its links a pair shows: lines of a reason, links of a side and lines of a title (0: all), and who made each."""

    lines: int = 0
    links: int = 0
    titles: int = 0
    has_author: bool = True


def _rows_of(pair: Pair) -> int:
    return max(1, len(pair.achieved.rows) + len(pair.planned.rows))


def _pair(pair: Pair, words: Language, room: float, size: float, limits: Limits) -> Block:
    """A priority between its two sides, or above them where the room is narrow."""
    joint, is_narrow = size * 1.8, room < NARROW
    middle_width = room if is_narrow else (room - 2 * joint) * 0.26
    width = (room - size * 0.9) / 2 if is_narrow else (room - 2 * joint - middle_width) / 2
    left, right = _side(pair.achieved, words, width, size, limits), _side(pair.planned, words, width, size, limits)
    middle = _middle(pair, middle_width, size, is_narrow)
    top = middle.height + size * 1.1 if is_narrow else 0.0
    tall = max(left.height, right.height, 0 if is_narrow else middle.height)
    sheet = Drawing(room, top + tall)
    x = 0.0 if is_narrow else width + joint
    for side, at, ink in ((pair.achieved, 0.0, EARLIER), (pair.planned, room - width, LATER)):
        if not side.rows:
            for y in (top, top + tall):
                sheet.line(at, y, at + width, y, RULE, 1, DASHES)
            for edge in (at, at + width):
                sheet.line(edge, top, edge, top + tall, RULE, 1, DASHES)
            continue
        sheet.box(at, top, width, tall, SURFACE, LINE, 6)
        sheet.box(at if ink == EARLIER else at + width - 4, top + 3, 4, tall - 6, ink)
        if is_narrow:
            # What it builds on leads up to the priority, the priority down to what serves it.
            ends = (top - 2, middle.height + 2) if ink == EARLIER else (middle.height + 2, top - 2)
            _arrow(sheet, at + width / 2, *ends, is_level=False)
        else:
            start = width if ink == EARLIER else x + middle_width
            _arrow(sheet, tall / 2, start + 2, start + joint - 1, is_level=True)
    tall_middle = middle.height if is_narrow else tall
    sheet.box(x, 0, middle_width, tall_middle, SUNKEN, RULE, 6)
    sheet.place(middle, x, (tall_middle - middle.height) / 2)
    sheet.place(left, 0, top + (tall - left.height) / 2)
    sheet.place(right, room - width, top + (tall - right.height) / 2)
    shown = sum(min(len(side.rows), limits.links or len(side.rows)) for side in (pair.achieved, pair.planned))
    return Block(sheet, max(1, shown), gap=size * 0.9)


def _arrow(sheet: Drawing, across: float, start: float, end: float, is_level: bool) -> None:
    """An arrow from start to end, level or upright."""
    way = 1 if end > start else -1
    points = [(end - way * 7, across - 4), (end, across), (end - way * 7, across + 4)]
    if is_level:
        sheet.line(start, across, end - way * 6, across, RULE, 1.5)
        sheet.shape(points, RULE)
    else:
        sheet.line(across, start, across, end - way * 6, RULE, 1.5)
        sheet.shape([(y, x) for x, y in points], RULE)


def _middle(pair: Pair, width: float, size: float, is_narrow: bool) -> Drawing:
    """The priority, its pillar below it or, to save height, beside its name."""
    sheet, pad, small = Drawing(width), size * 0.9, size * 0.88
    room, (pillar, place) = width - 2 * pad, pair.pillar
    colour = SEQUENCE[(place - 1) % len(SEQUENCE)]
    y = size * 0.6
    if is_narrow:
        x = width - pad - length(pillar, small)
        sheet.box(x - small * 1.2, y + small * 0.24, small * 0.8, small * 0.8, colour, radius=2)
        sheet.text(width - pad, y, pillar, small, INK_2, anchor="end")
    y = sheet.lines(pad, y, pair.told, small, room, MUTED, BOLD)
    y = sheet.lines(pad, y + 1, pair.priority, size, room, INK, BOLD) + 2
    if not is_narrow:
        sheet.box(pad, y + small * 0.24, small * 0.8, small * 0.8, colour, radius=2)
        y = sheet.lines(pad + small * 1.2, y, pillar, small, room - small * 1.2, INK_2)
    if pair.outside:
        y = sheet.lines(pad, y + 2, pair.outside, small, room, INK_2)
    sheet.height = y + size * 0.55
    return sheet


def _side(side: Side, words: Language, width: float, size: float, limits: Limits) -> Drawing:
    sheet, pad, small = Drawing(width), size * 1.0, size * 0.88
    room, shown = width - 2 * pad, side.rows[:limits.links] if limits.links else side.rows
    y = sheet.lines(pad, size * 0.6, side.heading, small, room, MUTED, BOLD) + 1
    if not side.rows:
        y = sheet.lines(pad, y, side.nothing, size, room, INK_2)
    for n, row in enumerate(shown):
        y += size * 0.4 if n else 0
        y = sheet.lines(pad, y, row["title"] + day_linked(row, words), size, room, INK, MEDIUM, limits.titles)
        reason = row["reason"] + (linked_by(row, words) if limits.has_author else "")
        for line in limited(reason, small, REGULAR, room, limits.lines) if limits.lines else wrapped(reason, small, REGULAR, room):
            y = sheet.text(pad, y, line, small, INK_2)
    if more := len(side.rows) - len(shown):
        y = sheet.text(pad, y + size * 0.2, words.count(more, "and {n} more", "and {n} more"), small, MUTED)
    sheet.height = y + size * 0.55
    return sheet


def matrix(answer: Answer, words: Language, room: float, height: float | None) -> Drawing:
    """Priorities down, pillars of their activities across; a ring counts links of the first side, a dot those of the second."""
    rows = answer.records()
    ends = answer.chart.options["ends"](answer, words)
    pillars = [answer.names.short("pillar", pillar, words) for pillar in dict.fromkeys(row["pillar"] for row in rows)]
    largest = max(row["links"] for row in rows) or 1

    def made(size: float) -> Flow:
        columns, is_narrow = len(pillars) + 1, room < NARROW
        heads = [words("Priority"), *pillars, words("All links")]
        small = max(9.0, size * (0.84 if is_narrow else 0.92))
        word = max(length(one, small, BOLD) for head in heads[1:] for one in head.split())
        cell = min(max(min(size * 9.5, room * 0.58 / columns), word + 8), room * 0.7 / columns)
        label = room - cell * columns
        priorities = grouped(rows, "priority_id")
        key_width = max(length(key, size * 0.88, BOLD) for key in priorities) + size
        key_width = 0 if is_narrow or key_width > label / 3 else key_width
        blocks = [
            Block(_matrix_row(key, cells, largest, (key_width, label, cell), size, words), rows=len(cells), gap=3)
            for key, cells in priorities.items()
        ]
        return Flow(blocks, size, width=room, head=_matrix_head(heads, ends, label, cell, room, small))

    return filled(made, room, height, words, (17, 16, 15, 14, 13, 12, 11.5, 11), cut_at=11.5, natural=13)


def _matrix_head(heads: list[str], ends: tuple[str, str], label: float, cell: float, room: float, small: float) -> Drawing:
    """What ring and dot mean, and the pillars."""
    sheet, x = Drawing(room), 0.0
    for is_later, name in enumerate(ends):
        sign(sheet, x + small * 0.45, small * 0.7, small * 0.45, bool(is_later))
        sheet.text(x + small * 1.3, 0, name, small, INK_2)
        x += small * 1.3 + length(name, small) + small * 1.6
    y = small * LEADING + small * 0.5
    texts = [wrapped(text, small, BOLD, (cell if n else label) - 6) for n, text in enumerate(heads)]
    lines = max(len(one) for one in texts)
    for n, one in enumerate(texts):
        top = y + (lines - len(one)) * small * LEADING
        for line in one:
            at = label + (n - 0.5) * cell if n else 0.0
            top = sheet.text(at, top, line, small, INK_2, BOLD, "middle" if n else "start")
    sheet.height = y + lines * small * LEADING + 4
    return sheet


def sign(sheet: Drawing, x: float, y: float, radius: float, is_later: bool) -> None:
    """A hollow ring where it was, a filled dot where it is."""
    if is_later:
        sheet.circle(x, y, radius, LATER)
    else:
        sheet.circle(x, y, radius - 1.2, SURFACE, EARLIER, 2.4)


def _matrix_row(
    key: str, cells: list[Row], largest: int, widths: tuple[float, float, float], size: float, words: Language,
) -> Drawing:
    """A priority and its numbers; `widths` are those of its key (0: above the words), of key and words, and of a cell."""
    key_width, label, cell = widths
    small, step = size * 0.88, size * LEADING
    lines, above = wrapped(cells[0]["priority"], size, REGULAR, label - key_width - size), 0 if key_width else small * LEADING
    tall = max(above + len(lines) * step + size * 0.5, size * 2.1)
    sheet, top = Drawing(label + cell * (len(cells) + 1), tall), (tall - len(lines) * step - above) / 2
    sheet.text(0, top + (size - small), key, small, MUTED, BOLD)
    top += above
    for n, line in enumerate(lines):
        sheet.text(key_width, top + n * step, line, size, INK)
    for n, row in enumerate(cells):
        x = label + n * cell
        sheet.box(x + 1.5, 0, cell - 3, tall, _shade(row["links"] / largest), radius=4)
        shown = [(number, later) for number, later in ((row["achieved"], False), (row["planned"], True)) if number]
        if not shown:
            sheet.text(x + cell / 2, (tall - size * LEADING) / 2, "0", size, MUTED, anchor="middle")
        texts = [(words.number(number), later) for number, later in shown]
        wide = sum(length(text, size, BOLD) + size * 1.05 for text, _ in texts) + size * 0.9 * (len(texts) - 1)
        at = x + (cell - wide) / 2
        for text, later in texts:
            sign(sheet, at + size * 0.42, tall / 2, size * 0.42, later)
            sheet.text(at + size * 1.05, (tall - size * LEADING) / 2, text, size, INK, BOLD)
            at += size * 1.05 + length(text, size, BOLD) + size * 0.9
    every = words.number(cells[0]["priority_links"])
    sheet.text(label + (len(cells) + 0.5) * cell, (tall - size * LEADING) / 2, every, size, INK_2, BOLD, "middle")
    return sheet


def _shade(share: float) -> str:
    """The mark's colour mixed into the ground, as much as a cell has of the largest number."""
    part = share * 0.46
    mark, ground = (int(LATER[n:n + 2], 16) for n in (1, 3, 5)), (int(SUNKEN[n:n + 2], 16) for n in (1, 3, 5))
    return "#" + "".join(f"{round(a * part + b * (1 - part)):02x}" for a, b in zip(mark, ground, strict=True))
