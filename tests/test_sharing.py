"""Staff make, see and end links on pages of their own; nobody else can, and a link shows of itself only what it opens."""

from __future__ import annotations

import html
import io
import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from PIL import Image

from dashboard import preview
from dashboard.language import language
from dashboard.links import Link, NewLink, Register
from dashboard.preview import HEIGHT, WIDTH, Shown, drawn
from dashboard.settings import Settings
from dashboard.ui import sharing_pages
from dashboard.ui.server import create_app
from dashboard.ui.sharing import frame_test

KEY = "Jq0_vS7nWm2-xY4tRz8LbKd5HcPfGgNa3EuTiQoB"
OWN = {"Origin": "http://localhost", "Accept": "text/html"}
HOSTILE = '"><script>alert(1)</script>'
ROLES = {"viewer": "staff", "editor": "desk", "steward": "data"}
CHANGES = ("pause", "resume", "extend", "revoke", "reissue", "make")


def release_served(data: Path) -> str:
    """The name of the release that a data package serves now."""
    return (data / "warehouse" / "CURRENT").read_text(encoding="utf-8").strip()


class Office:
    """One dashboard behind a proxy that signs people in, and the database of its links."""

    def __init__(self, data: Path, state: Path, **more: Any):
        self.settings = Settings(
            data=data, state=f"sqlite:///{state}", secret_key=KEY, sign_in="proxy", proxy_addresses=("127.0.0.1",),
            viewer_groups=("staff",), editor_groups=("desk",), steward_groups=("data",), **more,
        )
        self.server = create_app(self.settings).server
        self.register = Register(self.settings.state, KEY)

    def ask(self, role: str, method: str, path: str, form: dict[str, Any] | None = None) -> Any:
        """The answer to somebody of a role; to a stranger if the role is empty."""
        who = {"X-Forwarded-User": f"{role}@example.org", "X-Forwarded-Groups": ROLES[role]} if role else {}
        return self.server.test_client().open(path, method=method, data=form, headers=OWN | who)

    def get(self, path: str, role: str = "editor") -> Any:
        return self.ask(role, "GET", path)

    def post(self, path: str, form: dict[str, Any] | None = None, role: str = "editor") -> Any:
        return self.ask(role, "POST", path, form)

    def draft(self, **typed: Any) -> tuple[str, str]:
        """Fill in the form and ask for the preview; the id and the token of the draft."""
        answer = self.post("/links/preview", filled(**typed))
        assert answer.status_code == 200, answer.text
        made = re.search(r'action="/links/(L-\w+)/make"', answer.text)
        framed = re.search(r'<iframe src="/s/([\w-]+)"', answer.text)
        assert made is not None and framed is not None
        return made[1], framed[1]

    def made(self, **typed: Any) -> tuple[Link, str]:
        """A link made through the pages, and its token."""
        link_id, token = self.draft(**typed)
        answer = self.post(f"/links/{link_id}/make")
        assert (answer.status_code, answer.headers["Location"]) == (303, f"/links/{link_id}?made=1")
        link = self.register.find(token)
        assert link is not None and link.id == link_id
        return link, token


def filled(**typed: Any) -> dict[str, Any]:
    """The form as it comes, with a label and what else was typed."""
    day = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
    return {
        "of": "/gender?pillar=institutional_integrity", "chart": "", "label": "Annex 3", "scope": "page", "release": "pinned",
        "held": ["year", "pillar"], "may": ["filter", "table", "data"], "language": "en", "ends_on": day, "passcode": "",
        "sites": "",
    } | typed


