"""A register in SQLite, then in PostgreSQL, whose clock stands still."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dashboard.links import Deck, Decks, Register

KEY = "a key of the tests, long enough to be one"
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.fixture(params=["sqlite", "postgresql"])
def state(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database, as an operator would give it."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'state' / 'links.sqlite'}"
    else:
        address = request.getfixturevalue("postgres_database")
        yield address
        request.getfixturevalue("postgres_server").empty(address)


@pytest.fixture
def opening(state: str) -> Iterator[Callable[[], Decks]]:
    """opening() opens the database as one more process would."""
    with ExitStack() as opened:
        def open_decks() -> Decks:
            register = Register(state, KEY, lambda: NOON)
            opened.callback(register.close)
            return register.decks

        yield open_decks


@pytest.fixture
def decks(opening: Callable[[], Decks]) -> Decks:
    """The decks of an empty register."""
    return opening()


@pytest.fixture
def deck(decks: Decks) -> Deck:
    """Ada's deck of a section and two figures."""
    made = decks.make("ada", "Steering committee", "r-1", "en")
    decks.add_section(made.id, "ada", "Who took part")
    decks.add_figure(made.id, "ada", "women_share", "year=2020", "79 women")
    return decks.add_figure(made.id, "ada", "activities_over_time", "")
