"""Routes of documents that leave the dashboard: embeds, offline copies, pages on paper.

Every one of them answers below the gate, from the desk that the gate lent to the request and so within its reader's reach.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import flask

from dashboard.chart import Desk, Page, View
from dashboard.chrome import NoChrome
from dashboard.content import CHARTS, PAGES
from dashboard.exports import File
from dashboard.language import Language
from dashboard.links import Register
from dashboard.selection import as_query
from dashboard.ui.gate import Refused, desk_of_request, is_sealed, words_of_request
from dashboard.ui.links import may_download
from dashboard.ui.pictures import chrome
from dashboard.ui.standalone import Reach, copy, embed, led_to, nowhere, paper
from dashboard.ui.told import plain

THEMES = ("light", "dark")


def install(server: flask.Flask, public_address: str, register: Register, programme_words: Language) -> None:
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

    @server.get("/print")
    def to_print() -> flask.Response | str:
        desk, words = desk_of_request(), words_of_request(programme_words)
        if not may_download("page.pdf", desk):
            flask.abort(404)
        page, view, fault = asked(desk, words)
        pdf = f"{desk.reader.base}/export/page.pdf" + as_query([("of", view.address())]) if chrome().is_there else ""
        return fault or paper(page, view, desk, words, datetime.now(UTC), reach(desk), pdf)

    @server.get("/export/page.pdf")
    def page_as_pdf() -> flask.Response:
        desk, words = desk_of_request(), words_of_request(programme_words)
        if not may_download("page.pdf", desk):
            flask.abort(404)
        page, view, fault = asked(desk, words)
        if fault:
            return fault
        try:
            made = chrome().pdf(paper(page, view, desk, words, datetime.now(UTC), reach(desk)))
        except NoChrome:
            return plain(words(
                "This server has no browser to make a PDF with. Choose “Print” instead: your own browser saves the same document "
                "as a PDF. Whoever runs this server can install Chrome or Chromium on it."), 503)
        return sent(File(name(page, desk, "pdf"), "application/pdf", made), desk, register)

    @server.get("/export/page.html")
    def page_as_copy() -> flask.Response:
        desk, words = desk_of_request(), words_of_request(programme_words)
        if not may_download("page.html", desk):
            flask.abort(404)
        page, view, fault = asked(desk, words)
        if fault:
            return fault
        made = copy(page, view, desk, words, datetime.now(UTC), reach(desk))
        return sent(File(name(page, desk, "html"), "text/html; charset=utf-8", made.encode("utf-8")), desk, register)

    def asked(desk: Desk, words: Language) -> tuple[Page, View, flask.Response | None]:
        """The page and view that `of` names, within the reader's reach, and why it is not given if it is not."""
        opening = desk.reader.opening
        path, _, query = flask.request.args.get("of", opening.address() if opening else "/").partition("?")
        page = next((page for page in PAGES if page.path == path), None)
        seen = page and desk.narrowed(page)
        if seen is None:
            flask.abort(404)
        view, notices = desk.view(seen, query)
        if not notices:
            return seen, view, None
        said = "\n".join(words(n.text, **n.values) for n in notices)
        return seen, view, plain(
            words("This document was not made, because its address asks for what is not there:") + "\n" + said, 400)

    def reach(desk: Desk) -> Reach:
        return nowhere if desk.reader.link else led_to(public_address)

    def name(page: Page, desk: Desk, kind: str) -> str:
        release = desk.warehouse.release
        return f"{page.key}-{release.name}.{kind}"


def sent(file: File, desk: Desk, register: Register) -> flask.Response:
    """A file as a download; one that leaves through a link is written into its log."""
    if desk.reader.link and not desk.reader.link.is_draft:
        register.exported(desk.reader.link.id, file.name)
    response = flask.send_file(file.held, etag=False) if isinstance(file.held, Path) else flask.make_response(file.held)
    response.headers["Content-Type"] = file.media_type
    response.headers["Content-Disposition"] = f'attachment; filename="{file.name}"'
    return response
