"""Women among persons: shares as dots on the parity band, and all persons as bars in which the unknown is always seen.

The band runs from 40 to 60 %, the line stands at 50 %. The area of a dot is the number of persons whose women are reported.
Every row carries its words above its marks, so that the picture reads the same on a phone.
"""

from __future__ import annotations

from itertools import count
from math import ceil, floor, sqrt
from typing import Any, NamedTuple

from dashboard.catalogue import SMALL_GROUP
from dashboard.chart import Answer
from dashboard.figures.theme import (
    BAND,
    GRID,
    INK,
    MEN,
    MUTED,
    NOT_STATED,
    WOMEN,
    Figure,
    axis,
    colours_of,
    figure,
    target,
    wrapped,
)
from dashboard.language import Language
from dashboard.selection import as_query

BAND_FROM, BAND_TO = 40, 60
LARGEST_DOT = 40
LARGEST_GROUP = 24
SMALLEST_DOT = 8
WORDS_OF_ROW = 36
HEAD = 36
FOOT = 26
EVENT_WORD = (66, 14)
"""Pixels that the words beside a diamond or square take."""
PACKED_WIDTH = 300
"""Pixels that 0 to 100 % take on a phone: dots that keep apart there keep apart everywhere."""
PACKED_STEP = 4
"""Pixels in height between the places that a dot may take."""

Row = dict[str, Any]
Note = dict[str, Any]


def parity_share(answer: Answer, words: Language) -> Figure:
    """One share on the parity band; beneath it by sex as reported the persons it rests on, and all persons. The one row has
    `women_share`, `women`, `persons_women_reported`, `men_where_women_reported`, `not_stated_where_women_reported`, `persons`,
    `men`, `not_stated`, `withheld` and `activities_withheld`."""
    row = answer.records()[0]
    base = {"women": row["women"], "men": row["men_where_women_reported"], "not_stated": row["not_stated_where_women_reported"],
            "withheld": 0}
    hidden = row["withheld"] or row["activities_withheld"]
    bars = [(words("{n} persons for whom women are reported", n=words.number(row["persons_women_reported"] or 0)), base),
            (_all_persons(row, words), row)]
    share, room, gap = row["women_share"], 74 if row["withheld"] else 62, 40
    if share is None:
        bars = bars[1:]
    strip = 70
    plot = strip + gap + room * len(bars)
    height = HEAD + plot + 4
    floor = 1 - strip / plot
    traces: list[dict[str, Any]] = []
    notes = _zones(words)
    if share is None:
        silent = words(SMALL_GROUP) if hidden else words("no activity reports how many were women")
        notes.append(_note(silent, 50, 0, xref="x", yref="y", xanchor="center"))
    else:
        rest = words("{n} of {all} persons", n=words.number(row["women"]), all=words.number(row["persons_women_reported"]))
        traces.append(_dots([share * 100], [0], [26], WOMEN, [False], ["circle"], [[rest, None]], xaxis="x", yaxis="y") | {
            "hovertemplate": f"<b>{words.percent(share)}</b><br>%{{customdata[0]}}<extra></extra>"})
        notes.append(_beside(share, f"<b>{words.percent(share)}</b><br>{rest}", 0, 15, "y"))
    traces += _sex_bars([counted for _, counted in bars], "y2", "x2", [-n - 0.5 for n in range(len(bars))], 0.32, words)
    for n, (name, counted) in enumerate(bars):
        notes.append(_note(f"<b>{name}</b>", 0, -n - 0.3, yref="y2", yanchor="bottom", font={"size": 12, "color": INK}))
        notes.append(_note(_sexes_in_words(counted, words), 0, -n - 0.7, yref="y2", yanchor="top"))
    return figure(
        traces, height, barmode="stack", annotations=notes, margin={"l": 20, "r": 20, "t": HEAD, "b": 4},
        shapes=_band(floor, 1), xaxis=_percent_axis(words, position=floor), yaxis=_rows_axis([floor, 1], [-1, 1]),
        xaxis2=axis(range=[0, row["persons"] or 1], visible=False, anchor="y2"),
        yaxis2=_rows_axis([0, room * len(bars) / plot], [-len(bars), 0]),
    )


