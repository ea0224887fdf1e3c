"""How a mark looks: an answer becomes a plotly figure. One function per kind of mark, listed in DRAWN."""

from __future__ import annotations

from collections.abc import Callable

from dashboard.chart import Answer
from dashboard.figures.bars import ranked_bars, stacked_columns
from dashboard.figures.maps import symbol_map
from dashboard.figures.theme import Figure
from dashboard.language import Language

DRAWN: dict[str, Callable[[Answer, Language], Figure]] = {
    "stacked_columns": stacked_columns,
    "ranked_bars": ranked_bars,
    "symbol_map": symbol_map,
}
"""Marks drawn by plotly; every other mark is plain HTML (see ui.marks)."""


def draw(answer: Answer, words: Language) -> Figure:
    """The picture of an answer, as a dictionary in plotly's form."""
    return DRAWN[answer.chart.mark](answer, words)
