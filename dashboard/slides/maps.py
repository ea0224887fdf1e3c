"""Maps as native shapes: one freeform a country, named by it, and one auto-shape a symbol, so that anybody can recolour them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache, partial
from math import radians, sqrt
from typing import Any

from dashboard.catalogue import NOT_LISTED
from dashboard.figures.maps import LARGEST_SYMBOL, OUTLINES, base_map, centres, rounded_down
from dashboard.figures.theme import INK, LAND, MUTED
from dashboard.slides.given import Given, Part
from dashboard.slides.native import Paint
from dashboard.slides.sheet import Box, Run, Sheet, width_of

BORDER = "#b4bec9"
SYMBOL_SCALE = 0.95
SIDE = 230
Point = tuple[float, float]
Ring = list[Point]


@cache
def outlines() -> dict[str, tuple[Ring, ...]]:
    """Country code -> the outer contours of its parts, as longitude and latitude."""
    told = json.loads(OUTLINES.read_text(encoding="utf-8"))
    (kx, ky), (dx, dy) = told["transform"]["scale"], told["transform"]["translate"]
    arcs: list[Ring] = []
    for arc in told["arcs"]:
        x = y = 0
        line = []
        for step_x, step_y in arc:
            x, y = x + step_x, y + step_y
            line.append((x * kx + dx, y * ky + dy))
        arcs.append(line)

    def ring(members: Sequence[int]) -> Ring:
        points: Ring = []
        for n in members:
            arc = arcs[n] if n >= 0 else arcs[~n][::-1]
            points += arc[1:] if points else arc
        return points

    found: dict[str, tuple[Ring, ...]] = {}
    for shape in told["objects"]["countries"]["geometries"]:
        parts = [shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"]
        found[shape["id"]] = (*found.get(shape["id"], ()), *(ring(part[0]) for part in parts))
    return found


def natural_earth(longitude: float, latitude: float) -> Point:
    """The projection of the screen: degrees, longitude from the middle of the map, to the plane; y upwards."""
    x, y = radians(longitude), radians(latitude)
    y2 = y * y
    y4 = y2 * y2
    return (x * (0.8707 - 0.131979 * y2 + y4 * (-0.013791 + y4 * (0.003971 * y2 - 0.001529 * y4))),
            y * (1.007226 + y2 * (0.015085 + y4 * (-0.044475 + 0.028874 * y2 - 0.005916 * y4))))


class Frame:
    """The part of the world that a figure shows, fitted into a box."""

    def __init__(self, geo: dict[str, Any], box: Box):
        (self.west, self.east), (self.south, self.north) = geo["lonaxis"]["range"], geo["lataxis"]["range"]
        self.middle = geo["projection"].get("rotation", {}).get("lon", (self.west + self.east) / 2)
        rim = [natural_earth(lon - self.middle, lat) for lon, lat in _rim(self.west, self.east, self.south, self.north)]
        self._left, self._top = min(x for x, _ in rim), max(y for _, y in rim)
        width, height = max(x for x, _ in rim) - self._left, self._top - min(y for _, y in rim)
        self._scale = min(box.width / width, box.height / height)
        self.box = Box(box.x, box.y + (box.height - height * self._scale) / 2, width * self._scale, height * self._scale)

    def place(self, longitude: float, latitude: float) -> Point:
        """Where a point of the world stands on the slide."""
        x, y = natural_earth(self._turned(longitude), latitude)
        return self.box.x + (x - self._left) * self._scale, self.box.y + (self._top - y) * self._scale

    def rings(self, parts: Sequence[Ring]) -> list[Ring]:
        """What of a country is inside, as contours on the slide."""
        found = []
        for part in parts:
            # A contour that crosses the edge of the world is unrolled, and tried on both sides of the map.
            unrolled: Ring = []
            for longitude, latitude in part:
                turned = longitude - self.middle
                if unrolled:
                    turned += 360 * round((unrolled[-1][0] - turned) / 360)
                unrolled.append((turned, latitude))
            for shift in (-360, 0, 360):
                moved = [(x + shift, y) for x, y in unrolled]
                inside = _clipped(moved, self.west - self.middle, self.east - self.middle, self.south, self.north)
                if len(inside) > 2:
                    ring = []
                    for x, y in inside:
                        px, py = natural_earth(x, y)
                        ring.append((round(self.box.x + (px - self._left) * self._scale, 2),
                                     round(self.box.y + (self._top - py) * self._scale, 2)))
                    if len(set(ring)) > 2:
                        found.append(ring)
        return found

    def _turned(self, longitude: float) -> float:
        return (longitude - self.middle + 180) % 360 - 180


def _rim(west: float, east: float, south: float, north: float) -> list[Point]:
    steps = [n / 24 for n in range(25)]
    return [(west + (east - west) * t, lat) for t in steps for lat in (south, north, 0.0 if south < 0 < north else south)] + [
        (lon, south + (north - south) * t) for t in steps for lon in (west, east)]


def _clipped(ring: Ring, west: float, east: float, south: float, north: float) -> Ring:
    """A contour cut to a rectangle (Sutherland and Hodgman), with points along the cuts left to the corners."""
    for axis, limit, keeps_less in ((0, west, False), (0, east, True), (1, south, False), (1, north, True)):
        if not ring:
            return []
        kept: Ring = []
        before = ring[-1]
        for point in ring:
            is_in = point[axis] <= limit if keeps_less else point[axis] >= limit
            was_in = before[axis] <= limit if keeps_less else before[axis] >= limit
            if is_in != was_in:
                t = (limit - before[axis]) / (point[axis] - before[axis])
                kept.append((before[0] + (point[0] - before[0]) * t, before[1] + (point[1] - before[1]) * t))
            if is_in:
                kept.append(point)
            before = point
        ring = kept
    return ring


def symbol_map(given: Given, box: Box) -> list[Part]:
    """Countries as freeforms, symbols of the screen as shapes, what sizes and signs stand for, and the numbers in words."""
    return [partial(_symbol_map, given)]


def _symbol_map(given: Given, sheet: Sheet, box: Box) -> None:
    words, answer, figure = given.words, given.answer, given.figure()
    geo = base_map() | figure["layout"]["geo"]
    frame = Frame(geo, Box(box.x, box.y, box.width - SIDE - 20, box.height))
    with sheet.group(given.said.title, given.said.alt):
        for code, parts in outlines().items():
            if rings := frame.rings(parts):
                sheet.freeform(rings, Paint(LAND, edge=BORDER, width=0.5), answer.names.short("country", code, words))
        for trace in figure["data"]:
            _symbols(trace, frame, sheet, given)
    _side(given, figure, sheet, Box(frame.box.right + 20, box.y, box.right - frame.box.right - 20, box.height))


def _looks(trace: dict[str, Any]) -> tuple[str, Paint]:
    """The shape and paint of a trace of the screen."""
    held = trace["marker"]
    symbol = held["symbol"]
    if symbol.endswith("-open"):
        return symbol.removesuffix("-open"), Paint("#ffffff", edge=held["color"], width=1.25)
    return symbol, Paint(held["color"], edge="#ffffff", width=0.75)


def _symbols(trace: dict[str, Any], frame: Frame, sheet: Sheet, given: Given) -> None:
    if trace["lon"] == [None]:
        return
    symbol, paint = _looks(trace)
    for n, (lon, lat) in enumerate(zip(trace["lon"], trace["lat"], strict=True)):
        held = trace["marker"]["size"]
        size = (held[n] if isinstance(held, list) else held) * SYMBOL_SCALE
        x, y = frame.place(lon, lat)
        sheet.shape(symbol, Box(x - size / 2, y - size / 2, size, size), paint, f"{trace['text'][n]}: {_value(given, trace, n)}")


def _value(given: Given, trace: dict[str, Any], n: int) -> str:
    """What a symbol stands for: its number with its unit, or why there is none."""
    said = trace["customdata"][n][0]
    return f"{said} ({trace['name']})" if given.answer.chart.options.get("status") else said


def _side(given: Given, figure: dict[str, Any], sheet: Sheet, box: Box) -> None:
    """What stands beside a map: its legend, and the countries with their numbers from the largest down."""
    words, answer = given.words, given.answer
    y = box.y
    for trace in _legend(figure):
        symbol, paint = _looks(trace)
        sheet.shape(symbol, Box(box.x + 2, y + 3, 9, 9), paint, f"{words('Legend')}: {trace['name']}")
        sheet.text(Box(box.x + 18, y, box.width - 18, 15), trace["name"], 10.5, INK, anchor="ctr")
        y += 16
    y = _sizes(given, figure, sheet, Box(box.x, y + 4, box.width, box.bottom - y - 4))
    value = answer.chart.options["value"]
    listed = [row for row in answer.records() if row["country_code"] != NOT_LISTED]
    rows = sorted((row for row in listed if row[value] or answer.withheld(value, row, words)), key=lambda row: -(row[value] or 0))
    small = [row for row in listed if row["country_code"] not in centres()]
    foot = box.bottom
    if small:
        said = words("Too small for this map: {countries}.", countries=words.list(
            answer.names.short("country", row["country_code"], words) for row in small))
        tall = 12.0 * (1 + int(width_of(said, 9.5) // box.width))
        foot -= tall
        sheet.text(Box(box.x, foot, box.width, tall), said, 9.5, MUTED)
    room = int((foot - y - 10) // 13)
    lanes = 2 if len(rows) > room else 1
    shown = rows if len(rows) <= room * lanes else rows[:max(0, room * lanes - 1)]
    width = box.width / lanes
    lines: list[list[Run]] = [[Run(answer.names.short("country", row["country_code"], words) + "  "),
                               Run(answer.withheld(value, row, words) or words.quantity(row[value]), bold=True)] for row in shown]
    if more := len(rows) - len(shown):
        lines.append([Run(words.count(more, "and {n} more", "and {n} more"), ink=MUTED)])
    per = -(-len(lines) // lanes)
    for lane in range(lanes):
        if some := lines[lane * per:(lane + 1) * per]:
            at = Box(box.x + lane * width, y + 8, width - 6, 13.0 * len(some))
            sheet.text(at, some, 9.5, INK, name=words("Numbers of the map"))


def _legend(figure: dict[str, Any]) -> list[dict[str, Any]]:
    """The traces that the screen's legend names."""
    return [trace for trace in figure["data"] if trace["lon"] == [None] and trace.get("showlegend", True)] or [
        trace for trace in figure["data"] if trace["lon"] != [None]]


