"""A picture put together from text, boxes, lines and circles, and written as SVG. Words are measured before they are placed, so
that nothing overlaps or is cut; every value is escaped."""

from __future__ import annotations

import base64
from functools import cache
from html import escape
from pathlib import Path

from dashboard.lettering import BOLD, MEDIUM, REGULAR, length, shortened, wrapped
from dashboard.settings import ROOT

INK, INK_2, MUTED, LINE, SURFACE, SUNKEN = "#1d2733", "#424e5c", "#5a6673", "#dce2e9", "#ffffff", "#f6f8fa"
ACCENT, ACCENT_SOFT, WARN = "#1f5fae", "#e5edf7", "#8a4f00"
NOTICE, NOTICE_INK = "#ffe08a", "#3a2a00"
FONT = "Inter, system-ui, sans-serif"
LEADING = 1.32
HATCH = "hatch"

__all__ = [
    "ACCENT", "ACCENT_SOFT", "BOLD", "HATCH", "INK", "INK_2", "LEADING", "LINE", "MEDIUM", "MUTED", "NOTICE", "NOTICE_INK",
    "REGULAR", "SUNKEN", "SURFACE", "WARN", "Drawing", "length", "shortened", "wrapped",
]


class Drawing:
    """A sheet of `width` by `height` pixels that is drawn on from the upper left; `height` may be set when it is known. Texts are
    placed by the top of their line."""

    def __init__(self, width: float, height: float = 0):
        self.width, self.height = width, height
        self._parts: list[str] = []

    def text(
        self, x: float, y: float, text: str, size: float, ink: str = INK, weight: int = REGULAR, anchor: str = "start",
    ) -> float:
        """One line as it is; returns the y of the line below. `anchor`: start, middle or end."""
        if text:
            shown = text.replace("\n", " ")
            place = "" if anchor == "start" else f' text-anchor="{anchor}"'
            heavy = "" if weight == REGULAR else f' font-weight="{weight}"'
            self._parts.append(f'<text x="{_n(x)}" y="{_n(y + size)}" font-size="{_n(size)}" fill="{ink}"{heavy}{place}>'
                               f"{escape(shown)}</text>")
        return y + size * LEADING

    def lines(
        self, x: float, y: float, text: str, size: float, room: float, ink: str = INK, weight: int = REGULAR, most: int = 0,
        anchor: str = "start",
    ) -> float:
        """A text in as many lines of `room` pixels as it needs, at most `most` if that is not 0, the last then shortened; returns
        the y below it."""
        found = wrapped(text, size, weight, room)
        if most and len(found) > most:
            found = [*found[:most - 1], shortened(" ".join(found[most - 1:]), size, weight, room)]
        for line in found:
            y = self.text(x, y, line, size, ink, weight, anchor)
        return y

    def box(
        self, x: float, y: float, width: float, height: float, fill: str = "none", edge: str = "", radius: float = 0,
        stroke: float = 1,
    ) -> None:
        """A rectangle; `fill` may be HATCH."""
        paint = "url(#hatch)" if fill == HATCH else fill
        line = f' stroke="{edge}" stroke-width="{_n(stroke)}"' if edge else ""
        round_ = f' rx="{_n(radius)}"' if radius else ""
        self._parts.append(f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(max(0, width))}" height="{_n(max(0, height))}" '
                           f'fill="{paint}"{line}{round_}/>')

    def line(self, x0: float, y0: float, x1: float, y1: float, ink: str = LINE, width: float = 1, dash: str = "") -> None:
        """A straight line."""
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        self._parts.append(f'<line x1="{_n(x0)}" y1="{_n(y0)}" x2="{_n(x1)}" y2="{_n(y1)}" stroke="{ink}" '
                           f'stroke-width="{_n(width)}"{dashed}/>')

    def circle(self, x: float, y: float, radius: float, fill: str = "none", edge: str = "", stroke: float = 2) -> None:
        """A circle around its middle."""
        line = f' stroke="{edge}" stroke-width="{_n(stroke)}"' if edge else ""
        self._parts.append(f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(radius)}" fill="{fill}"{line}/>')

    def shape(self, points: list[tuple[float, float]], fill: str) -> None:
        """A closed shape."""
        told = " ".join(f"{_n(x)},{_n(y)}" for x, y in points)
        self._parts.append(f'<polygon points="{told}" fill="{fill}"/>')

    def image(self, x: float, y: float, width: float, height: float, file: Path, alt: str) -> None:
        """A PNG or SVG file, held inside the drawing."""
        self._parts.append(f'<image x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}" href="{_data(file)}">'
                           f"<title>{escape(alt)}</title></image>")

    def place(self, other: Drawing, x: float, y: float, scale: float = 1) -> None:
        """Another drawing on this one, its upper left at a point."""
        grown = "" if scale == 1 else f" scale({_n(scale)})"
        self._parts.append(f'<g transform="translate({_n(x)} {_n(y)}){grown}">{"".join(other._parts)}</g>')

    def leave(self, mark: str) -> None:
        """Keep a place in the order of drawing for something put in later."""
        self._parts.append(mark)

    def svg(self, title: str, description: str) -> str:
        """The drawing as an SVG document with its text alternative."""
        body = "".join(self._parts)
        hatch = ('<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
                 '<rect width="6" height="6" fill="#ffffff"/><rect width="2.5" height="6" fill="#8a93a0"/></pattern></defs>'
                 if "url(#hatch)" in body else "")
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{_n(self.width)}" height="{_n(self.height)}" '
            f'viewBox="0 0 {_n(self.width)} {_n(self.height)}" role="img" font-family="{FONT}" xml:space="preserve">'
            f"<title>{escape(title)}</title><desc>{escape(description)}</desc>{hatch}{body}</svg>"
        )


def emblem_file(name: str) -> Path | None:
    """The file of a programme's emblem, as SVG or PNG; None if it has none."""
    place = ROOT / "assets" / Path(name).name
    return place if name and place.is_file() else None


@cache
def _data(file: Path) -> str:
    kind = {".svg": "image/svg+xml", ".png": "image/png"}[file.suffix]
    return f"data:{kind};base64,{base64.b64encode(file.read_bytes()).decode('ascii')}"


def _n(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
