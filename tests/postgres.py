"""A real PostgreSQL server for the tests: the one that is installed, else Debian's package where it may be installed.

It runs on loopback, on a port and in a folder of its own, and never as root, which PostgreSQL refuses. All processes of a run
share one server; each has a database of its own. The last process to leave stops it.
"""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg
from debian_packages import install_packages
from filelock import FileLock

BY_HAND = "No PostgreSQL server was found. Install one and run the tests again:  sudo apt-get install postgresql"
USER, PASSWORD = "tester", "a-password-of-the-tests"
SECONDS_TO_START = 60


def find() -> Path | None:
    """The folder of an installed server's programs, the newest one; None if there is none."""
    named = shutil.which("pg_config")
    told = subprocess.run([named, "--bindir"], capture_output=True, text=True).stdout.strip() if named else ""
    on_path = shutil.which("initdb")
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda place: [int(n) for n in place.parent.name.split(".")])
    places = [*([Path(on_path).parent] if on_path else []), *([Path(told)] if told else []), *reversed(debian)]
    return next((place for place in places if all(os.access(place / name, os.X_OK) for name in ("initdb", "postgres"))), None)


def install() -> Path | None:
    """Install Debian's package if this machine lets us; the folder of its programs, or None."""
    return find() if install_packages(("postgresql",), "the tests of the register") else None


def _other_user() -> dict[str, Any]:
    """Who the server runs as: ourselves, or somebody without rights if we are root."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": found.pw_uid, "group": found.pw_gid, "extra_groups": []}
    raise RuntimeError("PostgreSQL refuses to run as root, and there is neither a user 'postgres' nor 'nobody'")


class Server:
    """A server in a folder below /tmp: the folder of pytest belongs to us alone, and the server's user may not enter it."""

    def __init__(self, folder: Path, port: int):
        self.folder, self.port = folder, port

    def address(self, database: str) -> str:
        """The address of a database, as an operator would give it."""
        return f"postgresql://{USER}:{PASSWORD}@127.0.0.1:{self.port}/{database}"

    def run(self, statement: str, database: str = "postgres") -> None:
        """Run a statement outside of any transaction."""
        with psycopg.connect(self.address(database), autocommit=True) as connection:
            connection.execute(statement)  # type: ignore[arg-type]

    @contextmanager
    def database(self) -> Iterator[str]:
        """The address of an empty database, dropped at the end whoever is still connected."""
        name = f"test_{secrets.token_hex(6)}"
        self.run(f"create database {name}")
        try:
            yield self.address(name)
        finally:
            self.run(f"drop database {name} with (force)")

    def empty(self, address: str) -> None:
        """Make a database empty again: quicker than another one."""
        self.run("drop schema public cascade; create schema public", address.rpartition("/")[2])

    @classmethod
    def start(cls, folder: Path) -> Server:
        """Start a server in an empty folder that its user may enter."""
        programs = find() or install()
        if programs is None:
            raise RuntimeError(BY_HAND)
        who = _other_user()
        if who:
            os.chown(folder, who["user"], who["group"])
        data, password = folder / "data", folder / "password"
        password.write_text(PASSWORD, encoding="ascii")
        password.chmod(0o644)
        subprocess.run(
            [programs / "initdb", "-D", data, "-U", USER, "-A", "scram-sha-256", "--pwfile", password, "-E", "UTF8",
             "--locale", "C", "--no-sync", "--no-instructions"],
            check=True, cwd=folder, stdout=subprocess.DEVNULL, **who,
        )
        password.unlink()
        with socket.socket() as door:
            door.bind(("127.0.0.1", 0))
            port = int(door.getsockname()[1])
        server = cls(folder, port)
        with (folder / "server.log").open("wb") as told:
            process = subprocess.Popen(
                [programs / "postgres", "-D", data, "-p", str(port), "-c", "listen_addresses=127.0.0.1",
                 "-c", "unix_socket_directories=", "-c", "fsync=off", "-c", "autovacuum=off", "-c", "shared_buffers=16MB"],
                cwd=folder, stdin=subprocess.DEVNULL, stdout=told, stderr=told, start_new_session=True, **who,
            )
        (folder / "pid").write_text(str(process.pid), encoding="ascii")
        (folder / "port").write_text(str(port), encoding="ascii")
        until = time.monotonic() + SECONDS_TO_START
        while True:
            try:
                psycopg.connect(server.address("postgres"), connect_timeout=2).close()
                return server
            except psycopg.OperationalError:
                if process.poll() is not None or time.monotonic() > until:
                    process.kill()
                    raise RuntimeError("PostgreSQL did not start:\n" + (folder / "server.log").read_text("utf-8")) from None
                time.sleep(0.05)

    def stop(self) -> None:
        """Stop the server at once and remove all that it kept."""
        pid = int((self.folder / "pid").read_text(encoding="ascii"))
        try:
            os.kill(pid, 3)  # SIGQUIT: PostgreSQL's immediate shutdown
            for _ in range(200):
                os.kill(pid, 0)
                _reap(pid)
                time.sleep(0.02)
        except ProcessLookupError:
            pass
        shutil.rmtree(self.folder, ignore_errors=True)


def _reap(pid: int) -> None:
    """Take note that our own child has ended; whoever else started it does so themselves."""
    with suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)


@contextmanager
def shared_server(shared: Path) -> Iterator[Server]:
    """The one server of all processes that see the folder `shared`: the first starts it, the last stops it."""
    users, place = shared / "postgres.users", shared / "postgres.folder"
    lock = FileLock(str(shared / "postgres.lock"))
    with lock:
        count = int(users.read_text("ascii")) if users.exists() else 0
        if count == 0:
            folder = Path("/tmp") / f"tests-postgres-{secrets.token_hex(6)}"
            folder.mkdir(mode=0o755)
            try:
                server = Server.start(folder)
            except BaseException:
                shutil.rmtree(folder, ignore_errors=True)
                raise
            place.write_text(str(folder), encoding="utf-8")
        else:
            folder = Path(place.read_text("utf-8"))
            server = Server(folder, int((folder / "port").read_text("ascii")))
        users.write_text(str(count + 1), encoding="ascii")
    try:
        yield server
    finally:
        with lock:
            count = int(users.read_text("ascii")) - 1
            users.write_text(str(count), encoding="ascii")
            if count == 0:
                server.stop()


if __name__ == "__main__":
    programs = find() or install()
    if programs is None:
        sys.exit(BY_HAND)
    print(f"PostgreSQL for the tests: {programs}")
