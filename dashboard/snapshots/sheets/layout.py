"""How blocks of a mark fill the room they are given: in columns, as large as they fit, and what is left out is said."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dashboard.language import Language
from dashboard.snapshots.drawing import LEADING, MUTED, REGULAR, Drawing, shortened

MOST_ROWS = 60
"""Rows of a picture that may grow as tall as it needs."""
CUT_AT = 12.0
"""The size of text at which rows are left out rather than made smaller still."""
SIZES = (16.0, 15.0, 14.0, 13.0, 12.0, 11.5)
NATURAL = 13.0


@dataclass(frozen=True)
class Block:
    """What is drawn in one piece. `rows` is how many rows of the answer it shows; what `leads` never ends a column; `gap` is the
    room above it, unless it is the first of its column."""

    sheet: Drawing
    rows: int = 0
    leads: bool = False
    gap: float = 0


@dataclass(frozen=True)
class Flow:
    """Blocks of one size of text for columns of `width`, below a `head` and above a `foot` of the whole room."""

    blocks: Sequence[Block]
    size: float
    columns: int = 1
    width: float = 0
    between: float = 28
    head: Drawing | None = None
    foot: Drawing | None = None
    rows: int = 0
    """All rows of the answer, where blocks for some of them were not even made."""
    besides: str = ""
    """What else is left out, in words."""
    repeated: Drawing | None = None
    """What stands on top of every column."""
    is_cramped: bool = False
    """Whether a part of it has too little room at this size."""

    @property
    def total(self) -> int:
        """All rows of the answer."""
        return self.rows or sum(block.rows for block in self.blocks)


Make = Callable[[float], Flow]


def more_rows(n: int, words: Language) -> str:
    """How many rows a picture leaves out."""
    return words.count(n, "{n} more row in the table", "{n} more rows in the table")


def more_columns(n: int, words: Language) -> str:
    """How many columns a picture leaves out; nothing if none."""
    return words.count(n, "{n} more column in the table", "{n} more columns in the table") if n else ""


def filled(
    make: Make, room: float, height: float | None, words: Language, sizes: Sequence[float] = SIZES, cut_at: float = CUT_AT,
    natural: float = NATURAL, middle: bool = False, tight: Make | None = None,
) -> Drawing:
    """The blocks at the largest of `sizes` at which all of them fit; at `cut_at` as many as fit, made by `tight` if that is
    given, and how many there are besides. Where the height is free, at their `natural` size. What is smaller than the room
    stands at its top or, if asked for, in its middle."""
    if height is None:
        flow = make(natural)
        for size in sizes:
            if flow.is_cramped and size < natural:
                flow = make(size)
        return _set(flow, room, None, words)[0]
    *larger, least = sizes
    sheet, left = _set(make(least), room, height, words)
    if left:
        return _tall(_set((tight or make)(cut_at), room, height, words)[0], height)
    for size in larger:
        flow = make(size)
        if not flow.is_cramped:
            grown, left = _set(flow, room, height, words)
            if not left:
                sheet = grown
                break
    return _centred(sheet, height) if middle else _tall(sheet, height)


def _tall(sheet: Drawing, height: float) -> Drawing:
    sheet.height = max(sheet.height, height)
    return sheet


def _centred(sheet: Drawing, height: float) -> Drawing:
    around = Drawing(sheet.width, height)
    around.place(sheet, 0, max(0.0, (height - sheet.height) * 0.42))
    return around


def _set(flow: Flow, room: float, height: float | None, words: Language) -> tuple[Drawing, int]:
    """The flow on a sheet, and how many rows of it are left out."""
    most = len(flow.blocks)
    if height is None:
        most = _within(flow.blocks, MOST_ROWS)
    count, cap = _fit(flow, most, height)
    left = flow.total - sum(block.rows for block in flow.blocks[:count])
    if count < len(flow.blocks) and not left:
        left = len(flow.blocks) - count
    sheet = Drawing(room)
    y = 0.0
    if flow.head:
        sheet.place(flow.head, 0, 0)
        y = flow.head.height
    low = y
    columns = _columns(flow, count, cap) or []
    for n, column in enumerate(columns):
        x, at = n * (flow.width + flow.between), y
        if flow.repeated and column:
            sheet.place(flow.repeated, x, at)
            at += flow.repeated.height
        for place, block in enumerate(column):
            at += block.gap if place else 0
            sheet.place(block.sheet, x, at)
            at += block.sheet.height
        low = max(low, at)
    y = low
    rest = flow.total - sum(block.rows for block in flow.blocks[:count])
    more = more_rows(rest, words) if rest else words("More of it stands in the dashboard.") if left else ""
    said = " · ".join(part for part in (more, flow.besides) if part)
    if said:
        size = _small(flow.size)
        y = sheet.text(0, y + size * 0.5, shortened(said, size, REGULAR, room), size, MUTED)
    if flow.foot:
        sheet.place(flow.foot, 0, y)
        y += flow.foot.height
    sheet.height = y
    return sheet, left


def _small(size: float) -> float:
    return max(9.5, size * 0.88)


def _within(blocks: Sequence[Block], most: int) -> int:
    """How many blocks hold no more than `most` rows, and no heading at the end."""
    rows = 0
    for n, block in enumerate(blocks):
        rows += block.rows
        if rows > most and n:
            return _trimmed(blocks, n)
    return len(blocks)


def _trimmed(blocks: Sequence[Block], count: int) -> int:
    while count and blocks[count - 1].leads:
        count -= 1
    return count


def _fit(flow: Flow, most: int, height: float | None) -> tuple[int, float]:
    """How many of the first `most` blocks fit, and the height of the columns they take."""
    outside = sum(part.height for part in (flow.head, flow.foot) if part)
    line = _small(flow.size) * (LEADING + 0.5)
    if height is None:
        return most, _balanced(flow, most, sum(b.sheet.height + b.gap for b in flow.blocks[:most]) + _top(flow))
    is_whole = most == len(flow.blocks) and flow.total == sum(block.rows for block in flow.blocks)
    for count in range(most, 0, -1):
        told = line if not is_whole or count < most or flow.besides else 0
        cap = height - outside - told
        if count != _trimmed(flow.blocks, count) and count < len(flow.blocks):
            continue
        if _columns(flow, count, cap) is not None:
            return count, _balanced(flow, count, cap)
    return 0, 0


def _top(flow: Flow) -> float:
    return flow.repeated.height if flow.repeated else 0


def _columns(flow: Flow, count: int, cap: float) -> list[list[Block]] | None:
    """The first blocks in columns no taller than `cap`; None if they take more columns than there are."""
    columns: list[list[Block]] = [[]]
    at, top = _top(flow), _top(flow)
    blocks = list(flow.blocks[:count])
    for n, block in enumerate(blocks):
        needed = block.sheet.height + (block.gap if columns[-1] else 0)
        group, after = needed, n
        # What leads takes what follows along.
        while blocks[after].leads and after + 1 < len(blocks):
            after += 1
            group += blocks[after].sheet.height + blocks[after].gap
        if columns[-1] and at + group > cap + 0.01:
            if len(columns) == flow.columns:
                return None
            columns.append([])
            at = top
            needed = block.sheet.height
        if at + needed > cap + 0.01:
            return None
        columns[-1].append(block)
        at += needed
    return columns


def _balanced(flow: Flow, count: int, cap: float) -> float:
    """The least height at which the blocks still fit into the columns."""
    if flow.columns == 1:
        return cap
    low, high = 0.0, cap
    while high - low > 2:
        middle = (low + high) / 2
        if _columns(flow, count, middle) is None:
            low = middle
        else:
            high = middle
    return high
