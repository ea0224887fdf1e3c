"""A passcode gives a proof for its own link, for a time; guessing is held up."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from chosen import NOON

from dashboard.links import TooManyTries

RIGHT, WRONG = "open sesame", "close sesame"


@pytest.fixture
def link(register, new):
    return register.make(new(passcode=RIGHT), by="Ada")[0]


def acts(register, link):
    return [one.what for one in reversed(register.log(link_id=link.id))]


def test_the_right_passcode_gives_a_proof_that_unlocks(register, link):
    assert link.has_passcode
    proof = register.try_passcode(link.id, RIGHT)
    assert len(proof) == 32 and register.is_unlocked(link.id, proof)
    assert register.try_passcode(link.id, RIGHT) != proof
    assert acts(register, link) == ["made", "passcode_right", "passcode_right"]


@pytest.mark.parametrize("given", ["", WRONG, "Open sesame", RIGHT + " ", RIGHT * 20, "\x00", "\ud800"])
def test_a_wrong_passcode_gives_nothing(register, link, given):
    assert register.try_passcode(link.id, given) is None
    assert acts(register, link) == ["made", "passcode_wrong"]


def test_a_proof_is_for_one_link_only(register, new, link):
    other, _ = register.make(new(passcode=RIGHT), by="Ada")
    proof = register.try_passcode(link.id, RIGHT)
    assert register.is_unlocked(link.id, proof) and not register.is_unlocked(other.id, proof)


def test_no_text_but_the_proof_unlocks(register, link):
    proof = register.try_passcode(link.id, RIGHT)
    for wrong in ("", RIGHT, proof[:-1], proof + "A", proof.swapcase(), "A" * 32, "é" * 32, "\ud800" * 32, "x" * 4096, None):
        assert not register.is_unlocked(link.id, wrong)


def test_a_proof_ends_after_twelve_hours(register, link, clock):
    proof = register.try_passcode(link.id, RIGHT)
    clock.move(hours=12, seconds=-1)
    assert register.is_unlocked(link.id, proof)
    clock.move(seconds=1)
    assert not register.is_unlocked(link.id, proof)


def test_a_proof_is_worth_nothing_while_its_link_is_closed(register, link, clock):
    proof = register.try_passcode(link.id, RIGHT)
    register.pause(link.id, by="Ada")
    assert not register.is_unlocked(link.id, proof) and register.try_passcode(link.id, RIGHT) is None
    register.resume(link.id, by="Ada")
    assert register.is_unlocked(link.id, proof)
    register.extend(link.id, NOON + timedelta(hours=1), by="Ada")
    clock.move(hours=1)
    assert not register.is_unlocked(link.id, proof) and register.try_passcode(link.id, RIGHT) is None


def test_a_proof_is_worth_nothing_after_its_link_was_revoked(opening, new):
    register, other = opening(), opening()
    link, _ = register.make(new(passcode=RIGHT), by="Ada")
    proof = register.try_passcode(link.id, RIGHT)
    assert other.is_unlocked(link.id, proof)
    register.revoke(link.id, by="Ada")
    assert not other.is_unlocked(link.id, proof) and other.try_passcode(link.id, RIGHT) is None


def test_a_link_without_passcode_gives_no_proof(register, new):
    plain, _ = register.make(new(), by="Ada")
    assert register.try_passcode(plain.id, "") is None and register.try_passcode("L-22222222", RIGHT) is None


def test_after_five_wrong_ones_nothing_is_tried_for_a_quarter_of_an_hour(opening, new, clock):
    register, other = opening(), opening()
    link, _ = register.make(new(passcode=RIGHT), by="Ada")
    untouched, _ = register.make(new(passcode=RIGHT), by="Ada")
    for one in (register, other, register, other, register):
        assert one.try_passcode(link.id, WRONG) is None
        clock.move(minutes=1)
    for given in (WRONG, RIGHT):
        with pytest.raises(TooManyTries) as refused:
            other.try_passcode(link.id, given)
        assert refused.value.until == NOON + timedelta(minutes=15)
    assert other.try_passcode(untouched.id, RIGHT)
    clock.moment = NOON + timedelta(minutes=15, microseconds=-1)
    with pytest.raises(TooManyTries):
        register.try_passcode(link.id, RIGHT)
    clock.moment = NOON + timedelta(minutes=15)
    assert register.try_passcode(link.id, WRONG) is None  # the first of the five is too long ago; now there are five again
    with pytest.raises(TooManyTries) as refused:
        register.try_passcode(link.id, RIGHT)
    assert refused.value.until == NOON + timedelta(minutes=16)
    clock.moment = NOON + timedelta(minutes=31)
    assert register.try_passcode(link.id, RIGHT)


def test_what_is_refused_unexamined_does_not_fill_the_log(register, link):
    for _ in range(20):
        try:
            register.try_passcode(link.id, WRONG)
        except TooManyTries:
            continue
    assert acts(register, link) == ["made", *["passcode_wrong"] * 5, "passcode_blocked"]


def test_a_right_passcode_is_not_counted_as_a_try(register, link):
    for _ in range(8):
        assert register.try_passcode(link.id, RIGHT)
    for _ in range(4):
        register.try_passcode(link.id, WRONG)
    assert register.try_passcode(link.id, RIGHT)
    register.try_passcode(link.id, WRONG)
    with pytest.raises(TooManyTries):
        register.try_passcode(link.id, RIGHT)


def test_guesses_at_the_same_time_are_counted_like_guesses_one_by_one(register, link):
    def guess(number):
        try:
            return register.try_passcode(link.id, f"guess {number}")
        except TooManyTries:
            return "refused"

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(guess, range(16)))
    assert answers.count(None) == 5 and answers.count("refused") == 11
    assert acts(register, link).count("passcode_wrong") == 5
