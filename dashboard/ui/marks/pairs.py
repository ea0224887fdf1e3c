"""Marks that join achievements to priorities: pairs with the reason of each link, and a matrix of counts."""

from __future__ import annotations

from typing import Any

from dashboard.chart import Answer
from dashboard.language import Language
from dashboard.selection import View
from dashboard.snapshots.wording import Pair, Row, Side, day_linked, grouped, linked_by, pairs_of
from dashboard.ui import html
from dashboard.ui.links import ACTIVITIES_PATH, hidden, link, record_address


def pairs(answer: Answer, words: Language) -> Any:
    """One article a priority: left what it builds on, right what serves it, each with its reason and who made the link.
    The chart's option `ends` names the two sides."""
    return html.Div([_pair(pair, answer.view, words) for pair in pairs_of(answer, words)], className="pairs")


def _pair(pair: Pair, view: View, words: Language) -> html.Article:
    pillar, position = pair.pillar
    return html.Article(
        [
            _side(pair.achieved, "pair-left", view, words),
            html.Div(
                [
                    html.Span(pair.told, className="pair-id"),
                    html.P(pair.priority, className="pair-priority"),
                    html.Span(pillar, className="pillar-tag", **{"data-pillar": str(position)}),
                    html.P(pair.outside, className="pair-outside") if pair.outside else None,
                ],
                className="pair-middle",
            ),
            _side(pair.planned, "pair-right", view.second(), words),
        ],
        className="pair",
        **{"aria-label": pair.key},
    )


def _side(side: Side, name: str, view: View, words: Language) -> html.Div:
    if not side.rows:
        return html.Div([html.H3(side.heading), html.P(side.nothing)], className=f"{name} pair-none")
    return html.Div([html.H3(side.heading), html.Ul([_linked(row, view, words) for row in side.rows])], className=name)


def _linked(row: Row, view: View, words: Language) -> html.Li:
    relation = words("builds on it") if row["relation"] == "prepared_by" else words("is served by it")
    return html.Li(
        [
            html.Span([link(row["title"], record_address(row["activity_id"], view), className="record"), day_linked(row, words)]),
            html.Span(
                [
                    hidden(words("The priority {relation}:", relation=relation) + " "),
                    row["reason"],
                    html.Span(linked_by(row, words), className="link-author"),
                ],
                className="reason",
            ),
        ]
    )


def matrix(answer: Answer, words: Language) -> Any:
    """Priorities down, pillars of their activities across; a ring counts links of the first side, a dot those of the
    second. Each number leads to the activities it counts. The chart's option `ends` names the two sides."""
    rows = answer.records()
    ends = answer.chart.options["ends"](answer, words)
    largest = max(row["links"] for row in rows) or 1
    pillars = list(dict.fromkeys(row["pillar"] for row in rows))
    priorities = grouped(rows, "priority_id")
    table = html.Table(
        [
            html.Caption(f"{words(answer.chart.title)}. {answer.subtitle(words)}", className="visually-hidden"),
            html.Thead(
                html.Tr(
                    [
                        html.Th(words("Priority"), scope="col"),
                        *(html.Th(answer.names.short("pillar", pillar, words), scope="col") for pillar in pillars),
                        html.Th(words("All links"), scope="col"),
                    ]
                )
            ),
            html.Tbody(
                [
                    html.Tr(
                        [
                            html.Th(
                                [html.Span(key, className="pair-id"), " ", html.Span(cells[0]["priority"])], scope="row"
                            ),
                            *(_cell(cell, ends, largest, answer, words) for cell in cells),
                            html.Td(html.Span(words.number(cells[0]["priority_links"])), className="cell cell-total"),
                        ]
                    )
                    for key, cells in priorities.items()
                ]
            ),
        ],
        className="matrix",
    )
    legend = html.Ul(
        [
            html.Li([html.Span(className=f"sign sign-{key}", **{"aria-hidden": "true"}), name])
            for key, name in zip(("from", "to"), ends, strict=True)
        ],
        className="legend",
    )
    title = words("Matrix: {title}", title=words(answer.chart.title))
    return [legend, html.Div(table, className="matrix-scroll", tabIndex=0, role="region", **{"aria-label": title})]


def _cell(row: Row, ends: tuple[str, str], largest: int, answer: Answer, words: Language) -> html.Td:
    """The numbers of one priority and pillar, one for each side that has any."""
    pillar = answer.names.short("pillar", row["pillar"], words)
    sides = (("from", row["achieved"], ends[0], answer.view), ("to", row["planned"], ends[1], answer.view.second()))
    numbers = [
        link(
            [
                html.Span(className=f"sign sign-{key}", **{"aria-hidden": "true"}),
                words.number(n),
                hidden(
                    " "
                    + words("{period}, {pillar}, {priority}", period=period, pillar=pillar, priority=row["priority_id"])
                ),
            ],
            View(ACTIVITIES_PATH, view.selection.with_values("pillar", [row["pillar"]])).address(
                priority=row["priority_id"]
            ),
            f"matrix-{key}:{row['priority_id']}:{row['pillar']}",
        )
        for key, n, period, view in sides
        if n
    ]
    if not numbers:
        return html.Td(html.Span("0"), className="cell")
    return html.Td(
        html.Div(numbers, className="cell-sides"), className="cell", style={"--share": f"{row['links'] / largest:.2f}"}
    )
