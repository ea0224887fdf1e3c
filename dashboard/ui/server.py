"""The application: its callbacks and routes. What may be asked, by whom, is settled by the gate before any of them runs."""

from __future__ import annotations

import gzip
import logging
import re
from collections.abc import Callable
from typing import Any

import dash
import flask
from dash import ALL, ClientsideFunction, Input, Output, State
from flask_compress import Compress

from dashboard.chart import QueryFailed, answer
from dashboard.content import CHARTS, PAGES
from dashboard.exports import EVERYTHING, FORMATS, everything, export
from dashboard.figures import PLOTLY
from dashboard.language import Language, language
from dashboard.links import Register, default_state, own_key
from dashboard.settings import ROOT, Settings
from dashboard.snapshots import SIZES
from dashboard.ui import documents, gate, ids, pictures, present, sharing, sign_in
from dashboard.ui.cards import is_drawn, room
from dashboard.ui.desks import Desks
from dashboard.ui.documents import sent
from dashboard.ui.explain import panel
from dashboard.ui.fragments import as_html
from dashboard.ui.gate import desk_of_request, is_sealed, words_of_request
from dashboard.ui.links import PICTURES, may_download, reach_of
from dashboard.ui.shell import layout, not_found, page_at, page_layout
from dashboard.ui.told import plain
from dashboard.warehouse import Store

log = logging.getLogger(__name__)

LARGEST_REQUEST = 256 * 1024
SCRIPTS_KEPT = 64
LONGEST_PATH = 200
VENDOR = "/assets/vendor/"
PLOTLY_ADDRESS = f"{VENDOR}{PLOTLY.name}?m={PLOTLY.stat().st_mtime}"
INDEX = """<!DOCTYPE html>
<html lang="{language}">
<head>
{{%metas%}}
<title>{{%title%}}</title>
<link rel="icon" href="/assets/favicon.svg" type="image/svg+xml">
{{%css%}}
<script src="/assets/scripts/theme.js"></script>
</head>
<body>
{{%app_entry%}}
<noscript><p>{noscript}</p></noscript>
<div>{{%config%}}{{%scripts%}}{{%renderer%}}</div>
</body>
</html>"""


class Dashboard(dash.Dash):
    """Dash without the versions it would tell every visitor, answering below the address that was asked."""

    def _config(self) -> dict[str, Any]:
        told = super()._config()
        for key in ("dash_version", "python_version", "dash_version_url", "plotly_version", "ddk_version"):
            told.pop(key, None)
        # Dash's pages load their own plotly.js, the whole of it, or one from elsewhere when the first picture appears: ours.
        told |= {"serve_locally": False, "plotlyjs_url": PLOTLY_ADDRESS}
        if flask.has_request_context():
            told["requests_pathname_prefix"] = flask.request.script_root + "/"
        return told

    def interpolate_index(self, *args: Any, **kwargs: Any) -> Any:
        """The index page, its script addresses carrying a change stamp but no version. A sealed one says what it shows."""
        title, tags = sharing.sealed_head()
        if tags:
            kwargs |= {"title": title, "metas": kwargs["metas"] + "\n" + tags}
        if any(page.path == flask.request.path and any(map(is_drawn, page.charts)) for page in PAGES):
            # It comes beside the page, after what the page itself needs, and is not evaluated before a picture asks for it.
            kwargs["css"] += f'\n<link rel="preload" as="script" href="{PLOTLY_ADDRESS}" fetchpriority="low">'
        return re.sub(r"\.v[\w-]+?m([0-9a-fA-F]+)\.", r".v1m\1.", super().interpolate_index(*args, **kwargs))


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
        assets_ignore=r"^(plotly.*\.min|standalone)\.js$",  # of figures, and of documents without Dash
        title=programme.name,
        update_title="",
        serve_locally=True,
        enable_mcp=False,
        use_async=False,  # whatever happens to be installed beside it
        index_string=INDEX.format(
            language=words.code,
            noscript=words("This dashboard needs JavaScript. Figures can be downloaded without it from /export/."),
        ),
        meta_tags=[{"name": "viewport", "content": "width=device-width, initial-scale=1"}],
    )
    # Dash also asks for the layout while it starts, for nobody.
    app.layout = lambda: layout(flask.g.desk if flask.has_request_context() and "desk" in flask.g else desks.current(),
                                words_of_request(words) if flask.has_request_context() else words)
    _add_callbacks(app, desks, words)
    server: flask.Flask = app.server
    server.config["MAX_CONTENT_LENGTH"] = LARGEST_REQUEST
    server.config["COMPRESS_MIMETYPES"] = [
        "text/html", "text/css", "application/json", "text/javascript", "application/javascript", "image/svg+xml", "text/csv",
    ]
    server.config["COMPRESS_ALGORITHM"] = ["gzip"]
    server.secret_key = key
    Compress(server)
    server.after_request(_scripts_compressed_once())
    pictures.install(server, settings.chrome, words)
    _add_routes(server, desks, register, words)
    documents.install(server, settings.public_address, register, words)
    sharing.install(server, settings, desks, register, words)
    present.install(server, settings, register, words)
    gate.install(app, server, settings, desks, register, sign_in.install(server, settings, register, words), words)
    # A fresh Dash process can fail its very first visitor while it registers scripts; it gets ready before there is one.
    with server.test_request_context("/"):
        app._setup_server()
        app.index()
    return app


