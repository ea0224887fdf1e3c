"""Measures of two sides, for the strips of the overview and the comparison: their rows in words and their table."""

from __future__ import annotations

from dashboard.catalogue import MEASURES, Column
from dashboard.chart import Answer
from dashboard.language import Language

PAGES = {
    "activities": "/activities",
    "activities_with_total": "/activities",
    "countries": "/geography",
    "partners": "/activities",
}
STRIP_COLUMNS = {
    "measure": Column("Measure", "code", "measure"),
    "achieved": Column("First side", "measured"),
    "planned": Column("Second side", "measured"),
    "change": Column("Change", "change"),
    "achieved_withheld": Column("Activities with a withheld count, first side", "whole", if_any=True),
    "planned_withheld": Column("Activities with a withheld count, second side", "whole", if_any=True),
}


def strip_rows(answer: Answer, words: Language) -> list[tuple[str, float | None, float | None, str, str, str, str]]:
    """Rows of the mark `strip` from rows of (measure, achieved, planned, change), each with the page that answers for it."""
    rows = []
    for row in answer.records():
        measure = MEASURES[row["measure"]]
        rows.append((
            words(measure.label), row["achieved"], row["planned"],
            answer.cell("achieved", row, words), answer.cell("planned", row, words),
            "" if row["change"] is None else answer.cell("change", row, words),
            answer.view.address(PAGES.get(row["measure"], "/gender")),
        ))
    return rows