def _sizes(given: Given, figure: dict[str, Any], sheet: Sheet, box: Box) -> float:
    """Nested circles: what two sizes stand for. Returns where it ends."""
    value = given.answer.chart.options["value"]
    largest = max((row[value] for row in given.answer.records()
                   if row[value] and row["country_code"] != NOT_LISTED and row["country_code"] in centres()), default=0)
    if not largest:
        return box.y
    values = sorted({rounded_down(largest), rounded_down(max(largest / 5, 1))} - {0}, reverse=True)
    tall = LARGEST_SYMBOL * SYMBOL_SCALE
    x, room = box.x + tall / 2, max(width_of(given.words.quantity(one), 9.5) for one in values) + 4 if values else 0.0
    for n, one in enumerate(values):
        size = tall * sqrt(one / largest)
        sheet.shape("circle", Box(x - size / 2, box.y + tall - size, size, size), Paint("", edge=MUTED, width=1),
                    f"{given.words('Legend')}: {given.words.quantity(one)}")
        at = box.y + tall - size + (0 if n == 0 else size / 2 - 6)
        sheet.text(Box(box.x + tall + 8, at if n else box.y, room, 12), given.words.quantity(one), 9.5, MUTED, anchor="ctr")
    left = tall + room + 20
    sheet.text(Box(box.x + left, box.y, box.width - left, tall), given.words(given.answer.unit), 9.5, MUTED, anchor="ctr")
    return box.y + tall

