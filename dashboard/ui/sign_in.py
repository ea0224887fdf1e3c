"""Who is asking: who signed in with OpenID Connect, whom a trusted proxy names, or whoever sits at this machine."""

from __future__ import annotations

import logging
import re
import time
from collections import deque
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import flask
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface

from dashboard.language import Language
from dashboard.links import Person, Register, own_key
from dashboard.settings import Settings
from dashboard.ui.told import plain, told

if TYPE_CHECKING:
    from dashboard.ui.provider import Provider

log = logging.getLogger(__name__)

START, DONE, OUT = "/sign-in", "/sign-in/done", "/sign-out"
ROUTES = (START, DONE, OUT)
"""Where people sign in and out; there with OpenID Connect only, and open to everybody."""

COOKIE_LIVES = timedelta(hours=12)
FLOW_LIVES_S = 30 * 60
FLOWS_KEPT = 3
LONGEST_NEXT = 700
REFUSALS_A_MINUTE = 60
FORWARDED = frozenset({"HTTP_FORWARDED", "HTTP_VIA", "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_PROTO",
                       "HTTP_X_REAL_IP"})
"""Headers that a proxy adds, as WSGI names them."""


class SignInRefused(Exception):
    """Somebody may not come in. The message is the reason for the log; it holds nothing that was sent."""

    def __init__(self, reason: str, by: str = ""):
        super().__init__(reason)
        self.by = by


class ProviderSilent(Exception):
    """The provider cannot be asked, or says of itself what cannot be right."""


@dataclass(frozen=True)
class Claims:
    """What a provider vouches for: a person, and the groups they are in."""

    subject: str
    name: str
    groups: tuple[str, ...]


class SignIn:
    """Knows who is behind a request, and what to answer somebody who is nobody yet."""

    def __init__(self, settings: Settings, register: Register, words: Language):
        self._settings = settings
        self._register = register
        self._words = words
        self._here = Person("local", words("This computer"), "steward")
        self._refused_at: deque[float] = deque(maxlen=REFUSALS_A_MINUTE)

    @property
    def has_pages(self) -> bool:
        """Whether people sign in and out here, so that a way out is worth showing."""
        return self._settings.sign_in == "oidc"

    def person(self, request: flask.Request) -> Person | None:
        """The person asking, with the role that this way in gives them; None for anybody else. Looked up for every request."""
        if self._settings.sign_in == "oidc":
            kept = flask.session.get("id")
            return self._register.person(kept, datetime.now(UTC)) if isinstance(kept, str) else None
        if self._settings.sign_in == "proxy":
            name, groups = self._told_by_proxy(request)
            role = self._settings.role(groups) if name else None
            return Person(name, name, role) if role else None
        peer = _peer(request)
        is_here = peer is not None and peer.is_loopback and request.environ.keys().isdisjoint(FORWARDED)
        return self._here if is_here and not self._settings.is_for_others else None

    def ask(self, request: flask.Request) -> flask.Response:
        """What to answer somebody who is nobody: the way in for a browser that opens a page, a refusal for anything else."""
        words = self._words
        if self._settings.sign_in == "proxy":
            if self._told_by_proxy(request)[0]:
                return told(words("You have no role here. Ask the team for access."), 403, words, back="")
            return told(words("The service in front of this dashboard has not said who you are."), 401, words, back="")
        if not self.has_pages:
            return told(words("This dashboard is open only on the computer that it runs on."), 403, words, back="")
        if request.method == "GET" and "text/html" in request.headers.get("Accept", ""):
            wanted = quote(request.path) + ("?" + request.query_string.decode("latin-1") if request.query_string else "")
            return _to(f"{START}?next={quote(wanted, safe='')}")
        return plain(words("Sign in first."), 401)

    def start(self, provider: Provider) -> flask.Response:
        """Send somebody to the provider, and remember in their cookie what its answer must match."""
        try:
            flow = provider.start()
        except ProviderSilent as fault:
            return self._unavailable(fault)
        begun = [one for one in _flows() if one["at"] > time.time() - FLOW_LIVES_S]
        flask.session["flows"] = [
            *begun[1 - FLOWS_KEPT:],
            {"state": flow["state"], "nonce": flow["nonce"], "code_verifier": flow["code_verifier"],
             "next": safe_next(flask.request.args.get("next", "/")), "at": int(time.time())},
        ]
        return _to(flow["url"])

    def finish(self, provider: Provider) -> flask.Response:
        """Let in whom the provider vouches for, under a new session; refuse anybody else."""
        given = flask.request.args.to_dict()
        flow = next((one for one in _flows() if one["state"] == given.get("state")), None)
        if flow is None or flow["at"] < time.time() - FLOW_LIVES_S:
            return self._refuse(SignInRefused("the state is none that was given out here"))
        flask.session["flows"] = [one for one in _flows() if one is not flow]
        try:
            claims = provider.finish(flow, given)
            role = self._settings.role(claims.groups)
            if role is None:
                raise SignInRefused("in no group that has a role", claims.subject)
        except SignInRefused as fault:
            return self._refuse(fault)
        except ProviderSilent as fault:
            return self._unavailable(fault)
        self._end()
        flask.session["id"] = self._register.sign_in(Person(claims.subject, claims.name, role))
        return _to(flow["next"])

    def leave(self) -> flask.Response:
        """End the session here, so that a copy of its cookie is worth nothing."""
        words = self._words
        if not is_own_request(flask.request, self._settings.public_address):
            return plain(words("This request is not one that the dashboard makes."), 403)
        self._end()
        return told(words("You are signed out."), 200, words, back="/", named=words("Sign in"))

    def _end(self) -> None:
        kept = flask.session.get("id")
        flask.session.clear()
        if isinstance(kept, str):
            self._register.sign_out(kept)

    def _told_by_proxy(self, request: flask.Request) -> tuple[str, tuple[str, ...]]:
        """Name and groups that the proxy states; nothing if the request comes from anywhere else."""
        peer = _peer(request)
        if peer is None or str(peer) not in self._settings.proxy_addresses:
            return "", ()
        name = _header(request, self._settings.proxy_user_header)
        # Headers of one name are joined by commas: a second one was not written by the proxy.
        if "," in name or not name.isprintable() or len(name) > 200:
            return "", ()
        return name, tuple(one.strip() for one in _header(request, self._settings.proxy_groups_header).split(",") if one.strip())

    def _refuse(self, fault: SignInRefused) -> flask.Response:
        words = self._words
        if self._is_worth_recording():
            log.warning("sign-in refused: %s", fault)
            self._register.record("sign_in_refused", fault.by, detail=str(fault))
        said = words("You have no role here. Ask the team for access.") if fault.by else words("You could not be signed in.")
        return told(said, 403, words, back=START, named=words("Sign in again"))

    def _unavailable(self, fault: ProviderSilent) -> flask.Response:
        words = self._words
        if self._is_worth_recording():
            log.warning("nobody can sign in: the provider cannot be asked: %s", fault)
            self._register.record("sign_in_refused", "", detail="the provider cannot be asked")
        answer = told(words("The service that signs you in does not answer. Try again in a minute."), 503, words,
                      back=START, named=words("Sign in again"))
        answer.headers["Retry-After"] = "60"
        return answer

    def _is_worth_recording(self) -> bool:
        """Anybody can be refused as often as they like, but not fill the log with it."""
        now = time.monotonic()
        if len(self._refused_at) == REFUSALS_A_MINUTE and now - self._refused_at[0] < 60:
            return False
        self._refused_at.append(now)
        return True


