"""Marks drawn in plain HTML, listed by the word a chart names them with. Each is a function (answer, words) -> component."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dashboard.chart import Answer
from dashboard.language import Language
from dashboard.ui.marks.basic import findings, strip, table, tiles
from dashboard.ui.marks.places import country_list

MARKS: dict[str, Callable[[Answer, Language], Any]] = {
    "table": table,
    "tiles": tiles,
    "findings": findings,
    "strip": strip,
    "country_list": country_list,
}