def parity_rows(answer: Answer, words: Language) -> Figure:
    """A row per value, its share as a dot on one parity band; hollow where women are reported for less than half of the
    persons. Rows have `code`, `split_by`, `women_share`, `women`, `persons_women_reported`, `persons`, `withheld` and
    `activities_withheld`."""
    rows = answer.records()
    room = 78 if any(row["withheld"] for row in rows) else 62
    height = HEAD + room * len(rows) + FOOT
    largest = max((r["persons_women_reported"] or 0 for r in rows), default=1) or 1
    notes = _zones(words)
    known: list[tuple[int, Row]] = []
    for n, row in enumerate(rows):
        told = _no_persons(row, words) if row["persons"] is None else words(
            "women not reported for any of {all} persons", all=words.number(row["persons"]))
        if row["persons"] is not None and row["withheld"]:
            told = words("withheld, small group: {n} of {all} persons", n=words.number(row["withheld"]),
                         all=words.number(row["persons"]))
        if row["women_share"] is not None:
            known.append((n, row))
            told = words("{women} women of {n} persons · reported for {n} of {all}", women=words.number(row["women"]),
                         n=words.number(row["persons_women_reported"]), all=words.number(row["persons"]))
            if row["withheld"]:
                told += "<br>" + words("withheld for {n}: small group", n=words.number(row["withheld"]))
            notes.append(_beside(row["women_share"], words.percent(row["women_share"]), -n - 0.78, 12, "y"))
        name = answer.names.label(row["split_by"], row["code"], words) + _in_part(answer, row, words)
        notes += _row_words(name, told, n, len(rows))
    traces = [_dots(
        [row["women_share"] * 100 for _, row in known], [-n - 0.78 for n, _ in known],
        [max(SMALLEST_DOT, 22 * sqrt(row["persons_women_reported"] / largest)) for _, row in known], WOMEN,
        [row["persons_women_reported"] * 2 < row["persons"] for _, row in known], ["circle"] * len(known),
        [[words.percent(row["women_share"]), answer.names.label(row["split_by"], row["code"], words), _leads_to(answer, row)]
         for _, row in known],
    ) | {"hovertemplate": "<b>%{customdata[1]}</b><br>%{customdata[0]}<extra></extra>"}]
    return figure(
        traces, height, annotations=notes, shapes=_band(0, 1) + _lines(len(rows)), xaxis=_percent_axis(words),
        yaxis=_rows_axis([0, 1], [-len(rows), 0]), margin={"l": 20, "r": 20, "t": HEAD, "b": FOOT},
    )


