"""A real provider as a process of its own, and a dashboard that signs people in with it."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import desk
import provider
import pytest
from impostor import Impostor
from serving import free_port

from dashboard.links import Register, default_state


@pytest.fixture(scope="session")
def register(tmp_path_factory: pytest.TempPathFactory) -> Register:
    """The real register of links and sessions, one for all tests."""
    return Register(default_state(tmp_path_factory.mktemp("state")), desk.KEY)


@pytest.fixture
def logged(register: Register) -> Callable[[], list[tuple[str, str, str]]]:
    """logged() -> what was logged since the test began, the oldest first: what, by, detail."""
    before = len(register.log(limit=100_000))
    return lambda: [(one.what, one.by, one.detail) for one in reversed(register.log(limit=100_000))][before:]


@dataclass(frozen=True)
class Provided:
    """A provider that runs, and the port of the dashboard it returns people to."""

    issuer: str
    port: int


@pytest.fixture(scope="session")
def provided(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provided]:
    """The real provider."""
    folder, port, back = tmp_path_factory.mktemp("provider"), free_port(), free_port()
    process = subprocess.Popen(
        [sys.executable, str(Path(provider.__file__)), str(folder), str(port), f"http://localhost:{back}/sign-in/done"],
        stdout=subprocess.PIPE, text=True,
    )
    try:
        assert process.stdout is not None and process.stdout.readline() == "ready\n"
        yield Provided(f"http://127.0.0.1:{port}/o", back)
    finally:
        process.kill()
        process.wait()


@pytest.fixture(scope="session")
def server(provided: Provided) -> Iterator[desk.Served]:
    running = desk.Served(provided.port)
    yield running
    running.close()


@pytest.fixture
def served(server: desk.Served, provided: Provided, register: Register, tmp_path: Path) -> desk.Served:
    """A dashboard that signs people in with the real provider."""
    server.application, _ = desk.make(desk.settings(
        tmp_path, port=provided.port, oidc_issuer=provided.issuer, oidc_client_secret=provider.CLIENT_SECRET,
    ), register)
    return server


@pytest.fixture
def browser(served: desk.Served) -> desk.Browser:
    return desk.Browser(served.address)


@pytest.fixture(scope="session")
def impostor() -> Iterator[Impostor]:
    """A provider that lies as a test tells it to."""
    made = Impostor()
    yield made
    made.close()


@pytest.fixture(scope="session")
def closed_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])
