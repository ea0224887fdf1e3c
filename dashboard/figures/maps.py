"""Maps: symbols whose area is the number, on a quiet ground, never fills for counts.

Symbols stand where the shipped outlines put a country's centre, so a map needs no look-up in the browser.
"""

from __future__ import annotations

import json
from functools import cache
from math import floor, log10, pi, sqrt
from pathlib import Path
from typing import Any

from dashboard.catalogue import NOT_LISTED
from dashboard.chart import Answer
from dashboard.figures.theme import (
    ACCENT,
    GRID,
    LAND,
    MUTED,
    NOT_STATED,
    SEA,
    SYMBOLS,
    Figure,
    colours_of,
    figure,
    target,
    wrapped,
)
from dashboard.language import Language

OUTLINES = Path(__file__).resolve().parents[2] / "assets" / "geo" / "world_110m.json"
LARGEST_SYMBOL = 30
SMALLEST_SYMBOL = 5
EDGES = (8, 5)
LEAST_SPAN = (70, 50)

# Area of each symbol drawn at radius 1, so that equal numbers get equal areas whatever the shape.
AREAS = {
    "circle": pi, "square": 4.0, "diamond": 3.38, "triangle-up": 1.73, "cross": 3.2, "x": 3.2, "star": 2.2, "hexagon": 2.6,
    "triangle-down": 1.73, "pentagon": 2.38, "bowtie": 2.0,
}


@cache
def centres() -> dict[str, tuple[float, float]]:
    """Country code -> longitude and latitude of its centre; of a country in several parts, the first and main one."""
    found: dict[str, tuple[float, float]] = {}
    for shape in json.loads(OUTLINES.read_text(encoding="utf-8"))["objects"]["countries"]["geometries"]:
        if "ct" in shape["properties"]:
            found.setdefault(shape["id"], tuple(shape["properties"]["ct"]))
    return found


def base_map(**given: object) -> dict[str, object]:
    """The ground of every map: land and borders, nothing fetched from elsewhere, no dragging."""
    return {
        "projection": {"type": "natural earth"}, "showland": True, "landcolor": LAND, "showcountries": True,
        "countrycolor": "#c3ccd6", "countrywidth": 0.5, "showcoastlines": False, "showframe": False, "showocean": False,
        "showlakes": False, "bgcolor": SEA, "lataxis": {"range": [-56, 66]}, "lonaxis": {"range": [-125, 65]},
        "resolution": 110, "subunitcolor": GRID,
    } | given


