"""Marks of places: a list of countries, each with its status and a link that narrows the view to it."""

from __future__ import annotations

from typing import Any

from dashboard.chart import Answer
from dashboard.figures.theme import target
from dashboard.language import Language
from dashboard.snapshots.wording import grouped, latest_activity
from dashboard.ui import html
from dashboard.ui.links import link


def country_list(answer: Answer, words: Language) -> Any:
    """The countries of the rows under the heading of their status, with the year of their latest activity."""
    return html.Div(
        [
            html.Div(
                [
                    html.H3(
                        [answer.names.label("programme_status", status, words),
                         html.Span(words.number(len(members)), className="country-count")],
                        className="country-group",
                    ),
                    html.Ul([_country(answer, row, words) for row in members], className="country-list"),
                ],
            )
            for status, members in grouped(answer.records(), "programme_status").items()
        ],
        className="country-groups",
    )


def _country(answer: Answer, row: dict[str, Any], words: Language) -> html.Li:
    code = row["country_code"]
    return html.Li([
        link(answer.names.short("country", code, words), target(answer, "country", code),
             f"{answer.chart.name}:{code}", className="country-name"),
        html.Span(latest_activity(row, words), className="country-status"),
    ])
