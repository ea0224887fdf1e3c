"""Where the register lies, and how it is opened: which databases are served, how each is told to be careful, and how it is
brought to the tables that this version needs, also when two processes start at once."""

from __future__ import annotations

import fcntl
import os
import secrets
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import sqlalchemy as sa

MIGRATIONS = Path(__file__).resolve().parent / "migrations"
NEWEST = max(path.name for path in (MIGRATIONS / "versions").glob("v*.py"))[1:4]
"""The revision of the tables that this version needs."""
STATE = "state"
DATABASE = "links.sqlite"
KEY = "secret.key"
SHORTEST_KEY = 32
SERVED = ("postgres", "postgresql", "postgresql+psycopg")
RIGHT = "try sqlite:////var/lib/results/links.sqlite or postgresql://user:password@host/name"
SECONDS_TO_WAIT = 15
UNUSABLE = (sa.exc.DatabaseError, sa.exc.InterfaceError, sa.exc.TimeoutError, sqlite3.Error, OSError)
# Any number will do, as long as every version of the product takes the same one.
MIGRATION_LOCK = 7_211_903_315
# Alembic keeps what it works on in a global of its own.
_one_migration = threading.Lock()


class _Newer(Exception):
    """The tables are of a revision that this version does not know."""


class RegisterError(RuntimeError):
    """The database of links cannot be used; the message says which and what to do, and never holds a password."""


def default_state(data: Path) -> str:
    """The address of the database of a data package for which the operator named none."""
    return sa.URL.create("sqlite", database=str(data.absolute() / STATE / DATABASE)).render_as_string()


def own_key(data: Path) -> str:
    """The random secret of a data package for which the operator named none; made the first time, readable by its owner only.
    Raises RegisterError if it can neither be read nor made."""
    place = data / STATE / KEY
    try:
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not place.exists():
            _write_key(place)
        key = place.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as fault:
        raise RegisterError(f"{place}: cannot be read or made ({type(fault).__name__}); "
                            "make its folder writable, or set SECRET_KEY") from None
    if len(key) < SHORTEST_KEY:
        raise RegisterError(f"{place}: holds fewer than {SHORTEST_KEY} characters; delete it and a new one will be made")
    return key


def open_engine(url: str) -> sa.Engine:
    """The engine of a database that has all tables. Raises RegisterError."""
    address = _address(url)
    with told_plainly(address):
        try:
            return _open_sqlite(address) if address.get_backend_name() == "sqlite" else _open_postgresql(address)
        except _Newer:
            raise RegisterError(f"STATE: {_place(address)} was written by a newer version of the dashboard; "
                                "run that version, or restore a copy from before") from None


@contextmanager
def told_plainly(address: sa.URL) -> Iterator[None]:
    """Turn what a database or its driver says, which may repeat how it was reached, into RegisterError."""
    try:
        yield
    except UNUSABLE as fault:
        # Mistakes of the product, such as a column that is not there, are no matter of the operator's and pass.
        if isinstance(fault, sa.exc.IntegrityError | sa.exc.ProgrammingError | sa.exc.DataError):
            raise
        right = ("check that the disk is not full and that the file and its folder can be written"
                 if address.get_backend_name() == "sqlite" else
                 "check that the server runs and that the name, the password and the database in STATE are right")
        raise RegisterError(f"STATE: {_place(address)} cannot be used{_reason(fault, address)}; {right}") from None


def _write_key(place: Path) -> None:
    """All or nothing, and the first of two processes wins."""
    unfinished = place.with_name(f"{place.name}.{secrets.token_hex(8)}")
    file = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(file, "w", encoding="ascii") as text:
            text.write(secrets.token_urlsafe(48) + "\n")
            text.flush()
            os.fsync(text.fileno())
        with suppress(FileExistsError):
            os.link(unfinished, place)
    finally:
        unfinished.unlink()


def _address(url: str) -> sa.URL:
    """The address as SQLAlchemy takes it. Raises RegisterError."""
    try:
        address = sa.make_url(url)
        name = address.drivername
        if name in SERVED and address.database:
            return address.set(drivername="postgresql+psycopg")
        if name == "sqlite" and address.database and address.database != ":memory:" and not address.query:
            return address
    except (sa.exc.ArgumentError, ValueError):
        pass
    raise RegisterError(f"STATE: this is no address of a SQLite file or of a PostgreSQL database; {RIGHT}. "
                        "Write '@', ':', '/' and '%' inside a password as %40, %3A, %2F and %25") from None


def _open_sqlite(address: sa.URL) -> sa.Engine:
    file = Path(str(address.database))
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    engine = sa.create_engine(address, hide_parameters=True, connect_args={"timeout": SECONDS_TO_WAIT})

    @sa.event.listens_for(engine, "connect")
    def be_careful(connection: Any, _: Any) -> None:
        # Transactions begin where we say, below, and not where the driver guesses.
        connection.isolation_level = None
        connection.execute("pragma synchronous = full")
        connection.execute("pragma foreign_keys = on")

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        # A reader that turns writer half-way is refused if another wrote in between.
        is_writing = connection.get_execution_options().get("is_writing")
        connection.exec_driver_sql("begin immediate" if is_writing else "begin")

    with _held(file.with_name(file.name + ".lock")):
        # SQLite gives its side files the mode of the database.
        # Only where there is none: closing a file that this process has open elsewhere would give up its locks there.
        with suppress(FileExistsError):
            os.close(os.open(file, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        raw = engine.raw_connection()
        try:
            raw.cursor().execute("pragma journal_mode = wal")
        finally:
            raw.close()
        with engine.execution_options(is_writing=True).begin() as connection:
            _migrate(connection)
    return engine


def _open_postgresql(address: sa.URL) -> sa.Engine:
    waiting = {} if "connect_timeout" in address.query else {"connect_timeout": SECONDS_TO_WAIT}
    engine = sa.create_engine(address, hide_parameters=True, pool_pre_ping=True, connect_args=waiting)
    with engine.begin() as connection:
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(MIGRATION_LOCK)))
        _migrate(connection)
    return engine


def _migrate(connection: sa.Connection) -> None:
    if sa.inspect(connection).has_table("alembic_version") and \
            connection.scalar(sa.text("select version_num from alembic_version")) == NEWEST:
        return
    # Loaded for those few starts that need it, for it is large.
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    with _one_migration:
        try:
            command.upgrade(config, "head")
        except CommandError as fault:
            raise _Newer from fault


@contextmanager
def _held(place: Path) -> Iterator[None]:
    """A lock between processes; it ends with the process that holds it."""
    file = os.open(place, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
    finally:
        os.close(file)


def _place(address: sa.URL) -> str:
    if address.get_backend_name() == "sqlite":
        return str(address.database)
    return f"PostgreSQL database {address.database!r} at {address.host or 'this machine'}"


def _reason(fault: Exception, address: sa.URL) -> str:
    """What the driver says in its first line, unless that could repeat something secret."""
    said = str(getattr(fault, "orig", None) or fault).strip().partition("\n")[0]
    secrets_given = [address.password, *(value for name, value in address.query.items() if "pass" in name)]
    return "" if not said or any(str(one) in said for one in secrets_given if one) else f" ({said[:200].rstrip('.;')})"
