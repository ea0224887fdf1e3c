"""Releases and deliveries, drawn."""

from __future__ import annotations

from dashboard.chart import Answer
from dashboard.language import Language
from dashboard.snapshots.drawing import BOLD, INK, INK_2, LEADING, LINE, MUTED, REGULAR, Drawing, length, wrapped
from dashboard.snapshots.sheets.bullets import BAD, GOOD, status_sign
from dashboard.snapshots.sheets.layout import Block, Flow, filled
from dashboard.snapshots.wording import (
    Row,
    dataset_changed,
    delivery_told,
    release_told,
    rows_changed,
    since_named,
    sources_in_words,
)

SIZES = (15, 14, 13, 12, 11.5)


def releases(answer: Answer, words: Language, room: float, height: float | None) -> Drawing:
    """One article a release: what it is and which rows it changed."""
    rows = answer.records()

    def made(size: float) -> Flow:
        return Flow([Block(_release(row, rows, words, room, size), 1, gap=size * 0.5) for row in rows], size, width=room)

    return filled(made, room, height, words, SIZES)


def _release(row: Row, rows: list[Row], words: Language, width: float, size: float) -> Drawing:
    sheet, small = Drawing(width), size * 0.92
    y = size * 0.2
    sheet.text(0, y, row["release"], size * 1.1, INK, BOLD)
    x = length(row["release"], size * 1.1, BOLD) + size * 1.2
    for is_so, text, status, ink in ((row.get("is_served", False), words("Served now"), "met", GOOD),
                                     (not row.get("is_whole", True), words("Refused"), "regressed", BAD)):
        if is_so:
            status_sign(sheet, status, x, y + size * 0.36, size * 0.84)
            sheet.text(x + size * 1.2, y + size * 0.1, text, size, ink, BOLD)
            x += size * 2.4 + length(text, size, BOLD)
    y += size * 1.1 * LEADING
    if told := release_told(row, words):
        y = sheet.lines(0, y, told, size, width, INK_2)
    if row.get("reason"):
        y = sheet.lines(0, y, words("Not served: {reason}.", reason=row["reason"]), size, width)
    if row.get("is_whole", True) and "since" in row:
        y = _changes(sheet, row, rows, words, y, width, size)
    if row["warehouse_sha256"]:
        y = sheet.lines(0, y, f"{words('Checksum of the warehouse (SHA-256)')} {row['warehouse_sha256']}", small, width, MUTED)
    sheet.height = y + size * 0.5
    sheet.line(0, sheet.height, width, sheet.height, LINE)
    return sheet


def _changes(sheet: Drawing, row: Row, rows: list[Row], words: Language, y: float, width: float, size: float) -> float:
    if row["since"] is None:
        return sheet.lines(0, y, words("The first release here: there is none before it to compare it with."), size, width, INK_2)
    since = words("What changed since {release}", release=since_named(row, rows, words))
    y = sheet.lines(0, y, f"{since}: {', '.join(rows_changed(row, words))}", size, width, INK)
    for one in row["changes"]:
        y = sheet.lines(size, y, " ".join(dataset_changed(one, words)), size, width - size, INK_2)
    return y


def deliveries(answer: Answer, words: Language, room: float, height: float | None) -> Drawing:
    """One article a delivery: what it is, who made it, where it was read, on which terms, and its checksum."""
    columns = 2 if room >= 1000 else 1

    def made(size: float) -> Flow:
        between = 36.0
        width = (room - between * (columns - 1)) / columns
        blocks = [Block(_delivery(row, answer, words, width, size), 1, gap=size * 0.6) for row in answer.records()]
        return Flow(blocks, size, columns, width, between)

    return filled(made, room, height, words, (14, 13, 12, 11.5), cut_at=11.5, natural=12)


def _delivery(row: Row, answer: Answer, words: Language, width: float, size: float) -> Drawing:
    sheet, small = Drawing(width), size * 0.92
    y = sheet.lines(0, 0, row["title"], size, width, INK, BOLD)
    y = sheet.lines(0, y, delivery_told(row, answer, words), small, width, INK_2) + 2
    facts = [
        (words("Producer"), row["producer"]),
        (words("Address"), sources_in_words(row["address"], words)),
        (words("Terms"), row["licence"]),
        (words("Corrects"), words.list(row["corrects"] or ())),
        (words("File"), f"{row['delivery_id']} sha256 {row['sha256']}"),
    ]
    label = max(length(name, small) for name, value in facts if value) + size
    for name, value in facts:
        if not value:
            continue
        sheet.text(0, y, name, small, MUTED)
        for line in wrapped(value, small, REGULAR, width - label):
            y = sheet.text(label, y, line, small, INK)
    sheet.height = y + size * 0.5
    sheet.line(0, sheet.height, width, sheet.height, LINE)
    return sheet
