"""Pictures of figures: by address, drawn on the server, and the panel in which a reader's own browser draws them."""

from __future__ import annotations

import logging
from typing import Any
from urllib.parse import parse_qsl

import flask

from dashboard.chart import Answer, Chart, Desk, Page, QueryFailed, View, answer
from dashboard.chrome import Busy, Chrome, NoChrome, NotDrawn
from dashboard.content import CHARTS
from dashboard.exports import File
from dashboard.language import Language
from dashboard.selection import as_query
from dashboard.snapshots import SIZES, Picture, picture
from dashboard.ui import html, ids
from dashboard.ui.fragments import as_html, place
from dashboard.ui.links import PICTURES, export_address, icon, link, option
from dashboard.ui.told import plain

log = logging.getLogger(__name__)

MEDIA_TYPES = {"png": "image/png", "svg": "image/svg+xml; charset=utf-8"}
USUAL = "slide"
SECONDS_TO_WAIT = 20
CHROME = "chrome"


def install(server: flask.Flask, path: str, words: Language) -> None:
    """Keep a browser for pictures, and say it in words wherever there is none or it does not draw."""
    server.extensions[CHROME] = Chrome(path)

    @server.errorhandler(NoChrome)
    def none_here(error: NoChrome) -> flask.Response:
        return plain(words(
            "This server has no browser to draw with. Open the figure in the dashboard and choose “Picture …” in its menu: your "
            "own browser draws it. Whoever runs this server can install Chrome or Chromium on it."), 503)

    @server.errorhandler(Busy)
    def too_many(error: Busy) -> flask.Response:
        response = plain(words("Many pictures are being drawn at this moment. Try again in a few seconds."), 503)
        response.headers["Retry-After"] = str(SECONDS_TO_WAIT)
        return response

    @server.errorhandler(NotDrawn)
    def not_drawn(error: NotDrawn) -> flask.Response:
        log.error("a picture was not drawn: %s", error)
        return plain(words("This picture could not be drawn. Try again, and tell the team if it stays."), 500)


def chrome() -> Chrome:
    """The browser of this application."""
    found: Chrome = flask.current_app.extensions[CHROME]
    return found


def sized(query: str) -> tuple[str, str]:
    """The size that an address asks for, and its query without that. Unknown sizes are for the caller to refuse."""
    pairs = parse_qsl(query, keep_blank_values=True)
    size = next((value for key, value in reversed(pairs) if key == "size"), USUAL)
    return size, as_query((key, value) for key, value in pairs if key != "size").lstrip("?") if len(pairs) else query


def wrong_size(size: str, words: Language) -> flask.Response:
    """What is said to an address that asks for no size there is."""
    return plain(words("“{size}” is no size of a picture; try {sizes}.", size=size[:40], sizes=words.list(SIZES)), 400)


def drawn(given: Answer, page: Page, kind: str, size: str, words: Language) -> File:
    """An answer as a PNG or SVG, drawn by the server's browser. Raises NoChrome, Busy or NotDrawn."""
    made = picture(given, page, size, words)
    return File(f"{made.name}.{kind}", MEDIA_TYPES[kind], finished(made, kind))


def finished(made: Picture, kind: str) -> bytes:
    """A picture as PNG or SVG, by the server's browser. Raises NoChrome, Busy or NotDrawn."""
    return chrome().finish(made.specification(), kind)


def of_link(desk: Desk, words: Language) -> bytes | None:
    """The figure that a link of one card opens with, as a PNG for pages that take no frames; None where it is of no card, or no
    browser draws it here."""
    shared, opening = desk.reader.link, desk.reader.opening
    if shared is None or opening is None or shared.chart not in CHARTS:
        return None
    chart, page = CHARTS[shared.chart]
    view = desk.hold(opening)
    try:
        return finished(picture(answer(chart, page, view, desk), page, "column", words), "png")
    except (NoChrome, Busy, NotDrawn, QueryFailed):
        return None


def specification(chart: Chart, page: Page, view: View, desk: Desk, size: str, words: Language) -> dict[str, Any]:
    """What a reader's browser needs to draw a figure. Raises QueryFailed."""
    return picture(answer(chart, page, view, desk), page, size, words).specification()


def menu_item(given: Answer, words: Language) -> html.A:
    """The entry of a card's menu that opens the panel; without a script it is a picture drawn on the server."""
    address = export_address(given, "png")
    sep = "&" if "?" in address else "?"
    return link([icon("picture"), words("Picture …")], f"{address}{sep}size={USUAL}", className="menu-item",
                download="", **{"data-picture": words(given.chart.title)})


def panel(words: Language) -> Any:
    """The panel in which a picture's size and kind are chosen. A script opens it and draws in it."""
    content = [
        html.Div([
            html.Div([html.H2(words("Picture"), id="picture-title"), html.P("", id="picture-of", className="card-subtitle")]),
            html.Button([icon("remove"), html.Span(words("Close"), className="visually-hidden")], type="button",
                        className="icon-button", title=words("Close"), **{"data-picture-close": ""}),
        ], className="picture-head"),
        html.Fieldset([
            html.Legend(words("Size"), className="visually-hidden"),
            *(option("picture-size", key, words(size.name), key == USUAL) for key, size in SIZES.items()),
        ], className="picture-sizes"),
        html.Div(html.Img(alt="", id="picture-preview"), className="picture-preview"),
        html.P("", id="picture-state", role="status", className="hint"),
        html.Div([
            html.Button([icon("download"), words("Download PNG")], type="button", className="button",
                        **{"data-picture-save": "png"}),
            html.Button([icon("download"), words("Download SVG")], type="button", className="button",
                        **{"data-picture-save": "svg", "data-quiet": ""}),
            html.Button([icon("copy"), words("Copy picture")], type="button", className="button",
                        **{"data-picture-copy": "", "data-quiet": ""}),
        ], className="picture-actions"),
    ]
    return place(html.Dialog, as_html(content), id=ids.PICTURE, className="picture-panel", **{
        "aria-labelledby": "picture-title",
        "data-drawing": words("The picture is being drawn …"),
        "data-drawn": words("This is the picture as it will be saved, {width} × {height} pixels."),
        "data-failed": words("The picture could not be drawn. Try again, and tell the team if it stays."),
        "data-copied": words("Copied."),
        "data-not-copied": words("The browser did not allow to copy the picture; download it instead."),
    })


__all__ = [
    "PICTURES", "chrome", "drawn", "finished", "install", "menu_item", "of_link", "panel", "sized", "specification", "wrong_size",
]
