"""The register: makes links, finds them by what is in their address, ends them; keeps who is signed in; writes the log.

Nothing is kept in the process: what one process writes, the next request of any other one sees. Whoever writes first takes
the end of the log, so that writers come one after the other and every rule below is checked against what it changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from dashboard.language import Sentence
from dashboard.links import log, secrecy
from dashboard.links.decks import Decks
from dashboard.links.link import LONGEST_PASSCODE, Link, LinkError, NewLink, visible
from dashboard.links.log import LogEntry
from dashboard.links.opening import RegisterError, open_engine, told_plainly
from dashboard.links.tables import LINKS, LOG, LOG_END, PROOFS, SESSIONS, WRONG_TRIES

ROLES = ("viewer", "editor", "steward")
"""Each may do what the one before may, and more."""
WRONG_TRIES_ALLOWED, TRIES_TIME = 5, timedelta(minutes=15)
PROOF_LIFE = timedelta(hours=12)
IDLE_LIMIT, SESSION_LIFE, TOUCHED_AFTER = timedelta(hours=2), timedelta(hours=12), timedelta(minutes=1)


class TooManyTries(Exception):
    """A link's passcode was given wrongly too often; nothing is tried before `until` (UTC)."""

    def __init__(self, until: datetime):
        super().__init__(f"too many wrong passcodes; try again after {until:%H:%M} UTC")
        self.until = until


@dataclass(frozen=True)
class Person:
    """Somebody who signed in: `subject` is what the provider calls them for good, `role` one of ROLES."""

    subject: str
    name: str
    role: str


