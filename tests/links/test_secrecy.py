"""A stolen copy of the database opens nothing."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
import sqlalchemy as sa
from chosen import KEY

from dashboard.links import Person, RegisterError, default_state, own_key, secrecy


def everything(behind, state):
    """All values of all tables as text, and the bytes of the files where there are some."""
    tables = sa.MetaData()
    tables.reflect(behind)
    with behind.connect() as connection:
        said = [str(value) for table in tables.sorted_tables for row in connection.execute(sa.select(table)) for value in row]
    if state.startswith("sqlite"):
        folder = Path(state.removeprefix("sqlite:///")).parent
        said += [file.read_bytes().decode("latin-1") for file in folder.iterdir()]
    return said


def test_no_token_passcode_proof_or_session_is_in_the_database(register, new, behind, state):
    link, token = register.make(new(passcode="open sesame"), by="Ada")
    _, draft = register.make(new(), by="Ada", is_draft=True)
    _, again = register.reissue(link.id, "", "", by="Ada")
    register.try_passcode(link.id, "close sesame")
    proof = register.try_passcode(link.id, "open sesame")
    session = register.sign_in(Person("a-1", "Ada", "editor"))
    register.record("refused", "", link.id, f"GET /s/{token}/progress and /s/{token}~{proof}/export/x.csv")
    said = everything(behind, state)
    assert link.id in said and "Ada" in said and "GET /s/***/progress and /s/***/export/x.csv" in said
    for secret in (token, draft, again, proof, session, "open sesame", "close sesame", KEY):
        assert [one for one in said if secret in one] == []
    assert hashlib.sha256(token.encode()).hexdigest() in said


def test_what_is_stored_is_no_token(register, new, behind, state):
    link, _ = register.make(new(), by="Ada")
    for stored in everything(behind, state):
        assert register.find(stored) is None
    assert register.find(link.id) is None


def test_equal_passcodes_are_stored_differently_and_stretched(monkeypatch):
    monkeypatch.undo()
    first, second = secrecy.stretched("open sesame"), secrecy.stretched("open sesame")
    assert first != second and first.startswith("scrypt$16384$8$5$")
    assert secrecy.fits("open sesame", first) and secrecy.fits("open sesame", second)
    assert not secrecy.fits("Open sesame", first)


def test_an_accent_is_the_same_however_a_keyboard_writes_it():
    assert secrecy.fits("caf\N{LATIN SMALL LETTER E WITH ACUTE}", secrecy.stretched("cafe\N{COMBINING ACUTE ACCENT}"))


def test_the_key_of_a_data_package_is_made_once_and_is_its_owners(tmp_path):
    first = own_key(tmp_path)
    place = tmp_path / "state" / "secret.key"
    assert len(first) == 64 and own_key(tmp_path) == first
    assert place.stat().st_mode & 0o777 == 0o600 and place.parent.stat().st_mode & 0o777 == 0o700
    assert [file.name for file in place.parent.iterdir()] == ["secret.key"]
    (tmp_path / "other").mkdir()
    assert own_key(tmp_path / "other") != first


def test_a_damaged_key_is_told_and_not_replaced(tmp_path):
    place = tmp_path / "state" / "secret.key"
    place.parent.mkdir()
    place.write_text("")
    with pytest.raises(RegisterError, match=r"secret\.key: holds fewer than 32 characters; delete it"):
        own_key(tmp_path)
    place.write_bytes(b"\xff" * 64)
    with pytest.raises(RegisterError, match=r"secret\.key: cannot be read or made"):
        own_key(tmp_path)
    (tmp_path / "file").write_text("")
    with pytest.raises(RegisterError, match="set SECRET_KEY"):
        own_key(tmp_path / "file")


def test_the_database_of_a_data_package_lies_in_it_whatever_its_name(tmp_path):
    odd = tmp_path / "50% done? #1 é"
    odd.mkdir()
    assert sa.make_url(default_state(odd)).database == str(odd / "state" / "links.sqlite")
