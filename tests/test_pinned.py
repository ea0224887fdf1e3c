"""Sealed links over two releases of the real data: the sealed figures stay, and what has changed since is told exactly."""

from __future__ import annotations

import re
import shutil
import urllib.error
import urllib.request
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from sealed_link import Sealed, new_link, share
from serving import Served

from dashboard.links import Register, default_state, own_key
from dashboard.settings import Settings
from dashboard.ui.server import create_app
from dashboard.warehouse import Store


class Shared:
    """A package with two releases, the first of them served, with its application."""

    def __init__(self, data: Path, first: str, second: str):
        self.data, self.first, self.second = data, first, second
        self.store = Store(data)
        self.store.serve(first)
        self.client = create_app(Settings(data=data)).server.test_client()

    def share(self, **chosen: Any) -> Sealed:
        return share(self.client, self.data, **chosen)


@pytest.fixture
def shared(two_releases, tmp_path) -> Shared:
    copied = shutil.copytree(two_releases.data, tmp_path / "package", ignore=shutil.ignore_patterns("state"))
    return Shared(copied, two_releases.first, two_releases.second)


def changed(sealed: Sealed, path: str, search: str = "") -> tuple[str, list[list[str]]]:
    """What a sealed page says has changed since: the words, and the rows of its list."""
    html = sealed.pieces(path, search)["live:changed"]
    rows = [[unescape(re.sub(r"<[^>]*>", "", cell)) for cell in re.findall(r"<td[^>]*>(.*?)</td>", row)]
            for row in re.findall(r"<tr>(.*?)</tr>", html)]
    return unescape(re.sub(r"<[^>]*>", "", html)), [row for row in rows if row]


PAGES = ("/", "/progress", "/gender", "/geography", "/seizures", "/compare", "/activities")


def test_every_page_of_a_pinned_link_stays_as_it_was_byte_for_byte(shared):
    sealed = shared.share()
    before = {path: sealed.figures(path) for path in PAGES}
    file = sealed.get("/export/women_by_activity.csv").data
    shared.store.serve(shared.second)
    assert shared.client.get("/health").get_json()["release"] == shared.second
    assert {path: sealed.figures(path) for path in PAGES} == before
    assert sealed.get("/export/women_by_activity.csv").data == file
    assert b"CJ-2020-020" not in file


def test_the_notice_lists_the_figures_that_changed_and_no_other(shared):
    """Later: 17 instead of 14 women at the training of 46, and a workshop of 24 persons, 9 of them women. So of 2020: women
    79 + 3 + 9 = 91, of 250 + 24 = 274 persons: 33.2 % instead of 31.6 %."""
    sealed = shared.share(pages=("gender", "seizures"), chart="", path="/gender", query="year=2020", locked=("year",))
    assert changed(sealed, "/gender") == ("", [])
    shared.store.serve(shared.second)
    said, rows = changed(sealed, "/gender")
    assert re.match(rf"\s*{len(rows)} figures on this page have changed since\.", said)
    of_share = {column: (old, new) for title, _, column, old, new in rows if title == "Share of women"}
    assert of_share["Women"] == ("79", "91")
    assert of_share["Share of women"] == ("31.6\u00a0%", "33.2\u00a0%")
    assert ("250", "274") in of_share.values()
    assert "Men" not in of_share or of_share["Men"][0] != of_share["Men"][1]
    said, rows = changed(sealed, "/seizures")
    assert "No figure on this page has changed since." in said and rows == []
    assert "79 of the 250" in sealed.figures("/gender")["live:finding:women_share"]


def test_one_card_is_told_of_its_own_changes_only(shared):
    sealed = shared.share(pages=("gender",), chart="women_share", path="/gender", query="year=2020", locked=("year",))
    shared.store.serve(shared.second)
    _, rows = changed(sealed, "/gender")
    assert {title for title, *_ in rows} == {"Share of women"}


def test_a_link_that_follows_the_newest_release_moves_with_it_and_has_no_notice(shared):
    sealed = shared.share(release="", pages=("gender",), path="/gender", query="year=2020")
    assert "79 of the 250" in sealed.figures("/gender")["live:finding:women_share"]
    shared.store.serve(shared.second)
    assert "91 of the 274" in sealed.figures("/gender")["live:finding:women_share"]
    assert "live:changed" not in sealed.pieces("/gender")


def test_a_link_pinned_to_a_release_that_was_rolled_back_says_that_an_earlier_one_is_served(shared):
    shared.store.serve(shared.second)
    sealed = shared.share(pages=("gender",), path="/gender", query="year=2020")
    shared.store.serve(shared.first)
    said, rows = changed(sealed, "/gender")
    assert "The release served now is an earlier one" in said and rows


@pytest.mark.parametrize("file", ["published.duckdb", "manifest.json", "programme.toml"])
def test_one_changed_byte_behind_a_link_shows_no_figure_and_says_why(shared, file):
    sealed = shared.share(pages=("gender",), path="/gender")
    assert sealed.figures("/gender")
    path = shared.data / "warehouse" / shared.first / file
    content = path.read_bytes()
    path.write_bytes(content[:-2] + bytes([content[-2] ^ 1]) + content[-1:])
    for address in ("/gender", "/_dash-layout", "/export/women_share.csv"):
        answered = sealed.get(address)
        assert answered.status_code == 503
        assert answered.get_data(as_text=True).startswith("The data behind this address are not, or no longer, those it was made")
    assert sealed.visit("/gender").status_code == 503
    path.write_bytes(content)
    assert sealed.figures("/gender")


def test_a_link_whose_fingerprint_is_not_that_of_its_release_shows_no_figure(shared):
    other = shared.store.published(shared.second).release.sha256
    sealed = shared.share(fingerprint=other)
    assert sealed.get("/").status_code == 503


def test_the_seal_names_release_cut_off_and_fingerprint(shared):
    sealed = shared.share(label="Payment 3")
    release = shared.store.published(shared.first).release
    said = sealed.get("/").get_data(as_text=True)
    for told in ("Payment 3", "Sealed view", release.name, release.fingerprint, "Ends"):
        assert told in said, told
    assert shared.first not in said


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_a_restart_and_two_processes_change_nothing(shared, request, database):
    state = default_state(shared.data) if database == "sqlite" else request.getfixturevalue("postgres_database")
    register = Register(state, own_key(shared.data))
    link, token = register.make(new_link(shared.data, pages=("gender",), path="/gender"), by="editor")

    def status(served: Served) -> int:
        try:
            return urllib.request.urlopen(f"{served.address}/s/{token}/gender", timeout=20).status
        except urllib.error.HTTPError as fault:
            return fault.code

    with Served(shared.data, STATE=state) as one, Served(shared.data, STATE=state) as two:
        assert [status(one), status(two)] == [200, 200]
        register.pause(link.id, by="editor")
        assert [status(one), status(two)] == [403, 403]
        register.resume(link.id, by="editor")
        assert [status(one), status(two)] == [200, 200]
    with Served(shared.data, STATE=state) as again:
        assert status(again) == 200
        register.revoke(link.id, by="editor")
        assert status(again) == 410
    register.close()
