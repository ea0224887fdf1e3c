"""The filter bar: every option, chip and the reset is a link to the canonical address of the view it leads to."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from dashboard.catalogue import DIMENSIONS, NOT_LISTED
from dashboard.chart import Desk, Page, View, year_in_words
from dashboard.language import Language
from dashboard.selection import SECOND, Selection
from dashboard.ui import html, ids
from dashboard.ui.fragments import FOLDED, Folded, place
from dashboard.ui.links import hidden, icon, link


def segments(label: str, choices: list[tuple[str, str, bool, str]], key: str) -> html.Div:
    """One choice out of a few, as links: (text, address, is chosen, value)."""
    return html.Div(
        [
            link(text, address, f"{key}:{value}", className="segment", role="radio",
                 **{"aria-checked": "true" if chosen else "false"})
            for text, address, chosen, value in choices
        ],
        className="segments", role="radiogroup", **{"aria-label": label},
    )


class Side:
    """One selection of a view and how the view changes with it: the page's own, or its second side's."""

    def __init__(self, view: View, second: bool = False):
        self.view, self.second = view, second

    @property
    def selection(self) -> Selection:
        return self.view.other if self.second and self.view.other is not None else self.view.selection

    @property
    def key(self) -> str:
        """Tells the two sides of a page apart in ids."""
        return "to" if self.second else "from"

    def is_held(self, key: str, desk: Desk) -> bool:
        """Whether the reader's link holds a filter of this side fixed."""
        return desk.reader.holds((SECOND if self.second else "") + key)

    def address(self, selection: Selection) -> str:
        """The address of the view with another selection on this side."""
        view = self.view.selecting_other(selection) if self.second else self.view.selecting(selection)
        return view.address()


def sides_of(page: Page, view: View) -> list[Side]:
    """The selections of a page: one, or two where it compares."""
    return [Side(view), Side(view, True)] if page.sides else [Side(view)]


def year_segments(side: Side, words: Language) -> html.Div:
    """The choice of years; a single other year that is in force is offered too."""
    selection = side.selection
    years = selection.years
    both = words("{first} and {second}", first=str(years.achieved), second=str(years.planned))
    offered = [(str(years.achieved), str(years.achieved)), (str(years.planned), str(years.planned))]
    if selection.year not in ("compared", "all", *dict(offered)):
        offered.append((selection.year, selection.year))
    if not side.view.other:
        offered.append(("compared", both))
    offered.append(("all", words("All years")))
    return segments(
        words("Year"),
        [(text, side.address(selection.with_values("year", [value])), value == selection.year, value)
         for value, text in offered],
        f"{side.key}-year",
    )


def option_list(page: Page, side: Side, key: str, desk: Desk, words: Language) -> list[Any]:
    """The values of one filter with how many records each would keep; values that keep none are left out unless
    they are chosen."""
    selection = side.selection
    counts = desk.counts(page.options, key, selection)
    chosen = selection.values(key)
    codes = [*desk.order(key), *([NOT_LISTED] if NOT_LISTED in desk.allowed.get(key, ()) else [])]
    return [
        html.Li(link(
            [
                html.Span(desk.names.short(key, code, words), className="option-label"),
                html.Span(words.number(counts.get(code, 0)), className="option-count"),
            ],
            side.address(selection.toggled(key, code)), f"{side.key}-{key}:{code}", className="option", role="checkbox",
            **{"aria-checked": "true" if code in chosen else "false"},
        ))
        for code in codes
        if counts.get(code) or code in chosen
    ]


def filter_state(selection: Selection, key: str, desk: Desk, words: Language) -> Any:
    """What a closed filter says: 'all', the one value, or how many."""
    chosen = selection.values(key)
    if not chosen:
        return words("all")
    told = desk.names.short(key, chosen[0], words) if len(chosen) == 1 else words("{n} chosen", n=words.number(len(chosen)))
    return html.Span(told, className="filter-chosen")


