"""Results against their targets, drawn: a bar only where there is a target or a baseline to hold the value against."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from dashboard.catalogue import FIXED_WORDS, STATUS_RULE, STATUS_WORDS
from dashboard.chart import Answer
from dashboard.figures.theme import ACCENT as MARK
from dashboard.language import Language
from dashboard.snapshots.drawing import (
    BOLD,
    HATCH,
    INK,
    INK_2,
    LEADING,
    LINE,
    MEDIUM,
    MUTED,
    REGULAR,
    SURFACE,
    WARN,
    Drawing,
    length,
    wrapped,
)
from dashboard.snapshots.sheets.grid import RULE, limited
from dashboard.snapshots.sheets.layout import Block, Flow, filled
from dashboard.snapshots.wording import Framework, Row, amount, facts, framework, remarks, sources_in_words, track, value_sources

GOOD, BAD, IDLE = "#226b45", "#a8261d", MUTED
STATUS_INKS = {"met": GOOD, "exceeded": GOOD, "behind": WARN, "regressed": BAD, "outdated": WARN}
UNFILLED = "#e6ebf1"
DOT = " · "


def bullets(answer: Answer, words: Language, room: float, height: float | None) -> Drawing:
    """The rows of a results framework, those with a target first, and the rule that gives each its status."""
    told = framework(answer.records())
    columns = 2 if room >= 1000 else 1

    def made(size: float, is_tight: bool = False) -> Flow:
        between = 36.0
        width = (room - between * (columns - 1)) / columns
        blocks: list[Block] = []
        for rows in told.aimed:
            blocks += _group(rows, answer, words, width, size, not blocks, is_tight)
        if told.aimless:
            blocks.append(_title(words("Reported without a target"), width, size))
        for rows in told.aimless:
            blocks += _group(rows, answer, words, width, size, False, is_tight)
        if told.bare:
            blocks.append(_title(words("Results without an indicator"), width, size))
        blocks += [_statement(row, words, width, size, row["indicator_id"] is None) for row in told.bare]
        return Flow(blocks, size, columns, width, between, _head(told, words, room, size), _rule(words, room, size),
                    rows=len(answer.records()))

    return filled(made, room, height, words, (14, 13, 12, 11.5), cut_at=12, tight=lambda size: made(size, True))


def _head(told: Framework, words: Language, room: float, size: float) -> Drawing | None:
    """How many indicators have each status, as a strip and in words, and what the signs of the bars mean."""
    if not told.statuses:
        return None
    sheet, tall, total = Drawing(room), size * 0.8, sum(told.statuses.values())
    x = 0.0
    for status, n in told.statuses.items():
        width = (room - 2 * (len(told.statuses) - 1)) * n / total
        sheet.box(x, 0, width, tall, HATCH if status == "no_target" else STATUS_INKS.get(status, IDLE))
        x += width + 2
    y = _run(sheet, tall + size * 0.5, size, room, [
        (f"{words.number(n)} {words(STATUS_WORDS[status])}", STATUS_INKS.get(status, IDLE), BOLD, _status_sign(status))
        for status, n in told.statuses.items()
    ])
    if told.aimed:
        keys = [(words("latest value"), _actual), (words("target"), _target), (words("baseline"), _baseline)]
        if told.has_gap:
            keys.append((words("not found in the parts"), _gap))
        y = _run(sheet, y + size * 0.15, size, room, [(text, INK_2, REGULAR, sign) for text, sign in keys])
    sheet.height = y + size * 0.5
    return sheet


Sign = Callable[[Drawing, float, float, float], None]
"""Draws a sign at (x, y) in a square of a size."""


def _run(sheet: Drawing, y: float, size: float, room: float, told: list[tuple[str, str, int, Sign]]) -> float:
    """Words with a sign before each, one after the other."""
    x, small = 0.0, size * 0.94
    for text, ink, weight, sign in told:
        width = small * 1.3 + length(text, small, weight)
        if x and x + width > room:
            x, y = 0.0, y + small * 1.5
        sign(sheet, x, y + small * 0.24, small * 0.84)
        x = x + small * 1.3
        sheet.text(x, y, text, small, ink, weight)
        x += length(text, small, weight) + size * 1.4
    return y + small * LEADING


def _actual(sheet: Drawing, x: float, y: float, size: float) -> None:
    sheet.box(x, y + size * 0.15, size, size * 0.7, MARK)


def _target(sheet: Drawing, x: float, y: float, size: float) -> None:
    sheet.box(x + size / 2 - 1.5, y - size * 0.1, 3, size * 1.2, INK)


def _baseline(sheet: Drawing, x: float, y: float, size: float) -> None:
    sheet.circle(x + size / 2, y + size / 2, size * 0.36, SURFACE, INK)


def _gap(sheet: Drawing, x: float, y: float, size: float) -> None:
    sheet.box(x, y, size, size, HATCH, MUTED)


def _status_sign(status: str) -> Sign:
    return lambda sheet, x, y, size: status_sign(sheet, status, x, y, size)


def status_sign(sheet: Drawing, status: str, x: float, y: float, size: float) -> None:
    """The shape of a status, as its icon on the page: told apart without colour too."""
    ink, u, stroke = STATUS_INKS.get(status, IDLE), size / 12, size * 0.13

    def at(*points: tuple[float, float]) -> list[tuple[float, float]]:
        return [(x + px * u, y + py * u) for px, py in points]

    middle = (x + size / 2, y + size / 2)
    match status:
        case "met":
            sheet.circle(*middle, size / 2, ink)
            tick = at((3.2, 6.2), (5.1, 8.1), (9, 4))
            for (x0, y0), (x1, y1) in pairwise(tick):
                sheet.line(x0, y0, x1, y1, SURFACE, stroke)
        case "exceeded":
            sheet.shape(at((6, 0), (11.5, 6), (8.4, 6), (6, 3.4), (3.6, 6), (0.5, 6)), ink)
            sheet.shape(at((6, 5.4), (11.5, 12), (8.4, 12), (6, 9), (3.6, 12), (0.5, 12)), ink)
        case "behind":
            sheet.shape(at((6, 11.5), (0, 1), (12, 1)), ink)
        case "regressed":
            sheet.shape(at((4.6, 0), (7.4, 0), (7.4, 6), (11, 6), (6, 12), (1, 6), (4.6, 6)), ink)
        case "no_target":
            sheet.box(x, y + 5 * u, size, 2 * u, ink)
        case "no_value":
            sheet.circle(*middle, size / 2 - stroke / 2, "none", ink, stroke)
        case "not_due" | "outdated":
            sheet.circle(*middle, size / 2 - stroke / 2, "none", ink, stroke)
            hands = at((6, 2.8), (6, 6.2), (8, 7.4))
            for (x0, y0), (x1, y1) in pairwise(hands):
                sheet.line(x0, y0, x1, y1, ink, stroke)
        case "not_measurable":
            sheet.box(x + stroke / 2, y + stroke / 2, size - stroke, size - stroke, "none", ink, 0, stroke)
            (x0, y0), (x1, y1) = at((3, 9), (9, 3))
            sheet.line(x0, y0, x1, y1, ink, stroke)
        case _:
            sheet.circle(*middle, size / 3, ink)


def _title(text: str, width: float, size: float) -> Block:
    sheet = Drawing(width)
    sheet.height = sheet.lines(0, 0, text, size * 1.1, width, INK, BOLD) + size * 0.2
    return Block(sheet, leads=True, gap=size * 1.1)


def _group(
    rows: list[Row], answer: Answer, words: Language, width: float, size: float, is_first: bool, is_tight: bool,
) -> list[Block]:
    heading = _statement(rows[0], words, width, size, False)
    return [
        Block(heading.sheet, leads=True, gap=0 if is_first else size * 0.7),
        *(_bullet(row, n, answer, words, width, size, is_tight) for n, row in enumerate(rows)),
    ]


def _statement(row: Row, words: Language, width: float, size: float, is_bare: bool) -> Block:
    """A result, with its level before it; a bare one is a row of its own."""
    sheet, level, small = Drawing(width), words(FIXED_WORDS["level"][row["level"]]), size * 0.88
    sheet.text(0, size * 0.14, level, small, MUTED, MEDIUM)
    x = length(level, small, MEDIUM) + size * 0.6
    y = sheet.lines(x, 0, row["statement"], size, width - x, INK, REGULAR if is_bare else BOLD)
    if not is_bare:
        sheet.line(0, y + size * 0.2, width, y + size * 0.2, RULE)
    sheet.height = y + size * 0.3
    return Block(sheet, rows=1 if is_bare else 0, leads=not is_bare, gap=size * 0.1)


def _bullet(row: Row, n: int, answer: Answer, words: Language, width: float, size: float, is_tight: bool) -> Block:
    """An indicator. Where it is tight, its remarks have one line and its sources none: the frame names them."""
    sheet, y, small = Drawing(width), size * 0.42, max(9.5, size * 0.86)
    if n:
        sheet.line(0, 0, width, 0, LINE)
    status, value = words(STATUS_WORDS[row["status"]]), amount(row, words)
    ink = STATUS_INKS.get(row["status"], IDLE)
    marked = length(status, small, BOLD) + small * 1.25
    behind, told = DOT.join(facts(row, words)), _told(row, answer, words, not is_tight)
    if row["has_target"]:
        sheet_y = y
        y = sheet.lines(0, y, row["indicator"], size, width - marked - size, INK, MEDIUM)
        status_sign(sheet, row["status"], width - marked, sheet_y + size * 0.28, small * 0.82)
        sheet.text(width, sheet_y + (size - small), status, small, ink, BOLD, "end")
        y = _track(sheet, row, y, width, size)
        y = _paragraph(sheet, y, [(f"{value}{DOT}", BOLD, INK), (behind, REGULAR, INK_2)], small, width)
        if told:
            y = sheet.lines(0, y, told, small, width, MUTED, most=1 if is_tight else 0)
    else:
        wide = min(length(value, size, BOLD), width * 0.45)
        top = y
        lines = wrapped(value, size, BOLD, wide + 1)
        for line in lines:
            y = sheet.text(width, y, line, size, INK, BOLD, "end")
        y = max(y, sheet.lines(0, top, row["indicator"], size, width - wide - size, INK, MEDIUM))
        y = _track(sheet, row, y, width, size)
        status_sign(sheet, row["status"], 0, y + small * 0.26, small * 0.82)
        said = f"{DOT}{behind}" + (f". {told}" if told else "")
        parts = [(status, BOLD, ink), (said, REGULAR, MUTED)]
        y = _paragraph(sheet, y, parts, small, width, small * 1.25, most=1 if is_tight else 0)
    sheet.height = y + size * 0.4
    return Block(sheet, rows=1)


def _told(row: Row, answer: Answer, words: Language, with_sources: bool) -> str:
    """The remarks on a row, with the hosts of its sources if asked for."""
    said = remarks(row, answer.names, words)
    if with_sources and (addresses := value_sources(row)):
        said.append(f"{words('Source:')} {sources_in_words(addresses, words)}")
    return " ".join(said)


def _paragraph(
    sheet: Drawing, y: float, parts: list[tuple[str, int, str]], size: float, width: float, indent: float = 0, most: int = 0,
) -> float:
    """A heavy beginning and what goes on behind it, wrapped as one text."""
    (start, weight, ink), (rest, plain, after) = parts
    used = indent + length(start, size, weight)
    if used > width * 0.8:
        y = sheet.lines(indent, y, start.removesuffix(DOT), size, width - indent, ink, weight)
        return sheet.lines(0, y, rest.removeprefix(DOT), size, width, after, plain)
    sheet.text(indent, y, start, size, ink, weight)
    lead = rest.startswith(" ")
    words_left, first = rest.strip().split(" "), " " if lead else ""
    while words_left and used + length(longer := f"{first}{' ' if first.strip() else ''}{words_left[0]}", size, plain) <= width:
        first = longer
        words_left.pop(0)
    sheet.text(used + (length(" ", size, plain) if lead else 0), y, first.lstrip(), size, after, plain)
    y += size * LEADING
    lines = limited(" ".join(words_left), size, plain, width, most) if most else wrapped(" ".join(words_left), size, plain, width)
    for line in lines:
        y = sheet.text(0, y, line, size, after, plain)
    return y


def _track(sheet: Drawing, row: Row, y: float, width: float, size: float) -> float:
    """The bar with its target tick and baseline ring, on the scale of the row: its end lies a quarter beyond the target, or
    beyond the value where that is more."""
    bar = track(row)
    if bar is None:
        return y
    tall, y = size, y + size * 0.25
    end = max((bar.target or 0) * 1.25, (bar.actual or 0) * 1.04, (bar.baseline or 0) * 1.04, 0.000001)
    sheet.box(0, y, width, tall, UNFILLED, radius=2)
    sheet.box(0, y + tall * 0.19, width * max(bar.actual or 0, 0) / end, tall * 0.62, MARK)
    if bar.gap:
        low, high = bar.gap
        sheet.box(width * low / end, y + tall * 0.19, width * (high - low) / end, tall * 0.62, HATCH, MUTED)
    if bar.baseline is not None:
        ring = tall * 0.3
        sheet.circle(min(width - ring, max(ring, width * max(bar.baseline, 0) / end)), y + tall / 2, ring, SURFACE, INK)
    if bar.target is not None:
        sheet.box(min(width - 3, max(0, width * bar.target / end - 1.5)), y - 3, 3, tall + 6, INK, SURFACE)
    return y + tall + size * 0.3


def _rule(words: Language, room: float, size: float) -> Drawing:
    sheet, small = Drawing(room), max(9.5, size * 0.84)
    start = words("How a status is given.")
    sheet.height = _paragraph(sheet, size * 0.6, [(start, BOLD, MUTED), (f" {words(STATUS_RULE)}", REGULAR, MUTED)], small, room)
    return sheet