def parity_strip(answer: Answer, words: Language) -> Figure:
    """A dot per activity on the parity band, in rows by pillar, its area the persons whose women are reported. Diamond: only
    women took part; square: none did; hollow: the sex of some is not stated or withheld. A click opens the record. Where there
    are too many, a dot is a group of them."""
    stated = strip_dots(answer, words)
    pillars = pillars_of_strip(answer)
    largest = max((row["persons_women_reported"] for row in stated), default=1)
    largest_dot = LARGEST_GROUP if answer.records()[0]["groups"] else LARGEST_DOT
    colours = colours_of("pillar", answer)
    traces: list[dict[str, Any]] = []
    notes = _zones(words)
    lines = []
    depth = 0.0
    for n, (code, told_of) in enumerate(pillars.items()):
        members = [row for row in stated if row["pillar"] == code]
        sizes = [max(SMALLEST_DOT, largest_dot * sqrt(row["persons_women_reported"] / largest)) for row in members]
        offsets = _packed(members, sizes)
        above = max((size / 2 - y for y, size in zip(offsets, sizes, strict=True)), default=0.0) + 4
        below = max((size / 2 + y for y, size in zip(offsets, sizes, strict=True)), default=0.0) + 6
        counts = {"n": words.number(told_of["stated"]), "all": words.number(told_of["activities"])}
        told = words("{n} of {all} activities report how many were women", **counts)
        if told_of["sexes_withheld"]:
            told = words("women shown for {n} of {all} activities, withheld for {hidden}",
                         hidden=words.number(told_of["sexes_withheld"]), **counts)
        notes += _words_at(answer.names.label("pillar", code, words), told, depth)
        if n:
            lines.append(depth)
        middle = depth + WORDS_OF_ROW + above
        if members:
            traces.append(_dots(
                [row["women_share"] * 100 for row in members], [-(middle + y) for y in offsets], sizes, colours[code],
                [bool(row["not_stated"]) or row["sex_withheld"] for row in members], [_symbol(row) for row in members],
                [[_title(row["title"]), _told(row, words), *([] if "activities" in row else [_record(answer, row)])]
                 for row in members],
            ) | {"hovertemplate": "<b>%{customdata[0]}</b><br>%{customdata[1]}<extra></extra>"})
            notes += [_event_word(row, -(middle + y), size, words) for row, y, size in zip(members, offsets, sizes, strict=True)
                      if _symbol(row) != "circle"]
        depth = middle + below if members else depth + WORDS_OF_ROW + 6
    height = HEAD + round(depth) + FOOT
    for note in notes:
        if "depth" in note:
            note["y"] = -note.pop("depth")
    return figure(
        traces, height, annotations=notes, xaxis=_percent_axis(words), yaxis=_rows_axis([0, 1], [-depth, 0]),
        shapes=_band(0, 1) + [_line(-at) for at in lines], margin={"l": 20, "r": 20, "t": HEAD, "b": FOOT},
    )


def strip_dots(answer: Answer, words: Language) -> list[Row]:
    """What each dot of a strip stands for: an activity that reports women, or `activities` of a group of them."""
    if groups := answer.records()[0]["groups"]:
        return [
            group | {"title": words.count(group["activities"], "{n} activity", "{n} activities"), "not_stated": None, "withheld": 0,
                     "sex_withheld": False}
            for group in groups
        ]
    return [row for row in answer.records() if row["women_share"] is not None]


def pillars_of_strip(answer: Answer) -> dict[str, Row]:
    """The rows of a strip, by pillar: its `activities`, how many of them are `stated`, and of how many sexes are withheld."""
    told = {one["pillar"]: one for one in answer.records()[0]["pillars"]}
    return {code: told[code] for code in answer.desk.order("pillar") if code in told}


def sex_rows(answer: Answer, words: Language) -> Figure:
    """A row per value: all persons as women, men, sex not stated, which is hatched, and sex withheld, which is hollow. Rows have
    `code`, `split_by`, `persons`, `women`, `men`, `not_stated`, `withheld` and `activities_withheld`."""
    rows = answer.records()
    room, bar = (80, (0.83, 0.23)) if any(row["withheld"] for row in rows) else (58, (0.8, 0.27))
    height = 6 + room * len(rows) + 4
    notes: list[Note] = []
    for n, row in enumerate(rows):
        told = _no_persons(row, words) if row["persons"] is None else _sexes_in_words(row, words)
        total = "" if row["persons"] is None else ": " + words.count(row["persons"], "{n} person", "{n} persons")
        name = answer.names.label(row["split_by"], row["code"], words) + _in_part(answer, row, words)
        notes += _row_words(name + total, told, n, len(rows))
    counted = [(n, row) for n, row in enumerate(rows) if row["persons"]]
    traces = _sex_bars([row for _, row in counted], "y", "x", [-n - bar[0] for n, _ in counted], bar[1], words, answer)
    largest = max((row["persons"] for _, row in counted), default=1)
    return figure(
        traces, height, barmode="stack", annotations=notes, shapes=_lines(len(rows)), margin={"l": 4, "r": 4, "t": 6, "b": 4},
        xaxis=axis(visible=False, range=[0, largest]), yaxis=_rows_axis([0, 1], [-len(rows), 0]),
    )


