"""Single records, drawn: the list of activities, and one activity in full."""

from __future__ import annotations

from dashboard.chart import Answer
from dashboard.language import Language
from dashboard.snapshots.drawing import BOLD, INK, INK_2, LEADING, LINE, MEDIUM, MUTED, WARN, Drawing, length
from dashboard.snapshots.sheets.grid import Table, grid, kind
from dashboard.snapshots.sheets.layout import MOST_ROWS, Block, Flow, filled
from dashboard.snapshots.wording import (
    Row,
    delivered,
    list_cell,
    participants,
    partner,
    priority_served,
    published,
    record_facts,
)

LEAST_TABLE = 9.6


def records(answer: Answer, words: Language, room: float, height: float | None) -> Drawing:
    """The list of activities from the page of it that is open, in its columns and order."""
    columns = dict(answer.columns())
    shown = [name for name, _, _ in answer.chart.options["shown"]]
    _, _, rows = answer.page(most=MOST_ROWS)
    table = Table(
        heads=tuple(words(columns[name].label) for name in shown),
        rows=tuple(tuple(list_cell(name, row, answer, words) for name in shown) for row in rows),
        kinds=tuple(kind(name, columns[name]) for name in shown),
    )
    return filled(lambda size: grid(table, room, size, words, answer.found), room, height, words, (14.0, 13.0, 12.0), natural=12)


def record(answer: Answer, words: Language, room: float, height: float | None) -> Drawing:
    """Everything about one activity, in reading order."""
    row = answer.records()[0]
    columns = 2 if room >= 1000 else 1

    def made(size: float) -> Flow:
        between = 40.0
        width = (room - between * (columns - 1)) / columns
        head = Drawing(room)
        y = head.lines(0, 0, row["title"], size * 1.35, room, INK, BOLD)
        head.height = head.lines(0, y + 2, row["summary"] or words("No summary is recorded."), size, room, INK_2) + size * 0.8
        return Flow(_record(row, answer, words, width, size), size, columns, width, between, head)

    return filled(made, room, height, words, (15, 14, 13, 12, 11.5, 11, 10.5, 10, 9.5, 9), cut_at=10)


def _record(row: Row, answer: Answer, words: Language, width: float, size: float) -> list[Block]:
    short, wide = record_facts(row, answer, words)
    label = max(length(name, size, MEDIUM) for name, _ in (*short, *wide)) + size
    blocks = [_fact(name, value, label, width, size) for name, value in (*short, *wide)]
    blocks.append(_heading(words("Who took part"), width, size))
    told = participants(row, answer, words)
    if told is None:
        blocks.append(_said(words("How many persons took part is not stated."), width, size))
    else:
        has_notes = any(cells[-1].text for cells in told.rows)
        kept = len(told.heads) if has_notes else len(told.heads) - 1
        kinds = ("text", *("number" for _ in told.heads[1:-1]), "text")
        shown = Table(told.heads[:kept], tuple(cells[:kept] for cells in told.rows), kinds[:kept])
        flow = grid(shown, width, max(LEAST_TABLE, size * 0.94), words)
        table = Drawing(width)
        for part in (flow.repeated, *(one.sheet for one in flow.blocks)):
            if part:
                table.place(part, 0, table.height)
                table.height += part.height
        blocks.append(Block(table))
        if told.note or flow.besides:
            blocks.append(_said(" · ".join(part for part in (told.note, flow.besides) if part), width, max(9.0, size * 0.9), MUTED))
    blocks.append(_heading(words("Partners"), width, size))
    if row["partners"]:
        blocks += [_item("".join(partner(one, answer, words)), width, size) for one in row["partners"]]
    else:
        blocks.append(_said(words("No partner is named."), width, size))
    blocks.append(_heading(words("Priorities"), width, size))
    if row["priorities"]:
        blocks += [_item("".join(priority_served(one, words)), width, size) for one in row["priorities"]]
    else:
        blocks.append(_said(words("It is linked to no priority."), width, size))
    if row["caveats"]:
        blocks.append(_heading(words("Caveats"), width, size))
        blocks += [_item(caveat["text"], width, size, WARN) for caveat in row["caveats"]]
    blocks.append(_heading(words("Sources"), width, size))
    addresses, day = (row["source_url"] or "").split(" | "), published(row, words)
    for address in addresses:
        source = address or words("not stated")
        blocks.append(_item(source + (f" ({day})" if day and len(addresses) == 1 else ""), width, size))
    if day and len(addresses) > 1:
        blocks.append(_item(day, width, size))
    blocks.append(_item(delivered(row, words), width, size))
    return [Block(one.sheet, 1 if n == 0 else 0, one.leads, one.gap) for n, one in enumerate(blocks)]


def _fact(name: str, value: str, label: float, width: float, size: float) -> Block:
    sheet = Drawing(width)
    sheet.text(0, size * 0.15, name, size, MUTED, MEDIUM)
    sheet.height = sheet.lines(label, size * 0.15, value, size, width - label, INK) + size * 0.15
    sheet.line(0, sheet.height, width, sheet.height, LINE)
    return Block(sheet)


def _heading(text: str, width: float, size: float) -> Block:
    sheet = Drawing(width, size * LEADING + 3)
    sheet.text(0, 0, text, size, INK_2, BOLD)
    return Block(sheet, leads=True, gap=size * 0.7)


def _said(text: str, width: float, size: float, ink: str = INK) -> Block:
    sheet = Drawing(width)
    sheet.height = sheet.lines(0, 1, text, size, width, ink)
    return Block(sheet)


def _item(text: str, width: float, size: float, ink: str = INK) -> Block:
    sheet, indent = Drawing(width), size * 1.1
    sheet.circle(size * 0.35, size * 0.72, size * 0.16, ink)
    sheet.height = sheet.lines(indent, 0, text, size, width - indent, ink) + 2
    return Block(sheet)
