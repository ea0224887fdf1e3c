"""A real provider as a process of its own, and a dashboard that signs people in with it."""

from __future__ import annotations

import secrets
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import desk
import provider
import pytest
from impostor import Impostor
from serving import free_port

from dashboard.links import Person


@dataclass
class StandIn:  # TRANSITION: until the register of links is there
    people: dict[str, list[Any]] = field(default_factory=dict)
    logged: list[tuple[str, str, str]] = field(default_factory=list)

    def sign_in(self, person: Person) -> str:
        key = secrets.token_urlsafe(32)
        self.people[key] = [person, None, None]
        self.logged.append(("signed_in", person.subject, ""))
        return key

    def person(self, key: str, now: datetime) -> Person | None:
        if key not in self.people:
            return None
        kept = self.people[key]
        begun, last = kept[1] or now, kept[2] or now
        if now - begun > timedelta(hours=12) or now - last > timedelta(hours=2):
            return None
        kept[1:] = begun, now
        return kept[0]

    def sign_out(self, key: str) -> None:
        self.people.pop(key, None)

    def record(self, what: str, by: str, link_id: str = "", detail: str = "") -> None:
        self.logged.append((what, by, detail))


@pytest.fixture
def register() -> StandIn:
    return StandIn()


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
def served(server: desk.Served, provided: Provided, register: Any, tmp_path: Path) -> desk.Served:
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
