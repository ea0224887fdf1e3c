"""The tables of the register. What is here the migrations must make; a test holds one against the other."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa


class Moment(sa.types.TypeDecorator[datetime]):
    """An aware moment, kept and given back in UTC; SQLite itself knows no time zones."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value.isoformat()} has no time zone; give an aware moment such as datetime.now(UTC)")
        in_utc = value.astimezone(UTC)
        return in_utc.replace(tzinfo=None) if dialect.name == "sqlite" else in_utc

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Names(sa.types.TypeDecorator[tuple[str, ...]]):
    """Several short texts in their order, kept as JSON."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: Iterable[str] | None, dialect: sa.Dialect) -> str:
        return json.dumps(list(value or ()))

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> tuple[str, ...]:
        return tuple(json.loads(value))


METADATA = sa.MetaData()

LINKS = sa.Table(
    "links", METADATA,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("id", sa.Text, nullable=False, unique=True),
    sa.Column("token_hash", sa.Text, nullable=False, unique=True),
    sa.Column("token_encrypted", sa.Text, nullable=False),
    sa.Column("label", sa.Text, nullable=False),
    sa.Column("pages", Names, nullable=False),
    sa.Column("chart", sa.Text, nullable=False),
    sa.Column("release", sa.Text, nullable=False),
    sa.Column("fingerprint", sa.Text, nullable=False),
    sa.Column("path", sa.Text, nullable=False),
    sa.Column("query", sa.Text, nullable=False),
    sa.Column("locked", Names, nullable=False),
    sa.Column("may", Names, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("sites", Names, nullable=False),
    sa.Column("passcode_hash", sa.Text, nullable=False),
    sa.Column("made_by", sa.Text, nullable=False),
    sa.Column("made_at", Moment, nullable=False),
    sa.Column("ends_at", Moment),
    sa.Column("paused", sa.Boolean, nullable=False),
    sa.Column("revoked_at", Moment),
    sa.Column("is_draft", sa.Boolean, nullable=False),
    sa.Column("reissue_of", sa.Text, nullable=False),
    sa.Column("opened", sa.Integer, nullable=False),
    sa.Column("last_opened_at", Moment),
)
WRONG_TRIES = sa.Table(
    "wrong_tries", METADATA,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("link_id", sa.Text, sa.ForeignKey("links.id", ondelete="cascade"), nullable=False, index=True),
    sa.Column("at", Moment, nullable=False),
)
PROOFS = sa.Table(
    "proofs", METADATA,
    sa.Column("proof_hash", sa.Text, primary_key=True),
    sa.Column("link_id", sa.Text, sa.ForeignKey("links.id", ondelete="cascade"), nullable=False, index=True),
    sa.Column("ends_at", Moment, nullable=False),
)
SESSIONS = sa.Table(
    "sessions", METADATA,
    sa.Column("session_hash", sa.Text, primary_key=True),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("begun_at", Moment, nullable=False),
    sa.Column("seen_at", Moment, nullable=False),
)
LOG = sa.Table(
    "log", METADATA,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("what", sa.Text, nullable=False),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("link_id", sa.Text, nullable=False, index=True),
    sa.Column("detail", sa.Text, nullable=False),
    sa.Column("hash_before", sa.Text, nullable=False),
    sa.Column("hash", sa.Text, nullable=False),
)
LOG_END = sa.Table(
    "log_end", METADATA,
    sa.Column("only", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("hash", sa.Text, nullable=False),
)
"""One row: the number and hash of the last entry of the log. Whoever writes holds it until done."""
DECKS = sa.Table(
    "decks", METADATA,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("id", sa.Text, nullable=False, unique=True),
    sa.Column("owner", sa.Text, nullable=False, index=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("release", sa.Text, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("made_at", Moment, nullable=False),
    sa.Column("changed_at", Moment, nullable=False),
    sa.Column("turn", sa.Integer, nullable=False),
)
"""`turn` tells which of two decks of a person changed last, within one moment too."""
DECK_ITEMS = sa.Table(
    "deck_items", METADATA,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("id", sa.Text, nullable=False, unique=True),
    sa.Column("deck_id", sa.Text, sa.ForeignKey("decks.id", ondelete="cascade"), nullable=False, index=True),
    sa.Column("place", sa.Integer, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("chart", sa.Text, nullable=False),
    sa.Column("query", sa.Text, nullable=False),
    sa.Column("caption", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
)
