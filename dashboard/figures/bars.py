"""Bars: columns over time stacked by a dimension, and ranked rows."""

from __future__ import annotations

import re
from typing import Any

from dashboard.catalogue import NOT_LISTED, SMALL_GROUP
from dashboard.chart import Answer
from dashboard.figures.theme import (
    ACCENT,
    MUTED,
    NOT_STATED,
    SIGNS,
    Figure,
    axis,
    below,
    beside,
    colours_of,
    figure,
    pattern,
    target,
    wrapped,
)
from dashboard.language import Language


def stacked_columns(answer: Answer, words: Language) -> Figure:
    """Counts per period, stacked by a dimension. Options: `x` column (in order), `label` column of its words,
    `split` column, `dimension` of the split, `value` column."""
    o = answer.chart.options
    rows = answer.records()
    colours = colours_of(o["dimension"], answer)
    periods = list(dict.fromkeys(row[o["label"]] for row in rows))
    traces = []
    stacks = [sum(row[o["value"]] for row in rows if row[o["label"]] == period) for period in periods]
    widest = re.sub(r"\d", "0", words.number(1.1 * max(stacks, default=0)))  # the axis ends a little above the tallest column
    for i, code in enumerate(answer.desk.order(o["dimension"])):
        by_period = {row[o["label"]]: row[o["value"]] for row in rows if row[o["split"]] == code}
        if not any(by_period.values()):
            continue
        name = answer.names.short(o["dimension"], code, words)
        traces.append({
            "type": "bar", "name": name, "x": periods, "y": [by_period.get(p, 0) for p in periods],
            "marker": {"color": colours[code], "line": {"width": 0}, "pattern": pattern(i)},
            "customdata": [target(answer, o["dimension"], code)] * len(periods),
            "hovertemplate": f"<b>%{{x}}</b><br>{name}: %{{y}}<extra></extra>",
        })
    return figure(
        traces, answer.chart.height, barmode="stack", bargap=0.25, showlegend=True,
        legend={"orientation": "h", "x": 0, "xanchor": "left", "y": 1.02, "yanchor": "bottom", "font": {"size": 12},
                "traceorder": "normal", "itemclick": False, "itemdoubleclick": False},
        xaxis=axis(type="category", showgrid=False), yaxis=axis(rangemode="tozero", tickformat=",d", nticks=6),
        margin={"l": beside([widest]), "r": 8, "t": 34, "b": below()},
    )


def ranked_bars(answer: Answer, words: Language) -> Figure:
    """One bar a row, the largest on top, its number printed. Options: `dimension`, `split` column, `value` column,
    `status` column whose colour and sign each bar carries, `most` rows at most (the table has all), `row` pixels of one. A
    withheld value is a hollow stub with the words for it."""
    o = answer.chart.options
    found = [row for row in answer.records() if row[o["value"]] is not None or answer.withheld(o["value"], row, words)]
    rows = found[: o.get("most", 15)]
    # What is known of no value of the dimension is never dropped, however small.
    rows += [row for row in found[len(rows):] if row[o["split"]] == NOT_LISTED]
    rows.reverse()
    colours = colours_of(o["status"], answer) if "status" in o else {}
    names = {row[o["split"]]: _row_name(answer, row, colours, words) for row in rows}
    traces = []
    withheld = [row for row in rows if row[o["value"]] is None]
    for is_known in (True, False):
        members = [row for row in rows if (row[o["split"]] != NOT_LISTED) == is_known and row not in withheld]
        paint = [colours.get(str(row.get(o.get("status", ""))), ACCENT) for row in members]
        if members:
            traces.append({
                "type": "bar", "orientation": "h",
                "x": [row[o["value"]] for row in members], "y": [names[row[o["split"]]] for row in members],
                "marker": {"color": paint} if is_known else {"color": NOT_STATED, "pattern": {"shape": "/", "size": 5}},
                "text": [words.quantity(row[o["value"]]) for row in members], "textposition": "outside", "cliponaxis": False,
                "customdata": [target(answer, o["dimension"], row[o["split"]]) for row in members],
                "hovertemplate": "<b>%{y}</b>: %{text}<extra></extra>",
            })
    if withheld:
        largest = max((row[o["value"]] for row in rows if row not in withheld), default=1)
        traces.append({
            "type": "bar", "orientation": "h", "x": [largest * 0.02] * len(withheld),
            "y": [names[row[o["split"]]] for row in withheld], "text": [words(SMALL_GROUP)] * len(withheld),
            "marker": {"color": "#ffffff", "line": {"width": 1.5, "color": MUTED}},
            "textposition": "outside", "cliponaxis": False,
            "customdata": [target(answer, o["dimension"], row[o["split"]]) for row in withheld],
            "hovertemplate": "<b>%{y}</b>: %{text}<extra></extra>",
        })
    axes = {"range": [0, 1]} if len(withheld) == len(rows) else {"rangemode": "tozero"}
    more = len(found) - len(rows)
    notes = [{
        "text": words("{n} more in the table", n=words.number(more)), "xref": "paper", "yref": "paper", "x": 0, "y": 0,
        "xanchor": "left", "yanchor": "top", "yshift": -2, "showarrow": False, "font": {"size": 12, "color": MUTED},
    }] if more else []
    height = max(120, o.get("row", 30) * len(rows) + 30)
    return figure(
        traces, height, bargap=0.3, annotations=notes,
        margin={"l": beside(names.values(), edge=20), "r": 56, "t": 4, "b": 24 if more else 8},
        xaxis=axis(visible=False, **axes),
        yaxis=axis(showgrid=False, tickfont={"size": 12}, categoryorder="array", categoryarray=list(names.values())),
    )


def _row_name(answer: Answer, row: dict[str, Any], colours: dict[str, str], words: Language) -> str:
    """The name of a row, followed by the sign that its status has on a map."""
    o = answer.chart.options
    name = wrapped(answer.names.short(o["dimension"], row[o["split"]], words), 26)
    code = row.get(o.get("status", ""))
    if code not in colours:
        return name
    return f'{name} <span style="color:{colours[code]}">{SIGNS[list(colours).index(code) % len(SIGNS)]}</span>'
