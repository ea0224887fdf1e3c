"""What figures rest on, said in words before the figures: what is counted, what is not, and whose doing it is."""

from __future__ import annotations

from typing import Any

from dashboard.chart import Answer
from dashboard.language import Language
from dashboard.snapshots.wording import basis_parts
from dashboard.ui import html


def basis(answer: Answer, words: Language) -> Any:
    """Three short statements made from the one row of counts."""
    return html.Div(
        [
            html.Div([html.H3(title), *(html.P(text) for text in said)], className="basis-part")
            for title, said in basis_parts(answer, words)
        ],
        className="basis",
    )