class Sessions(SecureCookieSessionInterface):
    """Sessions in a signed cookie; a request that brings none costs nothing."""

    def open_session(self, app: flask.Flask, request: flask.Request) -> SecureCookieSession | None:
        if self.get_cookie_name(app) in request.cookies:
            return super().open_session(app, request)
        return self.session_class()


def install(server: flask.Flask, settings: Settings, register: Register, words: Language) -> SignIn:
    """Set up the session cookie, and with OpenID Connect the pages to sign in and out at."""
    is_https = settings.address.startswith("https:")
    server.session_interface = Sessions()
    server.config.update(
        SESSION_COOKIE_NAME="__Host-session" if is_https else "session", SESSION_COOKIE_PATH="/", SESSION_COOKIE_SECURE=is_https,
        SESSION_COOKIE_HTTPONLY=True, SESSION_COOKIE_SAMESITE="Lax", PERMANENT_SESSION_LIFETIME=COOKIE_LIVES,
    )
    sign_in = SignIn(settings, register, words)
    if sign_in.has_pages:
        server.secret_key = settings.secret_key or own_key(settings.data)
        logging.getLogger("authlib").setLevel(logging.INFO)  # below that it tells what keeps a sign-in safe
        from dashboard.ui.provider import Provider  # with all that speaks to one, which no other server needs

        provider = Provider(server, settings)
        server.add_url_rule(START, "sign_in", lambda: sign_in.start(provider), methods=["GET"])
        server.add_url_rule(DONE, "sign_in_done", lambda: sign_in.finish(provider), methods=["GET"])
        server.add_url_rule(OUT, "sign_out", sign_in.leave, methods=["POST"])
    return sign_in


def is_own_request(request: flask.Request, public_address: str = "") -> bool:
    """Whether a request that changes something was made by a page of this dashboard, as its browser says. What no browser
    says anything about is not."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None and site not in ("same-origin", "none"):
        return False
    origin = request.headers.get("Origin")
    # A form on a page whose address is never referred to is sent with the origin 'null'.
    if origin is None or (origin == "null" and site == "same-origin"):
        return site is not None
    asked = re.fullmatch(r"https?://([^/?#@\s]+)", origin.lower())
    return asked is not None and (asked[1] == request.headers.get("Host", "").lower() or origin.lower() == public_address)


def safe_next(wanted: str) -> str:
    """An address to go on to after signing in: a path of this server as a browser sends it, else '/'."""
    is_path = len(wanted) <= LONGEST_NEXT and re.fullmatch(r"/(?!/)[!-\[\]-~]*", wanted) is not None
    path = wanted.partition("?")[0]
    return wanted if is_path and "//" not in path and path not in ROUTES else "/"


def _to(address: str) -> flask.Response:
    return flask.make_response(flask.redirect(address))


def _flows() -> list[dict[str, Any]]:
    """Sign-ins begun in this browser, the oldest first."""
    return flask.session.get("flows") or []


def _header(request: flask.Request, name: str) -> str:
    try:
        return request.headers.get(name, "").strip().encode("latin-1").decode("utf-8")
    except UnicodeError:
        return ""


def _peer(request: flask.Request) -> IPv4Address | IPv6Address | None:
    """The machine at the other end of the connection."""
    return _address(request.remote_addr or "")


@lru_cache(maxsize=64)
def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        peer = ip_address(text)
    except ValueError:
        return None
    return getattr(peer, "ipv4_mapped", None) or peer
