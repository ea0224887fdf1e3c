"""Lines over years as native charts, one small one a country, all of one size and mostly of one scale."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from math import ceil, floor, log10

from dashboard.figures.lines import edition_breaks
from dashboard.figures.theme import DASHES, INK, MUTED, SIGNS, SYMBOLS, colours_of
from dashboard.slides import given as looks
from dashboard.slides.given import THIN, Given, Part, Row, nice_step, nothing_drawn
from dashboard.slides.native import Axis, Cells, Chart, Paint, Series
from dashboard.slides.sheet import Box, Run, Sheet

FORM = '[>=1000000]0.0,,"M";[>=1000]#,##0,"k";#,##0'
FOOT, HEAD, LEFT = 16, 15, 34
EDGE, GAP = 10, 30
"""Room beside a plot for the labels at its ends, and between two plots."""


def annual_panels(given: Given, box: Box) -> list[Part]:
    """A panel a country, a line a drug. A year without a figure is a blank and a gap; a change of edition starts a new line."""
    return [partial(_annual_panels, given)]


def _annual_panels(given: Given, sheet: Sheet, box: Box) -> None:
    answer, words = given.answer, given.words
    rows = answer.records()
    shown = [row for row in rows if row["panel"] is not None and row["is_shown"]]
    if not shown:
        nothing_drawn(given, sheet, box)
        return
    countries = list(dict.fromkeys(row["country_code"] for row in shown))
    order = answer.desk.order("drug")
    drugs = [code for code in order if any(row["drug"] == code for row in shown)]
    years = list(range(min(row["year"] for row in rows), max(row["year"] for row in rows) + 1))
    breaks = edition_breaks(rows, years)
    colours = colours_of("drug", answer)
    scale = answer.view.choices.get(answer.chart.control, "shared")
    if len(drugs) > 1:
        said: list[Run] = []
        for code in drugs:
            sign = SIGNS[order.index(code) % len(SIGNS)]
            said += [Run(f"{'     ' if said else ''}{sign} ", ink=colours[code]), Run(answer.names.short("drug", code, words))]
        sheet.text(Box(box.x, box.y, box.width, 16), [said], 11, INK, name=words("Legend"))
        box = box.below(18)
    columns = min(len(countries), 6 if len(countries) > 8 else 4 if len(countries) > 6 else 3)
    lines = ceil(len(countries) / columns)
    left = LEFT
    each = (box.width - 2 * EDGE - GAP * (columns - 1) - left * (columns if scale == "own" else 1)) / columns
    height = (box.height - 4 * (lines - 1)) / lines
    for n, country in enumerate(countries):
        row, column = divmod(n, columns)
        has_scale = scale == "own" or column == 0
        room = left if has_scale else 0
        x = box.x + EDGE + column * (each + GAP) + (column * left if scale == "own" else left if column else 0)
        at = Box(x, box.y + row * (height + 4), each + room, height)
        plot = Box(at.x + room, at.y + HEAD, each, height - HEAD - FOOT)
        name = answer.names.short("country", country, words)
        sheet.text(Box(plot.x, at.y, each, HEAD), name, 10.5, bold=True)
        for turn in breaks:
            across = plot.x + plot.width * (turn - years[0]) / (years[-1] - years[0])
            sheet.line(across, plot.y, across, plot.bottom, MUTED, 0.75, "sysDot", words("Change of edition"))
        members = [r for r in shown if r["country_code"] == country]
        chart = _panel(given, members if scale == "own" else shown, members, drugs, years, breaks, scale, has_scale)
        frame = Box(at.x - EDGE, plot.y, at.width + 2 * EDGE, plot.height + FOOT)
        inner = ((plot.x - frame.x) / frame.width, 0.0, each / frame.width, plot.height / frame.height)
        told = "; ".join(f"{r['year']} {answer.names.short('drug', r['drug'], words)} {words.quantity(r['quantity_kg'])} kg"
                         for r in members if r["quantity_kg"] is not None)
        sheet.chart(frame, replace(chart, plot=inner), f"{name}: {told}", name)


def _panel(
    given: Given, scaled: list[Row], members: list[Row], drugs: list[str], years: list[int], breaks: list[float], scale: str,
    has_scale: bool,
) -> Chart:
    """The chart of one country; its scale holds the rows `scaled`."""
    answer, words = given.answer, given.words
    order, colours = answer.desk.order("drug"), colours_of("drug", answer)
    kilograms = {(row["drug"], row["year"]): row["quantity_kg"] for row in members}
    cells = Cells()
    across = cells.ref(cells.column(words("Year"), years, "0"))
    series = []
    for drug in drugs:
        for first, last in _stretches(years, breaks):
            values = [kilograms.get((drug, year)) if first <= year <= last else None for year in years]
            name = answer.names.short("drug", drug, words)
            if breaks:
                name = words("{drug}, {first}–{last}", drug=name, first=str(first), last=str(last))
            place = cells.column(name, values, "#,##0.###")
            position = order.index(drug)
            symbol = looks.marker(SYMBOLS[position % len(SYMBOLS)])
            line = Paint(edge=colours[drug], width=1.75, dash=looks.DASHES[DASHES[position % len(DASHES)]])
            paint = Paint("" if symbol in THIN else colours[drug], edge=colours[drug])
            series.append(Series(cells.head(place), across, cells.ref(place), paint, line=line, symbol=symbol, size=4))
    sizes = [float(row["quantity_kg"]) for row in scaled if row["quantity_kg"]]
    if scale == "log" and sizes:
        low, high = floor(log10(min(sizes))), ceil(log10(max(sizes)))
        up = Axis(10.0**low, 10.0 ** max(high, low + 1), form=FORM, shown=has_scale, grid=True, log=True, size=9)
    else:
        largest = max(sizes, default=1.0)
        step = nice_step(largest, 3)
        up = Axis(0, ceil(largest / step - 1e-9) * step, step, FORM, shown=has_scale, grid=True, size=9)
    last = max(years[-1], years[0] + 1)
    ticks = Axis(years[0], last, max(1, (last - years[0]) // 2), "0", size=9)
    return Chart("scatter", cells, tuple(series), ticks, up, size=9)


def _stretches(years: list[int], breaks: list[float]) -> list[tuple[int, int]]:
    """First and last year of every stretch that no change of edition breaks."""
    ends = [floor(turn) for turn in breaks]
    starts = [years[0], *(end + 1 for end in ends)]
    return list(zip(starts, [*ends, years[-1]], strict=True))
