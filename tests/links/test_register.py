"""Links are made, found, changed and ended: the same in SQLite and in PostgreSQL."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone

import pytest
from chosen import NOON

from dashboard.links import Link, LinkError


def test_a_link_is_found_by_its_token_as_it_was_made(register, new):
    link, token = register.make(new(sites=("https://A.example.org", "https://a.example.org")), by="Ada Editor")
    assert re.fullmatch(r"L-[2-9A-HJKMNP-Z]{8}", link.id) and re.fullmatch(r"[A-Za-z0-9_-]{43}", token)
    assert link == Link(
        id=link.id, label="For the mid-term review", pages=("progress",), chart="", release="2026-03-01-1a2b3c4d",
        fingerprint="0f" * 32, path="/progress", query="country=KEN&year=2020", locked=("country", "to.year"),
        may=frozenset({"filter", "table"}), language="en", made_by="Ada Editor", made_at=NOON, ends_at=NOON + timedelta(days=30),
        sites=("https://a.example.org",), has_passcode=False, paused=False, revoked_at=None, is_draft=False, reissue_of="",
        opened=0, last_opened_at=None,
    )
    assert register.find(token) == link == register.link(link.id)
    assert link.state(NOON) == "live"


def test_nothing_but_the_token_itself_finds_a_link(register, new):
    link, token = register.make(new(), by="Ada")
    _, other = register.make(new(), by="Ada")
    in_the_middle = token[:20] + ("A" if token[20] != "A" else "B") + token[21:]
    at_the_end = token[:-1] + ("A" if token[-1] != "A" else "E")
    wrong = [
        "", token[:-1], token[1:], token + "A", token + "=", " " + token, token + "\n", token.swapcase(), in_the_middle, at_the_end,
        token[:21] + other[21:], token[:42] + "é", "\ud800" * 43, "\x00" * 43, "٣" * 43, "x" * 4096, "A" * 43, link.id, ":key",
        "{token}", "%", "'; drop table links --", None, 7, b"x" * 43,
    ]
    assert [one for one in wrong if register.find(one) is not None] == []
    assert register.find(token) == link


def test_ids_and_tokens_are_never_the_same(register, new):
    made = [register.make(new(), by="Ada") for _ in range(20)]
    assert len({link.id for link, _ in made}) == len({token for _, token in made}) == 20


def test_what_no_limit_could_allow_is_not_made(register, new):
    for wrong in (new(label=""), new(sites=("*",)), new(passcode="12345"), new(ends_at=NOON), new(may=frozenset({"all"}))):
        with pytest.raises(LinkError):
            register.make(wrong, by="Ada")
    assert register.links() == [] and register.log() == []
    assert register.make(new(ends_at=None), by="Ada")[0].ends_at is None


def test_links_are_listed_newest_first_without_drafts(register, new, clock):
    first, _ = register.make(new(label="first"), by="Ada")
    register.make(new(label="tried out"), by="Ada", is_draft=True)
    second, _ = register.make(new(label="second"), by="Ada")  # at the same moment
    clock.move(days=-1)
    third, _ = register.make(new(label="third"), by="Ada")
    assert [link.label for link in register.links()] == ["third", "second", "first"]
    assert register.links() == [third, second, first]


def test_a_draft_becomes_a_link_when_it_is_confirmed_and_keeps_its_address(register, new):
    draft, token = register.make(new(), by="Ada", is_draft=True)
    assert draft.state(NOON) == "draft" and register.find(token) == draft
    with pytest.raises(LinkError, match="is a draft"):
        register.pause(draft.id, by="Ada")
    assert register.confirm(draft.id, by="Ada").state(NOON) == "live"
    assert register.find(token).state(NOON) == "live"
    with pytest.raises(LinkError, match="is live and cannot be made"):
        register.confirm(draft.id, by="Ada")


def test_drafts_are_dropped_when_they_are_old(register, new, clock):
    old, token = register.make(new(passcode="open sesame"), by="Ada", is_draft=True)
    register.try_passcode(old.id, "wrong one")
    register.try_passcode(old.id, "open sesame")
    kept, _ = register.make(new(), by="Ada")
    clock.move(hours=24)
    young, _ = register.make(new(), by="Ada", is_draft=True)
    assert register.drop_drafts(timedelta(hours=24)) == 0
    clock.move(seconds=1)
    assert register.drop_drafts(timedelta(hours=24)) == 1
    assert register.find(token) is None and register.link(old.id) is None
    assert register.link(young.id) == young and register.link(kept.id) == kept


def test_a_paused_link_can_be_resumed(register, new):
    link, token = register.make(new(), by="Ada")
    assert register.pause(link.id, by="Ben").state(NOON) == "paused"
    assert register.find(token).state(NOON) == "paused"
    with pytest.raises(LinkError, match="is paused and cannot be paused; resume"):
        register.pause(link.id, by="Ben")
    assert register.resume(link.id, by="Ben").state(NOON) == "live"
    with pytest.raises(LinkError, match="is live and cannot be resumed"):
        register.resume(link.id, by="Ben")


def test_revoking_is_for_good_and_seen_by_another_process_at_once(opening, new):
    register, other = opening(), opening()
    link, token = register.make(new(), by="Ada")
    assert other.find(token).state(NOON) == "live"
    assert register.revoke(link.id, by="Ben").revoked_at == NOON
    assert other.find(token).state(NOON) == "revoked"
    for again in (
        lambda: other.resume(link.id, by="Ada"), lambda: other.pause(link.id, by="Ada"), lambda: other.confirm(link.id, by="Ada"),
        lambda: other.extend(link.id, NOON + timedelta(days=60), by="Ada"), lambda: other.revoke(link.id, by="Ada"),
    ):
        with pytest.raises(LinkError, match="was revoked"):
            again()
    assert register.find(token).state(NOON) == "revoked"


def test_an_ended_link_opens_again_only_by_another_end(register, new, clock):
    link, token = register.make(new(ends_at=NOON + timedelta(days=1)), by="Ada")
    now = clock.move(days=1)
    assert register.find(token).state(now) == "ended"
    with pytest.raises(LinkError, match="has ended and cannot be paused; extend it"):
        register.pause(link.id, by="Ada")
    assert register.extend(link.id, now + timedelta(days=2), by="Ada").state(now) == "live"
    assert register.find(token).state(now + timedelta(days=2)) == "ended"
    assert register.extend(link.id, None, by="Ada").ends_at is None


def test_an_end_in_the_past_or_without_time_zone_extends_nothing(register, new):
    link, _ = register.make(new(), by="Ada")
    with pytest.raises(LinkError, match="in the past"):
        register.extend(link.id, NOON, by="Ada")
    with pytest.raises(LinkError, match="no time zone"):
        register.extend(link.id, datetime(2027, 1, 1), by="Ada")
    assert register.link(link.id) == link


def test_a_link_is_issued_again_on_another_release(register, new, clock):
    link, token = register.make(new(passcode="open sesame"), by="Ada")
    register.opened(link.id)
    register.revoke(link.id, by="Ada")
    now = clock.move(days=10)
    again, new_token = register.reissue(link.id, "2026-03-12-99999999", "ab" * 32, by="Ben")
    assert again.id != link.id and new_token != token
    assert again == Link(
        id=again.id, label=link.label, pages=link.pages, chart="", release="2026-03-12-99999999", fingerprint="ab" * 32,
        path=link.path, query=link.query, locked=link.locked, may=link.may, language="en", made_by="Ben", made_at=now,
        ends_at=now + timedelta(days=30), sites=link.sites, has_passcode=True, reissue_of=link.id,
    )
    assert register.find(new_token) == again and register.find(token).state(now) == "revoked"
    assert register.token(again.id) == new_token
    assert register.try_passcode(again.id, "open sesame")


def test_a_link_issued_again_lives_no_longer_than_allowed_now(register, new):
    link, _ = register.make(new(), by="Ada")
    endless, _ = register.make(new(ends_at=None), by="Ada")
    draft, _ = register.make(new(), by="Ada", is_draft=True)

    def end(of, longest):
        return register.reissue(of.id, "", "", by="Ada", longest=longest)[0].ends_at

    assert end(link, timedelta(days=7)) == NOON + timedelta(days=7)
    assert end(link, timedelta(days=90)) == NOON + timedelta(days=30)
    assert end(endless, timedelta(days=90)) == NOON + timedelta(days=90)
    assert end(endless, None) is None
    with pytest.raises(LinkError, match="is a draft"):
        register.reissue(draft.id, "", "", by="Ada")


def test_what_is_not_there_cannot_be_changed(register):
    for change in (register.confirm, register.pause, register.resume, register.revoke):
        with pytest.raises(LinkError, match="L-22222222 is no link of this register"):
            change("L-22222222", by="Ada")
    with pytest.raises(LinkError):
        register.extend("L-22222222", None, by="Ada")
    with pytest.raises(LinkError):
        register.reissue("L-22222222", "", "", by="Ada")
    register.opened("L-22222222")
    assert register.token("L-22222222") is None and register.link("L-22222222") is None and register.log() == []


def test_openings_are_counted_with_the_last_time_and_nothing_of_the_reader(register, new, clock):
    link, token = register.make(new(), by="Ada")
    register.opened(link.id)
    last = clock.move(minutes=5)
    register.opened(link.id)
    register.exported(link.id, "results-by-country.csv")
    found = register.find(token)
    assert (found.opened, found.last_opened_at) == (2, last)
    assert [(one.at, one.what, one.by, one.link_id, one.detail) for one in register.log(link_id=link.id)] == [
        (last, "exported", "", link.id, "results-by-country.csv"), (last, "opened", "", link.id, ""),
        (NOON, "opened", "", link.id, ""), (NOON, "made", "Ada", link.id, "For the mid-term review"),
    ]


def test_a_moment_is_the_same_in_whatever_zone_it_was_given(register, new, clock):
    clock.moment = datetime(2026, 3, 2, 17, 30, 0, 123456, tzinfo=timezone(timedelta(hours=5, minutes=30)))
    link, token = register.make(new(ends_at=datetime(2026, 4, 1, 1, 0, tzinfo=timezone(timedelta(hours=3)))), by="Ada")
    assert link.made_at.isoformat() == "2026-03-02T12:00:00.123456+00:00"
    assert register.find(token).ends_at.isoformat() == "2026-03-31T22:00:00+00:00"
    assert register.log()[0].at.isoformat() == "2026-03-02T12:00:00.123456+00:00"
    extended = register.extend(link.id, datetime(2026, 5, 1, 0, 0, tzinfo=timezone(-timedelta(hours=3))), by="Ada")
    assert extended.ends_at.isoformat() == "2026-05-01T03:00:00+00:00"
    assert register.check_log() is None


def test_staff_can_copy_an_address_again_but_not_with_another_key(opening, new, behind):
    register = opening()
    link, token = register.make(new(), by="Ada")
    other, other_token = register.make(new(), by="Ada")
    assert opening().token(link.id) == token
    with_another_key = opening(key="another key, which is as long as the first")
    assert with_another_key.token(link.id) is None
    assert with_another_key.find(token) == link
    with behind.begin() as connection:
        connection.exec_driver_sql(
            f"update links set token_encrypted = (select token_encrypted from links where id = '{other.id}')"  # noqa: S608
        )
    assert register.token(link.id) is None, "the address of another link was put in its place"
    assert register.token(other.id) == other_token


def test_everything_is_still_there_after_a_restart(opening, new):
    first = opening()
    link, token = first.make(new(passcode="open sesame"), by="Ada")
    proof = first.try_passcode(link.id, "open sesame")
    first.opened(link.id)
    first.pause(link.id, by="Ada")
    first.resume(link.id, by="Ada")
    seen, logged = first.link(link.id), first.log()
    first.close()
    second = opening()
    assert second.find(token) == seen and seen.opened == 1
    assert second.is_unlocked(link.id, proof) and second.token(link.id) == token
    assert second.log() == logged and second.check_log() is None
