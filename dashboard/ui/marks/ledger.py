"""Marks of the data page: the releases with the download of everything, and the deliveries with their origins."""

from __future__ import annotations

from typing import Any

from dash import html

from dashboard.chart import Answer
from dashboard.exports import EVERYTHING
from dashboard.language import Language
from dashboard.ui.links import icon, sources
from dashboard.ui.tables import data_table


def releases(answer: Answer, words: Language) -> Any:
    """The table of releases under a link that downloads the present one."""
    return [
        html.P(
            [
                html.A(
                    [icon("download"), words("Download everything (ZIP)")],
                    href=f"/export/{EVERYTHING}",
                    className="button",
                    download="",
                ),
                html.Span(
                    words(
                        "All tables of this release as CSV, with a read-me of definitions, origins, caveats, terms and "
                        "checksums."
                    ),
                    className="card-note",
                ),
            ],
            className="download-all",
        ),
        data_table(answer, words),
    ]


def deliveries(answer: Answer, words: Language) -> Any:
    """One article a delivery: what it is, who made it, where it was read, on which terms, and its checksum."""
    return html.Div([_delivery(row, answer, words) for row in answer.records()], className="deliveries")


def _delivery(row: dict[str, Any], answer: Answer, words: Language) -> html.Article:
    told = [
        answer.cell("dataset", row, words),
        words.count(row["delivered_rows"], "{n} row", "{n} rows"),
        answer.cell("confidentiality", row, words),
        words("read {date}", date=words.date(row["date_read"])),
    ]
    facts: list[tuple[str, Any]] = [
        (words("Producer"), row["producer"]),
        (words("Address"), sources(row["address"], words)),
        (words("Terms"), row["licence"]),
        (words("Corrects"), words.list(row["corrects"] or ())),
        (words("File"), [row["delivery_id"], " ", html.Code(f"sha256 {row['sha256']}", className="delivery-sum")]),
    ]
    return html.Article(
        [
            html.H3(row["title"]),
            html.P(" · ".join(told), className="delivery-told"),
            html.Dl(
                [part for label, value in facts if value for part in (html.Dt(label), html.Dd(value))],
                className="delivery-facts",
            ),
            html.Details([html.Summary(words("How it was read")), html.P(row["note"])], className="delivery-note")
            if row["note"]
            else None,
        ],
        className="delivery",
    )
