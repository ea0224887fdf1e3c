"""A card: one chart with its title, filters in words, finding, picture or mark, table, source, caveats and downloads."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from dashboard.chart import Answer, Chart, Control, Desk, Page, View, answer, year_in_words
from dashboard.figures import DRAWN, draw
from dashboard.figures.theme import Figure, figure
from dashboard.language import Language
from dashboard.selection import LONGEST_TEXT, as_query
from dashboard.snapshots import why_empty
from dashboard.ui import html, ids
from dashboard.ui.filters import segments
from dashboard.ui.fragments import FOLDED, Folded, place
from dashboard.ui.links import ACTIVITIES_PATH, export_address, hidden, icon, link
from dashboard.ui.marks import LISTS, MARKS
from dashboard.ui.pictures import menu_item
from dashboard.ui.tables import data_table

log = logging.getLogger(__name__)

HAS_TABLE = set(DRAWN) | {"strip", "bullets", "pairs", "matrix", "country_list", "deliveries"}
"""Marks whose card can show its rows as a table instead; of any other no table is written."""
Live = dict[str, Any]


def is_drawn(chart: Chart) -> bool:
    """Whether plotly draws the chart, rather than plain HTML."""
    return chart.mark in DRAWN


def frame(chart: Chart, content: Mapping[str, str], pictures: dict[str, Figure], desk: Desk, words: Language) -> html.Section:
    """The card of a chart with its first content; what follows the address is replaced piece by piece later."""
    title = f"title-{chart.name}"
    toggles = chart.mark in HAS_TABLE and desk.reader.may("table")

    def live(kind: str, component: Callable[..., Any] = html.Div, **given: Any) -> Any:
        key = f"{kind}:{chart.name}"
        return place(component, content[key], id=ids.live(key), **given)

    picture: Any = live("mark")
    if is_drawn(chart):
        picture = html.Div(html.Div(), id=ids.graph(chart.name), className="picture", style=room(pictures[chart.name]))
    return html.Section(
        [
            html.Header(
                [
                    html.Div(
                        [
                            html.H2(words(chart.title), id=title, className="card-title"),
                            live("subtitle", html.P, className="card-subtitle"),
                        ],
                        className="card-titles",
                    ),
                    html.Div([view_toggle(words) if toggles else None, _menu(chart, live, words)], className="card-tools"),
                ],
                className="card-head",
            ),
            html.Div(live("finding", html.Div, className="card-finding"), id=f"finding-{chart.name}"),
            live("controls", html.Div, className="controls") if chart.control else None,
            html.Div(
                [
                    html.Div(picture, className="card-chart", **as_picture(chart, title)),
                    html.Div(id=ids.live(f"table:{chart.name}"), className="card-table", **FOLDED) if toggles else None,
                    live("state", html.Div, className="card-state"),
                ],
                className="card-body",
            ),
            live("foot", html.Footer, className="card-foot"),
        ],
        id=f"card-{chart.name}",
        className=f"card span-{chart.span} card-{chart.mark.replace('_', '-')}",
        **{"aria-labelledby": title, "data-view": "chart"},
    )


def room(picture: Figure) -> dict[str, str]:
    """The height that a picture asks for, given to the element around it: a picture that fits its width fits its height too."""
    return {"height": f"{picture['layout']['height']}px"}


def as_picture(chart: Chart, title: str) -> dict[str, str]:
    """A drawn chart is one picture to a screen reader, told by its title and finding; its table holds the values."""
    return {"role": "img", "aria-labelledby": f"{title} finding-{chart.name}"} if is_drawn(chart) else {}


def view_toggle(words: Language) -> html.Div:
    """The choice between a chart and its table."""
    def button(view: str, text: str, pressed: str) -> html.Button:
        return html.Button(
            [icon(view), hidden(text)], type="button", className="view-button", title=text,
            **{"data-show": view, "aria-pressed": pressed},
        )

    return html.Div(
        [button("chart", words("Chart"), "true"), button("table", words("Table"), "false")],
        className="view-toggle", role="group", **{"aria-label": words("Show as")},
    )


def _menu(chart: Chart, live: Callable[..., Any], words: Language) -> html.Details:
    name = words("More about “{title}”", title=words(chart.title))
    return html.Details(
        [
            html.Summary([icon("more"), hidden(name)], className="icon-button", title=name),
            html.Div(
                [
                    html.Button(
                        [icon("explain"), words("Explain this number")], type="button", className="menu-item",
                        **{"data-explain": chart.name},
                    ),
                    live("menu", html.Div, className="menu-links"),
                ],
                className="menu-list",
            ),
        ],
        className="menu",
    )


@dataclass(frozen=True)
class Filled:
    """What a card holds for one view: its pieces, its picture if plotly draws it, and whether it could not be answered."""

    live: Live
    picture: Figure | None
    has_failed: bool = False


def fill(chart: Chart, page: Page, view: View, desk: Desk, words: Language, rows: int | None = None) -> Filled:
    """Everything in a card that follows the address, its table folded, and its picture. A chart that fails says so in its own card
    and leaves the others alone; it never keeps an old or empty picture. `rows` is how many rows tables and lists hold where nobody
    can open the one or turn to the next page of the other."""
    if not chart.is_asked(view):
        unasked = html.P(className="empty-state", hidden=True, **{"data-kind": "unasked"})
        return Filled(_only(chart, unasked), blank() if is_drawn(chart) else None)
    try:
        return Filled(*_filled(answer(chart, page, view, desk), page, words, rows))
    except Exception:  # a card is the boundary: whatever fails in it is told in it, and the other cards stand
        log.exception("chart %s failed", chart.name)
        failed = html.P(
            [icon("warning"), words("This figure could not be computed. The rest of the page is not affected; try again, "
                                    "and tell the team if it stays.")],
            className="empty-state", role="alert", **{"data-kind": "failed"},
        )
        return Filled(_only(chart, failed), blank() if is_drawn(chart) else None, has_failed=True)


def table(chart: Chart, page: Page, view: View, desk: Desk, words: Language) -> Any:
    """The table of a card for one view, when it is opened; None where it has none."""
    given = answer(chart, page, view, desk) if chart.is_asked(view) else None
    return data_table(given, words) if given is not None and _has_table(given) else None


def _has_table(given: Answer) -> bool:
    return given.chart.mark in HAS_TABLE and not given.is_empty and given.desk.reader.may("table")


def _only(chart: Chart, state: Any) -> Live:
    """The pieces of a card that shows nothing but its state."""
    pieces = ("subtitle", "finding", "controls", "mark", "table", "foot", "menu")
    return {f"{piece}:{chart.name}": None for piece in pieces} | {f"state:{chart.name}": state}


def blank() -> Figure:
    """A picture of nothing, shown under the words that say why."""
    return figure([], 10, xaxis={"visible": False}, yaxis={"visible": False})


def _filled(given: Answer, page: Page, words: Language, rows: int | None) -> tuple[Live, Figure | None]:
    chart = given.chart
    live: Live = {}

    def put(kind: str, content: Any) -> None:
        live[f"{kind}:{chart.name}"] = content

    put("subtitle", given.subtitle(words))
    put("state", empty_state(given, page, words))
    put("foot", _foot(given, words))
    put("menu", _menu_links(given, words))
    put("controls", _controls(given, page, words))
    finding, note = given.finding(words), given.note(words)
    left_out = given.filters_left_out(words)
    put("finding", [
        html.P(finding, className="finding") if finding else None,
        html.P(note, className="card-note") if note else None,
        html.P(left_out, className="card-note") if left_out else None,
    ])
    put("table", None)
    if _has_table(given):
        put("table", Folded(partial(data_table, given, words)) if rows is None else data_table(given, words, rows))
    if is_drawn(chart):
        put("mark", None)
        return live, blank() if given.is_empty else draw(given, words)
    if rows is not None and chart.mark in LISTS and not given.is_empty:
        put("mark", LISTS[chart.mark](given, words, rows))
    else:
        put("mark", None if given.is_empty else MARKS[chart.mark](given, words))
    return live, None


def empty_state(given: Answer, page: Page, words: Language) -> Any:
    """Why a card has nothing to show. None if it has rows."""
    why = why_empty(given, page, words)
    if why is None:
        return None
    if why.wider is None:
        mark = "info" if why.kind == "none-left" else "empty"
        return html.P([icon(mark), why.text], className="empty-state", **{"data-kind": why.kind})
    return html.P([icon("filtered"), why.text + " ", link(why.offer, why.wider.address(), className="offer")],
                  className="empty-state", **{"data-kind": why.kind})


def _controls(given: Answer, page: Page, words: Language) -> Any:
    parts: list[Any] = []
    if not given.desk.reader.may("filter"):
        return None
    for control in page.controls:
        if control.key == given.chart.control and not control.values:
            parts.append(search_form(control, given, words))
        elif control.key == given.chart.control:
            chosen = given.view.choice(control)
            parts.append(segments(
                words(control.label),
                [(words(text), given.view.address(**{control.key: value}), value == chosen, value)
                 for value, text in control.values],
                control.key,
            ))
    parts += [
        link(
            [
                html.Span(words(control.label), className="chip-name"), html.Span(value, className="chip-value"),
                icon("remove"), hidden(words("remove this filter")),
            ],
            given.view.address(**{control.key: None, "page": None}), f"chip-{control.key}", className="chip",
        )
        for control, value in given.said
    ]
    return parts or None


def search_form(control: Control, given: Answer, words: Language) -> html.Form:
    """A search that also works as a plain form: it asks for the same view with other words in `control`."""
    field = f"search-{control.key}"
    kept = urlsplit(given.view.address(**{control.key: None, "page": None, "record": None})).query
    return html.Form(
        [
            html.Label(words(control.label), htmlFor=field, className="visually-hidden"),
            html.Input(id=field, type="search", name=control.key, value=given.view.choice(control), maxLength=LONGEST_TEXT,
                      autoComplete="off", inputMode="search"),
            html.Button([icon("search"), words("Search")], type="submit"),
            html.Div([html.Input(type="hidden", name=name, value=value) for name, value in parse_qsl(kept)], hidden=True),
        ],
        action=given.view.path, method="get", className="search", role="search",
    )


def _menu_links(given: Answer, words: Language) -> Any:
    items = [
        menu_item(given, words),
        html.A([icon("download"), words("Download CSV")], href=export_address(given, "csv"), className="menu-item",
               download=""),
        html.A([icon("download"), words("Download Excel (XLSX)")], href=export_address(given, "xlsx"),
               className="menu-item", download=""),
    ]
    chart, view = given.chart, given.view
    behind = {words("Show the activities behind it"): view}
    if view.other is not None and "other" in chart.takes:
        behind = {
            words("Show the activities of {year}", year=year_in_words(one.selection, words)): one
            for one in (view, view.second())
        }
    if given.desk.reader.may_share:
        shared = as_query([("of", view.address()), ("chart", chart.name)])
        items.append(link([icon("share"), words("Share this figure")], f"/links/new{shared}", className="menu-item",
                          **{"data-reload": ""}))
    if given.desk.reader.link is None:
        items.append(adding_to_deck(given, words))
    if "selection" in chart.takes and chart.facts[0] in ("activities", "participants") and view.path != ACTIVITIES_PATH:
        items += [link([icon("activities"), text], one.address(ACTIVITIES_PATH), className="menu-item")
                  for text, one in behind.items()]
    return items


def adding_to_deck(given: Answer, words: Language) -> html.Form:
    """The entry of a card's menu that puts its figure into the reader's deck; a script stays on the page with it."""
    return html.Form(
        [
            html.Input(type="hidden", name="of", value=given.view.address()),
            html.Input(type="hidden", name="chart", value=given.chart.name),
            html.Button([icon("slides"), html.Span(words("Add to deck"), className="add-label")], type="submit",
                        className="menu-item"),
        ],
        action="/present/add", method="post", className="add-to-deck",
        **{"data-failed": words("The figure was not added: the server did not answer.")},
    )


def _foot(given: Answer, words: Language) -> list[Any]:
    parts: list[Any] = [html.P(words("Source: {source}", source=given.source(words)), className="source")]
    disclaimer = given.desk.warehouse.release.programme.disclaimers.get(given.chart.disclaimer, "")
    if disclaimer:
        parts.append(html.P(disclaimer, className="disclaimer"))
    if given.caveats:
        summary = words.count(len(given.caveats), "{n} caveat", "{n} caveats")
        parts.append(html.Details(
            [
                html.Summary([icon("caveat"), summary]),
                html.Ul([
                    html.Li(
                        (f"{c.touches}: " if c.touches else "") + c.text, **{"data-severity": c.severity},
                    )
                    for c in given.caveats
                ]),
            ],
            className="caveats",
        ))
    return parts
