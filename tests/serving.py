"""The real server as a process of its own, as `make run` starts it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

from dashboard.settings import HELP, ROOT

STARTS_WITHIN_S = 60


def free_port() -> int:
    """A port that nothing listens on now."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


def started(data: Path, **environment: str) -> subprocess.Popen[str]:
    """`python app.py` on a data package, not yet waited for."""
    given = {key: value for key, value in os.environ.items() if key not in HELP}
    return subprocess.Popen(
        [sys.executable, "app.py"], cwd=ROOT, env=given | {"DATA": str(data), "PYTHONUNBUFFERED": "1"} | environment, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )


class Served:
    """A server that answers; `with Served(data) as served` ends it."""

    def __init__(self, data: Path, **environment: str):
        self.port = free_port()
        self.process = started(data, PORT=str(self.port), **environment)
        self.said: list[str] = []
        self.logged: list[str] = []
        ready = threading.Event()

        def read(stream: object, into: list[str]) -> None:
            for line in stream:  # type: ignore[attr-defined]
                into.append(line)
                if line.startswith("Serving on"):
                    ready.set()
            ready.set()

        for stream, into in ((self.process.stdout, self.said), (self.process.stderr, self.logged)):
            threading.Thread(target=read, args=(stream, into), daemon=True).start()
        assert ready.wait(STARTS_WITHIN_S), "the server did not start"
        assert self.process.poll() is None, "".join(self.logged)

    @property
    def address(self) -> str:
        return f"http://localhost:{self.port}"

    def end(self, how: signal.Signals = signal.SIGINT, within_s: float = 20) -> int:
        """End it as Ctrl-C does; its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(how)
        try:
            return self.process.wait(within_s)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise

    def __enter__(self) -> Served:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()
