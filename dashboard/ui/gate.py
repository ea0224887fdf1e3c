"""The gate: who is asking, how far they may go, and what every answer carries.

Nothing is answered before the gate has said for whom. A person gets the desk of the release served; the address of a sealed
link, `/s/<token>/…`, gets the desk of that link, and only the few routes that a sealed view needs.
"""

from __future__ import annotations

import json
import logging
import re
import secrets
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import dash
import flask
from dash.exceptions import DependencyException
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from dashboard.chart import Desk, OutOfScope
from dashboard.content import PAGES
from dashboard.language import Language, language
from dashboard.links import Link, Register, TooManyTries
from dashboard.settings import Settings
from dashboard.ui.assets import ICON_OF_SITE, allowed_script
from dashboard.ui.desks import Desks
from dashboard.ui.sign_in import ROUTES as SIGN_IN_ROUTES
from dashboard.ui.sign_in import SignIn, is_own_request
from dashboard.ui.told import plain, told, told_with_passcode
from dashboard.warehouse import DamagedRelease, NoRelease

log = logging.getLogger(__name__)

CALLBACKS = "/_dash-update-component"
LAYOUT = "/_dash-layout"
ANY_ADDRESS = "/<path:path>"
SHARED = "/s/"
EMBEDDED = "/embed/"
OPENED = "/opened"
PICTURE = "/picture.png"
VIEW = "/view"
OPEN_TO_ALL = ("/assets/", "/_dash-component-suites/", ICON_OF_SITE, "/_favicon.ico", "/health")
ROUTES = ("/_dash-", VIEW, "/export/", "/links", "/present", "/print", "/releases/", *OPEN_TO_ALL)
SEALED_ROUTES = (LAYOUT, "/_dash-dependencies", CALLBACKS, VIEW, "/export/", "/card.png", PICTURE, "/embed", OPENED, "/print")
SCRIPTS = "/_dash-component-suites/"
UNLOCK = "/unlock"
SEALED, BARE = "dashboard.sealed", "dashboard.bare"
"""Set in the environment of a request below a sealed address: its token, and whether that is all of the address."""
GONE = {"ended": 410, "revoked": 410, "paused": 403}
Environ = dict[str, Any]


class SealedAddresses:
    """WSGI: takes `/s/<token>` off the path and makes it the root of the request, so that the same routes answer below it.
    `/embed/<token>` is short for `/s/<token>/embed`."""

    def __init__(self, application: Callable[..., Iterable[bytes]]):
        self._application = application

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path.startswith(EMBEDDED):
            token, slash, rest = path[len(EMBEDDED):].partition("/")
            path = f"{SHARED}{token}/embed{slash}{rest}"
        if path.startswith(SHARED):
            token, slash, rest = path[len(SHARED):].partition("/")
            environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + SHARED + token
            environ["PATH_INFO"] = "/" + rest
            environ[SEALED] = token
            environ[BARE] = not slash
        return self._application(environ, start_response)


class Refused(Exception):
    """A sealed address that shows nothing, whatever the reason; the status is all that tells the reasons apart."""

    def __init__(self, status: int):
        self.status = status


def desk_of_request() -> Desk:
    """The desk that the gate lent to this request. Aborts with 404 where there is none."""
    desk: Desk | None = flask.g.get("desk")
    if desk is None:
        flask.abort(404)
    return desk


def words_of_request(default: Language) -> Language:
    """The language of the link that is read, else the programme's."""
    words: Language = flask.g.get("words", default)
    return words


def is_sealed() -> bool:
    """Whether this request came through a sealed address."""
    return SEALED in flask.request.environ


def neutral(status: int, words: Language) -> flask.Response:
    """What an ended, revoked, paused or unknown link and everything out of its scope have in common: no title, no number."""
    return told(words("There is nothing to see at this address. If you were sent it, ask whoever sent it to you."),
                status, words, back="")