def symbol_map(answer: Answer, words: Language) -> Figure:
    """One symbol a country, its area in proportion to the value, coloured and shaped by `status` where given. A value
    of 0 is a small ring, a value that is not stated a small open square, a withheld one a crossed square: all are on the map,
    none has a size.
    Options: `value` column, `status` column, `dimension` of the status where its name differs,
    `none` words for a value of 0."""
    o = answer.chart.options
    places = centres()
    rows = [row for row in answer.records() if row["country_code"] != NOT_LISTED]
    shown = [row for row in rows if row["country_code"] in places]
    sized = [row for row in shown if row[o["value"]]]
    largest = max((row[o["value"]] for row in sized), default=1)
    status = o.get("status", "")
    dimension = o.get("dimension", status)
    codes = [c for c in answer.desk.order(dimension) if any(row[status] == c for row in sized)] if status else [""]
    colours = colours_of(dimension, answer) if status else {"": ACCENT}
    order = answer.desk.order(dimension) if status else [""]
    traces = _without_size(answer, shown, words)
    for code in codes:
        members = sorted((row for row in sized if not status or row[status] == code), key=lambda row: -row[o["value"]])
        symbol = SYMBOLS[order.index(code) % len(SYMBOLS)]
        name = answer.names.short(dimension, code, words) if status else words(answer.unit)
        marker = {
            "size": [_size(row[o["value"]], largest, symbol) for row in members], "symbol": symbol,
            "color": colours.get(code, ACCENT), "opacity": 0.92, "line": {"color": "#ffffff", "width": 1},
        }
        traces.append(_trace(answer, members, name, marker, [words.quantity(row[o["value"]]) for row in members], words))
    if status and len(traces) > 1:
        traces += [_key(trace) for trace in traces]
        for trace in traces[: len(traces) // 2]:
            trace["showlegend"] = False
    notes = _notes(answer, [row for row in rows if row["country_code"] not in places], words)
    circles, numbers = _size_legend(largest, words) if sized else ([], [])
    lines = sum(note["text"].count("<br>") + 1 for note in notes)
    return figure(
        traces, answer.chart.height, geo=base_map(**_extent(shown)), showlegend=bool(status) and len(traces) > 1,
        shapes=circles, annotations=[*numbers, *notes],
        margin={"l": 0, "r": 0, "t": 28 if status else 0, "b": 12 * lines + 4 if lines else 0},
    )


def _trace(
    answer: Answer, members: list[dict[str, Any]], name: str, marker: dict[str, Any], said: list[str], words: Language
) -> dict[str, Any]:
    return {
        "type": "scattergeo", "mode": "markers", "name": name, "marker": marker,
        "lon": [centres()[row["country_code"]][0] for row in members],
        "lat": [centres()[row["country_code"]][1] for row in members],
        "text": [answer.names.short("country", row["country_code"], words) for row in members],
        "customdata": [
            [text, target(answer, "country", row["country_code"])] for text, row in zip(said, members, strict=True)
        ],
        "hovertemplate": f"<b>%{{text}}</b>: %{{customdata[0]}}<br>{name}<extra></extra>",
    }


def _without_size(answer: Answer, shown: list[dict[str, Any]], words: Language) -> list[dict[str, Any]]:
    """The countries that have no number to draw: none in the selection, none stated, or one that is withheld."""
    value = answer.chart.options["value"]
    traces = []
    none = words(answer.chart.options.get("none", "None in this selection"))
    unknown = [row for row in shown if row[value] is None]
    withheld = [row for row in unknown if answer.withheld(value, row, words)]
    for name, symbol, members in (
        (none, "circle-open", [row for row in shown if row[value] == 0]),
        (words("Not stated"), "square-open", [row for row in unknown if row not in withheld]),
        (words("Withheld: small group"), "square-x-open", withheld),
    ):
        if members:
            colour, size = (MUTED, 9) if members is withheld else (NOT_STATED, 6)
            marker = {"size": size, "symbol": symbol, "color": colour, "line": {"color": colour, "width": 1.4}}
            said = [answer.withheld(value, row, words) or (words.number(0) if row[value] == 0 else words("not stated"))
                    for row in members]
            traces.append(_trace(answer, members, name, marker, said, words))
    return traces


def _key(trace: dict[str, Any]) -> dict[str, Any]:
    """A legend entry of one size, whatever the sizes on the map."""
    marker = trace["marker"] | {"size": 9 if isinstance(trace["marker"]["size"], list) else 7}
    return {"type": "scattergeo", "mode": "markers", "name": trace["name"], "lon": [None], "lat": [None], "marker": marker,
            "hoverinfo": "skip"}


def _size(value: float, largest: float, symbol: str) -> float:
    """The width in pixels of a symbol whose area is the value's share of the largest circle."""
    width = LARGEST_SYMBOL * sqrt(value / largest) * sqrt(pi / AREAS.get(symbol, pi))
    return round(max(SMALLEST_SYMBOL, width), 1)


def _extent(shown: list[dict[str, Any]]) -> dict[str, Any]:
    """The part of the world that holds every country of the rows, with an edge, never less than a continent."""
    if not shown:
        return {}
    points = [centres()[row["country_code"]] for row in shown]
    ranges = []
    for i, (least, edge, (lowest, highest)) in enumerate(zip(LEAST_SPAN, EDGES, ((-180, 180), (-57, 82)), strict=True)):
        start, end = min(p[i] for p in points), max(p[i] for p in points)
        middle, half = (start + end) / 2, max((end - start) / 2 + edge, least / 2)
        ranges.append([round(max(lowest, middle - half), 1), round(min(highest, middle + half), 1)])
    lon, lat = ranges
    return {"lonaxis": {"range": lon}, "lataxis": {"range": lat},
            "projection": {"type": "natural earth", "rotation": {"lon": sum(lon) / 2}}}


def _size_legend(largest: float, words: Language) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Nested circles at the lower left: what two sizes stand for."""
    values = sorted({rounded_down(largest), rounded_down(max(largest / 5, 1))} - {0}, reverse=True)
    circles: list[dict[str, Any]] = []
    numbers: list[dict[str, Any]] = []
    for value in values:
        width = LARGEST_SYMBOL * sqrt(value / largest)
        circles.append({
            "type": "circle", "xref": "paper", "yref": "paper", "xsizemode": "pixel", "ysizemode": "pixel",
            "xanchor": 0, "yanchor": 0, "x0": 20 - width / 2, "x1": 20 + width / 2, "y0": 4, "y1": 4 + width,
            "line": {"color": MUTED, "width": 1},
        })
        numbers.append({
            "text": words.quantity(value), "xref": "paper", "yref": "paper", "x": 0, "y": 0, "xanchor": "left",
            "yanchor": "middle", "xshift": 40, "yshift": width if value == values[0] else 8,
            "showarrow": False, "font": {"size": 11, "color": MUTED},
        })
    return circles, numbers


def rounded_down(value: float) -> float:
    """The largest of 1, 2, 5, 10, 20, 50 ... that is no more than `value`; 0 below 1."""
    if value < 1:
        return 0
    power = 10 ** floor(log10(value))
    return next(step * power for step in (5, 2, 1) if step * power <= value)


def _notes(answer: Answer, unplaced: list[dict[str, Any]], words: Language) -> list[dict[str, Any]]:
    """What the picture itself must say wherever it goes: the disclaimer, and countries too small for the outlines."""
    said = []
    if unplaced:
        names = words.list(answer.names.short("country", row["country_code"], words) for row in unplaced)
        said.append(words("Too small for this map: {countries}.", countries=names))
    if disclaimer := answer.desk.warehouse.release.programme.disclaimers.get(answer.chart.disclaimer, ""):
        said.append(disclaimer)
    if not said:
        return []
    return [{
        "text": wrapped(" ".join(said), 72), "xref": "paper", "yref": "paper", "x": 0, "y": 0, "xanchor": "left",
        "yanchor": "top", "yshift": -2, "align": "left", "showarrow": False, "font": {"size": 9, "color": MUTED},
    }]
