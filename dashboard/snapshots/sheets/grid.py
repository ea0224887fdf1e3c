"""Tables in a picture: which columns there is room for, how wide they are, and their rows as blocks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from dashboard.catalogue import DIMENSIONS, Column
from dashboard.chart import Answer
from dashboard.language import Language
from dashboard.snapshots.drawing import BOLD, INK, INK_2, LEADING, LINE, MUTED, REGULAR, SUNKEN, Drawing, length, wrapped
from dashboard.snapshots.sheets.layout import MOST_ROWS, Block, Flow, more_columns
from dashboard.snapshots.wording import NUMBERS, Cell, sources_in_words

RULE = "#7f8b99"
MOST_LINES = 3
SHORT = 12
"""Letters of the words for nothing stated that stay on one line."""
LEAST, MOST = 4.0, 15.0
"""The least and the most room a column of words is sure of, in letters of its size."""
WORTH = {"url": -2.0, "hash": -2.0, "id": -1.0, "note": -0.5}
"""How much columns are worth in a picture; those of other kinds as much as they tell rows apart."""
ASKED_FOR = 1.2


@dataclass(frozen=True)
class Table:
    """A table as it is read: its headings, its cells, and for each column number, year, date, id, url, hash, note, category or
    text."""

    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    kinds: tuple[str, ...]


def table_of(answer: Answer, words: Language) -> tuple[list[str], list[list[str]], list[str]]:
    """Headings, cells and kinds of column of the table behind an answer, as the page shows them. Kinds: number, year, date,
    id, url, hash, note, category (one that readers filter by) or text."""
    told = answer_table(answer, words)
    return list(told.heads), [[cell.text for cell in row] for row in told.rows], list(told.kinds)


def answer_table(answer: Answer, words: Language) -> Table:
    """The table behind an answer, cell by cell."""
    columns = answer.columns()

    def cell(name: str, column: Column, row: dict[str, object]) -> Cell:
        if column.kind == "url":
            return Cell(sources_in_words(str(row[name]) if row[name] else None, words))
        if withheld := answer.withheld(name, row, words):
            return Cell(withheld, "withheld")
        return Cell(answer.cell(name, row, words), "not-stated" if row[name] in (None, []) else "")

    return Table(
        heads=tuple(words(column.label) for _, column in columns),
        rows=tuple(tuple(cell(name, column, row) for name, column in columns) for row in answer.records()),
        kinds=tuple(kind(name, column) for name, column in columns),
    )


def kind(name: str, column: Column) -> str:
    """What kind of column it is, for its place and room."""
    if column.kind in NUMBERS - {"year"}:
        return "number"
    if column.kind in ("year", "date", "url", "hash"):
        return column.kind
    if name.endswith("_id"):
        return "id"
    if name == "note" or name.endswith("_note"):
        return "note"
    return "category" if column.kind in ("code", "codes") and column.of in DIMENSIONS else "text"


def grid(table: Table, room: float, size: float, words: Language, total: int = 0, most_lines: int = MOST_LINES) -> Flow:
    """A table as a flow of one column: as many of its columns as there is room for, a block for each of its rows."""
    total, pad = total or len(table.rows), size * 0.55
    table = replace(table, rows=table.rows[:MOST_ROWS])
    kept, widths = _widths(table, room, size, pad, most_lines)
    kinds = [table.kinds[n] for n in kept]
    head = _row([Cell(table.heads[n]) for n in kept], kinds, widths, room, size * 0.94, pad, 3, is_head=True)
    blocks = [Block(_row([row[n] for n in kept], kinds, widths, room, size, pad, most_lines), rows=1) for row in table.rows]
    return Flow(blocks, size, width=room, repeated=head, rows=total, besides=more_columns(len(table.heads) - len(kept), words))


def _row(
    cells: Sequence[Cell], kinds: Sequence[str], widths: Sequence[float], room: float, size: float, pad: float, most: int,
    is_head: bool = False,
) -> Drawing:
    weight = BOLD if is_head else REGULAR
    texts = [_set(cell, size, weight, width - 2 * pad, most) for cell, width in zip(cells, widths, strict=True)]
    lines = max(1, *(len(lines) for lines in texts))
    above = size * 0.32
    sheet = Drawing(room, lines * size * LEADING + 2 * above)
    if is_head:
        sheet.box(0, 0, room, sheet.height, SUNKEN)
    x = 0.0
    for cell, what, lines_of, width in zip(cells, kinds, texts, widths, strict=True):
        ink = INK_2 if is_head else MUTED if cell.state else INK
        is_number = what in ("number", "year")
        top = above + ((lines - len(lines_of)) * size * LEADING if is_head else 0)
        for n, line in enumerate(lines_of):
            # The last line of a cell may be its small detail.
            sheet.text(x + width - pad if is_number else x + pad, top + n * size * LEADING, line, size,
                       MUTED if cell.detail and n == len(lines_of) - 1 else ink, weight, "end" if is_number else "start")
        x += width
    sheet.line(0, sheet.height, room, sheet.height, RULE if is_head else LINE)
    return sheet


def _set(cell: Cell, size: float, weight: int, width: float, most: int) -> list[str]:
    """The lines of a cell, the last one shortened if it has more than it may have."""
    lines = limited(cell.text, size, weight, width, most)
    return [*lines, *limited(cell.detail, size, weight, width, 1)]


def limited(text: str, size: float, weight: int, width: float, most: int) -> list[str]:
    """A text in at most `most` lines, with an ellipsis where it is cut."""
    lines = wrapped(text, size, weight, width)
    if len(lines) <= most:
        return lines
    last = lines[most - 1]
    while last and length(f"{last} …", size, weight) > width:
        last = last.rpartition(" ")[0] or last[:-1]
    return [*lines[:most - 1], f"{last} …".strip()]


def _widths(table: Table, room: float, size: float, pad: float, most_lines: int) -> tuple[list[int], list[float]]:
    """Which columns there is room for, and the width of each."""
    least, best = [], []
    for n, what in enumerate(table.kinds):
        cells = [cell for row in table.rows for cell in ((row[n],) if not row[n].detail else (row[n], Cell(row[n].detail)))]
        texts = {cell.text for cell in cells}
        widest = max((_length(text, size) for text in texts), default=0.0)
        head = table.heads[n]
        longest = max((_length(word, size * 0.94, BOLD) for word in head.split()), default=0.0)
        word = max((_length(word, size) for text in texts for word in text.split(" ")), default=0.0)
        word = max([word, *(_length(cell.text, size) for cell in cells if cell.state == "not-stated" and len(cell.text) <= SHORT)])
        if what in ("number", "year", "date", "id"):
            told = max((_length(c.text, size) for c in cells if c.state != "withheld"), default=0.0)
            needed = max(told, longest, *(0.0, *(_length(w, size) for c in cells if c.state == "withheld" for w in c.text.split())))
            natural = max(needed, min(widest, 9 * size), _length(head, size * 0.94, BOLD) * 0.62)
        else:
            needed = max(longest, min(max(word, widest / most_lines * 1.15, LEAST * size), MOST * size))
            natural = max(needed, widest, _length(head, size * 0.94, BOLD))
        least.append(needed + 2 * pad + 1)
        best.append(natural + 2 * pad + 1)
    kept, worth = list(range(len(table.heads))), [_worth(table, n) for n in range(len(table.heads))]
    while len(kept) > 1 and sum(least[n] for n in kept) > room:
        kept.remove(min(reversed(kept[1:]), key=lambda n: worth[n]))
    widths = [least[n] for n in kept]
    wanted = [max(0.0, best[n] - least[n]) for n in kept]
    spare = room - sum(widths)
    if spare > 0 and sum(wanted) > 0:
        share = min(1.0, spare / sum(wanted))
        widths = [width + want * share for width, want in zip(widths, wanted, strict=True)]
    spare = room - sum(widths)
    if spare > 0:
        grows = [n for n, one in enumerate(kept) if table.kinds[one] not in ("number", "year")] or list(range(len(kept)))
        widths = [width + (spare / len(grows) if n in grows else 0) for n, width in enumerate(widths)]
    elif spare < 0:
        widths = [width * room / sum(widths) for width in widths]
    return kept, widths


def _worth(table: Table, n: int) -> float:
    """How much a column is worth: how many rows it tells apart and how much it says of them; a date, a category that readers
    filter by and a number more than other words."""
    what, cells = table.kinds[n], [row[n] for row in table.rows]
    if what in WORTH:
        return WORTH[what]
    told, every = [cell.text for cell in cells if cell.state != "not-stated"], max(1, len(cells))
    if what == "number":
        return 1.5 + len(told) / every
    if not told or (len({cell.text for cell in cells}) == 1 and len(cells) > 1):
        return 0.0
    asked_for = ASKED_FOR * len(told) / every if what in ("category", "date") else 0.0
    return len(set(told)) / every + min(1.0, sum(map(len, told)) / every / 40) + asked_for


@lru_cache(maxsize=50_000)
def _length(text: str, size: float, weight: int = REGULAR) -> float:
    return max((length(line, size, weight) for line in text.split("\n")), default=0.0)
