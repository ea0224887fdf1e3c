"""A list of countries under the headings of their status, drawn."""

from __future__ import annotations

from dashboard.chart import Answer
from dashboard.language import Language
from dashboard.snapshots.drawing import BOLD, INK, INK_2, LEADING, LINE, MEDIUM, MUTED, Drawing, length, shortened
from dashboard.snapshots.sheets.layout import Block, Flow, filled
from dashboard.snapshots.wording import Row, grouped, latest_activity

SMALLER = 0.9


def country_list(answer: Answer, words: Language, room: float, height: float | None) -> Drawing:
    """The countries of the rows under the heading of their status, with the year of their latest activity."""
    groups = grouped(answer.records(), "programme_status")

    told = [(answer.names.short("country", row["country_code"], words), latest_activity(row, words)) for row in answer.records()]

    def made(size: float) -> Flow:
        between = 24.0
        widest = max(length(name, size, MEDIUM) + length(last, size * SMALLER) for name, last in told) + size * 1.2
        across = max(1, int((room + between) // (min(widest, room) + between)))
        width = (room - between * (across - 1)) / across
        blocks = []
        for n, (status, members) in enumerate(groups.items()):
            name = answer.names.label("programme_status", status, words)
            blocks.append(_heading(name, words.number(len(members)), room, size, 0 if n == 0 else size))
            for first in range(0, len(members), across):
                line = members[first:first + across]
                blocks.append(Block(_countries(answer, line, words, room, width, width + between, size), rows=len(line)))
        return Flow(blocks, size, width=room)

    return filled(made, room, height, words, (18, 17, 16, 15, 14, 13, 12, 11.5, 11, 10.5, 10))


def _heading(name: str, count: str, room: float, size: float, gap: float) -> Block:
    sheet = Drawing(room, size * LEADING + 3)
    sheet.text(0, 0, name, size, INK_2, BOLD)
    sheet.text(length(name, size, BOLD) + size * 0.6, 0, count, size, MUTED)
    return Block(sheet, leads=True, gap=gap)


def _countries(answer: Answer, rows: list[Row], words: Language, room: float, width: float, step: float, size: float) -> Drawing:
    above, small = size * 0.36, size * SMALLER
    sheet = Drawing(room, size * LEADING + 2 * above)
    for n, row in enumerate(rows):
        x, told = n * step, latest_activity(row, words)
        name = answer.names.short("country", row["country_code"], words)
        used = length(told, small)
        sheet.text(x, above, shortened(name, size, MEDIUM, width - used - size * 0.6), size, INK, MEDIUM)
        sheet.text(x + width, above + (size - small), told, small, MUTED, anchor="end")
        sheet.line(x, sheet.height, x + width, sheet.height, LINE)
    return sheet
