"""Tables, tiles, findings, strips and the basis of figures, drawn."""

from __future__ import annotations

from math import ceil

from dashboard.catalogue import SMALL_GROUP
from dashboard.chart import Answer
from dashboard.figures.theme import ACCENT as LATER
from dashboard.figures.theme import ACCENT_LIGHT as EARLIER
from dashboard.language import Language
from dashboard.snapshots.drawing import (
    ACCENT,
    ACCENT_SOFT,
    BOLD,
    INK,
    INK_2,
    LEADING,
    LINE,
    MEDIUM,
    MUTED,
    REGULAR,
    SURFACE,
    Drawing,
    length,
    wrapped,
)
from dashboard.snapshots.sheets.grid import RULE, answer_table, grid
from dashboard.snapshots.sheets.layout import Block, Flow, filled
from dashboard.snapshots.wording import basis_parts

TILE_GAP = 14.0
GOOD_SCALE = 1.3
"""From which size on all tiles stand in one row."""
LEAST_BAR = 0.18
"""The share of a strip that its bars have at least."""
TABLE_SIZES = (14.0, 13.0, 12.5, 12.0, 11.5, 11.0)


def table(answer: Answer, words: Language, room: float, height: float | None) -> Drawing:
    """The rows themselves."""
    told = answer_table(answer, words)
    return filled(lambda size: grid(told, room, size, words), room, height, words, TABLE_SIZES)


def tiles(answer: Answer, words: Language, room: float, height: float | None) -> Drawing:
    """Headline numbers with their labels and notes, as many in a row as fit."""
    told = [(label, value, note) for label, value, note, _ in answer.chart.options["tiles"](answer, words)]
    scales = [1.0] if height is None else [2 - n * 0.05 for n in range(26)]
    in_rows = sorted({ceil(len(told) / rows) for rows in range(1, len(told) + 1)}, reverse=True)
    ways = [(scale, in_rows[0]) for scale in scales if scale >= GOOD_SCALE] + [(scale, n) for scale in scales for n in in_rows]
    for scale, across in ways:
        if (room + TILE_GAP) / across - TILE_GAP < 158 * scale:
            continue
        sheet = _tiles(told, across, room, scale)
        if height is None or sheet.height <= height:
            around = Drawing(room, height or sheet.height)
            around.place(sheet, 0, max(0.0, (around.height - sheet.height) * 0.42))
            return around
    return _tiles(told, in_rows[0], room, scales[-1])


def _tiles(told: list[tuple[str, str, str]], across: int, room: float, scale: float) -> Drawing:
    gap, sheet, y = TILE_GAP, Drawing(room), 0.0
    for first in range(0, len(told), across):
        row = told[first:first + across]
        width = (room - gap * (len(row) - 1)) / len(row)
        below = max(len(wrapped(label, 13 * scale, MEDIUM, width - 28 * scale)) for label, _, _ in row) * 13 * scale * LEADING
        made = [_tile(one, width, scale, below) for one in row]
        tall = max(one.height for one in made)
        for n, one in enumerate(made):
            x = n * (width + gap)
            sheet.box(x + 0.5, y + 0.5, width - 1, tall - 1, SURFACE, LINE, 6)
            sheet.place(one, x, y)
        y += tall + gap
    sheet.height = y - gap
    return sheet


def _tile(told: tuple[str, str, str], width: float, scale: float, below: float) -> Drawing:
    """A tile whose number stands `below` pixels under the top of its label, beside those of its row."""
    label, value, note = told
    sheet, pad = Drawing(width), 14 * scale
    room = width - 2 * pad
    sheet.lines(pad, pad * 0.8, label, 13 * scale, room, INK_2, MEDIUM)
    y = pad * 0.8 + below
    large = 29 * scale
    while length(value, large, BOLD) > room and large > 15 * scale:
        large -= 1
    y = sheet.lines(pad, y + 1, value, large, room, INK, BOLD)
    y = sheet.lines(pad, y + 1, note, max(9.0, 12 * scale), room, MUTED)
    sheet.height = y + pad * 0.8
    return sheet


def findings(answer: Answer, words: Language, room: float, height: float | None) -> Drawing:
    """Numbered sentences computed from the rows."""
    told = [sentence for sentence, _, _ in answer.chart.options["findings"](answer, words)]

    def made(size: float) -> Flow:
        return Flow([Block(_finding(n, text, room, size)) for n, text in enumerate(told, 1)], size, width=room)

    return filled(made, room, height, words, (24, 22, 20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10), natural=15, middle=True)


