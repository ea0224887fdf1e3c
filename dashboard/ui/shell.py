"""The shell around every page, and a page composed for one view."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html

from dashboard.chart import Chart, Desk, Notice, Page, View
from dashboard.content import PAGES
from dashboard.figures.theme import Figure
from dashboard.language import Language
from dashboard.ui import cards, filters, ids
from dashboard.ui.fragments import as_html, place
from dashboard.ui.links import hidden, icon, link


@dataclass(frozen=True)
class Composed:
    """A page for one view: the HTML of its live pieces, by key, its pictures, by chart, and whether any card failed."""

    live: dict[str, str]
    pictures: dict[str, Figure]
    has_failed: bool


def layout(desk: Desk, words: Language) -> html.Div:
    """The part of the document that never changes: masthead, a skeleton where the page will be, the explain panel."""
    release = desk.warehouse.release
    programme = release.programme
    return html.Div(
        [
            dcc.Location(id=ids.ADDRESS, refresh=False),
            dcc.Store(id=ids.VISIT),
            dcc.Store(id=ids.SELECTION),
            dcc.Store(id=ids.MOUNTED),
            dcc.Store(id=ids.SETTLED),
            dcc.Store(id=ids.CLICKED),
            dcc.Store(id=ids.ASKED),
            html.A(words("Skip to the content"), href="#content", className="skip-link"),
            html.Header(
                [
                    html.Button(
                        [icon("menu"), hidden(words("Pages"))], id="menu-toggle", type="button", className="icon-button",
                        **{"aria-expanded": "false", "aria-controls": "sections"},
                    ),
                    link([html.Span(programme.name, className="brand-name"),
                          html.Span(words("Programme results"), className="brand-tagline")], "/", className="brand",
                         title=programme.full_name),
                    link([html.Span(words("Data to {date}", date=words.date(release.cut_off)), className="release-cutoff"),
                          html.Span(words("release {name}", name=release.name), className="release-name")],
                         "/data", className="release"),
                    html.Div(
                        [html.Img(src=f"/assets/{programme.emblem}", alt=words("Emblem of the funder"), className="emblem"),
                         html.Span(programme.funder_line, className="funder-line")],
                        className="funder",
                    ),
                    html.Button(
                        [icon("theme"), hidden(words("Light or dark"))], id="theme-toggle", type="button",
                        className="icon-button", title=words("Light or dark"),
                    ),
                ],
                className="masthead",
            ),
            html.Aside(programme.banner, className="fictional-banner", **{"aria-label": words("Notice")})
            if programme.banner else None,
            html.Div(_skeleton(words), id=ids.PAGE, className="page"),
            dbc.Offcanvas(
                html.Div(id=ids.EXPLAIN_BODY), id=ids.EXPLAIN, title=html.Span(words("Explain this number"), id="explain-title"),
                placement="end", is_open=False, scrollable=True, className="explain", labelledby="explain-title",
            ),
        ],
        className="shell",
        lang=words.code,
        **{
            "data-unanswered": words("The server did not answer. The figures shown are those of the view before."),
            "data-again": words("Try again"),
        },
    )


def _skeleton(words: Language) -> list[Any]:
    return [
        _sections(words),
        html.Div(
            html.Main(
                [html.P(words("Loading the figures …"), className="visually-hidden", role="status"),
                 html.Div([html.Div(className="skeleton card span-12") for _ in range(3)], className="cards")],
                id="content", tabIndex=-1, **{"aria-busy": "true"},
            ),
            className="workspace",
        ),
    ]


def _sections(words: Language) -> html.Nav:
    links = _section_links(None, {page.key: page.path for page in PAGES}, words)
    return html.Nav(html.Ul(links), id="sections", className="sections", **{"aria-label": words("Pages")})


def _section_links(current: Page | None, addresses: dict[str, str], words: Language) -> list[Any]:
    return [
        html.Li(link(
            [icon(page.key), html.Span(words(page.name))], addresses[page.key], f"page:{page.key}",
            className="section-link", **({"aria-current": "page"} if page is current else {}),
        ))
        for page in PAGES
    ]


def page_at(path: str) -> Page | None:
    """The page of a path; None if there is none."""
    return next((page for page in PAGES if page.path == path), None)


def compose(page: Page, view: View, notices: list[Notice], desk: Desk, words: Language) -> Composed:
    """Answer every chart of a page for a view, and the filter bar and links that go with it."""
    live = filters.content(page, view, desk, words)
    pictures: dict[str, Figure] = {}
    has_failed = False
    for chart in page.charts:
        filled = cards.fill(chart, page, view, desk, words)
        live |= filled.live
        has_failed |= filled.has_failed
        if filled.picture is not None:
            pictures[chart.name] = filled.picture
    live["sections"] = _section_links(page, {p.key: view.address(p.path) for p in PAGES}, words)
    live["notices"] = [html.P([icon("info"), words(n.text, **n.values)], className="notice") for n in notices]
    return Composed({key: as_html(piece) for key, piece in live.items()}, pictures, has_failed)


def page_layout(page: Page, composed: Composed, desk: Desk, words: Language) -> list[Any]:
    """The whole of a page with its first content."""
    programme = desk.warehouse.release.programme

    def card(chart: Chart) -> Any:
        return cards.frame(chart, composed.live, composed.pictures, words)

    return [
        html.Nav(place(html.Ul, composed.live["sections"], id=ids.live("sections")), id="sections", className="sections",
                 **{"aria-label": words("Pages")}),
        html.Div(
            [
                filters.bar(page, composed.live, words),
                place(html.Div, composed.live["notices"], id=ids.live("notices"), className="notices", role="status"),
                html.Main(
                    [
                        html.Header(
                            [html.H1(words(page.title), id="page-title", tabIndex=-1),
                             html.P(words(page.question), className="page-question")],
                            className="page-head",
                        ),
                        html.Div([card(chart) for chart in page.charts], className="cards"),
                    ],
                    id="content", tabIndex=-1, **{"data-page": page.key},
                ),
                html.Footer(
                    [
                        html.P(programme.disclaimers.get("register", "")),
                        html.P([
                            words("{name} is implemented by {by}.", name=programme.full_name, by=programme.implemented_by), " ",
                            link(words("Definitions, sources and downloads"), "/data"),
                        ]),
                    ],
                    className="page-foot",
                ),
            ],
            className="workspace",
        ),
    ]


def not_found(words: Language) -> list[Any]:
    """What stands where a page would be, if the address names none."""
    return [
        _sections(words),
        html.Div(html.Main([
            html.H1(words("There is no such page"), id="page-title", tabIndex=-1),
            html.P(link(words("Go to the overview"), "/")),
        ], id="content", tabIndex=-1), className="workspace"),
    ]

