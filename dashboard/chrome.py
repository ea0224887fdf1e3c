"""An installed Chrome or Chromium on the server, kept warm: finishes pictures and prints documents.

It runs the same script as the reader's browser on the same picture, and reaches no network. Only what the product itself has
drawn or written is ever given to it.
"""

from __future__ import annotations

import asyncio
import atexit
import base64
import json
import logging
import os
import shutil
import tempfile
import threading
from collections.abc import Callable, Coroutine, Mapping, Sequence
from concurrent.futures import TimeoutError as NotInTime
from html import escape
from pathlib import Path
from typing import Any

from choreographer import Browser
from choreographer.browsers.chromium import Chromium

from dashboard.figures import PLOTLY
from dashboard.lettering import FACES, FONTS
from dashboard.settings import ROOT

log = logging.getLogger(__name__)

ASSETS = ROOT / "assets"
OUTLINES = ASSETS / "geo" / "world_110m.json"
SCRIPT = ASSETS / "scripts" / "snapshot.js"
MOST_WAITING = 3
"""Whoever waits holds one of the server's threads, and pages need some too."""
SECONDS = 30
PICTURES_OF_A_TAB = 200
# Nothing it loads is anywhere but on this disk: a proxy that is not there and names that do not resolve keep it so.
NO_NETWORK = (
    "--disable-background-networking", "--disable-quic", "--host-resolver-rules=MAP * ~NOTFOUND", "--proxy-server=127.0.0.1:9",
    "--proxy-bypass-list=<-loopback>", "--disable-extensions", "--force-color-profile=srgb",
)
PAPER = {
    "printBackground": True, "preferCSSPageSize": True, "generateTaggedPDF": True, "generateDocumentOutline": True,
    "transferMode": "ReturnAsBase64",
}
MOVED = "document.readyState"


class NoChrome(RuntimeError):
    """There is no Chrome or Chromium on this server, or it does not start."""


class Busy(RuntimeError):
    """Too many are waiting for the browser already."""


class NotDrawn(RuntimeError):
    """The browser did not finish in time, or failed; the message says what it said."""


class _Walled(Chromium):
    """Chromium with no way out to a network."""

    def get_cli(self) -> Sequence[str]:
        return [*super().get_cli(), *NO_NETWORK]


