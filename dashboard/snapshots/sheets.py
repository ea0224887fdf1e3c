"""Marks that the page writes as HTML, drawn: one function per mark, listed in SHEETS."""

from __future__ import annotations

from collections.abc import Callable

from dashboard.chart import Answer
from dashboard.language import Language
from dashboard.snapshots.drawing import Drawing

SHEETS: dict[str, Callable[[Answer, Language, float, float | None], Drawing]] = {}