def _scripts_compressed_once() -> Callable[[flask.Response], flask.Response]:
    """Keeps the large scripts compressed: packing the largest takes half a second, and every new reader asks for it."""
    kept: dict[tuple[str, str], bytes] = {}

    def finish(response: flask.Response) -> flask.Response:
        request = flask.request
        is_script = request.path.startswith((gate.SCRIPTS, VENDOR)) and response.status_code == 200 and request.method == "GET"
        if not is_script or "gzip" not in request.accept_encodings or "Content-Encoding" in response.headers:
            return response
        response.direct_passthrough = False
        etag, _ = response.get_etag()
        key = (request.path, etag or str(response.last_modified))
        if key not in kept:
            if len(kept) >= SCRIPTS_KEPT:
                kept.clear()
            kept[key] = gzip.compress(response.get_data(), 9)
        response.set_data(kept[key])
        response.headers["Content-Encoding"] = "gzip"
        response.headers["Vary"] = "Accept-Encoding"
        if etag:
            response.set_etag(f"{etag}:gzip")
        response.make_conditional(request)
        return response

    return finish


def _add_callbacks(app: Dashboard, desks: Desks, programme_words: Language) -> None:
    def asked(visit: Any) -> tuple[str, str]:
        path, search = (visit.get("path"), visit.get("search")) if isinstance(visit, dict) else (None, None)
        if not isinstance(path, str) or not isinstance(search, str) or len(path) > LONGEST_PATH:
            flask.abort(400)
        root = flask.request.script_root
        if not (path + "/").startswith(root + "/"):
            flask.abort(400)
        return path[len(root):] or "/", search

    def composed(path: str, search: str) -> Any:
        desk = desk_of_request()
        page = page_at(path, desk)
        if page is None:
            return None
        return page, desks.composed(page, search, desk, words_of_request(programme_words)), desk

    app.clientside_callback(
        ClientsideFunction("dashboard", "route"),
        Output(ids.VISIT, "data"), Output(ids.SELECTION, "data"),
        Input(ids.ADDRESS, "pathname"), Input(ids.ADDRESS, "search"), State(ids.MOUNTED, "data"),
    )
    app.clientside_callback(
        ClientsideFunction("dashboard", "answered"),
        Output(ids.SETTLED, "data"),
        Input(ids.PAGE, "children"), Input(ids.live(ALL), "data-html"),
    )
    app.clientside_callback(
        ClientsideFunction("dashboard", "open_mark"),
        Output(ids.CLICKED, "data"),
        Input(ids.graph(ALL), "clickData"),
        prevent_initial_call=True,
    )

    @app.callback(
        Output(ids.PAGE, "children"), Output(ids.MOUNTED, "data"), Input(ids.VISIT, "data"), prevent_initial_call=True,
    )
    def visit_page(visit: Any) -> Any:
        path, search = asked(visit)
        found = composed(path, search)
        if found is None:
            if is_sealed():
                flask.abort(404)
            return not_found(desk_of_request(), programme_words), path
        page, content, desk = found
        return page_layout(page, content, desk, words_of_request(programme_words)), flask.request.script_root + path

    @app.callback(
        Output(ids.graph(ALL), "figure"), Output(ids.graph(ALL), "style"), Output(ids.live(ALL), "data-html"),
        Input(ids.SELECTION, "data"),
        prevent_initial_call=True,
    )
    def select(visit: Any) -> Any:
        path, search = asked(visit)
        found = composed(path, search)
        if found is None:
            flask.abort(400)
        _, content, _ = found
        graphs, _, pieces = dash.ctx.outputs_list
        drawn = [content.pictures.get(out["id"]["key"]) for out in graphs]
        return (
            [picture or dash.no_update for picture in drawn],
            [room(picture) if picture else dash.no_update for picture in drawn],
            [content.live.get(out["id"]["key"], dash.no_update) for out in pieces],
        )

    app.clientside_callback(
        ClientsideFunction("dashboard", "explain"),
        Output(ids.ASKED, "data"),
        Input(ids.explain(ALL), "n_clicks"), State(ids.ADDRESS, "pathname"), State(ids.ADDRESS, "search"),
        prevent_initial_call=True,
    )

    @app.callback(
        Output(ids.EXPLAIN, "is_open"), Output(ids.EXPLAIN_BODY, "data-html"), Input(ids.ASKED, "data"), prevent_initial_call=True,
    )
    def explain_number(asked_for: Any) -> Any:
        path, search = asked(asked_for)
        name = asked_for.get("chart")
        if not isinstance(name, str) or name not in CHARTS or CHARTS[name][1].path != path:
            flask.abort(400)
        chart, page = CHARTS[name]
        desk, words = desk_of_request(), words_of_request(programme_words)
        view, _ = desk.view(page, search)
        try:
            return True, as_html(panel(answer(chart, page, view, desk), page, words), reach_of(desk) if desk.reader.link else None)
        except QueryFailed:
            log.exception("chart %s could not be explained", name)
            return True, as_html(dash.html.P(words("This figure could not be computed."), role="alert"))


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
