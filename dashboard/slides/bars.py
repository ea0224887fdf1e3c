"""Bars as native charts: columns over time, ranked rows, stages, small panels, and persons by sex."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise
from math import ceil

from dashboard.catalogue import SMALL_GROUP
from dashboard.figures.theme import ACCENT, MUTED, SIGNS, colours_of
from dashboard.slides.given import Given, Part, Row, bar_paint, nice_step, nothing_drawn, parted, plain, row_height, runs
from dashboard.slides.native import Axis, Cells, Chart, Paint, Series
from dashboard.slides.sheet import Box, Run, Sheet, width_of

SEX_FOOT = 22
FEW_SLOTS = 10


def stacked_columns(given: Given, box: Box) -> list[Part]:
    """Periods across, one series a value of the split, in the order, colours and hatches of the screen."""
    return [partial(_stacked_columns, given)]


def _stacked_columns(given: Given, sheet: Sheet, box: Box) -> None:
    traces = given.figure()["data"]
    if not traces:
        nothing_drawn(given, sheet, box)
        return
    cells = Cells()
    periods = cells.ref(cells.column(given.words("Period"), traces[0]["x"]))
    series = []
    for trace in traces:
        place = cells.column(trace["name"], trace["y"], "#,##0")
        series.append(Series(cells.head(place), periods, cells.ref(place), bar_paint(trace["marker"]["color"], trace["marker"])))
    totals = [sum(values) for values in zip(*(trace["y"] for trace in traces), strict=True)]
    step = max(1.0, nice_step(max(totals), 5))
    chart = Chart(
        "column", cells, tuple(series), stacked=True, gap=40, legend="t", size=11, across=Axis(size=11, skip=1 + len(totals) // 18),
        up=Axis(0, ceil(max(totals) / step) * step, step, grid=True, size=11),
    )
    sheet.chart(box, chart, given.said.alt, given.said.title)


def ranked_bars(given: Given, box: Box) -> list[Part]:
    """One bar a row, largest on top, each with its number; a withheld one is blank and says so in its name."""
    return [partial(_lying, given)]


def stages(given: Given, box: Box) -> list[Part]:
    """One bar a stage, each with its number and share; what was not read is hatched."""
    return [partial(_lying, given)]


def _lying(given: Given, sheet: Sheet, box: Box) -> None:
    """Bars of one series from the top down, named to the left."""
    answer, words = given.answer, given.words
    figure = given.figure()
    order = list(reversed(figure["layout"]["yaxis"]["categoryarray"]))
    if not order:
        nothing_drawn(given, sheet, box)
        return
    values: dict[str, float | None] = {}
    labels, paints = {}, {}
    for trace in figure["data"]:
        for n, name in enumerate(trace["y"]):
            i = order.index(name)
            colour = trace["marker"]["color"]
            paints[i] = bar_paint(colour[n] if isinstance(colour, list) else colour, trace["marker"])
            is_withheld = trace["text"][n] == words(SMALL_GROUP)
            values[name] = None if is_withheld else trace["x"][n]
            if not is_withheld:
                labels[i] = plain(trace["text"][n])
    names = [plain(name) if values[name] is not None else f"{plain(name)} ({words(SMALL_GROUP)})" for name in order]
    if (status := answer.chart.options.get("status", "")):
        box = box.below(_signs(given, status, sheet, box))
    found = [row for row in answer.records() if answer.chart.mark == "ranked_bars"
             and (row[answer.chart.options["value"]] is not None or answer.withheld(answer.chart.options["value"], row, words))]
    if (more := len(found) - len(order)) > 0:
        said = words.count(more, "{n} more in the download", "{n} more in the download")
        sheet.text(Box(box.x, box.bottom - 14, box.width, 14), said, 10, MUTED)
        box = Box(box.x, box.y, box.width, box.height - 14)
    cells = Cells()
    across = cells.ref(cells.column(words(answer.chart.options.get("dimension", "Stage")).capitalize(), names))
    place = cells.column(words(answer.unit), [values[name] for name in order], "#,##0.###")
    size = max(9.0, min(11.5, box.height / len(order) / 1.5))
    left = min(0.5, (max(width_of(name, size) for name in names) + 12) / box.width)
    right = (max((width_of(text, size) for text in labels.values()), default=30) + 14) / box.width
    largest = max((v for v in values.values() if v is not None), default=1) or 1
    tall = min(box.height, 46.0 * len(order))
    series = Series(cells.head(place), across, cells.ref(place), Paint(ACCENT), points=paints, labels=labels)
    chart = Chart(
        "bar", cells, (series,), across=Axis(reverse=True, size=size), up=Axis(0, largest, shown=False),
        plot=(left, 0.01, 1 - left - right, 0.98), gap=40, size=size,
    )
    sheet.chart(Box(box.x, box.y, box.width, tall), chart, given.said.alt, given.said.title)


def _signs(given: Given, dimension: str, sheet: Sheet, box: Box) -> float:
    """A line that says what colours and signs stand for; returns its height."""
    answer = given.answer
    colours = colours_of(dimension, answer)
    there = {row.get(dimension) for row in answer.records()}
    said: list[Run] = []
    for n, (code, colour) in enumerate(colours.items()):
        if code in there:
            said += [Run(("     " if said else "") + SIGNS[n % len(SIGNS)] + " ", ink=colour),
                     Run(answer.names.short(dimension, code, given.words))]
    if not said:
        return 0
    sheet.text(Box(box.x, box.y, box.width, 16), [said], 11, MUTED, name=given.words("Legend"))
    return 20


def small_columns(given: Given, box: Box) -> list[Part]:
    """A small chart a row, all on one scale."""
    return [partial(_small_columns, given)]


def _small_columns(given: Given, sheet: Sheet, box: Box) -> None:
    words, answer = given.words, given.answer
    traces = given.figure()["data"]
    largest = max((v for trace in traces for v in trace["y"]), default=1) or 1
    slots = len(traces[0]["x"])
    columns = min(len(traces), 3 if slots <= FEW_SLOTS else 2 if slots <= 26 else 1)
    rows = ceil(len(traces) / columns)
    partial_years = [str(year) for year in answer.desk.partial_years if any(row["year"] == year for row in answer.records())]
    if partial_years:
        said_of_years = words("Covered in part: {years}.", years=words.list(partial_years))
        sheet.text(Box(box.x, box.bottom - 14, box.width, 14), said_of_years, 10, MUTED)
        box = Box(box.x, box.y, box.width, box.height - 16)
    width, height = (box.width - 18 * (columns - 1)) / columns, (box.height - 6 * (rows - 1)) / rows
    few = slots <= FEW_SLOTS
    for n, trace in enumerate(traces):
        row, column = divmod(n, columns)
        at = Box(box.x + column * (width + 18), box.y + row * (height + 6), width, height)
        said = [Run(trace["name"], bold=True)]
        if not any(trace["y"]):
            said.append(Run("  " + words("none recorded"), ink=MUTED))
        sheet.text(Box(at.x, at.y, at.width, 15), [said], 11)
        cells = Cells()
        names = [data[0] for data in trace["customdata"]]
        across = cells.ref(cells.column(words("Period"), names))
        place = cells.column(trace["name"], trace["y"], "#,##0")
        colour = trace["marker"]["color"]
        hatched = {i: Paint(colour, edge=colour, width=0.75, pattern="wdUpDiag")
                   for i, shape in enumerate(trace["marker"]["pattern"]["shape"]) if shape and trace["y"][i]}
        series = Series(cells.head(place), across, cells.ref(place), Paint(colour), points=hatched, values="#,##0;;")
        frame = at.below(15)
        chart = Chart("column", cells, (series,), up=Axis(0, largest * 1.25, shown=False), gap=60 if few else 30, size=9,
                      across=Axis(size=9, shown=few))
        if not few:
            frame = Box(frame.x, frame.y, frame.width, frame.height - 13)
            chart = replace(chart, plot=(0, 0, 1, 1))
            _years(trace, [row["year"] for row in answer.records()], frame, sheet)
        told = "; ".join(f"{name} {words.number(value)}" for name, value in zip(names, trace["y"], strict=True) if value)
        sheet.chart(frame, chart, f"{trace['name']}: {told or words('none recorded')}", trace["name"])


def _years(trace: Row, dated: Sequence[int], plot: Box, sheet: Sheet) -> None:
    """The years below columns that are too many to be named one by one: a year ends where the columns of the screen leave a gap."""
    ends = [n + 1 for n, (at, following) in enumerate(pairwise(trace["x"])) if following - at > 1]
    each = plot.width / len(trace["x"])
    sheet.line(plot.x, plot.bottom, plot.right, plot.bottom)
    years = range(min(dated), max(dated) + 1)
    for year, (first, last) in zip(years, pairwise([0, *ends, len(trace["x"])]), strict=True):
        sheet.text(Box(plot.x + first * each, plot.bottom, (last - first) * each, 12), str(year), 9, MUTED, align="ctr")


def sex_rows(given: Given, box: Box) -> list[Part]:
    """Rows of persons by sex: their words to the left, one stacked bar each to the right."""
    figure = given.figure()
    notes = [note["text"] for note in figure["layout"]["annotations"]]
    found: list[Part] = []
    done = 0
    for rows in parted(given.answer.records(), int((box.height - SEX_FOOT) // row_height(notes))):
        found.append(partial(_sex_part, given, figure["data"], rows, notes[done:done + len(rows)]))
        done += len(rows)
    return found


def _sex_part(given: Given, traces: list[Row], rows: Sequence[Row], notes: list[str], sheet: Sheet, box: Box) -> None:
    names = [given.answer.names.label(row["split_by"], row["code"], given.words) for row in rows]
    largest = max(row["persons"] or 0 for row in given.answer.records()) or 1
    sex_bars(given, traces, rows, names, notes, largest, sheet, box)


def sex_bars(
    given: Given, traces: list[Row], rows: Sequence[Row], names: list[str], notes: list[str], largest: float, sheet: Sheet,
    box: Box,
) -> None:
    """Stacked bars of women, men, sex not stated, which is hatched, and withheld, which is hollow; in the colours of the screen,
    each with its words beside it, and `largest` persons as long as there is room."""
    words = given.words
    foot = SEX_FOOT
    step = min((box.height - foot) / len(rows), 62.0)
    size = 11.0 if step >= 40 else 10.0 if step >= 32 else 9.0
    said = [runs(note, size, size - (1 if size > 9 else 0)) for note in notes]
    left = min(box.width * 0.5, max(width_of("".join(r.text for r in line), size, True) for lines in said for line in lines) + 10)
    for n, lines in enumerate(said):
        sheet.text(Box(box.x, box.y + n * step, left, step), lines, size, anchor="ctr")
    cells = Cells()
    across = cells.ref(cells.column(words("Group"), names))
    series = []
    keys = ("women", "men", "not_stated", "withheld")
    for key, trace in zip(keys, traces, strict=False):
        place = cells.column(trace["name"], [None if not row["persons"] else row[key] for row in rows], "#,##0")
        marker = trace["marker"]
        paint = Paint("#ffffff", edge=MUTED, width=1.25) if key == "withheld" else bar_paint(marker["color"], marker)
        series.append(Series(cells.head(place), across, cells.ref(place), paint))
    chart = Chart(
        "bar", cells, tuple(series), stacked=True, gap=60, legend="b", size=10, across=Axis(reverse=True, shown=False),
        up=Axis(0, largest, shown=False), plot=(0.005, 0, 0.99, step * len(rows) / (step * len(rows) + foot)),
    )
    sheet.chart(Box(box.x + left, box.y, box.width - left, step * len(rows) + foot), chart, given.said.alt, given.said.title)

