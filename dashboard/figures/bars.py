"""Bars: columns over time stacked by a dimension, and ranked rows."""

from __future__ import annotations

from dashboard.chart import Answer
from dashboard.figures.theme import ACCENT, Figure, axis, colours_of, figure, pattern, target, wrapped
from dashboard.language import Language


def stacked_columns(answer: Answer, words: Language) -> Figure:
    """Counts per period, stacked by a dimension. Options: `x` column (in order), `label` column of its words,
    `split` column, `dimension` of the split, `value` column."""
    o = answer.chart.options
    rows = answer.records()
    colours = colours_of(o["dimension"], answer)
    periods = list(dict.fromkeys(row[o["label"]] for row in rows))
    traces = []
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
        margin={"l": 8, "r": 8, "t": 34, "b": 8},
    )


def ranked_bars(answer: Answer, words: Language) -> Figure:
    """One bar a row, the largest on top, its number printed. Options: `dimension`, `split` column, `value` column,
    `most` rows at most (the table has all)."""
    o = answer.chart.options
    rows = [row for row in answer.records() if row[o["value"]] is not None][: o.get("most", 15)]
    rows.reverse()
    names = [wrapped(answer.names.short(o["dimension"], row[o["split"]], words), 26) for row in rows]
    values = [row[o["value"]] for row in rows]
    traces = [{
        "type": "bar", "orientation": "h", "x": values, "y": names, "marker": {"color": ACCENT},
        "text": [words.quantity(v) for v in values], "textposition": "outside", "cliponaxis": False,
        "customdata": [target(answer, o["dimension"], row[o["split"]]) for row in rows],
        "hovertemplate": "<b>%{y}</b>: %{text}<extra></extra>",
    }]
    height = max(160, 30 * len(rows) + 30)
    return figure(
        traces, height, bargap=0.3, margin={"l": 8, "r": 56, "t": 4, "b": 8},
        xaxis=axis(visible=False, rangemode="tozero"), yaxis=axis(showgrid=False, tickfont={"size": 12}),
    )
