"""The log: what was done to links, by whom, in a chain in which each entry carries the hash of the one before.

It shows that an entry was changed, removed or put in between. Somebody who can write the whole database could also write a
whole new chain; against that, keep a copy elsewhere. It never holds an address of a link, a passcode or anything of a reader.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa

from dashboard.links.link import visible
from dashboard.links.tables import LOG, LOG_END

ACTS = (
    "drafted", "made", "paused", "resumed", "extended", "revoked", "reissued", "drafts_dropped", "opened", "exported",
    "passcode_right", "passcode_wrong", "passcode_blocked", "sign_in", "sign_in_refused", "sign_out", "sign_out_everybody",
    "published", "rolled_back", "refused",
)
"""Every word that `what` may be."""
BEGINNING = "0" * 64
LONGEST_NAME, LONGEST_DETAIL = 200, 1000


@dataclass(frozen=True)
class LogEntry:
    """One entry: when (UTC), what (one of ACTS), by whom ('' for a reader), to which link ('' for none), and more in words."""

    at: datetime
    what: str
    by: str
    link_id: str
    detail: str


def append(connection: sa.Connection, entry: LogEntry) -> None:
    """Write an entry at the end. The caller holds the end of the log, so that nobody else writes at the same time.
    Raises ValueError for a word that is not in ACTS."""
    if entry.what not in ACTS:
        raise ValueError(f"{entry.what!r} is no word of the log; use one of {', '.join(ACTS)}")
    last = connection.execute(sa.select(LOG_END)).one()
    row = {
        "number": last.number + 1, "at": entry.at.astimezone(UTC), "what": entry.what,
        "by": _in_one_line(entry.by, LONGEST_NAME), "link_id": _in_one_line(entry.link_id, LONGEST_NAME),
        "detail": _in_one_line(entry.detail, LONGEST_DETAIL), "hash_before": last.hash,
    }
    hashed = _hash(**row)
    connection.execute(LOG.insert().values(**row, hash=hashed))
    connection.execute(LOG_END.update().values(number=row["number"], hash=hashed))


def first_bad(connection: sa.Connection) -> int | None:
    """The number of the first entry that is not what was written, or is missing; None if the chain is whole."""
    number, hashed = 0, BEGINNING
    for row in connection.execute(sa.select(LOG).order_by(LOG.c.number)):
        told = dict(row._mapping)
        own = told.pop("hash")
        if row.number != number + 1:
            return number + 1
        if _hash(**told) != own:
            return int(row.number)
        if row.hash_before != hashed:
            return max(number, 1)
        number, hashed = row.number, own
    end = connection.execute(sa.select(LOG_END)).one_or_none()
    if end is None or (end.number == number and end.hash != hashed):
        return max(number, 1)
    return None if end.number == number else min(end.number, number) + 1


def _hash(*, number: int, at: datetime, what: str, by: str, link_id: str, detail: str, hash_before: str) -> str:
    written = [number, at.isoformat(timespec="microseconds"), what, by, link_id, detail, hash_before]
    return hashlib.sha256(json.dumps(written, ensure_ascii=True, separators=(",", ":")).encode("ascii")).hexdigest()


def _in_one_line(text: str, longest: int) -> str:
    """What may be written: no line break, no address of a link, not endlessly long."""
    plain = re.sub(r"(?<=/s/)[^\s/?#\"']+", "***", visible(text))
    return plain if len(plain) <= longest else plain[: longest - 1] + "…"
