"""Timelines: single events where they fall in time, dates no more precise than they are known."""

from __future__ import annotations

from datetime import date, timedelta
from math import floor, log10
from typing import Any

from dashboard.chart import Answer
from dashboard.figures.theme import MUTED, SYMBOLS, Figure, axis, colours_of, figure, target
from dashboard.language import Language

BAND = "#e9eef4"
FADED = 0.3
EDGE = timedelta(days=25)


def event_timeline(answer: Answer, words: Language) -> Figure:
    """One symbol a seizure: when, and how many kilograms on a logarithmic scale, colour and shape by conveyance. A date
    known to the month or year is hollow and stands in the middle of it. Years outside the selection are faded."""
    rows = answer.records()
    chosen = answer.view.selection.years.numbers(answer.view.selection.year)
    colours = colours_of("conveyance", answer)
    traces: list[dict[str, Any]] = []
    keys: list[dict[str, Any]] = []
    for i, code in enumerate(answer.desk.order("conveyance")):
        members = [row for row in rows if row["conveyance"] == code]
        if not members:
            continue
        symbol, name = SYMBOLS[i % len(SYMBOLS)], answer.names.short("conveyance", code, words)
        traces.append({
            "type": "scatter", "mode": "markers", "name": name, "showlegend": False, "cliponaxis": False,
            "x": [placed(row["seized_on"], row["date_precision"]).isoformat() for row in members],
            "y": [row["quantity_kg"] for row in members],
            "marker": {
                "color": colours[code], "size": 9, "line": {"width": 1.5, "color": colours[code]},
                "symbol": [symbol + ("" if row["date_precision"] == "day" else "-open") for row in members],
                "opacity": [1 if chosen is None or row["year"] in chosen else FADED for row in members],
            },
            "customdata": [[*_said(answer, row, words), target(answer, "country", row["country_code"])] for row in members],
            "hovertemplate": "<b>%{customdata[0]}</b><br>%{customdata[1]}<br>%{customdata[2]}<br>" + name + "<extra></extra>",
        })
        keys.append({"type": "scatter", "mode": "markers", "name": name, "x": [None], "y": [None],
                     "marker": {"color": colours[code], "symbol": symbol, "size": 9}})
    days = [row["seized_on"] for row in rows]
    start, end = date(min(days).year, 1, 1) - EDGE, date(max(days).year, 12, 31) + EDGE
    return figure(
        traces + keys, answer.chart.height, showlegend=True, shapes=_bands(chosen, start, end),
        legend={"orientation": "h", "x": 0, "xanchor": "left", "y": -0.1, "yanchor": "top", "entrywidth": 89,
                "font": {"size": 10.5}, "itemclick": False, "itemdoubleclick": False},
        xaxis=axis(type="date", range=[start.isoformat(), end.isoformat()], dtick="M12", tickformat="%Y",
                   tickangle=0, ticklabelmode="period", ticks="outside", ticklen=4, showline=True),
        yaxis=_log_axis([row["quantity_kg"] for row in rows], words),
        margin={"l": 8, "r": 8, "t": 26, "b": 8},
        annotations=[{
            "text": words("kg, logarithmic scale"), "xref": "paper", "yref": "paper",
            "x": 0, "y": 1, "xanchor": "left", "yanchor": "bottom", "yshift": 6, "showarrow": False,
            "font": {"size": 12, "color": MUTED},
        }],
    )


def placed(day: date, precision: str) -> date:
    """Where a date stands on the axis: itself, or the middle of the month or year it is known to."""
    return {"day": day, "month": day.replace(day=15), "year": day.replace(month=7, day=1)}[precision]


def _said(answer: Answer, row: dict[str, Any], words: Language) -> list[str]:
    names = answer.names
    place = row["place"] if row["place"] else words("place not stated")
    return [
        f"{names.short('country', row['country_code'], words)}, {words.short_date(row['seized_on'], row['date_precision'])}",
        place,
        words("{n} kg of {drug}", n=words.quantity(row["quantity_kg"]), drug=names.short("drug", row["drug"], words).lower()),
    ]


def _bands(chosen: list[int] | None, start: date, end: date) -> list[dict[str, Any]]:
    """A quiet ground behind the chosen years."""
    return [
        {"type": "rect", "xref": "x", "yref": "paper", "layer": "below", "fillcolor": BAND, "line": {"width": 0},
         "x0": f"{year}-01-01", "x1": f"{year + 1}-01-01", "y0": 0, "y1": 1}
        for year in chosen or [] if start.year <= year <= end.year
    ]


def _log_axis(values: list[float], words: Language) -> dict[str, Any]:
    low, high = floor(log10(min(values))), log10(max(values)) + 0.15
    decades = [10**n for n in range(low, floor(high) + 1)]
    return axis(type="log", range=[low - 0.1, high], tickvals=decades, ticktext=[words.quantity(n) for n in decades])
