"""Dots as native scatter charts: shares on the parity band, dumbbells, and single events in time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from math import ceil, floor, log10

from dashboard.catalogue import MEASURES
from dashboard.figures.dots import BAND_FROM, BAND_TO, pillars_of_strip, strip_dots
from dashboard.figures.theme import ACCENT, ACCENT_LIGHT, BAND, INK, MUTED
from dashboard.figures.timeline import placed
from dashboard.slides.bars import sex_bars
from dashboard.slides.given import THIN, Given, Part, Row, marker, mixed, parted, plain, row_height, runs
from dashboard.slides.native import FIRST_DAY, HOLLOW, Axis, Cells, Chart, Paint, Series
from dashboard.slides.sheet import Box, Run, Sheet, width_of

FEET, ZONES = 20, 30
EDGE = 18
"""Room beside the plot for the labels at its ends."""
PERCENT = Axis(0, 1, 0.1, "0%", grid=True, size=9)


def _band(given: Given, sheet: Sheet, plot: Box) -> None:
    """The 40-60 band, the line at 50, and who is under-represented on either side."""
    words = given.words
    at = plot.x + plot.width * BAND_FROM / 100
    band = Box(at, plot.y, plot.width * (BAND_TO - BAND_FROM) / 100, plot.height)
    sheet.shape("square", band, Paint(BAND), words("Band of 40 to 60 %"))
    middle = plot.x + plot.width / 2
    sheet.line(middle, plot.y, middle, plot.bottom, MUTED, 1.25, "sysDot", words("50 %"))
    for text, share in (("women\nunder-represented", 18), ("balance\n40–60 %", 50), ("men\nunder-represented", 82)):
        said = words(text.replace("\n", "<br>")).replace("<br>", "\n")
        centre = plot.x + plot.width * share / 100
        room = min(180.0, plot.width * 0.31)
        sheet.text(Box(centre - room / 2, plot.y - ZONES, room, ZONES), [[Run(said)]], 10, MUTED, align="ctr", anchor="b")


def _plotted(plot: Box, foot: float = FEET) -> tuple[Box, tuple[float, float, float, float]]:
    """The frame of a chart whose plot fills a box, and the plot as shares of it."""
    frame = Box(plot.x - EDGE, plot.y, plot.width + 2 * EDGE, plot.height + foot)
    return frame, (EDGE / frame.width, 0.0, plot.width / frame.width, plot.height / frame.height)


def _paint(colour: str, is_hollow: bool) -> Paint:
    return Paint(HOLLOW, edge=mixed(colour, 0.75), width=2) if is_hollow else Paint(colour, edge="#ffffff", width=0.75)


def _shares(
    cells: Cells, name: str, rows: list[Row], titles: list[str], places: list[float], trace: Row, scale: float,
    labels: dict[int, str], heads: tuple[str, str, str, str], most: int = 0,
) -> Series:
    """A series of shares, with what each dot is and the persons it rests on beside it in the workbook; blank up to `most` rows."""
    blank = [None] * (most - len(rows))
    cells.column(heads[0], titles)
    x = cells.column(heads[1], [*(row["women_share"] for row in rows), *blank], "0.0%")
    y = cells.column(name, [*places, *blank], "0.00")
    cells.column(heads[3], [row["persons_women_reported"] for row in rows], "#,##0")
    widths = trace["marker"]["line"]["width"]
    edges, fills = trace["marker"]["line"]["color"], trace["marker"]["color"]
    paints = {i: _paint(edges[i] if widths[i] == 2 else fills[i], widths[i] == 2) for i in range(len(rows))}
    return Series(
        cells.head(y), cells.ref(x), cells.ref(y), paints.get(0, Paint(ACCENT)), symbol="circle", points=paints,
        sizes={i: max(5.0, size * scale) for i, size in enumerate(trace["marker"]["size"])},
        symbols={i: marker(symbol) for i, symbol in enumerate(trace["marker"]["symbol"])}, labels=labels,
        sides={i: "l" if row["women_share"] > 0.6 else "r" for i, row in enumerate(rows)},
    )


def parity_rows(given: Given, box: Box) -> list[Part]:
    """A row per value: its words to the left, its share as a dot on the band."""
    figure = given.figure()
    notes = [note["text"] for note in figure["layout"]["annotations"] if note["xref"] == "paper" and note["x"] == 0]
    trace = figure["data"][0]
    found: list[Part] = []
    done = known = 0
    for rows in parted(given.answer.records(), int((box.height - ZONES - FEET) // row_height(notes))):
        n = sum(row["women_share"] is not None for row in rows)
        found.append(partial(_parity_rows, given, rows, notes[done:done + len(rows)], _cut(trace, known, known + n)))
        done, known = done + len(rows), known + n
    return found


def _cut(trace: Row, first: int, last: int) -> Row:
    """Some points of a trace."""
    held = trace["marker"]
    return {"customdata": trace["customdata"][first:last], "marker": {
        **{key: held[key][first:last] for key in ("size", "symbol", "color")},
        "line": {key: held["line"][key][first:last] for key in ("width", "color")}}}


def _parity_rows(given: Given, rows: Sequence[Row], notes: list[str], trace: Row, sheet: Sheet, box: Box) -> None:
    words = given.words
    step = min((box.height - ZONES - FEET) / len(rows), 52.0)
    size = 11.0 if step >= 40 else 10.0 if step >= 32 else 9.0
    said = [runs(note, size, size - (1 if size > 9 else 0)) for note in notes]
    left = min(box.width * 0.45, max(width_of("".join(r.text for r in line), size, True) for lines in said for line in lines) + 12)
    plot = Box(box.x + left + EDGE, box.y + ZONES, box.width - left - 2 * EDGE, step * len(rows))
    _band(given, sheet, plot)
    for n, lines in enumerate(said):
        sheet.text(Box(box.x, plot.y + n * step, left, step), lines, size, anchor="ctr")
        if n:
            sheet.line(box.x, plot.y + n * step, plot.right, plot.y + n * step)
    known = [(n, row) for n, row in enumerate(rows) if row["women_share"] is not None]
    cells = Cells()
    names = [given.answer.names.label(row["split_by"], row["code"], words) for _, row in known]
    series = _shares(
        cells, words("Row"), [row for _, row in known], names, [len(rows) - n - 0.5 for n, _ in known], trace, 0.8,
        {i: plain(data[0]) for i, data in enumerate(trace["customdata"])}, _heads(given, words("Group")), most=1,
    )
    frame, inner = _plotted(plot)
    sheet.chart(frame, Chart("scatter", cells, (series,), PERCENT, Axis(0, len(rows), shown=False), inner), given.said.alt,
                given.said.title)


def _heads(given: Given, first: str) -> tuple[str, str, str, str]:
    words = given.words
    return first, words("Share of women"), words("Row"), words("Persons where women are reported")


def parity_share(given: Given, box: Box) -> list[Part]:
    """One share on the band, and beneath it the persons it rests on."""
    return [partial(_parity_share, given)]


def _parity_share(given: Given, sheet: Sheet, box: Box) -> None:
    words, row, figure = given.words, given.answer.records()[0], given.figure()
    notes = figure["layout"]["annotations"]
    plot = Box(box.x + EDGE, box.y + ZONES, box.width - 2 * EDGE, min(70.0, box.height * 0.28))
    _band(given, sheet, plot)
    frame, inner = _plotted(plot)
    if row["women_share"] is None:
        silent = next(note["text"] for note in notes if note.get("yref") == "y")
        sheet.text(plot, plain(silent), 13, MUTED, align="ctr", anchor="ctr")
        traces = figure["data"]
    else:
        trace, traces = figure["data"][0], figure["data"][1:]
        beside = next(note["text"] for note in notes if note.get("yref") == "y")
        cells = Cells()
        label = " · ".join("".join(run.text for run in line) for line in runs(beside))
        heads = _heads(given, words("Figure"))
        series = _shares(cells, words("Row"), [row], [given.said.title], [0.5], trace, 0.9, {0: label}, heads)
        sheet.chart(frame, Chart("scatter", cells, (series,), PERCENT, Axis(0, 1, shown=False), inner, size=13), given.said.alt,
                    given.said.title)
    told = [note["text"] for note in notes if note.get("yref") == "y2"]
    names = [plain(text) for text in told[0::2]]
    lines = [f"{name}<br>{text}" for name, text in zip(told[0::2], told[1::2], strict=True)]
    base = {"women": row["women"], "men": row["men_where_women_reported"], "not_stated": row["not_stated_where_women_reported"],
            "withheld": 0, "persons": row["persons_women_reported"]}
    rows = [base, row][-len(names):]
    sex_bars(given, traces, rows, names, lines, row["persons"] or 1, sheet, box.below(frame.bottom - box.y + 10))


def parity_strip(given: Given, box: Box) -> list[Part]:
    """A dot per activity on the band, in rows by pillar, kept apart as on the screen."""
    return [partial(_parity_strip, given)]


def _parity_strip(given: Given, sheet: Sheet, box: Box) -> None:
    answer, words, figure = given.answer, given.words, given.figure()
    codes = list(pillars_of_strip(answer))
    dots = strip_dots(answer, words)
    members = {code: [row for row in dots if row["pillar"] == code] for code in codes}
    notes = [note["text"] for note in figure["layout"]["annotations"] if note.get("yanchor") == "top" and note["x"] == 0]
    traces = dict(zip([code for code in codes if members[code]], figure["data"], strict=True))
    heights = {}
    for code in codes:
        heights[code] = 8.0
        if code in traces:
            tops = [y + size / 2 for y, size in zip(traces[code]["y"], traces[code]["marker"]["size"], strict=True)]
            feet = [y - size / 2 for y, size in zip(traces[code]["y"], traces[code]["marker"]["size"], strict=True)]
            heights[code] = max(tops) - min(feet) + 8
    room = box.height - ZONES - FEET
    least = min(34.0, room / len(codes))
    scale = min(0.85, (room - least * sum(heights[c] * 0.85 < least for c in codes))
                / (sum(h for h in heights.values() if h * 0.85 >= least) or 1))
    size = 11.0 if least >= 30 else 9.5
    said = [runs(note, size, 9.5) for note in notes]
    left = min(box.width * 0.4, max(width_of("".join(r.text for r in line), size, True) for lines in said for line in lines) + 12)
    tall = {code: max(least, heights[code] * scale) for code in codes}
    shrunk = min(1.0, room / sum(tall.values()))
    tall = {code: height * shrunk for code, height in tall.items()}
    total = sum(tall.values())
    plot = Box(box.x + left + EDGE, box.y + ZONES, box.width - left - 2 * EDGE, total)
    _band(given, sheet, plot)
    cells, series, depth = Cells(), [], 0.0
    for code, lines in zip(codes, said, strict=True):
        sheet.text(Box(box.x, plot.y + depth, left, tall[code]), lines, size, anchor="ctr")
        if depth:
            sheet.line(box.x, plot.y + depth, plot.right, plot.y + depth)
        if code in traces:
            trace = traces[code]
            tops = [y + dot / 2 for y, dot in zip(trace["y"], trace["marker"]["size"], strict=True)]
            feet = [y - dot / 2 for y, dot in zip(trace["y"], trace["marker"]["size"], strict=True)]
            middle = (max(tops) + min(feet)) / 2
            places = [round(total - depth - tall[code] / 2 + (y - middle) * scale, 2) for y in trace["y"]]
            labels = {i: words("only women") if symbol == "diamond" else words("no women")
                      for i, symbol in enumerate(trace["marker"]["symbol"]) if symbol in ("diamond", "square")}
            series.append(_shares(
                cells, answer.names.short("pillar", code, words), members[code], [row["title"] for row in members[code]], places,
                trace, scale, labels, _heads(given, words("Activity")), max(map(len, members.values())),
            ))
        depth += tall[code]
    frame, inner = _plotted(plot)
    if series:
        chart = Chart("scatter", cells, tuple(series), PERCENT, Axis(0, total, shown=False), inner, size=9.5)
        sheet.chart(frame, chart, given.said.alt, given.said.title)


def dumbbells(given: Given, box: Box) -> list[Part]:
    """A hollow start joined to a filled end, a row each, with the change at the end of the row."""
    return [partial(_dumbbells, given)]


def _dumbbells(given: Given, sheet: Sheet, box: Box) -> None:
    answer, words, figure = given.answer, given.words, given.figure()
    o, rows = answer.chart.options, answer.records()
    ends = o["ends"](answer, words)
    is_share = MEASURES[rows[0]["measure"]].unit == "%"
    names = [answer.names.short(o["dimension"], row[o["split"]], words) for row in rows]
    changes = [plain(note["text"]) for note in reversed(figure["layout"]["annotations"])]
    head = 24
    step = min((box.height - FEET - head) / len(rows), 52.0)
    left = min(box.width * 0.35, max(width_of(name, 12, True) for name in names) + 14)
    right = min(box.width * 0.25, max(width_of(said, 12) for said in (*changes, words("Change"))) + 14)
    plot = Box(box.x + left + 44, box.y + head, box.width - left - right - 88, step * len(rows))
    for n, (name, said) in enumerate(zip(names, changes, strict=True)):
        sheet.text(Box(box.x, plot.y + n * step, left, step), name, 12, bold=True, anchor="ctr")
        sheet.text(Box(box.right - right, plot.y + n * step, right, step), said, 12, MUTED, anchor="ctr", align="r")
        if n:
            sheet.line(box.x, plot.y + n * step, box.right, plot.y + n * step)
    sheet.text(Box(box.right - right, box.y, right, head), words("Change"), 11, MUTED, align="r", anchor="b")
    sheet.text(Box(box.x, box.y, box.width - right, head), [[
        Run("○ ", ink=ACCENT_LIGHT, bold=True), Run(f"{ends[0]}     "), Run("● ", ink=ACCENT), Run(ends[1])]], 12, INK,
        name=words("Legend"))
    form = "0.0%" if is_share else "#,##0"
    cells = Cells()
    cells.column(words("Row"), names)
    start = cells.column(ends[0], [row["achieved"] for row in rows], form)
    end = cells.column(ends[1], [row["planned"] for row in rows], form)
    cells.column(words("Change"), [row["change"] for row in rows], form)
    place = cells.column(words("Row"), [len(rows) - n - 0.5 for n in range(len(rows))], "0.0")
    cells.column(words("Row"), [len(rows) - n - 0.5 for n in range(len(rows))], "0.0")
    joins = [
        Series(cells.head(0), cells.across(start, end, n), cells.across(place, place + 1, n), Paint(ACCENT_LIGHT),
               line=Paint(edge=ACCENT_LIGHT, width=2.5), symbol="none", is_behind=True)
        for n, row in enumerate(rows) if row["change"]
    ]
    series = []
    for side, column, trace in (("achieved", start, figure["data"][-2]), ("planned", end, figure["data"][-1])):
        is_start = side == "achieved"
        known = [n for n, row in enumerate(rows) if row[side] is not None]
        labels, turned = list(reversed(trace["text"])), list(reversed(trace["textposition"]))
        paint = Paint(HOLLOW, edge=ACCENT_LIGHT, width=2.25) if is_start else Paint(ACCENT, edge=ACCENT)
        series.append(Series(
            cells.head(column), cells.ref(column), cells.ref(place), paint, symbol="circle", size=11,
            labels={n: labels[i] for i, n in enumerate(known) if labels[i]},
            sides={n: "l" if turned[i] == "middle left" else "r" for i, n in enumerate(known)},
        ))
    ticks = figure["layout"]["xaxis"]["tickvals"]
    largest = max((v for row in rows for v in (row["achieved"], row["planned"]) if v is not None), default=1) or 1
    unit = ticks[1] - ticks[0] if len(ticks) > 1 else largest
    frame = Box(plot.x - 44, plot.y, plot.width + 88, plot.height + FEET)
    inner = (44 / frame.width, 0.0, plot.width / frame.width, plot.height / frame.height)
    across = Axis(0, ceil(largest / unit - 1e-9) * unit, unit, "0%" if is_share else "#,##0", grid=True, size=10)
    chart = Chart("scatter", cells, (*series, *joins), across, Axis(0, len(rows), shown=False), inner, size=11)
    sheet.chart(frame, chart, given.said.alt, given.said.title)


def event_timeline(given: Given, box: Box) -> list[Part]:
    """One symbol an event over dates and a logarithmic scale; hollow where the day is not known, faded outside the chosen years."""
    return [partial(_event_timeline, given)]


def _event_timeline(given: Given, sheet: Sheet, box: Box) -> None:
    answer, words = given.answer, given.words
    rows = answer.records()
    chosen = answer.view.selection.years.numbers(answer.view.selection.year)
    first, last = min(row["seized_on"] for row in rows).year, max(row["seized_on"] for row in rows).year
    start, end = ((date(year, 1, 1) - FIRST_DAY).days for year in (first, last + 1))
    plot = Box(box.x + 62, box.y + 18, box.width - 76, box.height - 18 - 62)
    for year in chosen or []:
        if first <= year <= last:
            x0, x1 = (plot.x + plot.width * ((date(y, 1, 1) - FIRST_DAY).days - start) / (end - start) for y in (year, year + 1))
            sheet.shape("square", Box(x0, plot.y, x1 - x0, plot.height), Paint(BAND), str(year))
    sheet.text(Box(box.x, box.y, box.width, 16), words("kg, logarithmic scale"), 10.5, MUTED)
    cells, series = Cells(), []
    traces = [trace for trace in given.figure()["data"] if trace["x"] != [None]]
    codes = [code for code in answer.desk.order("conveyance") if any(row["conveyance"] == code for row in rows)]
    most = max(sum(row["conveyance"] == code for row in rows) for code in codes)
    for code, trace in zip(codes, traces, strict=True):
        members = [row for row in rows if row["conveyance"] == code]
        # Series of one length: LibreOffice loses those that come before a longer one.
        blank = [None] * (most - len(members))
        colour, symbol = trace["marker"]["line"]["color"], marker(trace["marker"]["symbol"][0].removesuffix("-open"))
        cells.column(words("Seizure"), [data[0] for data in trace["customdata"]])
        days = [placed(row["seized_on"], row["date_precision"]) for row in members]
        x = cells.column(words("Date"), [*days, *blank], "yyyy-mm-dd")
        y = cells.column(trace["name"], [*(row["quantity_kg"] for row in members), *blank], "#,##0.###")
        paints = {}
        for i, row in enumerate(members):
            ink = colour if chosen is None or row["year"] in chosen else mixed(colour, 0.35)
            paints[i] = Paint("" if symbol in THIN else ink if row["date_precision"] == "day" else HOLLOW, edge=ink, width=1.5)
        paint = Paint("" if symbol in THIN else colour, edge=colour, width=1.5)
        series.append(Series(cells.head(y), cells.ref(x), cells.ref(y), paint, symbol=symbol, size=7, points=paints))
    sizes = [row["quantity_kg"] for row in rows if row["quantity_kg"]]
    frame = Box(box.x, plot.y, box.width, box.bottom - plot.y)
    inner = ((plot.x - frame.x) / frame.width, 0.0, plot.width / frame.width, plot.height / frame.height)
    low = floor(log10(min(sizes, default=1)))
    high = max(low + 1, ceil(log10(max(sizes, default=1))))
    kilograms = Axis(10.0**low, 10.0**high, form="[>=1]#,##0;0.0##", log=True, grid=True, size=10)
    # A little more than a year, so that no mark of a year falls into the year before.
    years = Axis(start, end, 365.5, "yyyy", size=10.5)
    chart = Chart("scatter", cells, tuple(series), years, kilograms, inner, legend="b", size=10)
    sheet.chart(frame, chart, given.said.alt, given.said.title)
