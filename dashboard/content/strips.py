"""Measures of two sides, for the strips of the overview and the comparison: their rows in words and their table."""

from __future__ import annotations

from dashboard.catalogue import MEASURES, Column
from dashboard.chart import Answer, change, measured
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
}


def strip_rows(answer: Answer, words: Language) -> list[tuple[str, float | None, float | None, str, str, str, str]]:
    """Rows of the mark `strip` from rows of (measure, achieved, planned, change), each with the page that answers for it."""
    rows = []
    for row in answer.records():
        measure = MEASURES[row["measure"]]
        is_share = measure.unit == "%"
        rows.append((
            words(measure.label), row["achieved"], row["planned"],
            measured(row["achieved"], is_share, words), measured(row["planned"], is_share, words),
            "" if row["change"] is None else change(row["change"], is_share, words),
            answer.view.address(PAGES.get(row["measure"], "/gender")),
        ))
    return rows
