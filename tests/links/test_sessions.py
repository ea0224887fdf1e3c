"""Who is signed in, and for how long."""

from __future__ import annotations

import pytest
from chosen import NOON

from dashboard.links import Person

ADA, BEN = Person("a-1", "Ada Editor", "editor"), Person("b-2", "Ben Steward", "steward")


def test_a_session_belongs_to_one_person_in_every_process(opening):
    register, other = opening(), opening()
    hers, his = register.sign_in(ADA), register.sign_in(BEN)
    assert hers != his and len(hers) == 43
    assert other.person(hers, NOON) == ADA and other.person(his, NOON) == BEN
    assert register.sign_in(ADA) != hers


@pytest.mark.parametrize("wrong", ["", "A" * 43, "é" * 43, "\ud800" * 43, "x" * 4096, None, 3])
def test_anything_else_is_nobodys_session(register, wrong):
    register.sign_in(ADA)
    assert register.person(wrong, NOON) is None
    register.sign_out(wrong)
    assert len(register.log()) == 1


def test_a_token_of_a_link_is_no_session_and_a_session_is_no_token(register, new):
    _, token = register.make(new(), by="Ada")
    assert register.person(token, NOON) is None and register.find(register.sign_in(ADA)) is None


def test_an_unused_session_ends_after_two_hours(register, clock):
    session = register.sign_in(ADA)
    clock.move(hours=2, seconds=-1)
    assert register.person(session) == ADA
    clock.move(hours=2, seconds=-1)
    assert register.person(session) == ADA
    assert register.person(session, clock.move(hours=2)) is None
    assert register.person(session) is None


def test_a_used_session_ends_after_twelve_hours(register, clock):
    session = register.sign_in(ADA)
    for _ in range(11):
        clock.move(hours=1)
        assert register.person(session) == ADA
    clock.move(hours=1, microseconds=-1)
    assert register.person(session) == ADA
    clock.move(microseconds=1)
    assert register.person(session) is None


def test_a_session_is_written_at_most_once_a_minute(register, clock, behind):
    def seen():
        with behind.connect() as connection:
            return str(connection.exec_driver_sql("select seen_at from sessions").scalar_one())

    session = register.sign_in(ADA)
    first = seen()
    clock.move(seconds=59)
    assert register.person(session) == ADA and seen() == first
    clock.move(seconds=1)
    assert register.person(session) == ADA and seen() != first


def test_a_session_that_was_ended_is_nobodys(opening):
    register, other = opening(), opening()
    hers, his = register.sign_in(ADA), register.sign_in(BEN)
    other.sign_out(hers)
    assert register.person(hers) is None and register.person(his) == BEN
    register.sign_out(hers)
    assert [(one.what, one.by) for one in register.log()] == [
        ("sign_out", "Ada Editor"), ("sign_in", "Ben Steward"), ("sign_in", "Ada Editor"),
    ]


def test_everybody_can_be_signed_out(register):
    sessions = [register.sign_in(ADA), register.sign_in(BEN)]
    assert register.sign_out_everybody(by="Ben Steward") == 2
    assert [register.person(one) for one in sessions] == [None, None]
    assert (register.log()[0].what, register.log()[0].by, register.log()[0].detail) == ("sign_out_everybody", "Ben Steward", "2")


def test_sessions_that_ended_are_forgotten_when_somebody_signs_in(register, clock, behind):
    register.sign_in(ADA)
    clock.move(hours=2)
    register.sign_in(BEN)
    with behind.connect() as connection:
        assert connection.exec_driver_sql("select count(*) from sessions").scalar_one() == 1


def test_nobody_signs_in_with_a_role_that_is_none(register):
    with pytest.raises(ValueError, match="use one of viewer, editor, steward"):
        register.sign_in(Person("c-3", "Cy", "admin"))
    assert register.log() == []


def test_what_a_provider_says_of_a_person_is_kept_in_one_line(register):
    session = register.sign_in(Person("d\x00-4", "Dee\nroot\u202e", "viewer"))
    assert register.person(session) == Person("d�-4", "Dee�root�", "viewer")
    assert register.log()[0].by == "Dee�root�"
