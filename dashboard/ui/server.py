"""The application: its callbacks and routes. What may be asked, by whom, is settled by the gate before any of them runs."""

from __future__ import annotations

import logging
import re
from functools import partial
from html import escape
from typing import Any

import dash
import flask
import orjson
from dash import Input, Output
from flask_compress import Compress

from dashboard.chart import QueryFailed, answer
from dashboard.content import CHARTS
from dashboard.exports import EVERYTHING, FORMATS, everything, export
from dashboard.figures import PLOTLY
from dashboard.language import Language, language
from dashboard.links import Register, default_state, own_key
from dashboard.settings import ROOT, Settings
from dashboard.snapshots import SIZES
from dashboard.ui import assets, documents, gate, html, ids, pictures, present, sharing, sign_in, views
from dashboard.ui.assets import PAGE_SCRIPT, PAGE_STYLE, asset, first_script, first_style, further_style, page_file
from dashboard.ui.desks import Desks
from dashboard.ui.documents import sent
from dashboard.ui.explain import panel
from dashboard.ui.fragments import as_html
from dashboard.ui.gate import desk_of_request, is_sealed, words_of_request
from dashboard.ui.links import PICTURES, may_download, reach_of
from dashboard.ui.shell import folds, layout, page_at
from dashboard.ui.told import plain
from dashboard.ui.views import Asked, Views
from dashboard.warehouse import Store

log = logging.getLogger(__name__)

LARGEST_REQUEST = 256 * 1024
LONGEST_PATH = 200
DRAWING = asset(PLOTLY.relative_to(assets.ASSETS).as_posix())
SENT_BY_DASH = ("/_dash-component-suites/dash/deps/", "/_dash-component-suites/dash/dash-renderer/",
                "/_dash-component-suites/dash/html/")
"""Where the scripts come from that Dash draws an explanation with; it would send those of every component there is."""
INDEX = """<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
{tags}<link rel="icon" href="{icon}" type="image/svg+xml">
{style}
<link rel="preload" as="style" href="{further}" id="page-style">
<link rel="preload" as="script" href="{script}" id="page-script">
<noscript>{unscripted}</noscript>
<script>{first}</script>
</head>
<body>
{body}
<noscript><p>{noscript}</p></noscript>
<script type="application/json" id="figures">{figures}</script>
<script type="application/json" id="files">{files}</script>
{config}
</body>
</html>
"""


class Dashboard(dash.Dash):
    """Dash without the versions it would tell every visitor, answering below the address that was asked. Its pages are written on
    the server as a whole; what Dash adds in the browser is loaded when a reader wants to know more about a figure."""

    views: Views
    words: Language
    scripts_of_dash: tuple[str, ...] = ()

    def _config(self) -> dict[str, Any]:
        told = super()._config()
        for key in ("dash_version", "python_version", "dash_version_url", "plotly_version", "ddk_version", "validation_layout",
                    "children_props"):
            told.pop(key, None)
        if flask.has_request_context():
            told["requests_pathname_prefix"] = flask.request.script_root + "/"
        return told

    def index(self, *args: Any, **kwargs: Any) -> Any:
        """The document of a page, with its figures."""
        desk, words = desk_of_request(), words_of_request(self.words)
        page = page_at(flask.request.path, desk)
        if page is None:
            flask.abort(404)
        query = flask.request.query_string.decode("utf-8", "replace")
        content, figures = self.views.page(Asked(page, query, desk, words))
        title, tags = sharing.sealed_head()
        name = desk.warehouse.release.programme.name
        return INDEX.format(
            language=words.code, title=title or escape(f"{words(page.title)} · {name}"), tags=tags + "\n" if tags else "",
            icon=asset("favicon.svg"), style=first_style(), first=first_script(),
            further=page_file(PAGE_STYLE), unscripted=further_style(), script=page_file(PAGE_SCRIPT),
            body=as_html(layout(desk, words, content)),
            noscript=escape(words("This dashboard needs JavaScript. Figures can be downloaded without it from /export/.")),
            figures=figures, files=orjson.dumps({"plotly": DRAWING, "dash": self.scripts_of_dash}).decode(),
            config=self._generate_config_html(),
        )

    def get_ready(self) -> None:
        """Register scripts and routes. A fresh Dash process can fail its very first visitor while it does that itself."""
        self._setup_server()
        told = re.sub(r"\.v[\w-]+?m([0-9a-fA-F]+)\.", r".v1m\1.", self._generate_scripts_html())
        self.scripts_of_dash = tuple(one for one in re.findall(r'src="([^"]+)"', told) if one.startswith(SENT_BY_DASH))


