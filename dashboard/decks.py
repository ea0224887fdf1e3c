"""A deck answered on a release, and what becomes of it on another one.

A slide shows exactly the view that was added, or says why it cannot: where a release does not know the chart, a filter value or
the record of a slide, no wider figure takes its place. A deck's words are held against what moved, for a caption is typed once
and quotes numbers for good.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from dashboard.changes import Moved, moved
from dashboard.chart import Chart, Desk, Page, QueryFailed, View, answer
from dashboard.content import CHARTS
from dashboard.language import Language
from dashboard.links import Deck, DeckItem
from dashboard.snapshots import Slide

MINUS = "\N{MINUS SIGN}"
GAPS = "\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}"
NUMBER = re.compile(rf"[+{MINUS}±-]?\d+(?:[.,'’{GAPS}]\d+)*(?:[ {GAPS}]?%)?")


@dataclass(frozen=True)
class Shown:
    """A slide of a deck as a release shows it: its number from 1, and why its figure cannot be shown, '' if it can."""

    number: int
    item: DeckItem
    slide: Slide
    problem: str = ""


@dataclass(frozen=True)
class Change:
    """A figure on a slide that differs between two releases."""

    number: int
    moved: Moved


@dataclass(frozen=True)
class Quote:
    """Words of a deck that quote a number which another release does not hold: where (`number` is 0 for the deck's own name),
    which words (caption, title or name), the number as it is written there, and the figures that it may be."""

    number: int
    item_id: str
    field: str
    text: str
    quoted: str
    of: tuple[Moved, ...]


@dataclass(frozen=True)
class Report:
    """What another release changes in a deck. `unknown` are slides that it cannot show."""

    changes: tuple[Change, ...]
    quotes: tuple[Quote, ...]
    unknown: tuple[Shown, ...]

    @property
    def slides(self) -> tuple[int, ...]:
        """Numbers of the slides on which a figure changes."""
        return tuple(dict.fromkeys(one.number for one in self.changes))


def query_naming_years(view: View) -> str:
    """The query of a view that says its years even where they are the default: another release may open at others."""
    nameless = replace(view.selection.years, default="", achieved=-1, planned=-1)
    sides = [replace(side, years=nameless) for side in (view.selection, view.other) if side is not None]
    return View(view.path, sides[0], sides[1] if len(sides) > 1 else None, view.choices).address().partition("?")[2]


def chart_of(item: DeckItem) -> tuple[Chart, Page] | None:
    """The chart of an item and its page; None for a section, and for a chart that is no more."""
    return CHARTS.get(item.chart)


def view_of(item: DeckItem, desk: Desk) -> View | None:
    """The view that an item shows; None for a section, and for a chart that is no more."""
    found = chart_of(item)
    return desk.view(found[1], item.query)[0] if found else None


def shown(deck: Deck, desk: Desk, words: Language) -> Iterator[Shown]:
    """The slides of a deck, answered one after the other as they are asked for."""
    for number, item in enumerate(deck.items, 1):
        yield shown_item(item, number, desk, words)


def shown_item(item: DeckItem, number: int, desk: Desk, words: Language) -> Shown:
    """One slide. A figure that fails says so in its place and leaves the others alone."""
    if item.kind == "section":
        return Shown(number, item, Slide(title=item.title))
    found = chart_of(item)
    title = words(found[0].title) if found else item.chart
    said = "Not shown on release {release}. {problem}"
    if found is None:
        problem = words("This version of the dashboard has no figure named “{name}”.", name=item.chart)
    else:
        chart, page = found
        view, notices = desk.view(page, item.query)
        problem = " ".join(words(notice.text, **notice.values) for notice in notices)
        if problem:
            said = "Not shown on release {release}, where a part of the view would be missing: {problem}"
        else:
            try:
                given = answer(chart, page, view, desk)
            except QueryFailed:
                problem = words("This figure could not be computed.")
            else:
                if not (chart.asked_by and given.is_empty):
                    return Shown(number, item, Slide(title=title, caption=item.caption, answer=given, page=page))
                problem = words("The record “{record}” is not in this release.", record=view.choices.get(chart.asked_by, ""))
    caption = words(said, release=desk.warehouse.release.name, problem=problem)
    return Shown(number, item, Slide(title=title, caption=caption), problem)


def slides_of(deck: Deck, desk: Desk, words: Language) -> tuple[Slide, ...]:
    """The slides of a deck in their order. A figure that cannot be shown is a slide that says why."""
    return tuple(one.slide for one in shown(deck, desk, words))


def report(deck: Deck, old: Desk, new: Desk, words: Language) -> Report:
    """What another release changes in a deck, in the order of its slides. Raises QueryFailed."""
    changes: list[Change] = []
    unknown: list[Shown] = []
    quotes: list[Quote] = []
    for number, item in enumerate(deck.items, 1):
        found = chart_of(item)
        if item.kind == "section":
            continue
        after = shown_item(item, number, new, words)
        if after.problem or found is None:
            unknown.append(after)
            continue
        figures = moved(found[0], item.query, old, new, words)
        changes += [Change(number, one) for one in figures]
        quotes += _quotes(number, item.id, "caption", item.caption, figures, words)
    every = tuple(one.moved for one in changes)
    quotes += [quote for number, item in enumerate(deck.items, 1) if item.kind == "section"
               for quote in _quotes(number, item.id, "title", item.title, every, words)]
    quotes += _quotes(0, "", "name", deck.name, every, words)
    return Report(tuple(changes), tuple(sorted(quotes, key=lambda one: one.number)), tuple(unknown))


def _quotes(number: int, item_id: str, field: str, text: str, figures: tuple[Moved, ...], words: Language) -> list[Quote]:
    """The outdated numbers in a text, in their order there, each once."""
    found: dict[str, list[Moved]] = {}
    at: dict[str, int] = {}
    for one in figures:
        for old in _outdated(one):
            match = _as_token(old, words).search(text)
            if match:
                at.setdefault(match[0], match.start())
                held = found.setdefault(match[0], [])
                if one not in held:
                    held.append(one)
    return [Quote(number, item_id, field, text, quoted, tuple(found[quoted])) for quoted in sorted(found, key=at.__getitem__)]


def _outdated(one: Moved) -> list[str]:
    """The numbers that the older text of a figure has and the newer one has not."""
    kept = NUMBER.findall(one.new)
    return [number for number in dict.fromkeys(NUMBER.findall(one.old)) if number not in kept]


def _as_token(number: str, words: Language) -> re.Pattern[str]:
    """Finds a number where it stands by itself: 79 in '79 women' and '(79)', not in 1979, 79.5, 1,079 or 79 %. A sign may be
    missing, as in '6 fewer', and so may the separator of thousands."""
    sign, digits = ("", number) if number[0].isdigit() else (number[0], number[1:])
    is_share = digits.endswith("%")
    bare = digits.rstrip(f"% {GAPS}")
    separator = words.number(1111)[1:-3]
    written = re.escape(bare)
    if separator:
        written = written.replace(re.escape(separator), f"(?:{re.escape(separator)}|[ {GAPS}])?")
    percent = r"\s?(?:%|per ?cent\b)"
    ahead = percent if is_share else rf"(?!\w)(?![.,'’{GAPS}]\d)(?!{percent})"
    before = rf"(?<!\w)(?<!\d[.,'’{GAPS}])(?<!\w-)" + ("" if sign else rf"(?<![{MINUS}-])")
    return re.compile(f"{before}{f'[+{MINUS}-]?' if sign else ''}{written}{ahead}", re.IGNORECASE)
