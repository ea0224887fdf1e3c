"""A dashboard of three routes that lets in whom the product lets in, and a browser that keeps cookies and fills in forms."""

from __future__ import annotations

import re
import threading
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import flask
import requests
import waitress
from provider import PASSWORD

from dashboard.language import language
from dashboard.settings import Settings
from dashboard.ui.sign_in import ROUTES, SignIn, install, is_own_request

KEY = "Jq0_vS7nWm2-xY4tRz8LbKd5HcPfGgNa3EuTiQoB"
HTML = {"Accept": "text/html,application/xhtml+xml"}


def make(settings: Settings, register: Any) -> tuple[flask.Flask, SignIn]:
    """An application whose every page answers 'role subject name', and whose /change takes a POST."""
    server = flask.Flask("desk", static_folder=None)
    sign_in = install(server, settings, register, language("en"))

    @server.before_request
    def guard() -> Any:
        if flask.request.path in ROUTES and sign_in.has_pages:
            return None
        if flask.request.method == "POST" and not is_own_request(flask.request, settings.public_address):
            return "not ours", 403
        return None if sign_in.person(flask.request) else sign_in.ask(flask.request)

    @server.get("/")
    @server.get("/<path:_>")
    def who(_: str = "") -> Any:
        person = sign_in.person(flask.request)
        return flask.Response(f"{person.role} {person.subject} {person.name}", content_type="text/plain; charset=utf-8")

    @server.post("/change")
    def change() -> str:
        return "changed"

    return server, sign_in


class Served:
    """The product's own kind of server in a thread, for one application after the other."""

    def __init__(self, port: int):
        self.address = f"http://localhost:{port}"
        self.application: flask.Flask | None = None
        self._server = waitress.create_server(self._answer, host="127.0.0.1", port=port, threads=4)
        threading.Thread(target=self._server.run, daemon=True).start()

    def _answer(self, environ: Any, start_response: Any) -> Any:
        assert self.application is not None
        return self.application(environ, start_response)

    def close(self) -> None:
        self._server.close()


def settings(data: Path, **given: Any) -> Settings:
    """Settings with OpenID Connect, three groups and a key."""
    return Settings(**({
        "data": data, "secret_key": KEY, "sign_in": "oidc", "viewer_groups": ("staff",), "editor_groups": ("desk",),
        "steward_groups": ("data",), "oidc_client_id": "results",
    } | given))


class Browser:
    """One person's browser: keeps cookies, follows redirects, fills in the provider's form."""

    def __init__(self, address: str):
        self.address = address
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.headers.update(HTML)

    def get(self, path: str, **more: Any) -> requests.Response:
        """The answer to a path of the dashboard or to a full address, redirects not followed."""
        address = path if path.startswith("http") else self.address + path
        return self.session.get(address, **({"allow_redirects": False, "timeout": 20} | more))

    def _filled(self, name: str, password: str, path: str, follow: bool) -> requests.Response:
        form = self.get(path, allow_redirects=True)
        token = re.search(r'csrfmiddlewaretoken" value="([^"]+)"', form.text)
        assert token is not None, form.text
        filled = {"username": name, "password": password, "csrfmiddlewaretoken": token[1]}
        return self.session.post(form.url, data=filled, allow_redirects=follow, timeout=20)

    def sign_in(self, name: str, password: str = PASSWORD, path: str = "/") -> requests.Response:
        """Ask for a page, fill in the provider's form, and come back to wherever that leads."""
        return self._filled(name, password, path, True)

    def callback(self, name: str, path: str = "/") -> str:
        """As `sign_in`, but stop before coming back: the address that the provider sends the browser to."""
        at = self._filled(name, PASSWORD, path, False)
        while "/sign-in/done?" not in at.headers["Location"]:
            at = self.get(urljoin(at.url, at.headers["Location"]))
        return at.headers["Location"]

    @property
    def cookie(self) -> str:
        return next((one.value for one in self.session.cookies if one.name == "session"), "")

    def holding(self, cookie: str) -> Browser:
        """Another browser with a copy of a cookie."""
        other = Browser(self.address)
        other.session.headers["Cookie"] = f"session={cookie}"
        return other