def _sex_bars(
    rows: list[Row], yaxis: str, xaxis: str, places: list[float], width: float, words: Language, answer: Answer | None = None
) -> list[dict[str, Any]]:
    kinds: tuple[tuple[str, str, str, str], ...] = (
        ("women", words("women"), WOMEN, ""), ("men", words("men"), MEN, ""),
        ("not_stated", words("sex not stated"), NOT_STATED, "/"),
    )
    # What is withheld is there and empty: an outline, also where no colour is seen.
    hollow = {"color": "#ffffff", "line": {"width": 1.5, "color": MUTED}}
    if any(row["withheld"] for row in rows):
        kinds += (("withheld", words("sex withheld: small group"), MUTED, ""),)
    names = [answer.names.label(row["split_by"], row["code"], words) if answer else "" for row in rows]
    return [{
        "type": "bar", "orientation": "h", "name": name, "y": places,
        "x": [row[key] or (None if key == "withheld" else 0) for row in rows],
        "xaxis": xaxis, "yaxis": yaxis, "width": width,
        "marker": hollow if key == "withheld" else {
            "color": colour, "line": {"width": 1, "color": "#ffffff"},
            "pattern": {"shape": shape, "fillmode": "replace", "fgcolor": colour, "size": 6, "solidity": 0.35}},
        "customdata": [[label, words.number(row[key] or 0), _leads_to(answer, row) if answer else None]
                       for label, row in zip(names, rows, strict=True)],
        "hovertemplate": f"<b>%{{customdata[0]}}</b> {name}: %{{customdata[1]}}<extra></extra>",
    } for key, name, colour, shape in kinds]


def _sexes_in_words(row: Row, words: Language) -> str:
    """Women, men, sex not stated and sex withheld as counts, each with the sign and colour of its bar."""
    def said(key: str, sign: str, colour: str, text: str, silent: str) -> str:
        told = words(silent) if row[key] is None else words(text, n=words.number(row[key]))
        return f'<span style="color:{colour}">{sign}</span> {told}'

    hidden = said("withheld", "□", NOT_STATED, "{n} withheld: small group", "") if row["withheld"] else ""
    if row["women"] is row["men"] is row["not_stated"] is None:
        return hidden
    unknown = said("not_stated", "▨", NOT_STATED, "{n} not stated", "")
    if row["women"] is None and row["men"] is None:
        return "  ".join(part for part in (unknown, hidden) if part)
    known = "  ".join((said("women", "■", WOMEN, "{n} women", "women not reported"),
                       said("men", "■", MEN, "{n} men", "men not reported"), unknown))
    return f"{known}<br>{hidden}" if hidden else known


def _no_persons(row: Row, words: Language) -> str:
    """Why a row has no number of persons."""
    return words(SMALL_GROUP) if row["activities_withheld"] else words("no number of persons reported")


def _all_persons(row: Row, words: Language) -> str:
    if row["persons"] is not None:
        return words("All {n} persons reported", n=words.number(row["persons"]))
    return words("All persons: withheld, small group") if row["activities_withheld"] else words("No number of persons reported")


def _dots(
    x: list[float], y: list[float], sizes: list[float], colour: str, hollow: list[bool], symbols: list[str], data: list[Any],
    **given: Any,
) -> dict[str, Any]:
    return {
        "type": "scatter", "mode": "markers", "x": x, "y": y, "customdata": data, "cliponaxis": False,
        "marker": {
            "size": sizes, "symbol": symbols, "opacity": 1,
            "color": [_faded(colour) if open_ else colour for open_ in hollow],
            "line": {"width": [2 if open_ else 1 for open_ in hollow],
                     "color": [colour if open_ else "#ffffff" for open_ in hollow]},
        },
    } | given


