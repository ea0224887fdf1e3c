"""Marks of plain HTML that several pages use: tables, tiles, findings, strips."""

from __future__ import annotations

from typing import Any

from dashboard.catalogue import SMALL_GROUP
from dashboard.chart import Answer
from dashboard.language import Language
from dashboard.ui import html
from dashboard.ui.links import link
from dashboard.ui.tables import MOST_ROWS, data_table


def table(answer: Answer, words: Language, rows: int = MOST_ROWS) -> Any:
    """The rows themselves, the first so many."""
    return data_table(answer, words, rows)


def tiles(answer: Answer, words: Language) -> Any:
    """Headline numbers, each a link to the page that answers for it. The chart's option `tiles` makes them from the
    one row: a function (answer, words) -> [(label, value, note, address)]."""
    return html.Div(
        [
            link(
                [
                    html.Span(label, className="tile-label"),
                    html.Span(value, className="tile-value"),
                    html.Span(note, className="tile-note"),
                ],
                address, className="tile",
            )
            for label, value, note, address in answer.chart.options["tiles"](answer, words)
        ],
        className="tiles",
    )


def findings(answer: Answer, words: Language) -> Any:
    """Sentences computed from the rows, each with the page that shows it. The chart's option `findings` makes them: a
    function (answer, words) -> [(sentence, link text, address)]."""
    return html.Ol(
        [
            html.Li(
                [html.P(sentence), link(name, address, className="finding-link")], className="finding-item",
            )
            for sentence, name, address in answer.chart.options["findings"](answer, words)
        ],
        className="findings",
    )


def strip(answer: Answer, words: Language) -> Any:
    """The same measures at two times, one row each, drawn as a small dumbbell on the row's own scale; a row that lacks
    one of the two numbers has no drawing. The chart's option `ends` names the two times and `rows` makes the rows:
    functions (answer, words) -> (from, to) and -> [(label, from, to, from text, to text, change, address)]."""
    start_name, end_name = answer.chart.options["ends"](answer, words)
    rows = [html.Div(
        [
            html.Span(words("Measure"), className="strip-label"),
            html.Span(start_name, className="strip-from"),
            html.Span(className="strip-bar strip-bar-none", **{"aria-hidden": "true"}),
            html.Span(end_name, className="strip-to"),
            html.Span(words("Change"), className="strip-change"),
        ],
        className="strip-row strip-head",
    )]
    wraps = {words(SMALL_GROUP): " strip-withheld"}
    for label, start, end, start_text, end_text, change, address in answer.chart.options["rows"](answer, words):
        largest = max(start or 0, end or 0) or 1
        drawn = {} if start is None or end is None else {
            "style": {"--from": f"{start / largest:.4f}", "--to": f"{end / largest:.4f}"},
        }
        rows.append(html.Div(
            [
                link(label, address, className="strip-label"),
                html.Span(start_text, className="strip-from" + wraps.get(start_text, "")),
                html.Span(className="strip-bar" if drawn else "strip-bar strip-bar-none", **{"aria-hidden": "true"}, **drawn),
                html.Span(end_text, className="strip-to" + wraps.get(end_text, "")),
                html.Span(change, className="strip-change"),
            ],
            className="strip-row",
        ))
    return html.Div(rows, className="strip")