def _finding(n: int, text: str, room: float, size: float) -> Drawing:
    sheet, radius = Drawing(room), size * 0.82
    above = size * 0.65
    if n > 1:
        sheet.line(0, 0, room, 0, LINE)
    middle = above + size * LEADING / 2
    sheet.circle(radius, middle, radius, ACCENT_SOFT)
    sheet.text(radius, middle - size * 0.51, str(n), size * 0.8, ACCENT, BOLD, "middle")
    sheet.height = sheet.lines(radius * 2 + size * 0.8, above, text, size, room - radius * 2 - size * 0.8) + above
    return sheet


def strip(answer: Answer, words: Language, room: float, height: float | None) -> Drawing:
    """The same measures at two times: a hollow ring where it was, a filled dot where it is, each row on its own scale."""
    ends = answer.chart.options["ends"](answer, words)
    rows = answer.chart.options["rows"](answer, words)
    withheld = words(SMALL_GROUP)

    def made(size: float) -> Flow:
        heads = (words("Measure"), ends[0], ends[1], words("Change"))
        gap = size * 1.2
        label = min(room * 0.34, max(length(text, size, MEDIUM) for text in (heads[0], *(row[0] for row in rows))) + 1)
        texts = [[row[place] for row in rows] for place in (3, 4, 5)]
        wide = [
            max([length(head, size, MEDIUM), *(_wide(text, size, withheld) for text in column)]) + 1
            for head, column in zip(heads[1:], texts, strict=True)
        ]
        bar = room - label - sum(wide) - 4 * gap
        places = (label + gap + wide[0], label + 2 * gap + wide[0], label + 3 * gap + wide[0] + bar, room)
        head = Drawing(room, size * LEADING + size * 0.9)
        for x, text, anchor in ((0.0, heads[0], "start"), (places[0], heads[1], "end"), (places[2], heads[2], "start"),
                                (room, heads[3], "end")):
            head.text(x, size * 0.4, text, size * 0.94, INK_2, MEDIUM, anchor)
        head.line(0, head.height, room, head.height, RULE)
        blocks = [Block(_strip_row(row, places, bar, label, size, withheld), rows=1) for row in rows]
        return Flow(blocks, size, width=room, head=head, is_cramped=bar < room * LEAST_BAR)

    return filled(made, room, height, words, (20, 19, 18, 17, 16, 15, 14, 13, 12, 11), natural=14, middle=True)


def _wide(text: str, size: float, withheld: str) -> float:
    return size * 6.4 if text == withheld else length(text, size, BOLD)


def _strip_row(
    row: tuple[str, float | None, float | None, str, str, str, str], places: tuple[float, float, float, float], bar: float,
    label: float, size: float, withheld: str,
) -> Drawing:
    name, start, end, start_text, end_text, change, _ = row
    lines = wrapped(name, size, MEDIUM, label)
    step = size * LEADING
    tall = max(len(lines), *(2 if text == withheld else 1 for text in (start_text, end_text))) * step + size * 1.1
    sheet = Drawing(places[3], tall)
    sheet.lines(0, (tall - len(lines) * step) / 2, name, size, label, INK, MEDIUM)
    for x, text, anchor, ink, weight in ((places[0], start_text, "end", MUTED, REGULAR), (places[2], end_text, "start", INK, BOLD)):
        if text == withheld:
            sheet.lines(x, (tall - 2 * step) / 2, text, size * 0.94, size * 6.4, MUTED, anchor=anchor)
        else:
            sheet.text(x, (tall - step) / 2, text, size, ink, weight, anchor)
    sheet.text(places[3], (tall - step) / 2, change, size, INK_2, REGULAR, "end")
    if start is not None and end is not None:
        largest, radius = max(start, end) or 1, size * 0.46
        at = [places[1] + radius + (bar - 2 * radius) * value / largest for value in (start, end)]
        sheet.line(places[1], tall / 2, places[1] + bar, tall / 2, LINE)
        sheet.line(min(at), tall / 2, max(at), tall / 2, EARLIER, 3)
        sheet.circle(at[0], tall / 2, radius - 1, SURFACE, EARLIER, 3)
        sheet.circle(at[1], tall / 2, radius, LATER)
    sheet.line(0, tall, places[3], tall, LINE)
    return sheet


def basis(answer: Answer, words: Language, room: float, height: float | None) -> Drawing:
    """What figures rest on, in three statements."""
    told = basis_parts(answer, words)

    def made(size: float) -> Flow:
        columns = 3 if room >= 900 else 1
        width = (room - 36 * (columns - 1)) / columns
        head = Drawing(room)
        for n, (title, said) in enumerate(told):
            x, y = (n * (width + 36), 0.0) if columns > 1 else (0.0, head.height + (size if n else 0))
            y = head.lines(x, y, title, size, width, INK_2, BOLD) + 3
            for text in said:
                y = head.lines(x, y, text, size, width) + size * 0.5
            head.height = max(head.height, y)
        return Flow([Block(head)], size, width=room)

    return filled(made, room, height, words, (20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10), natural=14, middle=True)
