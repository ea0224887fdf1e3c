"""Who reads, and how far: all that a person or a sealed link may see and do, and the filters that a link holds fixed.

A desk asks its reader before it answers anything. Nothing else decides what is in scope.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from dashboard.catalogue import DIMENSIONS
from dashboard.links import Link
from dashboard.selection import SECOND, Selection, View

RECORD = "record"
"""The choice that opens a single activity."""
PLACES = ("page", RECORD, "sort")
"""Choices that lead around within what is shown and narrow nothing: open to readers who may not filter."""


class OutOfScope(Exception):
    """What was asked for is not what this reader may see. The message is for the log; the reader is told nothing."""


@dataclass(frozen=True)
class Reader:
    """A person who signed in has a role and sees everything; behind a sealed link, that link says what may be seen and done.
    `base` comes before every address the reader follows, `name` labels their way out, and `opening` is the view that the
    link opens with, as its release knows it."""

    base: str = ""
    link: Link | None = None
    role: str = "viewer"
    name: str = ""
    opening: View | None = None

    def may(self, action: str) -> bool:
        """Whether the reader may do one of the actions of a link: filter, table, data, pictures."""
        return self.link is None or action in self.link.may

    @property
    def may_share(self) -> bool:
        """Whether the reader may make and manage links."""
        return self.link is None and self.role in ("editor", "steward")

    @property
    def may_publish(self) -> bool:
        """Whether the reader may choose the release that is served."""
        return self.link is None and self.role == "steward"

    @property
    def sees_every_page(self) -> bool:
        """Whether no page and no card is out of scope."""
        return self.link is None or (not self.link.pages and not self.link.chart)

    @property
    def is_unlimited(self) -> bool:
        """Whether the reader may see every figure of the release, with any filters."""
        return self.link is None or (self.sees_every_page and not self.link.locked and self.may("filter"))

    @property
    def may_list_records(self) -> bool:
        """Whether the records behind a figure may be listed: behind a link only with its tables, and where it opens them all."""
        return self.sees_every_page and self.may("table")

    def sees(self, page: str, chart: str) -> bool:
        """Whether a card of a page is in scope, both by key."""
        if self.link is None or self.sees_every_page:
            return True
        return page in self.link.pages and self.link.chart in ("", chart)

    def holds(self, key: str) -> bool:
        """Whether a filter, such as 'year' or 'to.year', is held fixed. A link made on a page without a second side holds its
        filters on both sides of those that have one."""
        if self.link is None:
            return False
        has_sides = self.opening is not None and self.opening.other is not None
        is_locked = key in self.link.locked or (not has_sides and key.removeprefix(SECOND) in self.link.locked)
        return is_locked or not self.may("filter")

    def hold(self, view: View, keeps: Callable[[Selection, str], bool]) -> View:
        """A view with every filter that the link holds set as the link has it. A single record stays open only where `keeps`
        finds it among those that the held filters keep: its own page takes no other filter."""
        if self.link is None or self.opening is None:
            return view
        first, years = self.opening.selection, view.selection.years
        kept = replace(view, selection=self._held(view.selection, first, ""))
        if view.other is not None:
            # The years compared are the page's own where the link was made on another.
            second = self.opening.other or first.with_values("year", [str(years.planned)])
            kept = replace(kept, other=self._held(view.other, second, SECOND))
        if not self.may("filter"):
            choices = dict(self.opening.choices) if view.path == self.opening.path else {}
            kept = replace(kept, choices=choices | {k: v for k, v in view.choices.items() if k in PLACES})
        if RECORD in kept.choices and not keeps(self._held(Selection("all", years), first, ""), kept.choices[RECORD]):
            kept = replace(kept, choices={k: v for k, v in kept.choices.items() if k != RECORD})
        return kept

    def _held(self, selection: Selection, fixed: Selection, prefix: str) -> Selection:
        for key in DIMENSIONS:
            if self.holds(prefix + key):
                if key == "year":
                    selection = replace(selection, year=fixed.year)
                else:
                    selection = selection.with_values(key, fixed.values(key))
        return selection


def asks_besides(asked: View, held: View, bare: View) -> bool:
    """Whether an address asks for something that its link does not give, rather than merely leaving out what the link holds.
    `bare` is the view of the page's address alone."""
    choices = dict(asked.choices.items() - bare.choices.items())
    if any(held.choices.get(key) != value for key, value in choices.items()):
        return True
    for given, kept, plain in ((asked.selection, held.selection, bare.selection), (asked.other, held.other, bare.other)):
        if given is None or kept is None or plain is None:
            continue
        if given.year not in (plain.year, kept.year):
            return True
        if any(values != kept.values(key) for key, values in given.filters):
            return True
    return False
