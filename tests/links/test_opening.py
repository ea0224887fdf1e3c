"""Which databases are served, how one is brought up to date, and what is said where none can be used."""

from __future__ import annotations

import fcntl
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from chosen import KEY

from dashboard.links import Register, RegisterError, default_state
from dashboard.links.opening import MIGRATION_LOCK, NEWEST
from dashboard.links.tables import METADATA


def test_the_migrations_make_exactly_the_tables_that_are_used(register, behind):
    with behind.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
        assert connection.exec_driver_sql("select version_num from alembic_version").scalar_one() == NEWEST == "002"


def test_opening_again_changes_nothing(opening, new, behind):
    link, token = opening().make(new(), by="Ada")
    for _ in range(2):
        again = opening()
        assert again.find(token) == link and len(again.log()) == 1 and again.check_log() is None


def test_a_process_that_starts_waits_until_another_has_brought_the_database_up_to_date(state, behind):
    with ExitStack() as migrating, ThreadPoolExecutor(1) as thread:
        if state.startswith("sqlite"):
            folder = Path(state.removeprefix("sqlite:///")).parent
            folder.mkdir()
            lock = migrating.enter_context((folder / "links.sqlite.lock").open("w"))
            fcntl.flock(lock, fcntl.LOCK_EX)
        else:
            connection = migrating.enter_context(behind.begin())
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(MIGRATION_LOCK)))
        starting = thread.submit(Register, state, KEY)
        with pytest.raises(TimeoutError):
            starting.result(timeout=0.7)
        migrating.close()
        register = starting.result(timeout=20)
        assert register.links() == []
        register.close()


def test_a_database_of_a_newer_version_is_left_alone(opening, behind):
    opening().close()
    with behind.begin() as connection:
        connection.exec_driver_sql("update alembic_version set version_num = '999'")
    with pytest.raises(RegisterError, match="written by a newer version"):
        opening()
    with behind.connect() as connection:
        assert connection.exec_driver_sql("select version_num from alembic_version").scalar_one() == "999"


def test_the_folder_and_file_of_sqlite_are_the_owners_and_nothing_written_is_lost(tmp_path, new):
    register = Register(default_state(tmp_path), KEY)
    register.make(new(ends_at=None), by="Ada")
    folder = tmp_path / "state"
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {file.name: oct(file.stat().st_mode & 0o777) for file in folder.iterdir() if not file.name.endswith(".lock")} == {
        "links.sqlite": "0o600", "links.sqlite-wal": "0o600", "links.sqlite-shm": "0o600",
    }
    with register._engine.connect() as connection:
        told = {name: connection.exec_driver_sql(f"pragma {name}").scalar_one()
                for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")}
    assert told == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 15000}
    register.close()


def test_an_operator_may_write_the_address_of_postgresql_in_either_way(postgres_server, new):
    with postgres_server.database() as address:
        rest = address.removeprefix("postgresql")
        _, token = Register("postgres" + rest, KEY).make(new(ends_at=None), by="Ada")
        for way in ("postgresql", "postgresql+psycopg"):
            assert Register(way + rest, KEY).find(token)


@pytest.mark.parametrize("url", [
    "", "nonsense", "links.sqlite", "sqlite://", "sqlite:///", "sqlite:///:memory:", "sqlite:///links.sqlite?mode=ro",
    "mysql://root:hunter2secret@host/db", "postgresql+asyncpg://u:hunter2secret@host/db", "postgresql://u:hunter2secret@host",
    "postgresql://u:hunter2secret@host:port/db", "postgresql://u:hunter2secret/db@host:port/x",
])
def test_an_address_of_another_kind_is_refused_with_what_would_be_right(url):
    with pytest.raises(RegisterError, match=r"try sqlite:.* or postgresql:") as refused:
        Register(url, KEY)
    assert "hunter2secret" not in str(refused.value) and refused.value.__suppress_context__


def test_a_server_that_cannot_be_used_is_told_without_the_password(postgres_server):
    right = postgres_server.address("postgres")
    says_the_password = f"127.0.0.1:{postgres_server.port}/db"  # as the name of the user, which the server repeats
    for url, said in {
        f"postgresql://hunter2secret:hunter2secret@{says_the_password}": "",
        f"postgresql://{says_the_password}?user=hunter2secret&password=hunter2secret": "",
        right.replace("a-password-of-the-tests", "hunter2secret"): "password",
        right.replace("a-password-of-the-tests", "hunter2%40secret"): "password",
        right.replace("/postgres", "/nowhere"): "nowhere",
        "postgresql://tester:hunter2secret@127.0.0.1:1/db?connect_timeout=2": "refused",
        f"postgresql://127.0.0.1:{postgres_server.port}/db?user=tester&password=hunter2secret": "password",
        "postgresql://tester:hunter2secret@127.0.0.1:99999/db": "",
    }.items():
        with pytest.raises(RegisterError, match=r"STATE: PostgreSQL database .* at 127\.0\.0\.1 cannot be used") as refused:
            Register(url, KEY)
        assert said in str(refused.value) and "are right" in str(refused.value)
        assert not any(secret in str(refused.value) for secret in ("hunter2", "a-password-of-the-tests"))
        assert refused.value.__suppress_context__


def test_a_server_that_goes_away_is_told_and_found_again_when_it_is_back(postgres_server, new):
    with postgres_server.database() as address:
        register = Register(address, KEY)
        _, token = register.make(new(ends_at=None), by="Ada")
        name = address.rpartition("/")[2]
        postgres_server.run(f"alter database {name} allow_connections false")
        postgres_server.run(f"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}'")  # noqa: S608
        with pytest.raises(RegisterError, match="cannot be used"):
            register.find(token)
        postgres_server.run(f"alter database {name} allow_connections true")
        assert register.find(token).label == "For the mid-term review"
        register.close()


def test_a_file_that_is_no_database_is_told_and_left_as_it_is(tmp_path):
    place = tmp_path / "links.sqlite"
    place.write_text("these are notes, and no database\n" * 100)
    with pytest.raises(RegisterError, match=r"links\.sqlite cannot be used \(file is not a database\); check"):
        Register(f"sqlite:///{place}", KEY)
    assert place.read_text() == "these are notes, and no database\n" * 100


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(RegisterError, match=r"cannot be used .*; check"):
        Register(f"sqlite:///{tmp_path / 'file' / 'links.sqlite'}", KEY)


def test_a_relative_address_is_below_the_working_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Register("sqlite:///here.sqlite", KEY).close()
    assert (tmp_path / "here.sqlite").is_file()
