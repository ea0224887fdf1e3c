"""How wide words are: text measured, wrapped and shortened in the type face that every picture is set in."""

from __future__ import annotations

import threading
from bisect import bisect
from functools import lru_cache

from PIL import ImageFont

from dashboard.settings import ROOT

FONTS = ROOT / "assets" / "fonts"
FACES = {"latin": "inter-latin.woff2", "more": "inter-latin-ext.woff2"}
REGULAR, MEDIUM, BOLD = 400, 500, 680
MEASURED_AT = 100
KEPT = "\n\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}"
LETTERING = threading.RLock()
"""Held by whoever uses a face: it is not made to be used by two at once."""


@lru_cache(maxsize=64)
def face(subset: str, size: int, weight: int) -> ImageFont.FreeTypeFont:
    """One subset of the type face, of FACES, at a size in pixels."""
    made = ImageFont.truetype(str(FONTS / FACES[subset]), size)
    made.set_variation_by_axes([weight])
    return made


def runs(text: str, size: int, weight: int) -> list[tuple[str, ImageFont.FreeTypeFont]]:
    """A line cut where the other subset of the type face holds the letters."""
    found: list[tuple[str, ImageFont.FreeTypeFont]] = []
    for letter in text:
        one = face(subset_of(letter), size, weight)
        if found and found[-1][1] is one:
            found[-1] = (found[-1][0] + letter, one)
        else:
            found.append((letter, one))
    return found


def subset_of(letter: str) -> str:
    """Which subset of the type face holds a letter."""
    return "more" if 0x100 <= ord(letter) < 0x2000 and letter not in "ıŒœ" else "latin"


def length(text: str, size: float, weight: int = REGULAR) -> float:
    """The width of a line in pixels."""
    return _measured(text, weight) * size / MEASURED_AT


@lru_cache(maxsize=20_000)
def _measured(text: str, weight: int) -> float:
    with LETTERING:
        return sum(one.getlength(run) for run, one in runs(text, MEASURED_AT, weight))


def wrapped(text: str, size: float, weight: int, width: float) -> list[str]:
    """A text in lines of at most `width` pixels, broken between words, and within a word only where it is longer than a line;
    line breaks in it stay. No line at all for no text."""
    lines: list[str] = []
    for paragraph in printable(text).split("\n"):
        line = ""
        for word in paragraph.split(" "):
            longer = f"{line} {word}" if line else word
            if length(longer, size, weight) <= width:
                line = longer
                continue
            if line:
                lines.append(line)
            while length(word, size, weight) > width and len(word) > 1:
                fits = max(1, _fitting(word, size, weight, width))
                lines.append(word[:fits])
                word = word[fits:]
            line = word
        lines.append(line)
    return lines if any(lines) else []


def shortened(text: str, size: float, weight: int, width: float) -> str:
    """A line cut between words, with an ellipsis, if it is wider than `width` pixels."""
    text = printable(text).replace("\n", " ")
    if length(text, size, weight) <= width:
        return text
    kept = text[:max(_fitting(text, size, weight, width - length(" …", size, weight)), 0)]
    return (kept.rpartition(" ")[0] or kept) + " …"


def _fitting(text: str, size: float, weight: int, width: float) -> int:
    """How many of its first letters fit into a width."""
    return bisect(range(len(text)), width, key=lambda n: length(text[:n], size, weight)) - 1


def printable(text: str) -> str:
    """A text with a space for every character that cannot be printed; line breaks and no-break spaces stay."""
    return "".join(letter if letter.isprintable() or letter in KEPT else " " for letter in text)
