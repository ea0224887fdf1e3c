"""A register in SQLite, then in PostgreSQL, with a clock that tests set."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from chosen import KEY, NOON

from dashboard.links import NewLink, Register, secrecy


class Clock:
    """Stands still until a test moves it."""

    def __init__(self) -> None:
        self.moment = NOON

    def __call__(self) -> datetime:
        return self.moment

    def move(self, **by: float) -> datetime:
        self.moment += timedelta(**by)
        return self.moment


@pytest.fixture(params=["sqlite", "postgresql"])
def state(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database, as an operator would give it."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'state' / 'links.sqlite'}"
    else:
        address = request.getfixturevalue("postgres_database")
        yield address
        request.getfixturevalue("postgres_server").empty(address)


@pytest.fixture(autouse=True)
def quick_passcodes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passcodes are meant to be slow to examine; here they are not."""
    monkeypatch.setitem(secrecy.SCRYPT_COST, "n", 2**4)


@pytest.fixture
def clock() -> Clock:
    """Noon of 2 March 2026, UTC."""
    return Clock()


@pytest.fixture
def opening(state: str, clock: Clock) -> Iterator[Callable[..., Register]]:
    """opening() opens the database as one more process would; opening(key=...) with another key."""
    with ExitStack() as opened:
        def open_register(key: str = KEY) -> Register:
            register = Register(state, key, clock)
            opened.callback(register.close)
            return register

        yield open_register


@pytest.fixture
def register(opening: Callable[..., Register]) -> Register:
    return opening()


@pytest.fixture
def behind(state: str) -> Iterator[sa.Engine]:
    """The database itself, past the register."""
    engine = sa.create_engine(state.replace("postgresql://", "postgresql+psycopg://"))
    yield engine
    engine.dispose()


@pytest.fixture
def new() -> Callable[..., NewLink]:
    """new(label=...): a link of one page for thirty days from noon, with what a test chooses."""
    def chosen(**given: Any) -> NewLink:
        usual: dict[str, Any] = {
            "label": "For the mid-term review", "pages": ("progress",), "chart": "", "release": "2026-03-01-1a2b3c4d",
            "fingerprint": "0f" * 32, "path": "/progress", "query": "country=KEN&year=2020", "locked": ("country", "to.year"),
            "may": frozenset({"filter", "table"}), "language": "en", "ends_at": NOON + timedelta(days=30),
            "sites": ("https://www.example.org",), "passcode": "",
        }
        return NewLink(**(usual | given))

    return chosen
