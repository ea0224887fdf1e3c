"""A real browser on either app: how long a change of a filter and a first visit take, and what goes over the wire."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from bench.serving import Request, Server, request_of
from bench.truth import FIRST, Expected, Selection
from dashboard.settings import ROOT

sys.path.append(str(ROOT / "tests"))
import chromium

READING = (Path(__file__).parent / "reading.js").read_text(encoding="utf-8")
LONGEST_MS = 30_000
WINDOW = {"width": 1280, "height": 900}
QUIET_MS = 500
THINKS_MS = 150


@dataclass
class Wire:
    """What a page asked a server for, by the browser's number of the request and its address, and how many bytes came back,
    headers included. What the browser answers itself, from what it keeps, is in neither."""

    received: int = 0
    asked: list[tuple[str, str]] = field(default_factory=list)

    @property
    def requests(self) -> int:
        """How many requests went to the server."""
        return len(self.asked)

    @property
    def paths(self) -> list[str]:
        """The paths asked for."""
        return [urlsplit(url).path for _, url in self.asked]


@contextmanager
def browser() -> Iterator[Browser]:
    """An installed Chrome or Chromium, without a window."""
    path = chromium.find()
    if path is None:
        sys.exit(chromium.BY_HAND)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=chromium.ARGUMENTS)
        yield launched
        launched.close()


class _Mail(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>Mail</title><p>The results are here.")

    def log_message(self, *told: Any) -> None:
        """Say nothing."""


@contextmanager
def mail() -> Iterator[str]:
    """The address of another site, from which readers come: a browser gives a site a process of its own when a reader comes to it
    from elsewhere, and in a window that has shown nothing only to a site that asks for one by its headers."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Mail) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def _listening(context: BrowserContext, page: Page) -> Wire:
    wire = Wire()
    session = context.new_cdp_session(page)
    session.send("Network.enable")

    def sent(event: dict[str, Any]) -> None:
        if event["request"]["url"].startswith("http"):
            wire.asked.append((event["requestId"], event["request"]["url"]))

    def kept(event: dict[str, Any]) -> None:
        wire.asked = [one for one in wire.asked if one[0] != event["requestId"]]

    def answered(event: dict[str, Any]) -> None:
        if event["response"].get("fromDiskCache"):
            kept(event)

    def finished(event: dict[str, Any]) -> None:
        wire.received += int(event["encodedDataLength"])

    session.on("Network.requestWillBeSent", sent)
    session.on("Network.requestServedFromCache", kept)
    session.on("Network.responseReceived", answered)
    session.on("Network.loadingFinished", finished)
    return wire


class Visit:
    """One reader on one app, from the page as it opens. They come to it from the page `elsewhere`."""

    def __init__(self, browser: Browser, server: Server, expected: Expected, elsewhere: str = "about:blank"):
        self.server = server
        self._context = browser.new_context(viewport=WINDOW)
        self._context.add_init_script(READING + f"window.bench.arriving({json.dumps(server.app)}, {json.dumps(asdict(expected))});")
        self._page = self._context.new_page()
        self._page.set_default_timeout(LONGEST_MS)
        self._page.goto(elsewhere)
        self.wire = _listening(self._context, self._page)
        self._page.goto(f"http://{server.host}/", wait_until="commit")
        ends = time.monotonic() + LONGEST_MS / 1000
        while not (arrived := self._page.evaluate("() => window.bench.arrived"))["complete"]:
            if time.monotonic() > ends:
                fault = self._page.evaluate("([app, of]) => window.bench.wrong(app, of)", [server.app, asdict(expected)])
                raise AssertionError(f"the {server.app} page did not come: {fault}")
            self._page.wait_for_timeout(20)
        self.shell_ms: float = arrived["shell"]
        self.complete_ms: float = arrived["complete"]
        self.now = FIRST

    def settle(self) -> None:
        """Wait until nothing has been asked for or received for a while."""
        seen = None
        while seen != (self.wire.requests, self.wire.received):
            seen = self.wire.requests, self.wire.received
            self._page.wait_for_timeout(QUIET_MS)

    def change(self, after: Selection, expected: Expected) -> float:
        """Change a filter; milliseconds until all cards were drawn with the right numbers."""
        self._page.bring_to_front()
        app, target = self.server.app, self.server.target(self.now, after)
        self._page.evaluate("([app, target, longest]) => window.bench.prepare(app, target, longest)", [app, target, LONGEST_MS])
        self._page.wait_for_timeout(THINKS_MS)  # also for what the change before left to be received
        self.wire.asked, self.wire.received = [], 0
        found = self._page.evaluate(
            "([app, target, expected, longest]) => window.bench.change(app, target, expected, longest)",
            [app, target, asdict(expected), LONGEST_MS],
        )
        if "fault" in found:
            raise AssertionError(f"{self.server.app}, {after.query}: {found['fault']}")
        self.now = after
        return float(found["ms"])

    def recorded(self, after: Selection, expected: Expected) -> list[Request]:
        """The requests that a change sends to the server."""
        sent: list[Any] = []

        def heard(request: Any) -> None:
            sent.append(request)

        self._page.on("request", heard)
        self.change(after, expected)
        self._page.remove_listener("request", heard)
        return [request_of(one.method, one.url, one.all_headers(), one.post_data_buffer or b"")
                for one in sent if one.url.startswith("http")]

    def close(self) -> None:
        """Close the window."""
        self._context.close()
