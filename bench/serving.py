"""Both servers as processes of their own, what they cost, and requests of theirs as a real browser makes them."""

from __future__ import annotations

import gzip
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import quote, urlsplit

import brotli
import psutil

from bench.truth import FILTERS, Selection
from dashboard.settings import HELP, ROOT

STARTS_WITHIN_S = 60
HERE = "{here}"
NOT_SENT = {"connection", "content-length", "host", "proxy-connection"}


@dataclass(frozen=True)
class Request:
    """One request, ready to be sent to a server on this machine. Headers that name the server have HERE in the place of it."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def headers_for(self, host: str) -> dict[str, str]:
        """Its headers when it is sent to a host."""
        return {key: value.replace(HERE, host) for key, value in self.headers}

    def as_bytes(self, host: str) -> bytes:
        """What goes over the wire."""
        headers = {"host": host} | self.headers_for(host)
        if self.body or self.method == "POST":
            headers["content-length"] = str(len(self.body))
        head = [f"{self.method} {self.target} HTTP/1.1", *(f"{key}: {value}" for key, value in headers.items())]
        return "\r\n".join(head).encode("latin-1") + b"\r\n\r\n" + self.body


class Server:
    """A server that is running; `with Ours(data) as server` ends it. `app` is its name in reading.js."""

    app: str
    command: list[str]
    environment: dict[str, str]

    def __init__(self, port: int):
        self.port = port

    def start(self) -> None:
        """Start the process; it may not answer yet."""
        given = {key: value for key, value in os.environ.items() if key not in HELP}
        self._log = tempfile.TemporaryFile()  # noqa: SIM115  it is closed when the server has ended
        self.process = subprocess.Popen(self.command, cwd=ROOT, env=given | self.environment, stdout=self._log, stderr=self._log)

    @property
    def host(self) -> str:
        """Host and port."""
        return f"localhost:{self.port}"

    def until_answered(self, request: Request, said: str = "") -> float:
        """Ask until an answer comes that says something; seconds that took."""
        begun = time.perf_counter()
        heard = "nothing"
        while time.perf_counter() - begun < STARTS_WITHIN_S:
            if self.process.poll() is not None:
                break
            line = Line(self.host)
            try:
                status, content = line.ask(request)
                if status == 200 and said in content:
                    return time.perf_counter() - begun
                heard = f"status {status}: {content[:200]}"
            except (OSError, http.client.HTTPException):
                pass
            finally:
                line.close()
            time.sleep(0.01)
        raise AssertionError(f"the {self.app} server does not answer as it should, but {heard}\n{self.logged()}")

    def logged(self) -> str:
        """The last lines that the process has written."""
        self._log.seek(0)
        return "\n".join(self._log.read().decode("utf-8", "replace").splitlines()[-30:])

    def cpu_s(self) -> float:
        """Processor seconds that the server has used so far."""
        return sum(one.cpu_times().user + one.cpu_times().system for one in _processes(self.process.pid))

    def resident_mb(self) -> float:
        """Its resident memory in megabytes."""
        return resident_mb(self.process.pid)

    def end(self) -> None:
        """End it as Ctrl-C does."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self._log.close()

    def __enter__(self) -> Server:
        self.start()
        self.until_answered(Request("GET", "/", (), b""))
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self.end()

    def target(self, before: Selection, after: Selection) -> Any:
        """What reading.js is told to press for a change."""
        raise NotImplementedError

    def for_selection(self, recorded: list[Request], of: Selection, before: Selection, wanted: Selection) -> list[Request]:
        """Of the requests recorded for one selection those that name it, as they would be for the change from one to another."""
        raise NotImplementedError


