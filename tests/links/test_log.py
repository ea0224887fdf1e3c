"""The log says everything that was done, and shows whether somebody changed it."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from chosen import NOON

from dashboard.links import ACTS, LogEntry, RegisterError
from dashboard.links.tables import LOG


def test_every_act_on_a_link_is_written_with_who_did_it(register, new, clock):
    link, _ = register.make(new(), by="Ada", is_draft=True)
    register.confirm(link.id, by="Ben")
    register.pause(link.id, by="Cy")
    register.resume(link.id, by="Dee")
    register.extend(link.id, NOON + timedelta(days=60), by="Eve")
    register.extend(link.id, None, by="Eve")
    register.opened(link.id)
    register.exported(link.id, "results.xlsx")
    register.revoke(link.id, by="Fay")
    again, _ = register.reissue(link.id, "2026-04-01-abcdabcd", "ab" * 32, by="Gus")
    register.make(new(), by="Ada", is_draft=True)
    clock.move(days=1)
    register.drop_drafts(timedelta(hours=1))
    label = "For the mid-term review"
    assert [(one.what, one.by, one.link_id, one.detail) for one in reversed(register.log())][:10] == [
        ("drafted", "Ada", link.id, label), ("made", "Ben", link.id, label), ("paused", "Cy", link.id, label),
        ("resumed", "Dee", link.id, label), ("extended", "Eve", link.id, "ends: 2026-05-01T12:00+00:00"),
        ("extended", "Eve", link.id, "ends: never"), ("opened", "", link.id, ""), ("exported", "", link.id, "results.xlsx"),
        ("revoked", "Fay", link.id, label), ("reissued", "Gus", again.id, f"{link.id} again, release: 2026-04-01-abcdabcd"),
    ]
    assert register.log(limit=1) == [LogEntry(NOON + timedelta(days=1), "drafts_dropped", "", "", "1")]
    assert register.check_log() is None


def test_the_log_is_read_newest_first_of_one_link_or_of_all(register, new):
    first, _ = register.make(new(), by="Ada")
    second, _ = register.make(new(), by="Ada")
    register.opened(first.id)
    assert [(one.what, one.link_id) for one in register.log()] == [("opened", first.id), ("made", second.id), ("made", first.id)]
    assert [one.what for one in register.log(link_id=first.id)] == ["opened", "made"]
    assert [one.link_id for one in register.log(limit=2)] == [first.id, second.id]
    assert register.log(link_id="L-22222222") == []


def test_only_known_words_are_written(register):
    with pytest.raises(ValueError, match="'hacked' is no word of the log"):
        register.record("hacked", "Ada")
    for what in ACTS:
        register.record(what, "Ada")
    assert [one.what for one in reversed(register.log())] == list(ACTS)


def test_what_others_say_is_one_line_of_bounded_length(register):
    register.record("sign_in_refused", "Eve\r\n2026 made by Ada", detail="a\x00b\x1b[31m\u2028\u202e\ud800" + "x" * 5000)
    said = register.log()[0]
    assert said.by == "Eve��2026 made by Ada"
    assert said.detail.startswith("a�b�[31m���xxx") and len(said.detail) == 1000 and said.detail.endswith("…")
    assert register.check_log() is None


def test_an_operation_that_fails_is_not_written(register, new):
    link, _ = register.make(new(), by="Ada")
    with pytest.raises(ValueError):
        register.resume(link.id, by="Ada")
    assert [one.what for one in register.log()] == ["made"]


CHANGED = {
    "update log set detail = 'nothing' where number = 3": 3,
    "update log set by = 'Ben' where number = 5": 5,
    "update log set what = 'paused' where number = 1": 1,
    "update log set link_id = 'L-22222222' where number = 2": 2,
    "delete from log where number = 3": 3,
    "delete from log where number = 1": 1,
    "delete from log where number = 5": 5,
    "delete from log where number >= 4": 4,
    "delete from log": 1,
    "update log set number = 9 where number = 5": 5,
    "update log set hash_before = hash where number = 4": 4,
    "update log set hash = hash_before where number = 2": 2,
    "update log_end set hash = (select hash from log where number = 4)": 5,
    "update log_end set number = 4, hash = (select hash from log where number = 4)": 5,
    "delete from log_end": 5,
}


@pytest.mark.parametrize("statement", CHANGED)
def test_whatever_is_changed_is_found(register, behind, statement):
    for number in range(1, 6):
        register.record("published", "Ada", detail=f"release {number}")
    assert register.check_log() is None
    with behind.begin() as connection:
        connection.exec_driver_sql(statement)
    assert register.check_log() == CHANGED[statement]


def test_an_entry_moved_in_time_is_found(register, behind, state):
    register.record("published", "Ada")
    register.record("published", "Ben")
    later = "'2026-03-02 12:00:01.000000'" if state.startswith("sqlite") else "at + interval '1 second'"
    with behind.begin() as connection:
        connection.exec_driver_sql(f"update log set at = {later} where number = 1")  # noqa: S608
    assert register.check_log() == 1


def test_an_entry_whose_own_hash_was_made_to_fit_no_longer_fits_the_next_one(register, behind):
    for by in ("Ada", "Ben", "Cy"):
        register.record("published", by)
    with behind.begin() as connection:
        row = connection.execute(sa.select(LOG).where(LOG.c.number == 2)).one()
        forged = dict(row._mapping) | {"by": "Eve"}
        written = [forged["number"], forged["at"].isoformat(timespec="microseconds"), forged["what"], forged["by"],
                   forged["link_id"], forged["detail"], forged["hash_before"]]
        fitting = hashlib.sha256(json.dumps(written, separators=(",", ":")).encode()).hexdigest()
        connection.execute(LOG.update().where(LOG.c.number == 2).values(by="Eve", hash=fitting))
    assert register.check_log() == 2


def test_two_entries_exchanged_are_found(register, behind):
    for by in ("Ada", "Ben", "Cy"):
        register.record("published", by)
    with behind.begin() as connection:
        for before, after in ((1, 7), (2, 1), (7, 2)):
            connection.exec_driver_sql(f"update log set number = {after} where number = {before}")  # noqa: S608
    assert register.check_log() == 1


def test_nothing_is_done_that_cannot_be_written_down(register, new, behind):
    link, _ = register.make(new(), by="Ada")
    with behind.begin() as connection:
        connection.exec_driver_sql("delete from log_end")
    with pytest.raises(RegisterError, match="the end of the log is missing"):
        register.revoke(link.id, by="Ada")
    assert register.link(link.id) == link


def test_no_column_could_hold_who_a_reader_is(register, new, behind):
    link, _ = register.make(new(), by="Ada")
    register.opened(link.id)
    with behind.connect() as connection:
        columns = set(connection.exec_driver_sql("select * from log").keys())
    assert columns == {"number", "at", "what", "by", "link_id", "detail", "hash_before", "hash"}
    assert re.fullmatch(r"", register.log()[0].by + register.log()[0].detail)
