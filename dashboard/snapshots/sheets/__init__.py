"""Marks that the page writes as HTML, drawn: one function per mark, listed in SHEETS."""

from __future__ import annotations

from collections.abc import Callable

from dashboard.chart import Answer
from dashboard.language import Language
from dashboard.snapshots.drawing import Drawing
from dashboard.snapshots.sheets.basic import basis, findings, strip, table, tiles
from dashboard.snapshots.sheets.bullets import bullets
from dashboard.snapshots.sheets.grid import table_of
from dashboard.snapshots.sheets.joined import matrix, pairs
from dashboard.snapshots.sheets.ledger import deliveries, releases
from dashboard.snapshots.sheets.places import country_list
from dashboard.snapshots.sheets.records import record, records

Sheet = Callable[[Answer, Language, float, float | None], Drawing]
"""(answer, words, room, height or None) -> the mark in a room of that width, and of that height if one is given."""

SHEETS: dict[str, Sheet] = {
    "table": table,
    "tiles": tiles,
    "findings": findings,
    "strip": strip,
    "bullets": bullets,
    "country_list": country_list,
    "basis": basis,
    "pairs": pairs,
    "matrix": matrix,
    "records": records,
    "record": record,
    "releases": releases,
    "deliveries": deliveries,
}

__all__ = ["SHEETS", "Sheet", "table_of"]
