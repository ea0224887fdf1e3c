"""Flows: where loads were said to come from and go to, and how far what followed is known."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import Any

from dashboard.chart import Answer
from dashboard.figures.theme import ACCENT, MUTED, NOT_STATED, Figure, axis, figure, target, wrapped
from dashboard.language import Language

ENDS = ("origin_country_code", "country_code", "destination_country_code")
MOST_NODES = (5, 8, 5)
OTHER = "other"
THREAD = "rgba(47, 105, 189, 0.38)"
THREAD_UNKNOWN = "rgba(138, 147, 160, 0.28)"


def routes(answer: Answer, words: Language) -> Figure:
    """Origin, country of seizure and destination as reported, as wide as the number of seizures. The most frequent
    countries of each column have a node, the rest share one; 'not stated' is a node like any other."""
    rows = answer.records()
    counted = [_column(rows, end) for end in ENDS]
    kept = [[code for code, _ in counts.most_common() if code is not None][:most]
            for counts, most in zip(counted, MOST_NODES, strict=True)]
    nodes: dict[tuple[int, str | None], int] = {}
    threads: Counter[tuple[int, int]] = Counter()
    for row in rows:
        stops = []
        for i, end in enumerate(ENDS):
            code = row[end] if row[end] is None or row[end] in kept[i] else OTHER
            stops.append(nodes.setdefault((i, code), len(nodes)))
        for pair in pairwise(stops):
            threads[pair] += row["seizures"]
    labels = [_label(answer, i, code, counted[i], kept[i], words) for i, code in nodes]
    unknown = {n for (_, code), n in nodes.items() if code is None}
    pairs = list(threads)
    trace = {
        "type": "sankey", "arrangement": "fixed", "orientation": "h", "textfont": {"size": 11},
        "node": {
            "label": labels, "pad": 10, "thickness": 10, "line": {"width": 0},
            "color": [NOT_STATED if n in unknown else ACCENT for n in range(len(nodes))],
            "customdata": [target(answer, "country", code) if i == 1 and code not in (None, OTHER) else ""
                           for i, code in nodes],
            "hovertemplate": "%{label}<extra></extra>",
            **_places(nodes, counted, kept),
        },
        "link": {
            "source": [a for a, _ in pairs], "target": [b for _, b in pairs], "value": [threads[p] for p in pairs],
            "color": [THREAD_UNKNOWN if set(p) & unknown else THREAD for p in pairs],
            "customdata": [words.count(threads[p], "{n} seizure", "{n} seizures") for p in pairs],
            "hovertemplate": "%{source.label} → %{target.label}<br>%{customdata}<extra></extra>",
        },
    }
    heads = [
        {"text": words(text), "xref": "paper", "yref": "paper", "x": x, "xanchor": anchor, "y": 1, "yanchor": "bottom",
         "yshift": 4, "showarrow": False, "font": {"size": 12, "color": MUTED}}
        for text, x, anchor in (("Origin", 0, "left"), ("Seized in", 0.5, "center"), ("Destination", 1, "right"))
    ]
    return figure([trace], answer.chart.height, annotations=heads, margin={"l": 2, "r": 2, "t": 26, "b": 6})


def _column(rows: list[dict[str, Any]], end: str) -> Counter[str | None]:
    counts: Counter[str | None] = Counter()
    for row in rows:
        counts[row[end]] += row["seizures"]
    return counts


def _label(
    answer: Answer, i: int, code: str | None, counts: Counter[str | None], kept: list[Any], words: Language
) -> str:
    if code == OTHER:
        rest = {c: n for c, n in counts.items() if c is not None and c not in kept}
        name = words.count(len(rest), "{n} other", "{n} others")
        return f"{name} ({words.number(sum(rest.values()))})"
    name = words("Not stated") if code is None else wrapped(answer.names.short("country", code, words), 14)
    return f"{name} ({words.number(counts[code])})"


def _places(
    nodes: dict[tuple[int, str | None], int], counted: list[Counter[str | None]], kept: list[list[Any]]
) -> dict[str, list[float]]:
    """Every column from its most frequent country down, then the others, then what is not stated."""
    total = sum(counted[1].values())
    x, y = [0.0] * len(nodes), [0.0] * len(nodes)
    for i in range(3):
        rest = sum(n for c, n in counted[i].items() if c is not None and c not in kept[i])
        column = [*kept[i], OTHER, None]
        sizes = {**counted[i], OTHER: rest}
        members = [code for code in column if (i, code) in nodes]
        gap = 0.028
        room = 1 - gap * (len(members) - 1)
        at = 0.0
        for code in members:
            height = room * sizes[code] / total
            x[nodes[i, code]] = (0.001, 0.5, 0.999)[i]
            y[nodes[i, code]] = min(0.999, max(0.001, at + height / 2))
            at += height + gap
    return {"x": x, "y": y}


def stages(answer: Answer, words: Language) -> Figure:
    """One bar a stage in the order of the rows, number and share printed; reports of no stage and 'nothing read' are
    bars of their own, the last one hatched."""
    rows = list(reversed(answer.records()))
    names = [wrapped(stage_name(answer, row, words), 24) for row in rows]
    traces = []
    for is_reported in (True, False):
        members = [(row, name) for row, name in zip(rows, names, strict=True) if row["is_reported"] == is_reported]
        if members:
            traces.append({
                "type": "bar", "orientation": "h", "x": [row["seizures"] for row, _ in members], "y": [n for _, n in members],
                "marker": {"color": ACCENT} if is_reported else {"color": NOT_STATED, "pattern": {"shape": "/", "size": 5}},
                "text": [f"{words.number(row['seizures'])} ({words.percent(row['share'], 0)})" for row, _ in members],
                "textposition": "outside", "cliponaxis": False, "hovertemplate": "<b>%{y}</b>: %{text}<extra></extra>",
            })
    return figure(
        traces, max(150, 40 * len(rows) + 20), bargap=0.32, margin={"l": 8, "r": 76, "t": 4, "b": 8},
        xaxis=axis(visible=False, rangemode="tozero"),
        yaxis=axis(showgrid=False, categoryorder="array", categoryarray=names, tickfont={"size": 12}),
    )


def stage_name(answer: Answer, row: dict[str, Any], words: Language) -> str:
    """What a row of the stages is called."""
    if row["follow_up_stage"] is not None:
        return answer.names.label("follow_up_stage", row["follow_up_stage"], words)
    return words("Reported, but no such stage") if row["is_reported"] else words("No follow-up was read")
