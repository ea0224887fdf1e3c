"""Dumbbells: one measure at two times, a hollow start joined to a filled end, the change printed."""

from __future__ import annotations

from typing import Any

from dashboard.catalogue import MEASURES
from dashboard.chart import Answer, change, measured
from dashboard.figures.theme import ACCENT, ACCENT_LIGHT, MUTED, Figure, axis, below, beside, figure, wrapped
from dashboard.language import Language

ROW = 46


def dumbbells(answer: Answer, words: Language) -> Figure:
    """One row for each code, all on one scale; a side without a value has no mark and the row says so, and whether it is
    withheld. Rows hold `measure`, `achieved`, `planned`, `change`, `achieved_withheld` and `planned_withheld`. Options: `split`
    column, its `dimension`, `ends` naming the two times."""
    o = answer.chart.options
    rows = list(reversed(answer.records()))
    is_share = MEASURES[rows[0]["measure"]].unit == "%"
    labels = [wrapped(answer.names.short(o["dimension"], row[o["split"]], words), 16) for row in rows]
    largest = max((v for row in rows for v in (row["achieved"], row["planned"]) if v is not None), default=1) or 1
    traces: list[dict[str, Any]] = [
        {
            "type": "scatter",
            "mode": "lines",
            "x": [row["achieved"], row["planned"]],
            "y": [label, label],
            "line": {"color": ACCENT_LIGHT, "width": 3},
            "hoverinfo": "skip",
            "showlegend": False,
        }
        for row, label in zip(rows, labels, strict=True)
        if row["change"]
    ]
    ends = o["ends"](answer, words)
    for side, name in zip(("achieved", "planned"), ends, strict=True):
        known = [(row, label) for row, label in zip(rows, labels, strict=True) if row[side] is not None]
        is_start = side == "achieved"
        traces.append(
            {
                "type": "scatter",
                "mode": "markers+text",
                "name": name,
                "x": [row[side] for row, _ in known],
                "y": [label for _, label in known],
                "text": [_label(row, side, is_share, words) for row, _ in known],
                "textposition": [_position(row, side) for row, _ in known],
                "textfont": {"size": 12},
                "cliponaxis": False,
                "marker": {
                    "size": 13,
                    "color": "#ffffff" if is_start else ACCENT,
                    "line": {"color": ACCENT_LIGHT if is_start else ACCENT, "width": 3 if is_start else 0},
                },
                "customdata": [_target(answer, o["dimension"], row[o["split"]]) for row, _ in known],
                "hovertemplate": [
                    f"<b>%{{y}}</b><br>{name}: {measured(row[side], is_share, words)}<extra></extra>"
                    for row, _ in known
                ],
            }
        )
    notes = [
        {
            "x": 1,
            "xref": "paper",
            "xanchor": "left",
            "xshift": 10,
            "y": label,
            "yref": "y",
            "showarrow": False,
            "text": _change(answer, row, is_share, words),
            "font": {"size": 12, "color": MUTED},
        }
        for row, label in zip(rows, labels, strict=True)
    ]
    return figure(
        traces,
        max(190, ROW * len(rows) + 76),
        showlegend=True,
        annotations=notes,
        xaxis=axis(
            range=[-0.16 * largest, 1.2 * largest],
            tickformat=".0%" if is_share else ",d",
            zeroline=True,
            tickvals=_ticks(largest, is_share),
        ),
        yaxis=axis(type="category", categoryorder="array", categoryarray=labels, showgrid=True),
        margin={
            "l": beside(labels, edge=28),
            "r": 92 if is_share or any(answer.withheld("change", row, words) for row in rows) else 64,
            "t": 34,
            "b": below() + 4,
        },
    )


def _ticks(largest: float, is_share: bool) -> list[float]:
    """Round values from zero to the largest, few enough for a phone: steps of 1, 2 or 5 times a power of ten."""
    least = 0.01 if is_share else 1
    step = next(m * least * 10**power for power in range(12) for m in (1, 2, 5) if largest <= 4 * m * least * 10**power)
    return [round(step * n, 4) for n in range(int(largest / step) + 1)]


def _label(row: dict[str, Any], side: str, is_share: bool, words: Language) -> str:
    """The number beside a mark; where both marks coincide only the later one is labelled."""
    if side == "achieved" and row["change"] == 0:
        return ""
    return measured(row[side], is_share, words)


def _change(answer: Answer, row: dict[str, Any], is_share: bool, words: Language) -> str:
    """The change of a row, or why there is none."""
    if row["change"] is not None:
        return change(row["change"], is_share, words)
    withheld = answer.withheld("change", row, words)
    return wrapped(withheld, 12) if withheld else words("not known")


def _position(row: dict[str, Any], side: str) -> str:
    other = row["planned" if side == "achieved" else "achieved"]
    if other is None or row[side] == other:
        return "middle right"
    return "middle left" if row[side] < other else "middle right"


def _target(answer: Answer, dimension: str, value: str) -> str:
    """The same comparison with both sides narrowed to a value, or widened again if they are narrowed to just that."""
    view = answer.view
    is_narrowed = view.selection.values(dimension) == (value,)
    values = () if is_narrowed else (value,)
    narrowed = view.selecting(view.selection.with_values(dimension, values))
    if view.other is not None:
        narrowed = narrowed.selecting_other(view.other.with_values(dimension, values))
    return narrowed.address()
