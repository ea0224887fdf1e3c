"""Marks drawn in plain HTML, listed by the word a chart names them with. Each is a function (answer, words) -> component."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dashboard.chart import Answer
from dashboard.language import Language
from dashboard.ui.marks.basic import findings, strip, table, tiles
from dashboard.ui.marks.basis import basis
from dashboard.ui.marks.bullets import bullets
from dashboard.ui.marks.ledger import deliveries, releases
from dashboard.ui.marks.pairs import matrix, pairs
from dashboard.ui.marks.places import country_list
from dashboard.ui.marks.records import record, records

MARKS: dict[str, Callable[[Answer, Language], Any]] = {
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

LISTS: dict[str, Callable[[Answer, Language, int], Any]] = {"table": table, "records": records}
"""Marks that show so many rows and no more: (answer, words, rows) -> component."""
