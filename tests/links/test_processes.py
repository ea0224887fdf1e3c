"""Several processes with one register: nothing is lost, nothing counted twice, the chain stays whole."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import sqlalchemy as sa

from dashboard.links import own_key
from dashboard.settings import ROOT

WORKER = Path(__file__).with_name("worker.py")


def at_once(*commands):
    """What each process printed, all having begun at the same moment."""
    running = [
        subprocess.Popen([sys.executable, *command], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                         env=os.environ | {"PYTHONPATH": str(ROOT)})
        for command in commands
    ]
    for process in running:
        assert process.stdout.readline() == "ready\n"
    for process in running:
        process.stdin.write("\n")
        process.stdin.flush()
    said = [process.communicate(timeout=60)[0].split() for process in running]
    assert [process.returncode for process in running] == [0] * len(running)
    return said


def test_two_processes_and_this_one_write_at_once(register, new, state):
    link, _ = register.make(new(), by="Ada")
    tokens = at_once(*[[str(WORKER), "write", state, "25", link.id]] * 2)
    assert [len(set(one)) for one in tokens] == [25, 25]
    assert register.link(link.id).opened == 50
    assert {register.find(token).label for one in tokens for token in one} == {str(number) for number in range(25)}
    assert len(register.links()) == 51
    assert Counter(one.what for one in register.log()) == {"made": 51, "opened": 50}
    assert register.check_log() is None


def test_two_processes_start_at_once_on_nothing(state, opening, behind):
    tokens = at_once(*[[str(WORKER), "start", state, "3"]] * 2)
    register = opening()
    assert len(register.links()) == 6 and all(register.find(token) for one in tokens for token in one)
    assert register.check_log() is None and len(register.log()) == 6
    with behind.connect() as connection:
        assert connection.execute(sa.text("select count(*) from log_end")).scalar_one() == 1


def test_two_processes_that_need_a_key_get_the_same_one(tmp_path):
    told = "import sys; from pathlib import Path; from dashboard.links import own_key; print('ready', flush=True); " \
           "sys.stdin.readline(); print(own_key(Path(sys.argv[1])))"
    keys = at_once(*[["-c", told, str(tmp_path)]] * 2)
    assert keys == [[own_key(tmp_path)]] * 2