@pytest.fixture(scope="module")
def office(crimjust: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    yield Office(crimjust, tmp_path_factory.mktemp("state") / "links.sqlite")


@pytest.fixture
def movable(two_releases: Any, tmp_path: Path) -> Office:
    """An office with two releases of its own."""
    shutil.copytree(two_releases.data, tmp_path / "data", ignore=shutil.ignore_patterns("state"))
    return Office(tmp_path / "data", tmp_path / "links.sqlite")


# Who may

@pytest.mark.parametrize(("method", "path"), [
    ("GET", "/links"), ("GET", "/links/new?of=/gender"), ("POST", "/links/new"), ("POST", "/links/preview"),
    ("GET", "/links/{id}"), *(("POST", f"/links/{{id}}/{change}") for change in CHANGES), ("POST", "/releases/{release}/serve"),
])
@pytest.mark.parametrize(("role", "refused_with"), [("viewer", 403), ("", 401)])
def test_a_viewer_or_a_stranger_reaches_no_page_of_the_staff(office: Office, crimjust: Path, method, path, role, refused_with):
    link, token = office.made()
    before = office.register.log(limit=3)
    path = path.format(id=link.id, release=release_served(crimjust))
    answer = office.ask(role, method, path, filled() if method == "POST" else None)
    assert answer.status_code == refused_with
    assert link.id not in answer.text and token not in answer.text and "Annex 3" not in answer.text
    assert office.register.log(limit=3) == before and office.register.link(link.id) == link


def test_a_stranger_has_the_icon_and_the_files_that_a_sign_in_needs_and_no_page(office: Office):
    assert office.get("/", role="").status_code == 401
    icon = office.get("/favicon.ico", role="")
    assert icon.status_code == 302 and office.get(icon.headers["Location"], role="").status_code == 200
    assert office.get("/favicon.icon", role="").status_code == 401


def test_an_editor_makes_links_and_only_a_steward_chooses_the_release(office: Office, crimjust: Path):
    name = release_served(crimjust)
    assert office.get("/links", "editor").status_code == office.get("/links", "steward").status_code == 200
    assert office.post(f"/releases/{name}/serve", role="editor").status_code == 403
    assert office.post(f"/releases/{name}/serve", role="steward").status_code == 303


@pytest.mark.parametrize("path", ["/links", "/links/new", "/links/preview", "/releases/r-000000000000/serve"])
def test_a_sealed_address_leads_to_no_page_of_the_staff(office: Office, path):
    _, token = office.made()
    for role in ("", "steward"):
        answer = office.get(f"/s/{token}{path}", role)
        assert answer.status_code == 404 and "Annex 3" not in answer.text


def test_a_change_that_another_site_asks_for_is_refused(office: Office):
    link, _ = office.made()
    who = {"X-Forwarded-User": "editor@example.org", "X-Forwarded-Groups": "desk", "Origin": "https://evil.example"}
    assert office.server.test_client().post(f"/links/{link.id}/revoke", headers=who).status_code == 403
    now = office.register.link(link.id)
    assert now is not None and now.revoked_at is None


# The form

@pytest.mark.parametrize("query", [
    "of=/nothing", "of=", "of=https://evil.example/", "of=/gender&chart=nothing", "of=/gender&chart=headline", "of=//gender",
])
def test_a_view_that_there_is_not_cannot_be_shared(office: Office, query):
    assert office.get(f"/links/new?{query}").status_code == 404


def test_the_form_offers_every_filter_in_force_held_fixed_on_both_sides(office: Office):
    of = quote("/compare?pillar=research&to.pillar=institutional_integrity", safe="")
    said = office.get(f"/links/new?of={of}").text
    held = re.findall(r'<input type="checkbox" name="held" value="([^"]+)"( checked)?>', said)
    assert held == [("year", " checked"), ("pillar", " checked"), ("to.year", " checked"), ("to.pillar", " checked")]
    assert "2021 priorities, pillar: " in html.unescape(re.sub(r"<[^>]+>", "", said))


def test_this_figure_is_offered_only_where_a_figure_was_chosen(office: Office):
    assert 'value="figure"' not in office.get("/links/new?of=/gender").text
    said = office.get("/links/new?of=/gender&chart=women_share").text
    assert re.search(r'name="scope" value="figure" checked', said) and "This figure alone: Share of women" in said


def test_the_end_proposed_is_after_link_days_and_the_latest_after_link_most_days(office: Office):
    today = datetime.now(UTC).date()
    said = office.get("/links/new?of=/gender").text
    day = re.search(r'<input id="field-ends_at"[^>]*>', said)
    assert day is not None
    assert f'value="{today + timedelta(days=90)}"' in day[0] and f'max="{today + timedelta(days=365)}"' in day[0]
    assert 'name="never"' not in said


@pytest.mark.parametrize(("field", "typed", "said"), [
    ("label", {"label": ""}, "The label is empty"),
    ("label", {"label": "x" * 121}, "at most 120"),
    ("ends_at", {"ends_on": "tomorrow"}, "year-month-day"),
    ("ends_at", {"ends_on": "2020-01-01"}, "in the past"),
    ("ends_at", {"ends_on": "2999-01-01"}, "within the next 365 days"),
    ("ends_at", {"never": "yes"}, "within the next 365 days"),
    ("passcode", {"passcode": "12345"}, "at least 6"),
    ("sites", {"sites": "https://*.example.org"}, "named in full"),
    ("sites", {"sites": "javascript:alert(1)"}, "https://www.example.org"),
    ("scope", {"scope": "figure"}, "Choose what is shown"),
    ("release", {"release": ""}, "Choose whether the data"),
])
def test_a_fault_stands_beside_its_field_and_everything_typed_is_kept(office: Office, field, typed, said):
    before = office.register.log(limit=1)
    answer = office.post("/links/preview", filled(**{"label": "Kept", "sites": "https://kept.example", "may": ["table"]} | typed))
    assert answer.status_code == 400
    below = re.search(rf'<div id="about-{field}">.*?</div>', answer.text)
    assert below is not None and said in html.unescape(below[0])
    entry = re.search(rf'<[^>]* id="field-{field}"[^>]*>', answer.text)
    assert entry is not None and 'aria-invalid="true"' in entry[0] and f'aria-describedby="about-{field}"' in entry[0]
    for name, value in typed.items():
        if name in ("label", "passcode", "ends_on"):
            assert f'name="{name}"' in answer.text and f'value="{html.escape(value)}"' in answer.text
    if "sites" not in typed:
        assert ">https://kept.example</textarea>" in answer.text
    assert re.findall(r'name="may" value="(\w+)" checked', answer.text) == ["table"]
    assert office.register.log(limit=1) == before


def test_the_last_day_allowed_can_be_chosen_and_the_day_after_cannot(office: Office):
    last = datetime.now(UTC).date() + timedelta(days=365)
    link, _ = office.made(ends_on=last.isoformat())
    assert link.ends_at is not None and link.ends_at.date() == last
    assert office.post("/links/preview", filled(ends_on=(last + timedelta(days=1)).isoformat())).status_code == 400


def test_no_end_is_possible_only_where_the_settings_allow_it(crimjust: Path, tmp_path: Path):
    allowing = Office(crimjust, tmp_path / "links.sqlite", link_never=True)
    assert 'name="never"' in allowing.get("/links/new?of=/gender").text
    assert allowing.made(never="yes")[0].ends_at is None


def test_a_language_is_chosen_where_there_is_more_than_one(office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    assert '<select' not in office.get("/links/new?of=/gender").text
    assert office.made(language="fr")[0].language == "en"
    (tmp_path / "fr").mkdir()
    monkeypatch.setattr(sharing_pages, "TRANSLATIONS", tmp_path)
    offered = re.findall(r'<option ([^>]+)>', office.get("/links/new?of=/gender").text)
    assert [sorted(one.split()) for one in offered] == [['selected="selected"', 'value="en"'], ['value="fr"']]
    assert office.made(language="fr")[0].language == "fr"


# What is made

def test_a_link_holds_what_was_typed_and_nothing_besides(office: Office, crimjust: Path):
    link, _ = office.made(
        of="/gender?pillar=institutional_integrity&colour=red", chart="women_share", scope="figure", label="  Annex 3 ",
        held=["pillar", "country", "to.year"], may=["table", "pictures", "everything"],
        sites="https://a.example\n\n https://b.example:8443 ",
    )
    assert (link.label, link.pages, link.chart) == ("Annex 3", ("gender",), "women_share")
    assert (link.path, link.query) == ("/gender", "pillar=institutional_integrity")
    assert link.locked == ("pillar",) and link.may == {"table", "pictures"}
    assert link.sites == ("https://a.example", "https://b.example:8443")
    assert link.release == release_served(crimjust) and len(link.fingerprint) == 64
    assert link.made_by == "editor@example.org" and not link.has_passcode


def test_several_pages_are_those_chosen_and_the_one_it_opens_at(office: Office):
    link, _ = office.made(scope="pages", pages=["seizures", "nothing", "overview"])
    assert link.pages == ("overview", "gender", "seizures")
    assert office.made(scope="everything")[0].pages == ()


def test_a_link_that_follows_the_newest_release_says_its_year(office: Office):
    """2020 is the year an address without one means in this release; another release may mean another."""
    link, _ = office.made(of="/gender", release="newest", held=["year"])
    assert (link.release, link.fingerprint, link.query) == ("", "", "year=2020")
    compared, _ = office.made(of="/compare", release="newest", held=["year", "to.year"])
    assert compared.query == "year=2020&to.year=2021"


def test_a_draft_opens_for_staff_in_our_own_frame_and_for_nobody_else(office: Office):
    link_id, token = office.draft()
    shown = office.get(f"/s/{token}/gender?pillar=institutional_integrity")
    assert shown.status_code == 200 and "frame-ancestors 'self'" in shown.headers["Content-Security-Policy"]
    assert office.get(f"/s/{token}/gender", "").status_code == 404
    assert office.get(f"/s/{token}/gender", "viewer").status_code == 404
    assert office.get(f"/links/{link_id}").status_code == 404 and link_id not in ids(office.get("/links").text)


def test_change_brings_the_form_back_as_it_was_typed(office: Office):
    typed = filled(label=HOSTILE, scope="pages", pages=["seizures"], held=["pillar"], may=["data"], passcode="open sesame",
                   sites="https://a.example")
    preview = office.post("/links/preview", typed).text
    form = re.search(r'<form method="post" action="/links/new">.*?</form>|<form action="/links/new".*?</form>', preview)
    assert form is not None
    kept = [(name, html.unescape(value)) for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', form[0])]
    again: dict[str, Any] = {}
    for name, value in kept:
        again.setdefault(name, []).append(value)
    said = office.post("/links/new", again).text
    assert f'value="{html.escape(HOSTILE)}"' in said and 'value="open sesame"' in said and ">https://a.example</textarea>" in said
    assert re.findall(r'name="held" value="(\w+)" checked', said) == ["pillar"]
    assert re.findall(r'name="may" value="(\w+)" checked', said) == ["data"]
    assert 'name="scope" value="pages" checked' in said


def test_a_hostile_label_is_only_ever_text(office: Office):
    link, token = office.made(label=HOSTILE, passcode="open sesame")
    asked = quote(HOSTILE)
    pages = [
        office.post("/links/preview", filled(label=HOSTILE)), office.post("/links/preview", filled(label=HOSTILE, sites=HOSTILE)),
        office.get("/links"), office.get(f"/links?q={asked}&state={asked}&log={asked}"),
        office.get(f"/links/{link.id}?site={asked}"),
    ]
    for said in (page.text for page in pages):
        assert "<script>alert" not in said
        assert html.escape(HOSTILE) in said
    assert "alert(1)" not in office.get(f"/s/{token}/gender", "").text


# What is told of it

def test_the_address_is_told_where_it_was_made_and_never_written_into_the_log(office: Office):
    link, token = office.made(sites="https://a.example")
    said = html.unescape(office.get(f"/links/{link.id}?made=1").text)
    assert f'value="http://localhost/s/{token}"' in said
    assert f'<iframe src="http://localhost/s/{token}" title="Annex 3"' in said
    office.post(f"/s/{token}/opened", role="")
    office.post(f"/links/{link.id}/pause")
    log = office.register.log(limit=500)
    assert [entry.what for entry in log if entry.link_id == link.id] == ["paused", "opened", "made", "drafted"]
    assert not any(token in " ".join((entry.by, entry.detail, entry.link_id)) for entry in log)
    table = re.search(r'id="log".*', office.get("/links").text, re.DOTALL)
    assert table is not None and token not in table[0] and "Paused" in table[0]


def test_an_address_is_that_of_the_dashboard_as_its_readers_know_it(crimjust: Path, tmp_path: Path):
    public = Office(crimjust, tmp_path / "links.sqlite", public_address="https://results.example.org")
    link, token = public.made()
    assert f'value="https://results.example.org/s/{token}"' in public.get(f"/links/{link.id}").text
    assert f'content="https://results.example.org/s/{token}/card.png"' in public.get(f"/s/{token}/gender", "").text


def test_an_address_that_cannot_be_read_any_more_is_said_to_be_lost(crimjust: Path, tmp_path: Path):
    office = Office(crimjust, tmp_path / "links.sqlite")
    new = NewLink("Annex 3", ("gender",), "", "", "", "/gender", "", (), frozenset(), "en", datetime.now(UTC) + timedelta(days=9))
    Register(office.settings.state, "x" * 40).make(new, "editor")
    assert "The address cannot be copied any more" in office.get("/links").text


def test_the_register_says_everything_and_is_narrowed_by_state_and_label(crimjust: Path, tmp_path: Path):
    office = Office(crimjust, tmp_path / "links.sqlite")
    live, _ = office.made(label="First annex", may=["table"], sites="https://a.example", passcode="open sesame")
    gone, _ = office.made(label="Second annex", scope="everything")
    office.post(f"/links/{gone.id}/revoke")
    text = html.unescape(re.sub(r"<[^>]+>", " ", office.get("/links").text))
    for said in ("First annex", live.id, "the page Gender", live.release, "the current one", "in 30 days", "https://a.example",
                 "with passcode", "see the tables", "Live 1", "Revoked 1", "everything", "the whole view: 2020"):
        assert said in " ".join(text.split()), said
    assert ids(office.get("/links?state=live").text) == [live.id]
    assert ids(office.get("/links?state=revoked").text) == [gone.id]
    assert ids(office.get("/links?q=SECOND").text) == [gone.id]
    assert ids(office.get("/links?state=paused").text) == []
    assert ids(office.get("/links").text) == [gone.id, live.id]


def ids(page: str) -> list[str]:
    """The links that a register lists."""
    return re.findall(r'<tr [^>]*\bid="(L-\w+)"', page)


def test_a_long_register_is_read_fifty_links_at_a_time_and_a_change_leads_back_to_its_place(crimjust: Path, tmp_path: Path):
    office = Office(crimjust, tmp_path / "links.sqlite")
    ends = datetime.now(UTC) + timedelta(days=9)
    for n in range(120):
        office.register.make(NewLink(f"Annex {n}", (), "", "", "", "/", "", (), frozenset(), "en", ends), "editor")
    pages = [office.get(f"/links?page={page}").text for page in (1, 2, 3, 4, "x")]
    assert [len(ids(page)) for page in pages] == [50, 50, 20, 20, 50]
    assert sorted(one for page in pages[:3] for one in ids(page)) == sorted(one.id for one in office.register.links())
    assert "51 to 100 of 120" in pages[1] and 'href="/links?page=1"' in pages[1] and 'href="/links?page=3"' in pages[1]
    assert "pager" not in office.get("/links?q=annex%207").text
    link_id = ids(pages[1])[0]
    place = {"then": "register", "state": "live", "q": "a&b", "page": "2"}
    assert office.post(f"/links/{link_id}/pause", place).headers["Location"] == f"/links?state=live&q=a%26b&page=2#{link_id}"
    place = {"then": "register", "state": "//evil.example", "page": "//evil.example"}
    assert office.post(f"/links/{link_id}/resume", place).headers["Location"] == f"/links#{link_id}"


# Changes

def test_a_link_is_paused_resumed_extended_and_revoked_by_posts_that_redirect(office: Office):
    link, token = office.made()
    seen = []
    for change, form in (("pause", {}), ("resume", {}), ("extend", {"ends_on": (datetime.now(UTC) + timedelta(days=99)).date()}),
                         ("revoke", {"then": "register"})):
        answer = office.post(f"/links/{link.id}/{change}", form)
        seen.append((change, answer.status_code, answer.headers["Location"], office.get(f"/s/{token}/gender", "").status_code))
    page = f"/links/{link.id}"
    assert seen == [("pause", 303, page, 403), ("resume", 303, page, 200), ("extend", 303, page, 200),
                    ("revoke", 303, f"/links#{link.id}", 410)]
    assert [(entry.what, entry.by) for entry in office.register.log(link_id=link.id)] == [
        (what, "editor@example.org") for what in ("revoked", "extended", "resumed", "paused", "made", "drafted")]
    answer = office.post(f"/links/{link.id}/resume")
    assert answer.status_code == 409 and f"{link.id} was revoked and cannot be resumed" in answer.text


@pytest.mark.parametrize("day", ["2020-01-01", "2999-12-31", "", "soon", None])
def test_an_end_beyond_what_the_settings_allow_is_refused_and_changes_nothing(office: Office, day):
    link, _ = office.made()
    answer = office.post(f"/links/{link.id}/extend", {} if day is None else {"ends_on": day})
    assert answer.status_code == 409 and "A link ends on a day from" in answer.text
    assert office.register.link(link.id) == link


@pytest.mark.parametrize("change", CHANGES)
def test_a_link_that_there_is_not_cannot_be_changed(office: Office, change):
    for link_id in ("L-00000000", "L-%00", "new", "L-" + "0" * 300):
        assert office.post(f"/links/{link_id}/{change}", {"ends_on": "2027-01-01"}).status_code == 404
    assert office.get(f"/links/L-00000000/{change}").status_code in (404, 405)


def test_a_link_to_an_older_release_is_issued_again_on_the_newest(movable: Office, two_releases: Any):
    assert movable.post(f"/releases/{two_releases.first}/serve", role="steward").status_code == 303
    link, token = movable.made()
    assert movable.post(f"/releases/{two_releases.second}/serve", role="steward").status_code == 303
    assert link.release == two_releases.first and "not the current one: re-issue?" in movable.get("/links").text
    answer = movable.post(f"/links/{link.id}/reissue")
    made = movable.register.links()[0]
    assert answer.headers["Location"] == f"/links/{made.id}?made=1"
    assert made.release == two_releases.second and made.reissue_of == link.id and made.fingerprint != link.fingerprint
    assert (made.label, made.locked, made.query) == (link.label, link.locked, link.query)
    assert movable.register.find(token) == link


# Releases

def test_serving_another_release_is_logged_as_going_back_or_as_publishing(movable: Office, two_releases: Any):
    data = movable.settings.data
    for name, what in ((two_releases.first, "rolled_back"), (two_releases.second, "published")):
        answer = movable.post(f"/releases/{name}/serve", role="steward")
        assert (answer.status_code, answer.headers["Location"]) == (303, "/data")
        entry = movable.register.log(limit=1)[0]
        assert (release_served(data), entry.what, entry.by, entry.detail) == (name, what, "steward@example.org", name)


def test_a_damaged_or_unknown_release_is_not_served_and_nothing_changes(movable: Office, two_releases: Any):
    database = movable.settings.data / "warehouse" / two_releases.first / "warehouse.duckdb"
    content = bytearray(database.read_bytes())
    content[len(content) // 2] ^= 1
    database.chmod(0o644)
    database.write_bytes(content)
    answer = movable.post(f"/releases/{two_releases.first}/serve", role="steward")
    assert answer.status_code == 409 and "is not the one that was built" in answer.text
    for name in ("r-000000000000", "..", "r-0"):
        assert movable.post(f"/releases/{name}/serve", role="steward").status_code == 404
    assert release_served(movable.settings.data) == two_releases.second
    assert not [entry for entry in movable.register.log() if entry.what in ("published", "rolled_back")]


# Frames

@pytest.mark.parametrize(("site", "is_allowed"), [
    ("https://www.example.org/a/page?x=1#y", True), ("https://www.example.org:443", True), ("HTTPS://WWW.EXAMPLE.ORG/", True),
    ("http://www.example.org", False), ("https://example.org", False), ("https://www.example.org:8443", False),
    ("https://www.example.org.evil.example", False), ("https://evil.example/https://www.example.org", False),
    ("https://www.example.org@evil.example/", False),
])
def test_a_frame_is_allowed_to_exactly_the_sites_that_were_named(office: Office, site, is_allowed):
    link, _ = office.made(sites="https://www.example.org")
    _, said, header = frame_test(link, site, language("en"))
    assert said.startswith("Allowed:" if is_allowed else "Refused:")
    assert header == "Content-Security-Policy: frame-ancestors https://www.example.org"


@pytest.mark.parametrize("site", ["nonsense", "javascript:alert(1)", "https://", "https://[::1", "https://a:b"])
def test_what_is_no_web_address_is_said_to_be_none(office: Office, site):
    link, _ = office.made()
    assert frame_test(link, site, language("en"))[1].startswith("This is no web address")


def test_the_header_told_is_the_header_sent(office: Office):
    for sites in ("", "https://a.example\nhttps://b.example"):
        link, token = office.made(sites=sites)
        told = frame_test(link, "", language("en"))[2].partition(": ")[2]
        assert told in office.get(f"/s/{token}/gender", "").headers["Content-Security-Policy"].split("; ")


def test_a_link_of_one_figure_tells_how_to_embed_it_and_what_to_do_where_frames_are_taken_out(office: Office):
    site = "https://www.example.org"
    link, token = office.made(scope="figure", chart="women_share", of="/gender?year=2020", sites=site, held=["year"])
    said = html.unescape(office.get(f"/links/{link.id}").text)
    frame = said.index(f'<iframe src="http://localhost/embed/{token}" title="Annex 3"')
    script = said.index("<script>addEventListener(")
    assert frame < script and 'loading="lazy"' in said[frame:script] and "e.origin === 'http://localhost'" in said[script:]
    picture = f'<a href="http://localhost/s/{token}"><img src="http://localhost/s/{token}/picture.png" alt="Share of women. 31.6'
    assert picture in said and f"Address in the frame</dt><dd><code>http://localhost/embed/{token}</code>" in said
    assert office.get(f"/embed/{token}", "").headers["Content-Security-Policy"].endswith(f"frame-ancestors {site}")
    assert office.get(f"/s/{token}/picture.png", "").headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    for typed in ({"sites": ""}, {"sites": site, "passcode": "orchid-7-lake"}):
        other, _ = office.made(scope="figure", chart="women_share", **typed)
        assert "picture.png" not in office.get(f"/links/{other.id}").text


# The preview card

def test_a_card_is_a_picture_of_its_size_and_changes_with_what_is_shown(office: Office):
    pictures = []
    for typed in ({}, {"of": "/gender"}, {"scope": "figure", "chart": "women_share_by"}):
        _, token = office.made(**typed)
        answer = office.get(f"/s/{token}/card.png", "")
        assert (answer.status_code, answer.content_type) == (200, "image/png")
        with Image.open(io.BytesIO(answer.data)) as picture:
            assert (picture.format, picture.size) == ("PNG", (1200, 630))
        pictures.append(answer.data)
    assert len(set(pictures)) == 3


def test_a_card_does_not_show_the_label(office: Office):
    cards = {office.get(f"/s/{office.made(label=label)[1]}/card.png", "").data for label in ("Annex 3", "For the committee")}
    assert len(cards) == 1


def test_a_passcode_or_a_draft_gives_the_neutral_card_whatever_is_behind_it(office: Office):
    link, token = office.made(passcode="open sesame")
    assert office.get(f"/s/{token}/card.png", "").status_code == 404
    proof = office.register.try_passcode(link.id, "open sesame")
    _, draft = office.draft(of="/", held=["year"])
    unlocked, drafted = office.get(f"/s/{token}~{proof}/card.png", "").data, office.get(f"/s/{draft}/card.png").data
    neutral = drawn(Shown("A shared view"), "CRIMJUST", "Programme results", "Funded by the European Union", "eu-emblem.svg", "")
    assert unlocked == drafted == neutral
    said = office.get(f"/s/{token}~{proof}/gender", "").text
    assert '<title>A shared view · CRIMJUST</title>' in said
    head = said.partition("</head>")[0]
    assert "og:image" not in head and "og:description" not in head and f'content="{proof}' not in head


def test_there_is_no_card_outside_a_sealed_address_or_after_its_end(office: Office):
    assert office.get("/card.png", "steward").status_code == 404
    link, token = office.made()
    assert office.get(f"/s/{token}/card.png", "").status_code == 200
    office.post(f"/links/{link.id}/revoke")
    assert office.get(f"/s/{token}/card.png", "").status_code == 410


def test_the_head_of_a_sealed_page_says_what_it_shows_and_nothing_of_it_is_on_other_pages(office: Office):
    """Institutional integrity in 2020: 26 persons, 5 of them women (19.2 %), counted by hand in the deliveries."""
    _, token = office.made(chart="women_share", scope="figure", label="For the committee")
    head = html.unescape(office.get(f"/s/{token}/gender", "").text.partition("</head>")[0]).replace("\N{NO-BREAK SPACE}", " ")
    assert "<title>Share of women · CRIMJUST</title>" in head
    assert 'property="og:title" content="Share of women"' in head and 'property="og:site_name" content="CRIMJUST"' in head
    assert re.search(r'property="og:description" content="19\.2 % were women: 5 of the 26 persons', head)
    assert f'property="og:image" content="http://localhost/s/{token}/card.png"' in head
    assert 'name="robots" content="noindex"' in head and "For the committee" not in head
    plain = office.get("/gender", "viewer").text
    assert "og:" not in plain.partition("</head>")[0] and "<title>Gender · CRIMJUST</title>" in plain


def test_what_a_card_says_is_escaped(office: Office, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(preview, "shown", lambda desk, words: Shown(HOSTILE, HOSTILE, HOSTILE, HOSTILE))
    _, token = office.made()
    head = office.get(f"/s/{token}/gender", "").text.partition("</head>")[0]
    assert "<script>alert" not in head and f'content="{html.escape(HOSTILE)}"' in head


@pytest.mark.parametrize("finding", ["", "word " * 400, "x" * 3000, "Łódź – São Tomé – “quoted”", "a\nb\x00c"])
def test_words_of_any_length_fit_a_card(finding):
    content = drawn(Shown(finding or "A", finding, finding, finding), finding or "A", finding, finding, "eu-emblem.svg", finding)
    with Image.open(io.BytesIO(content)) as picture:
        assert picture.size == (WIDTH, HEIGHT)
        assert picture.convert("RGB").getpixel((WIDTH - 4, HEIGHT - 300)) == (255, 255, 255)


def test_emblem_and_statement_stand_together_or_not_at_all():
    without = [drawn(Shown("A"), "P", "", line, emblem, "") for line, emblem in
               (("", "eu-emblem.svg"), ("Funded by a fund", "no-such.svg"), ("", "no-such.svg"))]
    assert len(set(without)) == 1
    assert drawn(Shown("A"), "P", "", "Funded by a fund", "eu-emblem.svg", "") != without[0]

