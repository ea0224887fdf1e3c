"""Marks that join achievements to priorities: pairs with the reason of each link, and a matrix of counts."""

from __future__ import annotations

from typing import Any

from dash import html

from dashboard.chart import Answer
from dashboard.language import Language
from dashboard.selection import View
from dashboard.ui.links import ACTIVITIES_PATH, hidden, link, record_address

Row = dict[str, Any]


def pairs(answer: Answer, words: Language) -> Any:
    """One article a priority: left what it builds on, right what serves it, each with its reason and who made the link.
    The chart's option `ends` names the two sides."""
    priorities: dict[str, list[Row]] = {}
    for row in answer.records():
        priorities.setdefault(row["priority_id"], []).append(row)
    ends = answer.chart.options["ends"](answer, words)
    return html.Div([_pair(rows, ends, answer, words) for rows in priorities.values()], className="pairs")


def _pair(rows: list[Row], ends: tuple[str, str], answer: Answer, words: Language) -> html.Article:
    told = rows[0]
    position = answer.desk.order("pillar").index(told["pillar"]) + 1
    outside = (
        words.count(
            told["links_elsewhere"],
            "{n} link leads to an activity outside these filters.",
            "{n} links lead to activities outside these filters.",
        )
        if told["links_elsewhere"]
        else ""
    )
    return html.Article(
        [
            _side(
                [r for r in rows if r["side"] == "achieved"],
                "pair-left",
                words("Achieved · {period}", period=ends[0]),
                words("No prior achievement shown"),
                answer.view,
                words,
            ),
            html.Div(
                [
                    html.Span(f"{told['priority_id']} · {told['year']}", className="pair-id"),
                    html.P(told["priority"], className="pair-priority"),
                    html.Span(
                        answer.names.short("pillar", told["pillar"], words),
                        className="pillar-tag",
                        **{"data-pillar": str(position)},
                    ),
                    html.P(outside, className="pair-outside") if outside else None,
                ],
                className="pair-middle",
            ),
            _side(
                [r for r in rows if r["side"] == "planned"],
                "pair-right",
                words("Served by · {period}", period=ends[1]),
                words("No activity shown serves it"),
                answer.view.second(),
                words,
            ),
        ],
        className="pair",
        **{"aria-label": told["priority_id"]},
    )


def _side(rows: list[Row], name: str, heading: str, nothing: str, view: View, words: Language) -> html.Div:
    if not rows:
        return html.Div([html.H3(heading), html.P(nothing)], className=f"{name} pair-none")
    return html.Div([html.H3(heading), html.Ul([_linked(row, view, words) for row in rows])], className=name)


def _linked(row: Row, view: View, words: Language) -> html.Li:
    day = words.short_date(row["started_on"], row["date_precision"])
    relation = words("builds on it") if row["relation"] == "prepared_by" else words("is served by it")
    return html.Li(
        [
            html.Span([link(row["title"], record_address(row["activity_id"], view), className="record"), f" ({day})"]),
            html.Span(
                [
                    hidden(words("The priority {relation}:", relation=relation) + " "),
                    row["reason"],
                    html.Span(
                        " — " + words("link: {who}", who=row["linked_by"] or words("not stated")),
                        className="link-author",
                    ),
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
    priorities: dict[str, list[Row]] = {}
    for row in rows:
        priorities.setdefault(row["priority_id"], []).append(row)
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
