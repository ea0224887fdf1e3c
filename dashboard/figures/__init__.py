"""How a mark looks: an answer becomes a plotly figure. One function per kind of mark, listed in DRAWN."""

from __future__ import annotations

from collections.abc import Callable

from dashboard.chart import Answer
from dashboard.figures.bars import ranked_bars, stacked_columns
from dashboard.figures.dots import parity_rows, parity_share, parity_strip, sex_rows
from dashboard.figures.dumbbells import dumbbells
from dashboard.figures.flows import routes, stages
from dashboard.figures.lines import annual_panels
from dashboard.figures.maps import symbol_map
from dashboard.figures.multiples import small_columns
from dashboard.figures.theme import Figure
from dashboard.figures.timeline import event_timeline
from dashboard.language import Language
from dashboard.settings import ROOT

DRAWN: dict[str, Callable[[Answer, Language], Figure]] = {
    "stacked_columns": stacked_columns,
    "ranked_bars": ranked_bars,
    "symbol_map": symbol_map,
    "annual_panels": annual_panels,
    "event_timeline": event_timeline,
    "routes": routes,
    "stages": stages,
    "small_columns": small_columns,
    "parity_share": parity_share,
    "parity_strip": parity_strip,
    "parity_rows": parity_rows,
    "sex_rows": sex_rows,
    "dumbbells": dumbbells,
}
"""Marks drawn by plotly; every other mark is plain HTML (see ui.marks)."""
PLOTLY = ROOT / "assets" / "vendor" / "plotly.min.js"
"""The library that draws them in a browser: plotly.js with the traces that figures are made of, and no others."""
PLOTLY_PLAIN, PLAIN_TRACES = PLOTLY.with_name("plotly-plain.min.js"), frozenset({"bar", "scatter"})
"""A smaller one for documents in which no other traces are drawn."""


def draw(answer: Answer, words: Language) -> Figure:
    """The picture of an answer, as a dictionary in plotly's form."""
    return DRAWN[answer.chart.mark](answer, words)
