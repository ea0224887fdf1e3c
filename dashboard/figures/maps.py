"""Maps: proportional symbols on a quiet base, never fills for counts."""

from __future__ import annotations

from math import sqrt

from dashboard.chart import Answer
from dashboard.figures.theme import ACCENT, GRID, LAND, SEA, Figure, colours_of, figure, target
from dashboard.language import Language

LARGEST_SYMBOL = 34


def base_map(**given: object) -> dict[str, object]:
    """The ground of every map: land and borders, nothing fetched from elsewhere, no dragging."""
    return {
        "projection": {"type": "natural earth"}, "showland": True, "landcolor": LAND, "showcountries": True,
        "countrycolor": "#ffffff", "countrywidth": 0.6, "showcoastlines": False, "showframe": False, "showocean": False,
        "showlakes": False, "bgcolor": SEA, "lataxis": {"range": [-56, 66]}, "lonaxis": {"range": [-125, 65]},
        "resolution": 110, "subunitcolor": GRID,
    } | given


def symbol_map(answer: Answer, words: Language) -> Figure:
    """One symbol a country, its area in proportion to the value, coloured and shaped by status where `status` is
    given. Options: `value` column, `status` column and its dimension."""
    o = answer.chart.options
    rows = [row for row in answer.records() if row["country_code"] != "not_listed" and row[o["value"]]]
    largest = max((row[o["value"]] for row in rows), default=1)
    groups: dict[str, list[dict]] = {}
    for row in rows:
        groups.setdefault(row[o["status"]] if "status" in o else "", []).append(row)
    colours = colours_of(o["status"], answer) if "status" in o else {}
    traces = []
    for status in answer.desk.order(o["status"]) if "status" in o else [""]:
        members = groups.get(status, [])
        if not members:
            continue
        traces.append({
            "type": "scattergeo", "mode": "markers", "locationmode": "ISO-3",
            "name": answer.names.short(o["status"], status, words) if "status" in o else words(answer.chart.unit),
            "locations": [row["country_code"] for row in members],
            "text": [answer.names.short("country", row["country_code"], words) for row in members],
            "customdata": [
                [words.quantity(row[o["value"]]), target(answer, "country", row["country_code"])] for row in members
            ],
            "marker": {
                "size": [max(5, LARGEST_SYMBOL * sqrt(row[o["value"]] / largest)) for row in members],
                "color": colours.get(status, ACCENT), "opacity": 0.82, "line": {"color": "#ffffff", "width": 1},
            },
            "hovertemplate": "<b>%{text}</b>: %{customdata[0]}<extra></extra>",
        })
    return figure(
        traces, answer.chart.height, geo=base_map(), showlegend=bool(groups) and "status" in o,
        margin={"l": 0, "r": 0, "t": 28 if "status" in o else 0, "b": 0},
    )
