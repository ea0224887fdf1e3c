"""Lines over years, one small panel a country. What is missing stays a gap, and a change of edition breaks the line."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor, log10
from typing import Any

from dashboard.chart import Answer
from dashboard.figures.theme import (
    DASHES,
    INK,
    MUTED,
    SYMBOLS,
    Figure,
    axis,
    colours_of,
    figure,
    target,
    wrapped,
)
from dashboard.language import Language

COLUMNS = 3
ROW = 122
"""Pixels of one row of panels, its names included, where there are many."""
FEW_ROWS = {1: 270, 2: 180}
NAME = 30
FOOT = 22


def annual_panels(answer: Answer, words: Language) -> Figure:
    """A panel a country, a line a drug, in the order of the rows' `panel`. The scale is shared, unless the chart's control
    says `log` (shared, logarithmic) or `own`. A year without a row is a gap; where no edition covers both sides of a
    year's end the line breaks at a dotted rule. Colour, dash and symbol tell drugs apart."""
    rows = answer.records()
    shown = [row for row in rows if row["panel"] is not None and row["is_shown"]]
    countries = list(dict.fromkeys(row["country_code"] for row in shown))
    drugs = [code for code in answer.desk.order("drug") if any(row["drug"] == code for row in shown)]
    years = list(range(min(row["year"] for row in rows), max(row["year"] for row in rows) + 1))
    breaks = edition_breaks(rows, years)
    kilograms = {(row["country_code"], row["drug"], row["year"]): row["quantity_kg"] for row in shown}
    scale = answer.view.choices.get(answer.chart.control, "shared")
    values = [row["quantity_kg"] for row in shown]
    grid = Grid(len(countries), top=24 if len(drugs) > 1 else 0, has_own_scales=scale == "own")
    layout: dict[str, Any] = {}
    traces, shapes, names = [], [], []
    for i, country in enumerate(countries):
        x, y = (f"{a}{i + 1 if i else ''}" for a in "xy")
        left, right, low, high = grid.place(i)
        layout[f"xaxis{x[1:]}"] = _years_axis(years, y, [left, right], is_lowest=i + COLUMNS >= len(countries))
        layout[f"yaxis{y[1:]}"] = _kilograms_axis(x, [low, high], scale, i, values)
        names.append({
            "text": "<b>" + wrapped(answer.names.short("country", country, words), 18) + "</b>", "xref": "paper",
            "yref": "paper", "x": left, "y": high, "xanchor": "left", "yanchor": "bottom", "align": "left",
            "showarrow": False, "font": {"size": 11, "color": INK},
        })
        shapes += [{"type": "line", "xref": x, "yref": f"{y} domain", "x0": at, "x1": at, "y0": 0, "y1": 1,
                    "line": {"color": MUTED, "width": 1, "dash": "dot"}} for at in breaks]
        for drug in drugs:
            traces.append(_line(answer, country, drug, years, breaks, kilograms, words) | {
                "xaxis": x, "yaxis": y, "showlegend": i == 0 and len(drugs) > 1, "legendgroup": drug,
            })
    return figure(
        traces, grid.height, showlegend=len(drugs) > 1, shapes=shapes, annotations=names,
        margin={"l": 8, "r": 10, "t": grid.top, "b": 4}, **layout,
    )


def _line(
    answer: Answer, country: str, drug: str, years: list[int], breaks: list[float], kilograms: dict[Any, float], words: Language
) -> dict[str, Any]:
    order = answer.desk.order("drug").index(drug)
    points: list[tuple[float, float | None]] = [(year, kilograms.get((country, drug, year))) for year in years]
    points = sorted([*points, *((at, None) for at in breaks)])
    name = answer.names.short("drug", drug, words)
    return {
        "type": "scatter", "mode": "lines+markers", "name": name, "connectgaps": False,
        "x": [x for x, _ in points], "y": [y for _, y in points],
        "line": {"color": colours_of("drug", answer)[drug], "width": 2, "dash": DASHES[order % len(DASHES)]},
        "marker": {"size": 5, "symbol": SYMBOLS[order % len(SYMBOLS)]},
        "customdata": [
            ["" if y is None else words("{n} kg", n=words.quantity(y)), target(answer, "country", country)] for _, y in points
        ],
        "hovertemplate": f"<b>{answer.names.short('country', country, words)}</b> %{{x}}<br>{name}: %{{customdata[0]}}"
                         "<extra></extra>",
    }


def edition_breaks(rows: Sequence[dict[str, Any]], years: list[int]) -> list[float]:
    """Between which years no edition of the source covers both: 2017.5 is the turn from 2017 to 2018."""
    editions: dict[int, set[str]] = {year: set() for year in years}
    for row in rows:
        editions[row["year"]].add(row["source_title"])
    return [
        year + 0.5 for year in years[:-1]
        if editions[year] and editions[year + 1] and not editions[year] & editions[year + 1]
    ]


class Grid:
    """Where the panels stand: rows of at most COLUMNS, each with its name above it and one foot of years below the last row."""

    def __init__(self, panels: int, top: int, has_own_scales: bool):
        self.rows = -(-panels // COLUMNS)
        self.columns = min(COLUMNS, panels)
        self.top = top
        self.gap = 0.1 if has_own_scales else 0.012
        self.row = FEW_ROWS.get(self.rows, ROW)
        self.plot = self.rows * self.row + FOOT
        self.height = self.plot + top + 4

    def place(self, i: int) -> tuple[float, float, float, float]:
        """Left, right, low and high end of the i-th panel, as shares of the plot."""
        row, column = divmod(i, COLUMNS)
        width = 1 / self.columns
        left = column * width + (self.gap if column else 0)
        high = 1 - (row * self.row + NAME) / self.plot
        low = 1 - ((row + 1) * self.row - 6) / self.plot
        return left, (column + 1) * width - 0.012, low, high


def _years_axis(years: list[int], anchor: str, domain: list[float], is_lowest: bool) -> dict[str, Any]:
    # Labels one year in from the ends: at the ends they would run into those of the next panel on a phone.
    ticks = [years[1], years[-2]] if len(years) > 3 else [years[0], years[-1]]
    return axis(
        domain=domain, anchor=anchor, range=[years[0] - 0.5, years[-1] + 0.5], tickvals=ticks, ticktext=[str(y) for y in ticks],
        showticklabels=is_lowest, showgrid=False, tickfont={"size": 11, "color": MUTED}, showline=True, ticks="outside",
        ticklen=3, tickangle=0,
    )


def _kilograms_axis(anchor: str, domain: list[float], scale: str, i: int, values: list[float]) -> dict[str, Any]:
    given: dict[str, Any] = {"rangemode": "tozero", "nticks": 4}
    if scale == "log" and any(values):
        # Zero has no place on this scale: it lies under the foot of the panel.
        low, high = floor(log10(min(v for v in values if v))), ceil(log10(max(values)))
        high = max(high, low + 1)
        given = {"type": "log", "range": [low, high], "tickvals": [10**n for n in range(low, high + 1, 1 + (high - low) // 4)]}
    elif scale != "own" and i:
        given["matches"] = "y"
    return axis(
        domain=domain, anchor=anchor, tickformat="~s", tickfont={"size": 11, "color": MUTED},
        showticklabels=scale == "own" or i % COLUMNS == 0, **given,
    )
