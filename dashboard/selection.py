"""What an address means: a page, the filters in force, and the choices made inside its cards.

An address is the only state the product has. `View.parse` is lenient and says what it left out; `View.address`
writes the canonical form, so that equal views have equal addresses and the cache sees them as one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from urllib.parse import parse_qsl, quote

from dashboard.catalogue import DIMENSIONS

MOST_VALUES = 80
LONGEST_ADDRESS = 4000
LONGEST_TEXT = 100
PARTS_KEPT = 1 << 14
"""Parts of addresses, short ones, that are remembered as they are written."""
SECOND = "to."
"""Prefix of the filters of a page's second side: `to.year=2021` beside `year=2020`."""


@dataclass(frozen=True)
class Years:
    """The years a programme compares, and what an address without a year means."""

    achieved: int
    planned: int
    default: str
    known: tuple[int, ...]
    partial: tuple[int, ...] = ()

    def words(self) -> tuple[str, ...]:
        """Every value `year` may take in an address."""
        return (str(self.achieved), str(self.planned), "compared", "all", *(str(y) for y in self.known))

    def numbers(self, word: str) -> list[int] | None:
        """The calendar years of a word; None means every year."""
        if word == "all":
            return None
        return [self.achieved, self.planned] if word == "compared" else [int(word)]


@dataclass(frozen=True)
class Selection:
    """The values of all filters at one moment. `filters` maps a filter's key to its sorted values; a filter that is
    absent keeps everything."""

    year: str
    years: Years
    filters: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def values(self, key: str) -> tuple[str, ...]:
        """The values chosen for one filter; empty means no filter."""
        return dict(self.filters).get(key, ())

    def parameters(self) -> dict[str, list[int] | list[str] | None]:
        """The struct that SQL macros take: one list a filter, None where it is not set."""
        chosen = dict(self.filters)
        given: dict[str, list[int] | list[str] | None] = {"years": self.years.numbers(self.year)}
        for key, dimension in DIMENSIONS.items():
            if key != "year":
                given[dimension.field] = list(chosen[key]) if key in chosen else None
        return given

    def with_values(self, key: str, values: Iterable[str]) -> Selection:
        """The same selection with one filter set to `values`; none of them removes the filter."""
        if key == "year":
            return Selection(next(iter(values), self.years.default), self.years, self.filters)
        chosen = dict(self.filters)
        chosen.pop(key, None)
        kept = tuple(sorted(set(values)))
        if kept:
            chosen[key] = kept
        return Selection(self.year, self.years, tuple(sorted(chosen.items())))

    def toggled(self, key: str, value: str) -> Selection:
        """The same selection with one value added to a filter, or taken out if it is there."""
        return self.with_values(key, set(self.values(key)) ^ {value})

    def keeping(self, keys: Iterable[str]) -> Selection:
        """The same selection with only the filters named in `keys`; without 'year' it covers every year."""
        wanted = set(keys)
        kept = tuple((k, v) for k, v in self.filters if k in wanted)
        return Selection(self.year if "year" in wanted else "all", self.years, kept)

    def pairs(self, prefix: str = "", default_year: str | None = None) -> list[tuple[str, str]]:
        """The canonical address parts of this selection, the default year left out."""
        parts = [] if self.year == (default_year or self.years.default) else [(prefix + "year", self.year)]
        return parts + [(prefix + key, ",".join(values)) for key, values in self.filters]

    @property
    def is_filtered(self) -> bool:
        """Whether any filter besides the year is set."""
        return bool(self.filters)


@dataclass(frozen=True)
class Control:
    """A choice inside a page that is no filter, such as the measure of a map. The first value is the default; without
    values it is free text."""

    key: str
    label: str
    values: tuple[tuple[str, str], ...] = ()
    pattern: str = ""


@dataclass(frozen=True)
class View:
    """One address: a page's path, its selection, the second side's selection where the page has one, and controls."""

    path: str
    selection: Selection
    other: Selection | None = None
    choices: Mapping[str, str] = field(default_factory=dict)

    def address(self, path: str | None = None, **choices: str | None) -> str:
        """The canonical address of this view, on another page or with other choices if given (None removes one).
        A page that the view is not on gets the filters but not the choices of this one."""
        if path is None and not choices:
            return self._own_address
        same_page = path is None or path == self.path
        kept = dict(self.choices) if same_page else {}
        for key, value in choices.items():
            if value is None:
                kept.pop(key, None)
            else:
                kept[key] = value
        if self.other is not None and same_page:
            parts = self.selection.pairs("", str(self.selection.years.achieved))
            parts += self.other.pairs(SECOND, str(self.other.years.planned))
        else:
            parts = self.selection.pairs()
        parts += sorted((k, v) for k, v in kept.items() if v)
        return (path or self.path) + as_query(parts)

    @cached_property
    def _own_address(self) -> str:
        return self.address(self.path)

    def toward(self, key: str, value: str) -> str:
        """The address of this view narrowed to one value of a filter, or widened again if it is narrowed to just that."""
        known = self._led_to
        if (key, value) not in known:
            now = (self.selection.year,) if key == "year" else self.selection.values(key)
            narrowed = self.selection.with_values(key, () if now == (value,) else (value,))
            known[key, value] = self.selecting(narrowed).address(self.path)
        return known[key, value]

    @cached_property
    def _led_to(self) -> dict[tuple[str, str], str]:
        return {}

    def selecting(self, selection: Selection) -> View:
        """This view with other filters, back on the first page of any list."""
        return View(self.path, selection, self.other, _without_place(self.choices))

    def selecting_other(self, other: Selection) -> View:
        """This view with other filters on its second side."""
        return replace(self, other=other)

    def second(self) -> View:
        """The second side as a view of its own."""
        return self if self.other is None else View(self.path, self.other)

    def swapped(self) -> View:
        """The same comparison read the other way round."""
        return self if self.other is None else replace(self, selection=self.other, other=self.selection)

    def choice(self, control: Control) -> str:
        """The value of a control: the reader's, or its default."""
        return self.choices.get(control.key, control.values[0][0] if control.values else "")