def install(
    app: dash.Dash, server: flask.Flask, settings: Settings, desks: Desks, register: Register, sign_in: SignIn, words: Language,
) -> None:
    """Put the gate before every route of the application, and headers on every answer."""
    policy = {
        "default-src": "'none'", "script-src": " ".join(("'self'", allowed_script(), *app.csp_hashes())),
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:", "font-src": "'self'", "connect-src": "'self'", "manifest-src": "'self'",
        "base-uri": "'none'", "form-action": "'self'",
    }
    hosts = {"localhost", "127.0.0.1", "[::1]", settings.host, *settings.allowed_hosts}
    any_host = settings.host in ("0.0.0.0", "::") and not settings.allowed_hosts
    paths = {page.path for page in PAGES}
    server.wsgi_app = SealedAddresses(server.wsgi_app)  # type: ignore[method-assign]

    @server.before_request
    def enter() -> Any:
        if not any_host and re.sub(r":\d+$", "", flask.request.host) not in hosts:
            return plain(words("This address is not served here."), 400)
        if is_sealed():
            return _enter_sealed()
        return _enter_as_person()

    def _enter_as_person() -> Any:
        request = flask.request
        path = request.path
        if path.startswith(OPEN_TO_ALL) and not _is_any_address():
            return None
        if path in SIGN_IN_ROUTES and sign_in.has_pages:
            if request.method not in ("GET", "HEAD") and not is_own_request(request, settings.public_address):
                return plain(words("This request did not come from a page of this dashboard."), 403)
            return None
        person = sign_in.person(request)
        if person is None:
            return sign_in.ask(request)
        # Dash answers any address at all with the index page.
        if path not in paths and (not path.startswith(ROUTES) or _is_any_address()):
            flask.abort(404)
        if refusal := _refused_request():
            return refusal
        flask.g.person = person
        flask.g.desk = desks.for_person(person, person.name if sign_in.has_pages else "")
        return None

    def _enter_sealed() -> Any:
        request = flask.request
        if request.path.startswith(SCRIPTS):
            # The page asks for some scripts below its own address; they are everybody's, and kept by the browser as such.
            return flask.redirect(request.full_path.rstrip("?"), 301)
        token, _, proof = request.environ[SEALED].partition("~")
        link = register.find(token)
        if link is None:
            raise Refused(404)
        state = link.state(_now())
        if state in GONE:
            raise Refused(GONE[state])
        if state == "draft":
            person = sign_in.person(request)
            if person is None or person.role not in ("editor", "steward"):
                raise Refused(404)
        flask.g.link = link
        flask.g.words = language(link.language)
        if link.has_passcode and state != "draft" and not (proof and register.is_unlocked(link.id, proof)):
            return _ask_passcode(link, token)
        if proof and not link.has_passcode:
            raise Refused(404)
        path = request.path
        if path not in paths and (not path.startswith(SEALED_ROUTES) or _is_any_address()):
            raise Refused(404)
        if request.method not in ("GET", "HEAD") and path not in (CALLBACKS, OPENED):
            raise Refused(404)
        if refusal := _refused_request():
            return refusal
        try:
            desk = desks.for_link(link, request.script_root)
        except NoRelease:
            raise Refused(404) from None
        if path in paths:
            if request.environ[BARE]:
                assert desk.reader.opening is not None
                return flask.redirect(desk.reader.base + desk.reader.opening.address())
            if all(page.path != path or desk.narrowed(page) is None for page in PAGES):
                raise Refused(404)
        flask.g.desk = desk
        if path == OPENED and request.method == "POST" and state != "draft":
            register.opened(link.id)
        return None

    def _ask_passcode(link: Link, token: str) -> flask.Response:
        """The one thing that a link with a passcode answers before it is given."""
        request, said = flask.request, ""
        if request.path == UNLOCK and request.method == "POST" and is_own_request(request, settings.public_address):
            try:
                proof = register.try_passcode(link.id, request.form.get("passcode", "")[:200])
            except TooManyTries:
                return told(words("Too many wrong passcodes. Try again in a quarter of an hour."), 429, words, back="")
            if proof:
                return flask.make_response(flask.redirect(f"{SHARED}{token}~{proof}", 303))
            said = flask.g.words("This is not the passcode.")
        elif request.path == EMBEDDED.rstrip("/"):
            return told(flask.g.words("This figure is protected by a passcode."), 401, flask.g.words, back=f"{SHARED}{token}",
                        named=flask.g.words("Open it with the passcode"))
        elif request.path not in paths:
            raise Refused(404)
        return told_with_passcode(f"{SHARED}{token}{UNLOCK}", said, flask.g.words)

    def _refused_request() -> flask.Response | None:
        """What the product's own pages never send."""
        request = flask.request
        if isinstance(request.routing_exception, MethodNotAllowed):
            raise request.routing_exception
        if request.method in ("GET", "HEAD", "OPTIONS"):
            return None
        is_told = "Origin" in request.headers or "Sec-Fetch-Site" in request.headers
        # A callback only reads, and its JSON cannot be sent by another site's form; everything else must prove where it is from.
        if not is_own_request(request, settings.public_address) and (is_told or request.path != CALLBACKS):
            return plain(words("This request did not come from a page of this dashboard."), 403)
        if request.path == CALLBACKS and not _is_callback(app, _body()):
            return plain(words("This request is not one that the dashboard makes."), 400)
        return None

    @server.after_request
    def finish(response: flask.Response) -> flask.Response:
        path, given, through_link = flask.request.path, response.headers, is_sealed()
        if path.startswith("/assets/") and "m" in flask.request.args:
            given["Cache-Control"] = "public, max-age=31536000, immutable"
        elif through_link or not path.startswith(("/assets/", "/_dash-component-suites/")):
            given["Cache-Control"] = "no-store"
        link: Link | None = flask.g.get("link")
        framed_by = ""
        if link is not None and link.is_draft:
            framed_by = "'self'"
        elif link is not None:
            framed_by = " ".join(link.sites)
        given.extend(fixed(
            framed_by, path.startswith("/links/") and not through_link, through_link,
            path == PICTURE and link is not None and bool(link.sites),
        ))
        given.pop("Server", None)
        return response

    @lru_cache(maxsize=256)
    def fixed(framed_by: str, has_frames: bool, through_link: bool, is_for_sites: bool) -> tuple[tuple[str, str], ...]:
        """The headers that nothing else sets, of an answer that may be framed by some sites, or that frames others itself."""
        parts = {**policy, **({"frame-src": "'self'"} if has_frames else {}), "frame-ancestors": framed_by or "'none'"}
        told = {
            "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in parts.items()),
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "same-origin",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "cross-origin" if is_for_sites else "same-origin",
            "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
        }
        if not framed_by:
            told["X-Frame-Options"] = "DENY"
        if through_link:
            told["X-Robots-Tag"] = "noindex, nofollow"
        return tuple(told.items())

    @server.errorhandler(Refused)
    def shows_nothing(refusal: Refused) -> flask.Response:
        return neutral(refusal.status, words)

    @server.errorhandler(OutOfScope)
    def out_of_scope(error: OutOfScope) -> flask.Response:
        log.warning("out of scope: %s", error)
        return neutral(404, words) if is_sealed() else told(words("There is nothing at this address."), 404, words)

    @server.errorhandler(DamagedRelease)
    def damaged(error: DamagedRelease) -> flask.Response:
        log.error("%s", error)
        return told(words("The data behind this address are not, or no longer, those it was made for. No figure is shown."), 503,
                    words, back="")

    @server.errorhandler(HTTPException)
    def refused(error: HTTPException) -> flask.Response:
        code = error.code or 500
        if is_sealed():
            return neutral(code, words)
        said = {
            403: words("This is for others to do. If you should be able to, ask whoever runs this dashboard."),
            404: words("There is nothing at this address."),
            405: words("This address does not take requests of that kind."),
            413: words("This request is too large."),
        }.get(code, words("This request cannot be answered."))
        return told(said, code, words)

    @server.errorhandler(DependencyException)
    def no_such_script(error: DependencyException) -> flask.Response:
        return told(words("There is nothing at this address."), 404, words)

    @server.errorhandler(Exception)
    def failed(error: Exception) -> flask.Response:
        reference = secrets.token_hex(4)
        log.error("request failed, reference %s", reference, exc_info=error)
        return told(words("Something went wrong here. Tell the team this reference: {reference}", reference=reference), 500, words,
                    back="" if is_sealed() else "/")


def _is_any_address() -> bool:
    rule = flask.request.url_rule
    return rule is not None and rule.rule == ANY_ADDRESS


def _now() -> datetime:
    return datetime.now(UTC)


def _body() -> Any:
    """The JSON of the request, or None for what is none."""
    try:
        return flask.request.get_json(silent=True)
    except RecursionError:
        return None


def _is_callback(app: dash.Dash, body: Any) -> bool:
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
