"""A card: one chart with its title, filters in words, finding, picture or mark, table, source, caveats and downloads."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from dash import dcc, html

from dashboard.chart import Answer, Chart, Desk, Page, QueryFailed, View, answer
from dashboard.figures import DRAWN, draw
from dashboard.figures.theme import Figure, figure
from dashboard.language import Language
from dashboard.ui import ids
from dashboard.ui.filters import segments
from dashboard.ui.links import ACTIVITIES_PATH, export_address, hidden, icon, link
from dashboard.ui.marks import MARKS
from dashboard.ui.tables import data_table

log = logging.getLogger(__name__)

GRAPH_CONFIG = {"displayModeBar": False, "topojsonURL": "/assets/geo/", "responsive": True, "showTips": False}
HAS_TABLE = set(DRAWN) | {"strip", "bullets", "pairs", "matrix", "country_list"}
Live = dict[str, Any]


def is_drawn(chart: Chart) -> bool:
    """Whether plotly draws the chart, rather than plain HTML."""
    return chart.mark in DRAWN


def frame(chart: Chart, content: Live, pictures: dict[str, Figure], words: Language) -> html.Section:
    """The card of a chart with its first content; what follows the address is replaced piece by piece later."""
    title = f"title-{chart.name}"
    toggles = chart.mark in HAS_TABLE

    def live(kind: str, component: Callable[..., Any] = html.Div, **given: Any) -> Any:
        key = f"{kind}:{chart.name}"
        return component(content[key], id=ids.live(key), **given)

    picture: Any = live("mark")
    if is_drawn(chart):
        picture = dcc.Graph(
            id=ids.graph(chart.name), figure=pictures[chart.name], config=GRAPH_CONFIG, responsive=True,
            className="picture",
        )
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
                    html.Div([_view_toggle(words) if toggles else None, _menu(chart, live, words)], className="card-tools"),
                ],
                className="card-head",
            ),
            live("finding", html.Div, className="card-finding"),
            live("controls", html.Div, className="controls") if chart.control else None,
            html.Div(
                [
                    html.Div(picture, className="card-chart"),
                    live("table", html.Div, className="card-table") if toggles else None,
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


def _view_toggle(words: Language) -> html.Div:
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
                        [icon("explain"), words("Explain this number")], id=ids.explain(chart.name), type="button",
                        className="menu-item",
                    ),
                    live("menu", html.Div, className="menu-links"),
                ],
                className="menu-list",
            ),
        ],
        className="menu",
    )


def fill(chart: Chart, page: Page, view: View, desk: Desk, words: Language) -> tuple[Live, Figure | None]:
    """Everything in a card that follows the address, and its picture. A chart that fails says so in its own card and
    leaves the others alone; it never keeps an old or empty picture."""
    try:
        given = answer(chart, page, view, desk)
        return _filled(given, page, words)
    except QueryFailed:
        log.exception("chart %s failed", chart.name)
        failed = html.P(
            [icon("warning"), words("This figure could not be computed. The rest of the page is not affected; try again, "
                                    "and tell the team if it stays.")],
            className="empty-state", role="alert", **{"data-kind": "failed"},
        )
        pieces = dict.fromkeys(
            (f"{k}:{chart.name}" for k in ("subtitle", "finding", "controls", "mark", "table", "foot", "menu"))
        )
        return pieces | {f"state:{chart.name}": failed}, blank() if is_drawn(chart) else None


def blank() -> Figure:
    """A picture of nothing, shown under the words that say why."""
    return figure([], 10, xaxis={"visible": False}, yaxis={"visible": False})


def _filled(given: Answer, page: Page, words: Language) -> tuple[Live, Figure | None]:
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
    put("table", None if given.is_empty else data_table(given, words))
    if is_drawn(chart):
        put("mark", None)
        return live, blank() if given.is_empty else draw(given, words)
    put("mark", None if given.is_empty else MARKS[chart.mark](given, words))
    return live, None


def empty_state(given: Answer, page: Page, words: Language) -> Any:
    """Why a card has nothing to show: nothing recorded at all, or nothing left by the filters. None if it has rows."""
    if not given.is_empty:
        return None
    chart = given.chart
    if chart.none_left:
        return html.P([icon("info"), words(chart.none_left)], className="empty-state", **{"data-kind": "none-left"})
    selection = given.view.selection.keeping(chart.filters)
    wider = given.view.selecting(given.view.selection.with_values("year", ["all"]))
    for key, _ in selection.filters:
        wider = wider.selecting(wider.selection.with_values(key, ()))
    if answer(chart, page, wider, given.desk).is_empty:
        text = words(chart.nothing or "Nothing of this kind is recorded in this release.")
        return html.P([icon("empty"), text], className="empty-state", **{"data-kind": "nothing"})
    return html.P(
        [
            icon("filtered"),
            words("No record matches {filters}.", filters=given.filters_in_words(words)) + " ",
            link(words("Show all years without these filters"), wider.address()),
        ],
        className="empty-state", **{"data-kind": "filtered"},
    )


def _controls(given: Answer, page: Page, words: Language) -> Any:
    for control in page.controls:
        if control.key == given.chart.control:
            chosen = given.view.choice(control)
            return segments(
                words(control.label),
                [(words(text), given.view.address(**{control.key: value}), value == chosen, value)
                 for value, text in control.values],
                control.key,
            )
    return None


def _menu_links(given: Answer, words: Language) -> Any:
    items = [
        html.A([icon("download"), words("Download CSV")], href=export_address(given, "csv"), className="menu-item",
               download=""),
        html.A([icon("download"), words("Download Excel (XLSX)")], href=export_address(given, "xlsx"),
               className="menu-item", download=""),
    ]
    if given.chart.facts[0] in ("activities", "participants"):
        items.append(link([icon("activities"), words("Show the activities behind it")],
                          given.view.address(ACTIVITIES_PATH), className="menu-item"))
    return items


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