@dataclass(frozen=True)
class Notice:
    """Something in an address that was left out, in source words with values for their places."""

    text: str
    values: Mapping[str, str] = field(default_factory=dict)


def as_query(parts: Iterable[tuple[str, str]]) -> str:
    """Parts of an address as '?a=1&b=2,3', readable where that is safe; empty if there are none."""
    text = "&".join([_part(k, v) if len(v) <= LONGEST_TEXT else _written(k, v) for k, v in parts])
    return f"?{text}" if text else ""


def _written(key: str, value: str) -> str:
    return f"{quote(key, safe='.')}={quote(value, safe=',')}"


_part = lru_cache(maxsize=PARTS_KEPT)(_written)


def parse(
    path: str,
    query: str,
    years: Years,
    allowed: Mapping[str, Iterable[str]],
    controls: Iterable[Control] = (),
    has_second_side: bool = False,
) -> tuple[View, list[Notice]]:
    """Read an address. `allowed` maps each filter to the values the release knows. What is unknown, malformed or
    too long is left out and named in the notices; nothing in an address raises."""
    notices: list[Notice] = []
    if len(query) > LONGEST_ADDRESS:
        notices.append(Notice("The address is too long and its filters were left out."))
        query = ""
    known = {c.key: c for c in controls}
    first: dict[str, list[str]] = {}
    second: dict[str, list[str]] = {}
    choices: dict[str, str] = {}
    for key, value in parse_qsl(query.lstrip("?"), keep_blank_values=True, encoding="utf-8", errors="replace"):
        side, name = (second, key[len(SECOND):]) if has_second_side and key.startswith(SECOND) else (first, key)
        if name in DIMENSIONS:
            side.setdefault(name, []).extend(v for v in value.split(",") if v)
        elif key in known:
            _choose(known[key], value, choices, notices)
        else:
            notices.append(Notice("“{key}” is no filter of this page and was left out.", {"key": _shorten(key)}))
    selection = _selection(first, years, years.default, allowed, notices)
    other = _selection(second, years, str(years.planned), allowed, notices) if has_second_side else None
    if has_second_side and "year" not in first:
        selection = replace(selection, year=str(years.achieved))
    return View(path, selection, other, choices), notices


def _selection(
    given: dict[str, list[str]], years: Years, default: str, allowed: Mapping[str, Iterable[str]], notices: list[Notice]
) -> Selection:
    year = default
    filters: dict[str, tuple[str, ...]] = {}
    for key, values in given.items():
        known = set(years.words()) if key == "year" else set(allowed.get(key, ()))
        kept = []
        for value in values:
            if value in known:
                kept.append(value)
            else:
                notices.append(Notice(
                    "“{value}” is no {label} in this release and was left out.",
                    {"value": _shorten(value), "label": DIMENSIONS[key].label.lower()},
                ))
        if key == "year":
            year = kept[-1] if kept else default
            if len(set(kept)) > 1:
                notices.append(Notice("Several years were asked for; “{value}” is shown.", {"value": year}))
        elif kept:
            filters[key] = tuple(sorted(set(kept)))[:MOST_VALUES]
    return Selection(year, years, tuple(sorted(filters.items())))


def _choose(control: Control, value: str, choices: dict[str, str], notices: list[Notice]) -> None:
    if control.values:
        fits = value in dict(control.values)
    else:
        fits = len(value) <= LONGEST_TEXT and bool(re.fullmatch(control.pattern or ".*", value)) and value.isprintable()
    if not fits:
        notices.append(Notice("“{value}” is no choice for “{key}” and was left out.",
                              {"value": _shorten(value), "key": control.key}))
    elif value and not (control.values and value == control.values[0][0]):
        choices[control.key] = value


def _without_place(choices: Mapping[str, str]) -> dict[str, str]:
    """Choices that survive a change of filter: not the page of a list, nor the record opened."""
    return {k: v for k, v in choices.items() if k not in ("page", "record")}


def _shorten(text: str) -> str:
    printable = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)
    return printable if len(printable) <= 40 else printable[:39] + "…"
