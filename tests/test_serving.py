"""The command that serves: it says where, ends on Ctrl-C, and says in words what keeps it from starting."""

from __future__ import annotations

import errno
import json
import re
import shutil
import signal
import socket
import subprocess
import time
import urllib.request

import pytest
from serving import Served, free_port, started

from dashboard.settings import ROOT

OTHERS = {"SIGN_IN": "proxy", "PROXY_ADDRESSES": "192.0.2.9", "VIEWER_GROUPS": "*",
          "SECRET_KEY": "Jq0_vS7nWm2-xY4tRz8LbKd5HcPfGgN3"}
"""The least that lets the dashboard be served to others."""


def asked(address: str) -> tuple[int, dict[str, str], bytes]:
    with urllib.request.urlopen(address, timeout=20) as response:
        return response.status, dict(response.headers), response.read()


def ended(process: subprocess.Popen[str], within_s: float = 60) -> tuple[int, str]:
    """Exit code and all that was said of a process that ends by itself."""
    out, err = process.communicate(timeout=within_s)
    return process.returncode, out + err


@pytest.fixture(scope="module")
def served(crimjust):
    with Served(crimjust) as served:
        yield served


def test_it_prints_the_address_to_open(served):
    assert f"http://localhost:{served.port}/" in "".join(served.said)


def test_it_answers_health_with_the_release(served, crimjust):
    status, headers, body = asked(served.address + "/health")
    assert status == 200
    assert json.loads(body)["release"] == (crimjust / "warehouse" / "CURRENT").read_text("utf-8").strip()
    assert "Server" not in headers


def test_it_is_a_server_for_many_and_no_development_server(served):
    """A slow client that sends half a request keeps nobody waiting."""
    slow = []
    for _ in range(40):
        door = socket.create_connection(("127.0.0.1", served.port))
        door.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n")
        slow.append(door)
    begun = time.monotonic()
    assert asked(served.address + "/health")[0] == 200
    assert time.monotonic() - begun < 5
    for door in slow:
        door.close()
    assert "development server" not in "".join([*served.said, *served.logged])


@pytest.mark.parametrize("request_line", [
    b"GARBAGE\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    b"GET " + b"/" * 300_000 + b" HTTP/1.1\r\n\r\n", b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
], ids=["garbage", "unknown version", "tls", "endless line", "two hosts"])
def test_what_is_no_request_is_refused_without_a_trace(served, request_line):
    with socket.create_connection(("127.0.0.1", served.port), timeout=10) as door:
        try:
            door.sendall(request_line)
            door.shutdown(socket.SHUT_WR)
            said = door.recv(65536)
        except OSError as fault:  # it may have closed the door before all was said
            assert isinstance(fault, ConnectionError) or fault.errno == errno.ENOTCONN
            said = b""
    assert b"Traceback" not in said and b"waitress" not in said.lower() and b"Python" not in said
    assert not said.startswith(b"HTTP/1.1 5") and not said.startswith(b"HTTP/1.0 5")
    assert asked(served.address + "/health")[0] == 200


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_at_once_with_code_zero_and_without_a_traceback(meridian, how):
    served = Served(meridian)
    assert asked(served.address + "/health")[0] == 200
    begun = time.monotonic()
    assert served.end(how) == 0
    assert time.monotonic() - begun < 5
    time.sleep(0.2)
    assert "Traceback" not in "".join(served.logged)


def test_a_taken_port_is_named_with_another_to_try(meridian):
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen()
        port = door.getsockname()[1]
        code, said = ended(started(meridian, PORT=str(port)))
    assert code == 1
    assert re.search(rf"Cannot listen on 127\.0\.0\.1 port {port}: .*make run PORT={port + 1}", said)
    assert "Traceback" not in said


@pytest.mark.parametrize(("environment", "message"), [
    ({"PORT": "eighty"}, "PORT: 'eighty' is no whole number from 1 to 65535; try 8050"),
    ({"THREADS": "0"}, "THREADS: '0' is no whole number from 1 to 64; try 8"),
    ({"DATA": "/nowhere"}, "DATA: /nowhere holds no programme.toml; name a folder such as data or examples/meridian"),
    ({"HOST": "192.0.2.1"}, "Others can reach this dashboard (HOST=192.0.2.1)"),
    ({"HOST": "192.0.2.1"} | OTHERS, "Cannot listen on 192.0.2.1 port"),
    ({"HOST": "no such host"} | OTHERS, "Cannot listen on no such host port"),
])
def test_a_setting_that_cannot_be_used_is_named_with_what_would_be_right(meridian, environment, message):
    code, said = ended(started(meridian, **{"PORT": str(free_port())} | environment))
    assert code == 1
    assert message in said
    assert "Traceback" not in said


def test_a_package_without_a_release_says_what_to_run(tmp_path):
    shutil.copytree(ROOT / "examples" / "meridian", tmp_path / "package", ignore=shutil.ignore_patterns("warehouse"))
    code, said = ended(started(tmp_path / "package", PORT=str(free_port())))
    assert code == 1
    assert "no release in" in said and "make data" in said and "Traceback" not in said


def test_a_release_with_a_changed_byte_is_not_served(meridian, tmp_path):
    package = shutil.copytree(meridian, tmp_path / "package", ignore=shutil.ignore_patterns("state"))
    (database,) = package.glob("warehouse/r-*/warehouse.duckdb")
    content = bytearray(database.read_bytes())
    content[len(content) // 2] ^= 1
    database.write_bytes(content)
    code, said = ended(started(package, PORT=str(free_port())))
    assert code == 1
    assert "its file warehouse.duckdb is not the one that was built; build it again" in said and "Traceback" not in said