class Chrome:
    """The one browser of a process. Starts with the first picture, does one thing at a time, and starts anew after a failure."""

    def __init__(self, path: str = "", seconds: float = SECONDS, most_waiting: int = MOST_WAITING):
        self.path = path or Chromium.find_browser(skip_local=False) or ""
        self._seconds, self._most_waiting = seconds, most_waiting
        self._waiting = 0
        self._lock = threading.Lock()
        self._turn = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._browser: Any = None
        self._tab: Any = None
        self._finished = 0
        self._folder = ""
        atexit.register(self.close)

    @property
    def is_there(self) -> bool:
        """Whether a browser is installed on this server."""
        return bool(self.path) and Path(self.path).is_file()

    def finish(self, picture: Mapping[str, Any], kind: str, is_patient: bool = False) -> bytes:
        """A picture's specification made whole, as 'svg', 'png' or 'part': SVG for a document that has the type face. Raises
        NoChrome, NotDrawn, and Busy unless it `is_patient`, as the one maker of a deck is."""
        told = str(self._in_turn(lambda: self._finish(picture, kind), is_patient))
        return base64.b64decode(told) if kind == "png" else told.encode("utf-8")

    def pdf(self, document: str, is_patient: bool = False) -> bytes:
        """An HTML document that stands alone, printed: a tagged PDF with the size and margins of its own style sheet. A document
        that draws says it is ready by `data-ready` on its root element. Raises as `finish` does."""
        return base64.b64decode(str(self._in_turn(lambda: self._pdf(document), is_patient)))

    def close(self) -> None:
        """End the browser, if one runs."""
        with self._turn:
            self._end()

    def _in_turn(self, work: Callable[[], Coroutine[Any, Any, Any]], is_patient: bool) -> Any:
        if not self.is_there:
            raise NoChrome("no Chrome or Chromium is installed on this server")
        with self._lock:
            if self._waiting > self._most_waiting and not is_patient:
                raise Busy(f"{self._waiting} pictures are waiting")
            self._waiting += 1
        try:
            with self._turn:
                return self._done(work)
        finally:
            with self._lock:
                self._waiting -= 1

    def _done(self, work: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
        """Do it; a browser that has died in the meantime is started once more."""
        for is_last in (False, True):
            was_warm = self._browser is not None
            try:
                return self._wait(self._with_browser(work))
            except NoChrome:
                self._end()
                raise
            except NotInTime:
                self._end()
                raise NotDrawn(f"not finished within {self._seconds:g} seconds") from None
            except _Failed as fault:
                raise NotDrawn(str(fault)) from None
            except Exception as fault:
                self._end()
                if is_last or not was_warm:
                    raise NotDrawn(f"the browser ended: {type(fault).__name__}") from fault
                log.warning("the browser for pictures has ended and is started anew: %s", type(fault).__name__)
        raise AssertionError("unreachable")

    def _wait(self, work: Coroutine[Any, Any, Any]) -> Any:
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
            self._thread = threading.Thread(target=self._loop.run_forever, name="chrome", daemon=True)
            self._thread.start()
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return future.result(self._seconds)
        except NotInTime:
            future.cancel()
            raise

    async def _with_browser(self, work: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
        if self._browser is None:
            await self._start()
        return await work()

    async def _start(self) -> None:
        """With the sandbox where this machine allows it. The superuser cannot have it."""
        for has_sandbox in ((True, False) if hasattr(os, "geteuid") and os.geteuid() else (False,)):
            browser = Browser(path=self.path, browser_cls=_Walled, enable_sandbox=has_sandbox)
            try:
                await asyncio.wait_for(browser.open(), self._seconds)
                self._browser = browser
                return
            except Exception as fault:
                log.warning("%s did not start %s: %s", self.path, "in its sandbox" if has_sandbox else "", type(fault).__name__)
        raise NoChrome(f"{self.path} does not start")

    async def _finish(self, picture: Mapping[str, Any], kind: str) -> Any:
        if self._tab is None or self._finished >= PICTURES_OF_A_TAB:
            if self._tab is not None:
                await self._tab.close()
            self._tab = await self._opened(self._workshop())
            self._finished = 0
        self._finished += 1
        return await _evaluated(self._tab, f"dashboardSnapshot.finish({_literal(picture)}, {_literal(kind)})")

    async def _pdf(self, document: str) -> Any:
        tab = await self._opened(self._file("document.html", document))
        try:
            await _evaluated(tab, _READY)
            return _result(await tab.send_command("Page.printToPDF", dict(PAPER)))["data"]
        finally:
            await tab.close()

    async def _opened(self, address: str) -> Any:
        """A tab in which a document of our own has loaded."""
        tab = await self._browser.create_tab(address)
        for _ in range(600):
            try:
                if await _evaluated(tab, f"location.href + ' ' + {MOVED}") == f"{address} complete":
                    return tab
            except _Failed:
                pass  # still on its way to the document
            await asyncio.sleep(0.02)
        raise _Failed("the document did not load")

    def _workshop(self) -> str:
        """The page in which pictures are finished: plotly, the outlines of countries, the type face and the script."""
        faces = {name: base64.b64encode((FONTS / file).read_bytes()).decode("ascii") for name, file in FACES.items()}
        told = {"topojson": {OUTLINES.stem: json.loads(OUTLINES.read_text(encoding="utf-8"))}}
        return self._file("workshop.html", f"""<!DOCTYPE html>
<html><head><meta charset="utf-8">
<style>{"".join(_face(FONTS / file) for file in FACES.values())}</style>
<script>window.PlotlyGeoAssets = {_literal(told)}; window.dashboardFonts = {_literal(faces)};</script>
<script src="{escape(PLOTLY.as_uri())}"></script>
<script src="{escape(SCRIPT.as_uri())}"></script>
</head><body></body></html>""")

    def _file(self, name: str, content: str) -> str:
        if not self._folder:
            self._folder = tempfile.mkdtemp(prefix="dashboard-")
        place = Path(self._folder) / name
        place.write_text(content, encoding="utf-8")
        return place.as_uri()

    def _end(self) -> None:
        browser, loop, thread, folder = self._browser, self._loop, self._thread, self._folder
        self._browser = self._tab = self._loop = self._thread = None
        self._folder = ""
        if loop is not None:
            if browser is not None:
                try:
                    asyncio.run_coroutine_threadsafe(browser.close(), loop).result(10)
                except Exception as fault:
                    log.warning("the browser for pictures did not end by itself: %s", type(fault).__name__)
                    browser.subprocess.kill()
            loop.call_soon_threadsafe(loop.stop)
            if thread is not None:
                thread.join(10)
            loop.close()
        if folder:
            shutil.rmtree(folder, ignore_errors=True)


class _Failed(Exception):
    """What the page in the browser said went wrong."""


_READY = """Promise.race([
  document.fonts.ready.then(() => !document.documentElement.hasAttribute("data-drawing") || new Promise((done) => {
    const look = () => document.documentElement.hasAttribute("data-ready") ? done() : setTimeout(look, 20);
    look();
  })),
  new Promise((_, failed) => setTimeout(() => failed(new Error("the document was not ready in time")), 25000)),
]).then(() => "ready")"""


def _face(file: Path) -> str:
    return f'@font-face{{font-family:"Inter";font-weight:100 900;src:url("{file.as_uri()}") format("woff2")}}'


def _literal(value: Any) -> str:
    """A value as an expression that is safe inside a script element too."""
    return json.dumps(value, ensure_ascii=True, default=str).replace("<", "\\u003c")


async def _evaluated(tab: Any, expression: str) -> Any:
    told = _result(await tab.send_command("Runtime.evaluate", {
        "expression": expression, "awaitPromise": True, "returnByValue": True,
    }))
    if "exceptionDetails" in told:
        raise _Failed(str(told["exceptionDetails"].get("exception", {}).get("description", "a fault in the page"))[:300])
    return told["result"].get("value")


def _result(answered: Mapping[str, Any]) -> Any:
    if "error" in answered:
        raise _Failed(str(answered["error"].get("message", "refused"))[:300])
    return answered["result"]