def create_app(settings: Settings) -> Dashboard:
    """The dashboard of one data package, ready to serve. Raises NoRelease or DamagedRelease if there is nothing to serve, and
    RegisterError if the database of links cannot be opened, TemplateError if the template of presentations cannot be used."""
    desks = Desks(Store(settings.data))
    programme = desks.current().warehouse.release.programme
    words = language(programme.language)
    key = settings.secret_key or own_key(settings.data)
    register = Register(settings.state or default_state(settings.data), key)
    app = Dashboard(
        "dashboard",
        assets_folder=str(ROOT / "assets"),
        include_assets_files=False,
        title=programme.name,
        update_title="",
        serve_locally=True,
        enable_mcp=False,
        use_async=False,  # whatever happens to be installed beside it
    )
    # All that Dash itself draws: the inside of the panel in which a number is explained.
    app.layout = dash.html.Div([dash.html.Div(id=ids.ASKED, hidden=True), dash.html.Div(id=ids.EXPLAIN_BODY)])
    app.views, app.words = Views(desks), words
    _add_callbacks(app, words)
    server: flask.Flask = app.server
    server.config["MAX_CONTENT_LENGTH"] = LARGEST_REQUEST
    server.config["COMPRESS_MIMETYPES"] = [
        "text/html", "text/css", "application/json", "text/javascript", "application/javascript", "image/svg+xml", "text/csv",
    ]
    server.config["COMPRESS_ALGORITHM"] = ["br", "gzip"]
    server.config["COMPRESS_BR_LEVEL"] = views.QUALITY
    server.secret_key = key
    Compress(server)
    assets.install(server)
    pictures.install(server, settings.chrome, words)
    views.install(server, app.views, partial(_asked, words))
    _add_routes(server, desks, register, words)
    documents.install(server, settings.public_address, register, words)
    sharing.install(server, settings, desks, register, words)
    present.install(server, settings, register, words)
    gate.install(app, server, settings, desks, register, sign_in.install(server, settings, register, words), words)
    app.get_ready()
    return app


def _asked(programme_words: Language, of: str, on: str, had: str, opened: list[str]) -> Asked:
    """The view of an address, below where the reader is, as far as they may see it. Aborts with 404 where there is none."""
    path, _, query = of.partition("?")
    desk = desk_of_request()
    page = page_at(path, desk)
    if page is None:
        flask.abort(404)
    return Asked(page, query, desk, words_of_request(programme_words), on, had, tuple(sorted(folds(page) & set(opened))))


def _add_callbacks(app: Dashboard, programme_words: Language) -> None:
    def asked(visit: Any) -> tuple[str, str]:
        path, search = (visit.get("path"), visit.get("search")) if isinstance(visit, dict) else (None, None)
        if not isinstance(path, str) or not isinstance(search, str) or len(path) > LONGEST_PATH:
            flask.abort(400)
        root = flask.request.script_root
        if not (path + "/").startswith(root + "/"):
            flask.abort(400)
        return path[len(root):] or "/", search

    @app.callback(Output(ids.EXPLAIN_BODY, "data-html"), Input(ids.ASKED, "data-asked"), prevent_initial_call=True)
    def explain_number(asked_for: Any) -> Any:
        path, search = asked(asked_for)
        name = asked_for.get("chart")
        if not isinstance(name, str) or name not in CHARTS or CHARTS[name][1].path != path:
            flask.abort(400)
        chart, page = CHARTS[name]
        desk, words = desk_of_request(), words_of_request(programme_words)
        view, _ = desk.view(page, search)
        try:
            return as_html(panel(answer(chart, page, view, desk), page, words), reach_of(desk) if desk.reader.link else None)
        except QueryFailed:
            log.exception("chart %s could not be explained", name)
            return as_html(html.P(words("This figure could not be computed."), role="alert"))


def _add_routes(server: flask.Flask, desks: Desks, register: Register, programme_words: Language) -> None:
    @server.get("/health")
    def health() -> flask.Response:
        release = desks.current().warehouse.release
        return flask.jsonify(status="ok", release=release.name, cut_off=release.cut_off.isoformat())

    @server.get("/export/")
    def exports() -> flask.Response:
        desk = desk_of_request()
        base = desk.reader.base

        def files(name: str) -> list[str]:
            return [kind for kind in (*FORMATS, "png", "svg") if may_download(f"{name}.{kind}", desk)]

        charts = [
            {"chart": chart.name, "title": chart.title, "page": base + page.path, "formats": files(chart.name),
             "addresses": [f"{base}/export/{chart.name}.{kind}" for kind in files(chart.name)]}
            for chart, page in CHARTS.values() if files(chart.name)
        ]
        told: dict[str, Any] = {"charts": charts}
        if may_download(EVERYTHING, desk):
            told["everything"] = f"{base}/export/{EVERYTHING}"
        if is_sealed() and not charts:
            flask.abort(404)
        return flask.jsonify(told)

    @server.get(f"/export/{EVERYTHING}")
    def download_everything() -> flask.Response:
        desk = desk_of_request()
        if not may_download(EVERYTHING, desk):
            flask.abort(404)
        return sent(everything(desk, words_of_request(programme_words)), desk, register)

    @server.get("/export/<name>.<kind>")
    def download(name: str, kind: str) -> flask.Response:
        desk, words = desk_of_request(), words_of_request(programme_words)
        if name not in CHARTS or not may_download(f"{name}.{kind}", desk):
            flask.abort(404)
        chart, page = CHARTS[name]
        query, size = flask.request.query_string.decode("utf-8", "replace"), ""
        if kind in PICTURES:
            size, query = pictures.sized(query)
            if size not in SIZES:
                return pictures.wrong_size(size, words)
        view, notices = desk.view(page, query)
        if notices:
            said = "\n".join(words(n.text, **n.values) for n in notices)
            return plain(words("This download was not made, because its address asks for what is not there:") + "\n" + said, 400)
        try:
            if kind == "drawing":
                return flask.jsonify(pictures.specification(chart, page, view, desk, size, words))
            given = answer(chart, page, view, desk)
            file = pictures.drawn(given, page, kind, size, words) if size else export(given, page, kind, words)
        except QueryFailed:
            log.exception("export %s failed", name)
            return plain(words("This figure could not be computed."), 500)
        return sent(file, desk, register)