def chips(page: Page, view: View, desk: Desk, words: Language) -> list[Any]:
    """Every filter in force as a chip that removes it, and one reset. Filters the page does not use say so; those that the
    reader's link holds fixed cannot be removed."""
    parts: list[Any] = []
    names = page.side_names(view, words)

    def fixed(label: str, value: str) -> html.Span:
        return html.Span(
            [html.Span(label, className="chip-name"), html.Span(value, className="chip-value"), icon("fixed"),
             hidden(words("fixed in this link"))],
            className="chip chip-fixed", title=words("fixed in this link"),
        )

    for side in sides_of(page, view):
        if side.is_held("year", desk) and "year" in page.filters:
            parts.append(fixed(names[side.second] if page.sides else words("Year"), year_in_words(side.selection, words)))
        for key, values in side.selection.filters:
            applies = key in page.filters
            for value in values:
                label = words(DIMENSIONS[key].label)
                if page.sides:
                    label = f"{names[side.second]}, {label.lower()}"
                name = desk.names.short(key, value, words)
                if side.is_held(key, desk):
                    if applies:
                        parts.append(fixed(label, name))
                    continue
                parts.append(link(
                    [
                        html.Span(label, className="chip-name"),
                        html.Span(name + ("" if applies else " " + words("(not used here)")), className="chip-value"),
                        icon("remove"), hidden(words("remove this filter")),
                    ],
                    side.address(side.selection.toggled(key, value)), f"chip-{side.key}-{key}:{value}",
                    className="chip" if applies else "chip chip-unused",
                ))
    lead = [html.Span(words("Filters:"), className="chip-lead")] if parts else []
    bare = desk.view(page, "")[0].address() if desk.reader.link else page.path
    if view.address() != bare or (parts and not desk.reader.link):
        parts.append(link(words("Reset"), bare, "reset", className="reset"))
    return [*lead, *parts]


def bar(page: Page, live: Mapping[str, str], words: Language) -> html.Div | None:
    """The filter bar of a page, with the first content of its live pieces, without what the reader's link holds fixed; None
    for a page that nothing narrows."""
    if not page.filters:
        return None
    blocks = []
    for side_key in _side_keys(page):
        year = f"year:{side_key}"
        row = html.Div(
            [place(html.Div, live[year], id=ids.live(year), className="year-choice") if year in live else None]
            + [_filter(side_key, key, live, words) for key in page.filters if f"state:{side_key}:{key}" in live],
            className="filter-row",
        )
        title = f"side:{side_key}"
        head = [place(html.H2, live[title], id=ids.live(title), className="filter-side-title")] if page.sides else []
        blocks.append(html.Div([*head, row], className="filter-side", **{"data-side": side_key}))
    if page.sides:
        swap = place(html.Div, live["swap"], id=ids.live("swap"), className="swap-place")
        blocks.insert(1, swap)
    return html.Div(
        html.Section(
            [
                html.Div(blocks, className="filter-sides") if page.sides else blocks[0],
                place(html.Div, live["chips"], id=ids.live("chips"), className="chip-row"),
            ],
            id="filters", className="filter-bar", **{"aria-label": words("Filters")},
        ),
        className="filter-place",
    )


def _filter(side_key: str, key: str, live: Mapping[str, str], words: Language) -> html.Details:
    state = f"state:{side_key}:{key}"
    return html.Details(
        [
            html.Summary([
                html.Span(words(DIMENSIONS[key].label), className="filter-name"),
                place(html.Span, live[state], id=ids.live(state), className="filter-state"),
            ]),
            html.Div(
                html.Ul(id=ids.live(f"options:{side_key}:{key}"), className="options",
                        **{"aria-label": words(DIMENSIONS[key].label)}, **FOLDED),
                className="filter-panel",
            ),
        ],
        className="filter",
    )


def _side_keys(page: Page) -> tuple[str, ...]:
    return ("from", "to") if page.sides else ("from",)


def folds(page: Page) -> set[str]:
    """The lists of options of a page, by key."""
    return {f"options:{side}:{key}" for side in _side_keys(page) for key in page.filters if key != "year"}


def options(name: str, page: Page, view: View, desk: Desk, words: Language) -> list[Any] | None:
    """A list of options when it is opened, by the key of its side and its filter; None where the reader has no such choice."""
    for side in sides_of(page, view):
        for key in page.filters:
            if name == f"{side.key}:{key}" and key != "year" and not side.is_held(key, desk):
                return option_list(page, side, key, desk, words)
    return None


def content(page: Page, view: View, desk: Desk, words: Language) -> dict[str, Any]:
    """The live pieces of the filter bar for a view, its lists of options folded."""
    if not page.filters:
        return {}
    live: dict[str, Any] = {"chips": chips(page, view, desk, words)}
    for side, name in zip(sides_of(page, view), page.side_names(view, words), strict=False):
        live[f"side:{side.key}"] = name
        if not side.is_held("year", desk):
            live[f"year:{side.key}"] = year_segments(side, words)
        for key in page.filters:
            if key != "year" and not side.is_held(key, desk):
                live[f"state:{side.key}:{key}"] = filter_state(side.selection, key, desk, words)
                live[f"options:{side.key}:{key}"] = Folded(partial(option_list, page, side, key, desk, words))
    if page.sides:
        live["swap"] = link([icon("swap"), words("Swap sides")], view.swapped().address(), "swap", className="swap")
    return live