@dataclass(frozen=True)
class _Anything:
    """Limits that only keep out what no operator could allow."""

    link_most_days: int = 400_000
    link_never: bool = True


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Register:
    """The links, sessions and log of one database. Safe to use from several threads and processes at once.

    Every method raises RegisterError if the database cannot be reached. `by` is the name of whoever does it.
    """

    def __init__(self, url: str, key: str, now: Callable[[], datetime] = _utc_now):
        """Open a database, creating it or bringing it up to date if need be. `key` encrypts the addresses of links."""
        self._engine = open_engine(url)
        # What asks once needs no transaction; PostgreSQL would be told of it in two more messages.
        is_remote = self._engine.dialect.name != "sqlite"
        self._reader = self._engine.execution_options(isolation_level="AUTOCOMMIT") if is_remote else self._engine
        self._snapshot = self._engine.execution_options(isolation_level="REPEATABLE READ") if is_remote else self._engine
        self._writer = self._engine.execution_options(is_writing=True)
        self._cipher = secrecy.Cipher(key)
        self._now = now
        self.decks = Decks(self._reading, self._writing, now)

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    # Links

    def make(self, new: NewLink, by: str, is_draft: bool = False) -> tuple[Link, str]:
        """A link and its token, which is the secret part of its address. Only whoever made a draft can see what it opens.
        Raises LinkError for what no limit could allow; the operator's limits are the caller's to ask for."""
        now = self._now()
        if problems := new.problems(_Anything(), now):
            raise LinkError(problems[0][1])
        values = {
            "label": new.label.strip(), "pages": new.pages, "chart": new.chart, "release": new.release,
            "fingerprint": new.fingerprint, "path": new.path, "query": new.query, "locked": new.locked, "may": sorted(new.may),
            "language": new.language, "sites": tuple(dict.fromkeys(site.lower() for site in new.sites)),
            "passcode_hash": secrecy.stretched(new.passcode) if new.passcode else "", "ends_at": new.ends_at,
            "is_draft": is_draft, "reissue_of": "",
        }
        with self._writing() as connection:
            link, token = self._insert(connection, values, by, now)
            self._write(connection, "drafted" if is_draft else "made", by, link.id, link.label, now)
        return link, token

    def token(self, link_id: str) -> str | None:
        """The token of a link, to copy its address again; None if there is no such link or the key is another one now."""
        with self._reading() as connection:
            row = connection.execute(sa.select(LINKS).where(LINKS.c.id == link_id)).one_or_none()
        token = self._cipher.decrypt(row.token_encrypted) if row else None
        return token if token and row and secrecy.digest(token) == row.token_hash else None

    def find(self, token: str) -> Link | None:
        """The link that an address names, whatever its state; None for anything that is no token of this register."""
        if not secrecy.is_token(token):
            return None
        return self._link_where(LINKS.c.token_hash == secrecy.digest(token))

    def link(self, link_id: str) -> Link | None:
        """The link with a public name, drafts too."""
        return self._link_where(LINKS.c.id == link_id)

    def links(self) -> list[Link]:
        """Every link but drafts, newest first."""
        with self._reading() as connection:
            rows = connection.execute(sa.select(LINKS).where(LINKS.c.is_draft.is_(False)).order_by(LINKS.c.number.desc()))
            return [_link(row) for row in rows]

    def confirm(self, link_id: str, by: str) -> Link:
        """Make a link of a draft. Raises LinkError if it is none or has ended."""
        return self._change(link_id, by, "made", {"draft"}, lambda link, _: {"is_draft": False})

    def pause(self, link_id: str, by: str) -> Link:
        """Close a link until it is resumed. Raises LinkError unless it is live."""
        return self._change(link_id, by, "paused", {"live"}, lambda link, _: {"paused": True})

    def resume(self, link_id: str, by: str) -> Link:
        """Open a paused link again. Raises LinkError if it is not paused."""
        return self._change(link_id, by, "resumed", {"paused"}, lambda link, _: {"paused": False})

    def extend(self, link_id: str, ends_at: datetime | None, by: str) -> Link:
        """Give a link another end, None for none; one that had ended opens again. Raises LinkError for an end in the past and
        for a draft or revoked link. The operator's limits are the caller's to ask for."""
        def changed(link: Link, now: datetime) -> dict[str, Any]:
            if ends_at is not None and ends_at.tzinfo is None:
                raise LinkError(Sentence("{id}: the new end has no time zone; give it one, such as UTC.", id=link.id))
            if ends_at is not None and ends_at <= now:
                raise LinkError(Sentence("{id}: the new end is in the past; choose a later day, or revoke the link.", id=link.id))
            return {"ends_at": ends_at}

        told = ends_at.astimezone(UTC).isoformat(timespec="minutes") if ends_at else "never"
        return self._change(link_id, by, "extended", {"live", "paused", "ended"}, changed, detail=f"ends: {told}")

    def revoke(self, link_id: str, by: str) -> Link:
        """End a link for good, with all that was unlocked by its passcode. Raises LinkError if it is revoked already."""
        return self._change(link_id, by, "revoked", {"draft", "live", "paused", "ended"}, lambda link, now: {"revoked_at": now})

    def reissue(
        self, link_id: str, release: str, fingerprint: str, by: str, longest: timedelta | None = None,
    ) -> tuple[Link, str]:
        """A new link and its token: all as before, passcode too, but another release. It lives as long as the first was made
        to, from now, or `longest` if that is less. The first one is left as it is. Raises LinkError for a draft."""
        now = self._now()
        with self._writing() as connection:
            row = connection.execute(sa.select(LINKS).where(LINKS.c.id == link_id)).one_or_none()
            if row is None:
                raise _unknown(link_id)
            if row.is_draft:
                raise LinkError(Sentence("{id} is a draft; only a link that was made can be issued again.", id=link_id))
            life = row.ends_at - row.made_at if row.ends_at else None
            life = min((one for one in (life, longest) if one is not None), default=None)
            kept = ("label", "pages", "chart", "path", "query", "locked", "may", "language", "sites", "passcode_hash")
            values = {name: row._mapping[name] for name in kept} | {
                "release": release, "fingerprint": fingerprint, "ends_at": now + life if life is not None else None,
                "is_draft": False, "reissue_of": link_id,
            }
            link, token = self._insert(connection, values, by, now)
            self._write(connection, "reissued", by, link.id, f"{link_id} again, release: {release or 'newest'}", now)
        return link, token

    def drop_drafts(self, older_than: timedelta) -> int:
        """Forget drafts that were made longer ago than `older_than` and never confirmed; how many there were."""
        now = self._now()
        with self._writing() as connection:
            old = sa.and_(LINKS.c.is_draft.is_(True), LINKS.c.made_at < now - older_than)
            dropped = connection.execute(LINKS.delete().where(old)).rowcount
            if dropped:
                self._write(connection, "drafts_dropped", "", "", str(dropped), now)
        return dropped

    def opened(self, link_id: str) -> None:
        """Count that somebody opened a link, whoever it was. Nothing if there is no such link."""
        now = self._now()
        with self._writing() as connection:
            counted = {"opened": LINKS.c.opened + 1, "last_opened_at": now}
            if connection.execute(LINKS.update().where(LINKS.c.id == link_id).values(counted)).rowcount:
                self._write(connection, "opened", "", link_id, "", now)

    def exported(self, link_id: str, what: str) -> None:
        """Write down that a reader of a link took a file with them: `what` is its name."""
        self.record("exported", "", link_id, what)

    # Passcodes

    def try_passcode(self, link_id: str, passcode: str) -> str | None:
        """A proof that the passcode of a link was known, good for twelve hours; None if it was wrong, if the link asks for none
        or is closed. Raises TooManyTries, whatever is given, after five wrong ones within a quarter of an hour."""
        now = self._now()
        # The try counts as a wrong one while it is examined, or many at once would slip through.
        with self._writing() as connection:
            row = connection.execute(sa.select(LINKS).where(LINKS.c.id == link_id)).one_or_none()
            if row is None or not row.passcode_hash or _link(row).state(now) not in ("live", "draft"):
                return None
            mine = WRONG_TRIES.c.link_id == link_id
            connection.execute(WRONG_TRIES.delete().where(mine, WRONG_TRIES.c.at <= now - TRIES_TIME))
            tries = list(connection.execute(sa.select(WRONG_TRIES.c.at).where(mine).order_by(WRONG_TRIES.c.number)).scalars())
            if len(tries) >= WRONG_TRIES_ALLOWED:
                raise TooManyTries(tries[-WRONG_TRIES_ALLOWED] + TRIES_TIME)
            tried = connection.execute(
                WRONG_TRIES.insert().values(link_id=link_id, at=now).returning(WRONG_TRIES.c.number),
            ).scalar_one()
        if len(passcode) > LONGEST_PASSCODE or not secrecy.fits(passcode, row.passcode_hash):
            with self._writing() as connection:
                self._write(connection, "passcode_wrong", "", link_id, "", now)
                if len(tries) + 1 == WRONG_TRIES_ALLOWED:
                    self._write(connection, "passcode_blocked", "", link_id, "", now)
            return None
        proof = secrecy.new_proof()
        with self._writing() as connection:
            connection.execute(WRONG_TRIES.delete().where(WRONG_TRIES.c.number == tried))
            connection.execute(PROOFS.delete().where(PROOFS.c.ends_at <= now))
            connection.execute(PROOFS.insert().values(
                proof_hash=secrecy.digest(proof), link_id=link_id, ends_at=now + PROOF_LIFE,
            ))
            self._write(connection, "passcode_right", "", link_id, "", now)
        return proof

    def is_unlocked(self, link_id: str, proof: str) -> bool:
        """Whether a proof opens this link now: it was given for this link, has not ended, and the link is open."""
        if not secrecy.is_proof(proof):
            return False
        now = self._now()
        found = sa.select(LINKS).join(PROOFS, PROOFS.c.link_id == LINKS.c.id).where(
            LINKS.c.id == link_id, PROOFS.c.proof_hash == secrecy.digest(proof), PROOFS.c.ends_at > now,
        )
        with self._reading() as connection:
            row = connection.execute(found).one_or_none()
        return row is not None and _link(row).state(now) in ("live", "draft")

    # Sessions

    def sign_in(self, person: Person) -> str:
        """Begin a session; its secret name, to be kept in a cookie and nowhere else."""
        if person.role not in ROLES:
            raise ValueError(f"{person.role!r} is no role; use one of {', '.join(ROLES)}")
        now, session_id = self._now(), secrecy.new_token()
        with self._writing() as connection:
            connection.execute(SESSIONS.delete().where(
                sa.or_(SESSIONS.c.begun_at <= now - SESSION_LIFE, SESSIONS.c.seen_at <= now - IDLE_LIMIT),
            ))
            connection.execute(SESSIONS.insert().values(
                session_hash=secrecy.digest(session_id), subject=visible(person.subject), name=visible(person.name),
                role=person.role, begun_at=now, seen_at=now,
            ))
            self._write(connection, "sign_in", person.name or person.subject, "", f"{person.role}: {person.subject}", now)
        return session_id

    def person(self, session_id: str, now: datetime | None = None) -> Person | None:
        """Who a session belongs to; None if there is none, or it has not been used for two hours, or is twelve hours old."""
        if not secrecy.is_token(session_id):
            return None
        now = now or self._now()
        mine = SESSIONS.c.session_hash == secrecy.digest(session_id)
        with self._reading() as connection:
            row = connection.execute(sa.select(SESSIONS).where(mine)).one_or_none()
        if row is None or now - row.begun_at >= SESSION_LIFE or now - row.seen_at >= IDLE_LIMIT:
            return None
        if now - row.seen_at >= TOUCHED_AFTER:
            with self._plainly(), self._writer.begin() as connection:
                connection.execute(SESSIONS.update().where(mine, SESSIONS.c.seen_at < now).values(seen_at=now))
        return Person(row.subject, row.name, row.role)

    def sign_out(self, session_id: str) -> None:
        """End a session. Nothing if there is no such session."""
        if not secrecy.is_token(session_id):
            return
        mine = SESSIONS.c.session_hash == secrecy.digest(session_id)
        with self._writing() as connection:
            row = connection.execute(sa.select(SESSIONS).where(mine)).one_or_none()
            if row is not None:
                connection.execute(SESSIONS.delete().where(mine))
                self._write(connection, "sign_out", row.name or row.subject, "", f"{row.role}: {row.subject}", self._now())

    def sign_out_everybody(self, by: str = "") -> int:
        """End every session; how many there were."""
        with self._writing() as connection:
            ended = connection.execute(SESSIONS.delete()).rowcount
            self._write(connection, "sign_out_everybody", by, "", str(ended), self._now())
        return ended

    # The log

    def record(self, what: str, by: str, link_id: str = "", detail: str = "") -> None:
        """Write an entry. `what` is one of log.ACTS, else ValueError; `by` is '' for a reader. Control characters are replaced
        and addresses of links hidden; a passcode must not be handed over at all."""
        with self._writing() as connection:
            self._write(connection, what, by, link_id, detail, self._now())

    def log(self, limit: int = 200, link_id: str | None = None) -> list[LogEntry]:
        """The last entries, newest first; of one link if it is named."""
        wanted = sa.select(LOG).order_by(LOG.c.number.desc()).limit(limit)
        if link_id is not None:
            wanted = wanted.where(LOG.c.link_id == link_id)
        with self._reading() as connection:
            return [LogEntry(row.at, row.what, row.by, row.link_id, row.detail) for row in connection.execute(wanted)]

    def check_log(self) -> int | None:
        """The number of the first entry, from 1, that was changed, removed or put in between; None if there is none."""
        with self._plainly(), self._snapshot.begin() as connection:
            return log.first_bad(connection)

    # How it is done

    @contextmanager
    def _plainly(self) -> Iterator[None]:
        with told_plainly(self._engine.url):
            yield

    @contextmanager
    def _reading(self) -> Iterator[sa.Connection]:
        with self._plainly(), self._reader.begin() as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[sa.Connection]:
        """All or nothing, one writer at a time."""
        with self._plainly(), self._writer.begin() as connection:
            if connection.execute(sa.select(LOG_END).with_for_update()).one_or_none() is None:
                raise RegisterError("STATE: the end of the log is missing, so nothing is written; restore a copy of the database")
            yield connection

    def _write(self, connection: sa.Connection, what: str, by: str, link_id: str, detail: str, now: datetime) -> None:
        log.append(connection, LogEntry(now, what, by, link_id, detail))

    def _insert(self, connection: sa.Connection, values: dict[str, Any], by: str, now: datetime) -> tuple[Link, str]:
        token, link_id = secrecy.new_token(), secrecy.new_id()
        while connection.execute(sa.select(LINKS.c.id).where(LINKS.c.id == link_id)).first():
            link_id = secrecy.new_id()
        connection.execute(LINKS.insert().values(
            **values, id=link_id, token_hash=secrecy.digest(token), token_encrypted=self._cipher.encrypt(token),
            made_by=visible(by), made_at=now, paused=False, opened=0,
        ))
        return _link(connection.execute(sa.select(LINKS).where(LINKS.c.id == link_id)).one()), token

    def _change(
        self, link_id: str, by: str, what: str, states: set[str],
        changed: Callable[[Link, datetime], dict[str, Any]], detail: str = "",
    ) -> Link:
        """Change a link that is in one of `states`. Raises LinkError if it is in another, or if there is none."""
        now = self._now()
        with self._writing() as connection:
            row = connection.execute(sa.select(LINKS).where(LINKS.c.id == link_id)).one_or_none()
            if row is None:
                raise _unknown(link_id)
            link = _link(row)
            state = link.state(now)
            if state not in states:
                raise LinkError(Sentence("{id} {state} and cannot be {changed}; {instead}.", id=link_id, state=IS[state],
                                         changed=Sentence(what), instead=INSTEAD[state]))
            connection.execute(LINKS.update().where(LINKS.c.id == link_id).values(**changed(link, now)))
            self._write(connection, what, by, link_id, detail or link.label, now)
            return _link(connection.execute(sa.select(LINKS).where(LINKS.c.id == link_id)).one())

    def _link_where(self, rule: sa.ColumnElement[bool]) -> Link | None:
        with self._reading() as connection:
            row = connection.execute(sa.select(LINKS).where(rule)).one_or_none()
        return _link(row) if row else None


IS = {
    "draft": Sentence("is a draft"), "live": Sentence("is live"), "paused": Sentence("is paused"), "ended": Sentence("has ended"),
    "revoked": Sentence("was revoked"),
}
INSTEAD = {
    "draft": Sentence("make the link first"), "live": Sentence("pause, extend or revoke it"),
    "paused": Sentence("resume, extend or revoke it"), "ended": Sentence("extend it first"),
    "revoked": Sentence("issue it again, or make a new one"),
}


def _link(row: sa.Row[Any]) -> Link:
    told = row._mapping
    values = {field.name: told[field.name] for field in fields(Link) if field.name not in ("may", "has_passcode")}
    return Link(**values, may=frozenset(told["may"]), has_passcode=bool(told["passcode_hash"]))


def _unknown(link_id: str) -> LinkError:
    return LinkError(Sentence("{id} is no link of this register; the register lists all there are.", id=visible(link_id)[:40]))