class Ours(Server):
    """The dashboard as `make run` starts it."""

    app = "ours"

    def __init__(self, data: Path, port: int):
        super().__init__(port)
        self.command = [sys.executable, "app.py"]
        self.environment = {"DATA": str(data), "PORT": str(port)}

    def target(self, before: Selection, after: Selection) -> dict[str, str]:
        return {"address": "/" + after.query, "list": _list_of(before, after)}

    def for_selection(self, recorded: list[Request], of: Selection, before: Selection, wanted: Selection) -> list[Request]:
        """The query stands in them as it is or escaped, with its question mark or without. What was on screen is left out, so that
        the answer holds every card, more than a reader is sent; the list of options in which a value is added is open."""
        # Where escaping changes nothing the last one holds, which leaves all as it is.
        escapes: list[Callable[[str], str]] = [partial(quote, safe=""), partial(quote, safe="/?,:=&"), str]
        forms = {escape(of.query[start:]): escape(wanted.query[start:]) for escape in escapes for start in (0, 1)}
        form = re.compile("|".join(map(re.escape, forms)))
        found = []
        for request in recorded:
            body = request.body.decode()
            if form.search(request.target) or form.search(body):
                target, body = (form.sub(lambda place: forms[place[0]], text) for text in (request.target, body))
                opened = _list_of(before, wanted)
                target = re.sub("&open=[^&]*", f"&open={quote(opened)}" if opened else "", target)
                target = re.sub("([?&]had=)[^&]*", r"\1", target)
                found.append(Request(request.method, target, request.headers, body.encode()))
        assert found, "no request names the selection"
        return found

    def on_page(self, request: Request, page: str) -> Request:
        """A request for the overview as it would be for another page."""
        target = request.target.replace("of=%2F", f"of=%2F{page}", 1).replace("on=overview", f"on={page}", 1)
        assert f"of=%2F{page}" in target and f"on={page}" in target, target
        return replace(request, target=target)


class Plain(Server):
    """The plain app."""

    app = "plain"

    def __init__(self, database: Path, port: int):
        super().__init__(port)
        self.command = [sys.executable, "-m", "bench.plain", str(database), str(port)]
        self.environment = {}

    def target(self, before: Selection, after: Selection) -> dict[str, Any]:
        old, new = _values(before), _values(after)
        return next({"id": key, "value": new[key]} for key in new if new[key] != old[key])

    def for_selection(self, recorded: list[Request], of: Selection, before: Selection, wanted: Selection) -> list[Request]:
        found = []
        for request in recorded:
            if not request.body:
                continue
            told = json.loads(request.body)
            for given in told["inputs"]:
                given["value"] = _values(wanted)[given["id"]]
            found.append(Request(request.method, request.target, request.headers, json.dumps(told).encode()))
        return found


def _list_of(before: Selection, after: Selection) -> str:
    key = after.adds(before)
    return f"options:from:{key}" if key else ""


def _values(selection: Selection) -> dict[str, Any]:
    chosen = dict(selection.filters)
    return {"year": selection.year} | {key: list(chosen.get(key, ())) for key in FILTERS}


def request_of(method: str, url: str, headers: dict[str, str], body: bytes) -> Request:
    """A request as a browser sent it, without what belongs to the connection."""
    parts = urlsplit(url)
    kept = tuple(
        (key, value.replace(parts.netloc, HERE)) for key, value in headers.items()
        if key.lower() not in NOT_SENT and not key.startswith(":")
    )
    return Request(method, parts.path + (f"?{parts.query}" if parts.query else ""), kept, body)


def _processes(pid: int) -> list[psutil.Process]:
    root = psutil.Process(pid)
    return [root, *root.children(recursive=True)]


def resident_mb(pid: int) -> float:
    """Resident memory in megabytes of a process and those it started; what several share counts once. 0 once it has ended."""
    try:
        members = _processes(pid)
        if len(members) == 1:
            return float(members[0].memory_info().rss / 1e6)
        return float(sum(one.memory_full_info().pss for one in members) / 1e6)
    except psutil.Error:
        return 0.0


def free_port() -> int:
    """A port that nothing listens on now."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


class Line:
    """A connection to a server that stays open from one request to the next, as a browser's does."""

    def __init__(self, host: str):
        self._host = host
        self._connection = http.client.HTTPConnection(host, timeout=60)

    def ask(self, request: Request) -> tuple[int, str]:
        """Send a request: status and unpacked text. Raises OSError or HTTPException if there is no answer."""
        self._connection.request(request.method, request.target, request.body or None, request.headers_for(self._host))
        answer = self._connection.getresponse()
        return answer.status, unpacked(answer.read(), answer.headers.get("Content-Encoding", "")).decode("utf-8", "replace")

    def close(self) -> None:
        """Hang up."""
        self._connection.close()


def unpacked(content: bytes, encoding: str) -> bytes:
    """A body without its content encoding."""
    if encoding == "gzip":
        return gzip.decompress(content)
    if encoding == "br":
        return brotli.decompress(content)
    assert encoding in ("", "identity"), f"answers packed as {encoding} cannot be read"
    return content