def _faded(colour: str) -> str:
    red, green, blue = (int(colour[i:i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.16)"


def _symbol(row: Row) -> str:
    if row["sex_withheld"] or "activities" in row:
        return "circle"
    if row["women"] == row["persons"]:
        return "diamond"
    return "square" if row["women"] == 0 and row["men"] == row["persons"] else "circle"


def _event_word(row: Row, y: float, size: float, words: Language) -> Note:
    only_women = _symbol(row) == "diamond"
    return _note(words("only women") if only_women else words("no women"), row["women_share"] * 100, y, xref="x", yref="y",
                 xanchor="right" if only_women else "left", yanchor="middle", xshift=(-1 if only_women else 1) * (size / 2 + 3),
                 font={"size": 11, "color": MUTED})


def _told(row: Row, words: Language) -> str:
    """What a dot stands for: its date, its count, and how much of it is not stated."""
    said = [*([] if "activities" in row else [words.short_date(row["started_on"], row["date_precision"])]),
            words("{share}: {women} women of {n} persons", share=words.percent(row["women_share"]),
                  women=words.number(row["women"]), n=words.number(row["persons_women_reported"]))]
    if row["not_stated"]:
        said.append(words("sex not stated for {n} of all {all}", n=words.number(row["not_stated"]),
                          all=words.number(row["persons"])))
    if row["withheld"]:
        said.append(words("sex withheld for {n} of all {all}: small group", n=words.number(row["withheld"]),
                          all=words.number(row["persons"])))
    return "<br>".join(said)


def _title(text: str) -> str:
    return wrapped(text if len(text) <= 90 else text[:89].rstrip() + "…", 40)


def _record(answer: Answer, row: Row) -> str:
    return "/activities" + as_query([*answer.view.selection.pairs(), ("record", row["activity_id"])])


def _leads_to(answer: Answer | None, row: Row) -> str | None:
    """The view narrowed to a row's value, where the split is a filter."""
    if answer is None or row["split_by"] not in answer.chart.filters or row["code"] not in answer.desk.allowed[row["split_by"]]:
        return None
    return target(answer, row["split_by"], row["code"])


def _in_part(answer: Answer, row: Row, words: Language) -> str:
    partial = row["split_by"] == "year" and int(row["code"]) in answer.desk.partial_years
    return " " + words("(in part)") if partial else ""


class _Dot(NamedTuple):
    """A dot to be packed: where it stands across, in pixels, its diameter, and its symbol; all but a circle have words beside."""

    x: float
    size: float
    symbol: str


def _packed(rows: list[Row], sizes: list[float]) -> list[float]:
    """Vertical places in pixels that keep dots apart, and clear of the words beside some: those with words first, then the
    largest, each as near to the middle line as it fits, in steps of PACKED_STEP."""
    dots = [_Dot(row["women_share"] * PACKED_WIDTH, size, _symbol(row)) for row, size in zip(rows, sizes, strict=True)]
    places = [0.0] * len(dots)
    done: list[int] = []
    for i in sorted(range(len(dots)), key=lambda k: (dots[k].symbol == "circle", -dots[k].size, dots[k].x, k)):
        taken: set[int] = set()
        for j in done:
            if (room := _room(dots[i], dots[j])) > 0:
                taken.update(range(floor((places[j] - room) / PACKED_STEP) + 1, ceil((places[j] + room) / PACKED_STEP)))
        steps = (sign * step for step in count() for sign in (1, -1))
        places[i] = float(next(step for step in steps if step not in taken) * PACKED_STEP)
        done.append(i)
    return places


def _room(one: _Dot, other: _Dot) -> float:
    """How far apart in height, from middle to middle, two dots and the words beside the second leave each other room."""
    room = sqrt(max(((one.size + other.size) / 2 + 1) ** 2 - (one.x - other.x) ** 2, 0.0))
    if other.symbol == "circle":
        return room
    if one.symbol != "circle":
        return max(room, EVENT_WORD[1] if one.x == other.x else 0.0)
    inward = 1 if other.symbol == "square" else -1
    middle = other.x + inward * (other.size / 2 + 3 + EVENT_WORD[0] / 2)
    across = max(abs(one.x - middle) - EVENT_WORD[0] / 2, 0.0)
    return max(room, EVENT_WORD[1] / 2 + sqrt((one.size / 2) ** 2 - across**2) if across < one.size / 2 else 0.0)


def _band(low: float, high: float) -> list[dict[str, Any]]:
    """The 40-60 band and the line at 50, over part of the picture's height."""
    return [
        {"type": "rect", "xref": "x", "yref": "paper", "x0": BAND_FROM, "x1": BAND_TO, "y0": low, "y1": high, "fillcolor": BAND,
         "line": {"width": 0}, "layer": "below"},
        {"type": "line", "xref": "x", "yref": "paper", "x0": 50, "x1": 50, "y0": low, "y1": high,
         "line": {"width": 1.5, "color": MUTED, "dash": "dot"}, "layer": "below"},
    ]


def _zones(words: Language) -> list[Note]:
    """Who is under-represented on either side of the band."""
    def zone(text: str, at: float) -> Note:
        return _note(text, at, 1, xref="x", xanchor="center", yanchor="bottom", yshift=2, align="center",
                     font={"size": 11, "color": MUTED})

    return [zone(words("women<br>under-represented"), 18), zone(words("balance<br>40–60 %"), 50),
            zone(words("men<br>under-represented"), 82)]


def _percent_axis(words: Language, **given: Any) -> dict[str, Any]:
    ticks = (0, 20, 40, 50, 60, 80, 100)
    named = [words("{n} %", n=t) if t in (0, 100) else str(t) for t in ticks]
    free = {"anchor": "free"} if "position" in given else {}
    return axis(range=[0, 100], tickvals=list(ticks), ticktext=named, showgrid=True, automargin=False, ticklen=0) | free | given


def _rows_axis(domain: list[float], span: list[float]) -> dict[str, Any]:
    return axis(visible=False, domain=domain, range=span, automargin=False)


def _row_words(name: str, told: str, n: int, count: int) -> list[Note]:
    """A row's name and, beneath it, what it rests on."""
    return [_note(f"<b>{name}</b><br>{told}", 0, 1 - n / count, yanchor="top", yshift=-2, font={"size": 12, "color": INK})]


def _words_at(name: str, told: str, depth: float) -> list[Note]:
    return [_note(f"<b>{name}</b><br>{told}", 0, 0, yref="y", yanchor="top", yshift=-2, font={"size": 12, "color": INK})
            | {"depth": depth}]


def _beside(share: float, text: str, y: float, away: float, yref: str) -> Note:
    """Words beside a dot, on the side that has more room."""
    right = share <= 0.6
    return _note(text, share * 100, y, xref="x", yref=yref, xanchor="left" if right else "right", yanchor="middle",
                 xshift=away + 3 if right else -away - 3, align="left" if right else "right", font={"size": 12, "color": INK})


def _line(y: float) -> dict[str, Any]:
    return {"type": "line", "xref": "paper", "yref": "y", "x0": 0, "x1": 1, "y0": y, "y1": y,
            "line": {"width": 1, "color": GRID}}


def _lines(count: int) -> list[dict[str, Any]]:
    return [_line(-n) for n in range(1, count)]


def _note(text: str, x: float, y: float, **given: Any) -> Note:
    return {"text": text, "x": x, "y": y, "xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "middle",
            "align": "left", "showarrow": False, "font": {"size": 12, "color": MUTED}, "borderpad": 0} | given
