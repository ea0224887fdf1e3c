"""Small multiples: one row of columns per value of a dimension, all on one scale."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dashboard.chart import Answer
from dashboard.figures.theme import BAND, INK, MUTED, Figure, axis, colours_of, figure, target
from dashboard.language import Language

ROW = 70
"""Pixels of one row: its name above its columns."""
NAME = 20
"""Pixels of a row's name."""
FEW_YEARS = 2
"""Up to here every quarter is named; beyond it only the years are."""


@dataclass(frozen=True)
class Slot:
    """A place on the time axis: a quarter, or what its year knows of no quarter."""

    year: int
    quarter: int | None
    at: float


def small_columns(answer: Answer, words: Language) -> Figure:
    """Counts per quarter, a row per value. Options: `dimension`, `split` column, `value` column; the rows have `year` and
    `quarter`, null where only the year is known. Years covered in part are shaded and say so."""
    o = answer.chart.options
    rows = answer.records()
    chosen = answer.view.selection.values(o["dimension"])
    codes = [code for code in answer.desk.order(o["dimension"]) if not chosen or code in chosen]
    slots = _slots(answer)
    counted = {(row[o["split"]], row["year"], row["quarter"]): row[o["value"]] for row in rows}
    largest = max(counted.values(), default=1)
    colours = colours_of(o["dimension"], answer)
    few = len({s.year for s in slots}) <= FEW_YEARS
    foot = 46 if few else 36
    height = ROW * len(codes) + foot
    traces: list[dict[str, Any]] = []
    notes: list[dict[str, Any]] = []
    axes: dict[str, Any] = {}
    for n, code in enumerate(codes):
        suffix = "" if n == 0 else str(n + 1)
        top, floor = 1 - n / len(codes), max(0.0, 1 - (n + 1) / len(codes))
        name = answer.names.label(o["dimension"], code, words)
        values = [counted.get((code, s.year, s.quarter), 0) for s in slots]
        traces.append({
            "type": "bar", "name": name, "x": [s.at for s in slots], "y": values, "xaxis": "x", "yaxis": f"y{suffix}",
            "width": 0.5 if few else 0.8, "marker": {"color": colours[code], "pattern": {
                "shape": ["/" if s.quarter is None else "" for s in slots], "fillmode": "replace", "size": 5, "solidity": 0.4}},
            "text": [words.number(v) if v else "" for v in values], "textposition": "outside", "cliponaxis": False,
            "textfont": {"size": 11}, "textangle": 0, "constraintext": "none",
            "customdata": [[_period(s, words), target(answer, o["dimension"], code)] for s in slots],
            "hovertemplate": f"<b>{name}</b><br>%{{customdata[0]}}: %{{y}}<extra></extra>",
        })
        axes[f"yaxis{suffix}"] = axis(
            domain=[floor, top - NAME / (ROW * len(codes))], range=[0, largest * 1.45], showgrid=False,
            showticklabels=False, showline=False, zeroline=True, zerolinecolor=MUTED, zerolinewidth=1, automargin=False,
        )
        notes.append(_note(name, 0, top, yanchor="top", xanchor="left", font={"size": 12, "color": INK}))
        if not any(values):
            notes.append(_note(words("none recorded"), 0, floor, yanchor="bottom", xanchor="left", yshift=2))
    shapes = _years(slots, notes, foot, answer, words)
    few = foot == 46
    ticks = [s for s in slots if few]
    return figure(
        traces, height, bargap=0, shapes=shapes, annotations=notes, margin={"l": 4, "r": 4, "t": 2, "b": foot},
        xaxis=axis(tickvals=[s.at for s in ticks], ticktext=[words("Q{n}", n=s.quarter) if s.quarter else words("no quarter")
                                                            for s in ticks],
                   range=[slots[0].at - 0.6, slots[-1].at + 0.6] if slots else [0, 1], showgrid=False, automargin=False,
                   anchor="free", position=0),
        **axes,
    )


def _slots(answer: Answer) -> list[Slot]:
    """Every quarter of the years on record up to the cut-off date, so that a quarter without activity is seen as one, and
    behind each year a place for what is dated by year only."""
    rows = answer.records()
    until = answer.desk.warehouse.release.cut_off
    years = range(min((r["year"] for r in rows), default=0), max((r["year"] for r in rows), default=-1) + 1)
    undated = {row["year"] for row in rows if row["quarter"] is None}
    dated = {(row["year"], row["quarter"]) for row in rows}
    slots: list[Slot] = []
    at = 0.0
    for year in years:
        for quarter in (1, 2, 3, 4, None):
            over = quarter is not None and (year, quarter * 3 - 2) > (until.year, until.month) and (year, quarter) not in dated
            if over or (quarter is None and year not in undated):
                continue
            slots.append(Slot(year, quarter, at))
            at += 1
        at += 0.5
    return slots


def _period(slot: Slot, words: Language) -> str:
    if slot.quarter is None:
        return words("{year}, quarter not stated", year=str(slot.year))
    return words("Q{n} {year}", n=slot.quarter, year=str(slot.year))


def _years(slots: list[Slot], notes: list[dict[str, Any]], foot: int, answer: Answer, words: Language) -> list[dict[str, Any]]:
    """Name every year below its columns, and shade and mark those covered in part."""
    shapes = []
    years = list(dict.fromkeys(s.year for s in slots))
    for year in years:
        places = [s.at for s in slots if s.year == year]
        said = f"<b>{year}</b>"
        if year in answer.desk.partial_years:
            said += (" " if foot == 46 else "<br>") + words("in part")
            shapes.append({
                "type": "rect", "xref": "x", "yref": "paper", "x0": places[0] - 0.55, "x1": places[-1] + 0.55, "y0": 0, "y1": 1,
                "fillcolor": BAND, "line": {"width": 0}, "layer": "below",
            })
        notes.append(_note(said, (places[0] + places[-1]) / 2, 0, xref="x", yanchor="top", xanchor="center",
                           yshift=-20 if foot == 46 else -2))
    return shapes


def _note(text: str, x: float, y: float, **given: Any) -> dict[str, Any]:
    return {"text": text, "x": x, "y": y, "xref": "paper", "yref": "paper", "showarrow": False,
            "font": {"size": 12, "color": MUTED}, "align": "left"} | given
