"""Routes of documents that leave the dashboard: embeds, offline copies, pages on paper.

Every one of them answers below the gate, from the desk that the gate lent to the request and so within its reader's reach.
"""

from __future__ import annotations

import flask

from dashboard.chart import Page
from dashboard.content import CHARTS
from dashboard.language import Language
from dashboard.ui.gate import Refused, desk_of_request, is_sealed, words_of_request
from dashboard.ui.standalone import embed

THEMES = ("light", "dark")


def install(server: flask.Flask, programme_words: Language) -> None:
    """Add the routes."""

    @server.get("/embed")
    def embedded() -> str:
        desk, words = desk_of_request(), words_of_request(programme_words)
        link = desk.reader.link
        # A figure, not a page, is what fits into a page of somebody else.
        if link is None or link.chart not in CHARTS or desk.reader.opening is None:
            raise Refused(404)
        chart, page = CHARTS[link.chart]
        theme = flask.request.args.get("theme", "")
        return embed(chart, page, desk.hold(desk.reader.opening), desk, words, theme if theme in THEMES else "")

    @server.post("/opened")
    def opened() -> tuple[str, int]:
        if not is_sealed():
            flask.abort(404)
        return "", 204  # the gate has counted it
