"""The application: callbacks, routes, and what every response carries."""

from __future__ import annotations

import json
import logging
import re
import secrets
import threading
from collections import OrderedDict
from typing import Any

import dash
import flask
from dash import ALL, ClientsideFunction, Input, Output, State
from dash.exceptions import DependencyException
from flask_compress import Compress
from werkzeug.exceptions import HTTPException

from dashboard.chart import Desk, Page, QueryFailed, answer
from dashboard.content import CHARTS, PAGES
from dashboard.exports import EVERYTHING, FORMATS, File, everything, export
from dashboard.language import Language, language
from dashboard.settings import ROOT, Settings
from dashboard.ui import ids
from dashboard.ui.cards import room
from dashboard.ui.explain import panel
from dashboard.ui.fragments import as_html
from dashboard.ui.shell import Composed, compose, layout, not_found, page_at, page_layout
from dashboard.ui.told import plain, told
from dashboard.warehouse import Store, Warehouse

log = logging.getLogger(__name__)

LARGEST_REQUEST = 256 * 1024
PAGES_KEPT = 300
LONGEST_PATH = 200
CALLBACKS = "/_dash-update-component"
ANY_ADDRESS = "/<path:path>"
INDEX = """<!DOCTYPE html>
<html lang="{language}">
<head>
{{%metas%}}
<title>{title}</title>
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


class Desks:
    """The desk of the release being served, made again only when the release changes, and the pages last composed at it."""

    def __init__(self, store: Store):
        self._store = store
        self._desk: Desk | None = None
        self._pages: OrderedDict[str, Composed] = OrderedDict()
        self._lock = threading.Lock()

    def current(self) -> Desk:
        """The desk to answer with now."""
        warehouse: Warehouse = self._store.current()
        if self._desk is None or self._desk.warehouse is not warehouse:
            with self._lock:
                self._desk = Desk(warehouse)
                self._pages.clear()
        return self._desk

    def composed(self, page: Page, query: str, words: Language) -> tuple[Composed, Desk]:
        """A page for the view that an address asks for. Equal views, however they are written, are composed once."""
        desk = self.current()
        view, notices = desk.view(page, query)
        if notices:
            return compose(page, view, notices, desk, words), desk
        key = view.address()
        with self._lock:
            if key in self._pages and desk is self._desk:
                self._pages.move_to_end(key)
                return self._pages[key], desk
        made = compose(page, view, notices, desk, words)
        with self._lock:
            if desk is self._desk and not made.has_failed:
                self._pages[key] = made
                while len(self._pages) > PAGES_KEPT:
                    self._pages.popitem(last=False)
        return made, desk


class Dashboard(dash.Dash):
    """Dash without the versions it would tell every visitor."""

    def _config(self) -> dict[str, Any]:
        told = super()._config()
        for key in ("dash_version", "python_version", "dash_version_url", "plotly_version", "ddk_version"):
            told.pop(key, None)
        return told

    def interpolate_index(self, *args: Any, **kwargs: Any) -> Any:
        """The index page, its script addresses carrying a change stamp but no version."""
        return re.sub(r"\.v[\w-]+?m([0-9a-fA-F]+)\.", r".v1m\1.", super().interpolate_index(*args, **kwargs))


def create_app(settings: Settings) -> Dashboard:
    """The dashboard of one data package, ready to serve. Raises NoRelease or DamagedRelease if there is nothing to serve."""
    desks = Desks(Store(settings.data))
    programme = desks.current().warehouse.release.programme
    words = language(programme.language)
    app = Dashboard(
        "dashboard",
        assets_folder=str(ROOT / "assets"),
        title=programme.name,
        update_title="",
        serve_locally=True,
        enable_mcp=False,
        index_string=INDEX.format(
            language=words.code, title=programme.name,
            noscript=words("This dashboard needs JavaScript. Figures can be downloaded without it from /export/."),
        ),
        meta_tags=[{"name": "viewport", "content": "width=device-width, initial-scale=1"},
                   {"name": "description", "content": programme.tagline}],
    )
    app.layout = lambda: layout(desks.current(), words)
    _add_callbacks(app, desks, words)
    server: flask.Flask = app.server
    server.config["MAX_CONTENT_LENGTH"] = LARGEST_REQUEST
    server.config["COMPRESS_MIMETYPES"] = [
        "text/html", "text/css", "application/json", "text/javascript", "application/javascript", "image/svg+xml", "text/csv",
    ]
    server.config["COMPRESS_ALGORITHM"] = ["gzip"]
    server.secret_key = secrets.token_bytes(32)
    Compress(server)
    _add_routes(server, desks, words)
    _guard(app, server, settings, words)
    # A fresh Dash process can fail its very first visitor while it registers scripts; it visits itself first.
    visitor = server.test_client()
    host = {"Host": settings.allowed_hosts[0] if settings.allowed_hosts else "localhost"}
    for address in ("/", "/_dash-layout", "/_dash-dependencies"):
        visitor.get(address, headers=host)
    return app


def _add_callbacks(app: Dashboard, desks: Desks, words: Language) -> None:
    def asked(visit: Any) -> tuple[str, str]:
        path, search = (visit.get("path"), visit.get("search")) if isinstance(visit, dict) else (None, None)
        if not isinstance(path, str) or not isinstance(search, str) or len(path) > LONGEST_PATH:
            flask.abort(400)
        return path, search

    def composed(path: str, search: str) -> Any:
        page = page_at(path)
        if page is None:
            return None
        return page, *desks.composed(page, search, words)

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
            return not_found(words), path
        page, content, desk = found
        return page_layout(page, content, desk, words), path

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
        desk = desks.current()
        view, _ = desk.view(page, search)
        try:
            return True, as_html(panel(answer(chart, page, view, desk), page, words))
        except QueryFailed:
            log.exception("chart %s could not be explained", name)
            return True, as_html(dash.html.P(words("This figure could not be computed."), role="alert"))


def _add_routes(server: flask.Flask, desks: Desks, words: Language) -> None:
    @server.get("/health")
    def health() -> flask.Response:
        release = desks.current().warehouse.release
        return flask.jsonify(status="ok", release=release.name, cut_off=release.cut_off.isoformat())

    @server.get("/export/")
    def exports() -> flask.Response:
        return flask.jsonify(charts=[
            {"chart": chart.name, "title": chart.title, "page": page.path, "formats": list(FORMATS),
             "addresses": [f"/export/{chart.name}.{kind}" for kind in FORMATS]}
            for chart, page in CHARTS.values()
        ], everything=f"/export/{EVERYTHING}")

    @server.get(f"/export/{EVERYTHING}")
    def download_everything() -> flask.Response:
        return _sent(everything(desks.current(), words))

    @server.get("/export/<name>.<kind>")
    def download(name: str, kind: str) -> flask.Response:
        if name not in CHARTS or kind not in FORMATS:
            flask.abort(404)
        chart, page = CHARTS[name]
        desk = desks.current()
        view, notices = desk.view(page, flask.request.query_string.decode("utf-8", "replace"))
        if notices:
            said = "\n".join(words(n.text, **n.values) for n in notices)
            return plain(words("This download was not made, because its address asks for what is not there:") + "\n" + said, 400)
        try:
            file = export(answer(chart, page, view, desk), page, kind, words)
        except QueryFailed:
            log.exception("export %s failed", name)
            return plain(words("This figure could not be computed."), 500)
        return _sent(file)


def _sent(file: File) -> flask.Response:
    response = flask.make_response(file.content)
    response.headers["Content-Type"] = file.media_type
    response.headers["Content-Disposition"] = f'attachment; filename="{file.name}"'
    return response


def _guard(app: Dashboard, server: flask.Flask, settings: Settings, words: Language) -> None:
    """Refuse what the product never sends, and give every answer the same headers."""
    policy = "; ".join((
        "default-src 'none'", " ".join(("script-src 'self'", *app.csp_hashes())),
        "style-src 'self' 'unsafe-inline'", "img-src 'self' data: blob:", "font-src 'self'", "connect-src 'self'",
        "manifest-src 'self'", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'",
    ))
    hosts = {"localhost", "127.0.0.1", "[::1]", settings.host, *settings.allowed_hosts}
    any_host = settings.host in ("0.0.0.0", "::") and not settings.allowed_hosts
    paths = {page.path for page in PAGES}
    routes = ("/_dash-", "/assets/", "/export/", "/health", "/_favicon.ico")

    @server.before_request
    def refuse() -> Any:
        host = re.sub(r":\d+$", "", flask.request.host)
        if not any_host and host not in hosts:
            return plain(words("This address is not served here."), 400)
        path = flask.request.path
        rule = flask.request.url_rule
        # Dash answers any address at all with the index page.
        if path not in paths and (not path.startswith(routes) or (rule is not None and rule.rule == ANY_ADDRESS)):
            flask.abort(404)
        if path == CALLBACKS and flask.request.method == "POST" and not _is_callback(app, _body()):
            return plain(words("This request is not one that the dashboard makes."), 400)
        return None

    @server.after_request
    def finish(response: flask.Response) -> flask.Response:
        stamped = flask.request.path.startswith("/assets/") and "m" in flask.request.args
        if stamped:
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        elif not flask.request.path.startswith(("/assets/", "/_dash-component-suites/")):
            response.headers["Cache-Control"] = "no-store"
        response.headers["Content-Security-Policy"] = policy
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["X-Frame-Options"] = "DENY"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        response.headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=()"
        response.headers.pop("Server", None)
        return response

    @server.errorhandler(HTTPException)
    def refused(error: HTTPException) -> flask.Response:
        said = {
            404: words("There is nothing at this address."),
            405: words("This address does not take requests of that kind."),
            413: words("This request is too large."),
        }.get(error.code or 500, words("This request cannot be answered."))
        return told(said, error.code or 500, words)

    @server.errorhandler(DependencyException)
    def no_such_script(error: DependencyException) -> flask.Response:
        return told(words("There is nothing at this address."), 404, words)

    @server.errorhandler(Exception)
    def failed(error: Exception) -> flask.Response:
        reference = secrets.token_hex(4)
        log.error("request failed, reference %s", reference, exc_info=error)
        return told(words("Something went wrong here. Tell the team this reference: {reference}", reference=reference), 500, words)


def _body() -> Any:
    """The JSON of the request, or None for what is none."""
    try:
        return flask.request.get_json(silent=True)
    except RecursionError:
        return None


def _is_callback(app: Dashboard, body: Any) -> bool:
    """Whether a request body is one that a page of the product makes: for a callback that the server answers, with every
    input and output in its place."""
    if not isinstance(body, dict) or not isinstance(body.get("output"), str):
        return False
    declared = app.callback_map.get(body["output"])
    if declared is None or "callback" not in declared:
        return False
    told = [one.rpartition(".")[::2] for one in body["output"].strip(".").split("...")]
    changed = body.get("changedPropIds", [])
    return (
        _are_in_place(body.get("outputs") if len(told) > 1 else [body.get("outputs")], told)
        and _are_in_place(body.get("inputs"), [(one["id"], one["property"]) for one in declared["inputs"]])
        and _are_in_place(body.get("state", []), [(one["id"], one["property"]) for one in declared["state"]])
        and isinstance(changed, list) and all(isinstance(one, str) for one in changed)
    )


def _are_in_place(given: Any, declared: list[tuple[str, str]]) -> bool:
    return isinstance(given, list) and len(given) == len(declared) and all(
        _is_property(one, *expected) for one, expected in zip(given, declared, strict=True)
    )


def _is_property(given: Any, component: str, name: str) -> bool:
    """Whether a part of a request is a component's property, or a list of them where the component stands for all of a kind."""
    if not component.startswith("{"):
        return isinstance(given, dict) and given.get("id") == component and given.get("property") == name
    kind = json.loads(component)
    return isinstance(given, list) and all(
        isinstance(one, dict) and one.get("property") == name
        and isinstance(one.get("id"), dict) and one["id"].keys() == kind.keys()
        and all(isinstance(one["id"][key], str) and wanted in (["ALL"], one["id"][key]) for key, wanted in kind.items())
        for one in given
    )
