"""How every picture looks: colours, type, margins, and where a click on a mark leads.

Figures are plain dictionaries in plotly's own form, drawn for a light page on a transparent ground; the style sheet
re-colours text, grid and land for the dark theme. Colours of marks reach 3:1 on both grounds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from math import ceil
from typing import Any

from dashboard.chart import Answer
from dashboard.lettering import length

Figure = dict[str, Any]

INK = "#1d2733"
MUTED = "#5a6673"
GRID = "#dfe4ea"
LAND = "#eef1f4"
SEA = "rgba(0,0,0,0)"
BAND = "#e9eef4"
WOMEN = "#8650b5"
MEN = "#149a8a"
NOT_STATED = "#8a93a0"
ACCENT = "#2f69bd"
ACCENT_LIGHT = "#6e97cc"
TARGET = "#1d2733"
SEQUENCE = ("#4490e2", "#c8400f", "#307e59", "#a8429c", "#8a8f96", "#c8820b", "#6b5bd0", "#1b8a9c")
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
SYMBOLS = ("circle", "square", "diamond", "triangle-up", "cross", "x", "star", "hexagon", "triangle-down", "pentagon", "bowtie")
SIGNS = "●■◆▲✚✖★⬢▼⬟⧓"
PATTERNS = ("", "/", "", "x", ".", "\\", "+", "-")
FONT = "Inter, system-ui, sans-serif"


def colour(position: int) -> str:
    """The colour of the n-th value of a dimension, the same on every page."""
    return SEQUENCE[position % len(SEQUENCE)]


def colours_of(dimension: str, answer: Answer) -> dict[str, str]:
    """Code -> colour, by the order the programme lists the codes in."""
    return {code: colour(i) for i, code in enumerate(answer.desk.order(dimension))}


def figure(traces: list[dict[str, Any]], height: int, **layout: Any) -> Figure:
    """A figure in the house style. `layout` overrides parts of it; axes are given as xaxis=axis(...)."""
    base: dict[str, Any] = {
        "height": height,
        "margin": {"l": 8, "r": 12, "t": 8, "b": 8},
        "font": {"family": FONT, "size": 13, "color": INK},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "hovermode": "closest",
        "hoverlabel": {"font": {"family": FONT, "size": 13}, "align": "left", "namelength": -1},
        "legend": {"orientation": "h", "x": 0, "xanchor": "left", "y": 1.02, "yanchor": "bottom", "font": {"size": 12},
                   "itemclick": False, "itemdoubleclick": False},
        "dragmode": False,
        "showlegend": False,
        "template": {},
        "separators": ".,",
    }
    return {"data": traces, "layout": base | layout}


def axis(**given: Any) -> dict[str, Any]:
    """An axis in the house style: quiet grid, labels that make room for themselves, no zooming."""
    return {
        "automargin": True, "fixedrange": True, "gridcolor": GRID, "zeroline": False, "linecolor": GRID,
        "tickfont": {"size": 12, "color": MUTED}, "title": {"text": "", "font": {"size": 12, "color": MUTED}},
    } | given


def beside(labels: Iterable[str], edge: int = 24) -> int:
    """The margin, in pixels, that labels of a vertical axis take: where it is given, plotly need not draw twice to make room for
    them. `edge` is what it leaves around them."""
    lines = (line for label in labels for line in re.sub("<(?!br>)[^>]*>", "", label).split("<br>"))
    return ceil(max((length(line, 12) for line in lines), default=0)) + edge


def below(lines: int = 1) -> int:
    """The margin, in pixels, that labels of a horizontal axis take."""
    return 24 + 15 * lines


def pattern(position: int) -> dict[str, Any]:
    """The hatching of the n-th value, so that neighbours differ without colour too."""
    return {"shape": PATTERNS[position % len(PATTERNS)], "fillmode": "overlay", "fgcolor": "rgba(255,255,255,.6)", "size": 7,
            "solidity": 0.2}


def target(answer: Answer, dimension: str, value: str) -> str:
    """The address a click on a mark leads to: the same view narrowed to the mark's value, or widened again if it is
    narrowed to just that already."""
    return answer.view.toward(dimension, value)


def wrapped(text: str, width: int) -> str:
    """Text broken into lines of at most `width` characters, for axis labels."""
    lines, line = [], ""
    for word in text.split():
        if line and len(line) + 1 + len(word) > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return "<br>".join([*lines, line])
