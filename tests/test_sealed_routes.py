"""Sealed links, attacked: whatever is asked below a link's address, by whatever route, no figure leaves its scope.

The routes are read from the application itself, so a new one is attacked from the day it exists."""

from __future__ import annotations

import json
import re
import secrets
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sealed_link import ALL, NEUTRAL, Sealed, register_of, share

from dashboard.content import CHARTS, PAGES
from dashboard.exports import EVERYTHING, FORMATS
from dashboard.settings import Settings
from dashboard.ui.server import create_app

PATHS = [page.path for page in PAGES]
CARD_PIECES = {"finding", "table", "subtitle", "foot", "mark", "state", "menu", "controls"}


class Place:
    """A package of its own, its application and its register."""

    def __init__(self, data: Path):
        self.data = data
        self.app = create_app(Settings(data=data))
        self.client = self.app.server.test_client()
        self.register = register_of(data)

    def share(self, **chosen: Any) -> Sealed:
        return share(self.client, self.data, **chosen)

    def addresses(self) -> list[tuple[str, str]]:
        """(method, address) for every route, its places filled with what exists."""
        found: list[tuple[str, str]] = []
        for rule in self.app.server.url_map.iter_rules():
            fills: dict[str, list[str]] = {
                "/<path:path>": [path.lstrip("/") for path in PATHS if path != "/"],
                "/export/<name>.<kind>": [f"export/{name}.{kind}" for name in CHARTS for kind in FORMATS],
            }
            told = [f"/{one}" for one in fills.get(rule.rule, [])] or [_filled(rule.rule)]
            found += [(method, address) for method in sorted(rule.methods - {"HEAD", "OPTIONS"}) for address in told]
        return found


def _filled(rule: str) -> str:
    for place, value in (("<link_id>", "L-22222222"), ("<id>", "L-22222222"), ("<release>", "r-0123456789ab")):
        rule = rule.replace(place, value)
    return re.sub(r"<[^>]*>", "x", rule)


@pytest.fixture(scope="module")
def place(crimjust: Path, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """The real package, free to be shared from."""
    return Place(shutil.copytree(crimjust, tmp_path_factory.mktemp("sealed") / "package", ignore=shutil.ignore_patterns("state")))


@pytest.fixture(scope="module")
def gender(place: Place) -> Sealed:
    """The gender page of 2020, the year held fixed, everything else open."""
    return place.share(pages=("gender",), path="/gender", query="year=2020", locked=("year",))


@pytest.fixture(scope="module")
def card(place: Place) -> Sealed:
    """One card with nothing to be done but to look at it."""
    return place.share(pages=("gender",), chart="women_share", path="/gender", query="year=2020", locked=("year",), may=frozenset())


def knock(sealed: Sealed, method: str, address: str) -> Any:
    return sealed.client.open(sealed.root + address, method=method, json={} if method == "POST" else None)


def is_neutral(response: Any, status: int) -> bool:
    return response.status_code == status and response.get_data(as_text=True) == NEUTRAL


# A token that opens nothing

def _tampered(token: str) -> dict[str, str]:
    other = "A" if token[5] != "A" else "B"
    return {
        "unknown": secrets.token_urlsafe(32), "one letter changed": token[:5] + other + token[6:], "case changed": token.swapcase(),
        "cut short": token[:-1], "lengthened": token + "A", "with a proof nobody gave": f"{token}~{'A' * 32}", "empty": "",
        "a wildcard": "*", "long": "A" * 4000, "quoted": f"'{token}'", "of another alphabet": "ключ", "with a null": token + "%00",
    }


@pytest.mark.parametrize("kind", list(_tampered("x" * 43)))
def test_a_token_that_is_not_exactly_one_that_was_given_opens_no_route(place, gender, kind):
    stranger = Sealed(place.client, place.register, gender.link, _tampered(gender.token)[kind])
    for method, address in place.addresses():
        if not address.startswith("/_dash-component-suites/"):
            response = knock(stranger, method, address)
            assert is_neutral(response, 404), (kind, method, address, response.status_code)


def test_every_route_is_as_silent_for_a_link_that_no_longer_is(place):
    gone = {name: place.share(label=name) for name in ("revoked", "paused", "ended")}
    place.register.revoke(gone["revoked"].link.id, by="editor")
    place.register.pause(gone["paused"].link.id, by="editor")
    soon = place.share(label="ended", ends_at=datetime.now(UTC) + timedelta(seconds=1))
    gone["ended"] = soon
    while soon.register.link(soon.link.id).state(datetime.now(UTC)) != "ended":
        pass
    for name, status in (("revoked", 410), ("paused", 403), ("ended", 410)):
        for method, address in place.addresses():
            if not address.startswith("/_dash-component-suites/"):
                response = knock(gone[name], method, address)
                assert is_neutral(response, status), (name, method, address, response.status_code)


def test_a_paused_link_shows_again_what_it_showed_once_resumed(place):
    sealed = place.share()
    before = sealed.figures("/")
    place.register.pause(sealed.link.id, by="editor")
    assert is_neutral(sealed.visit("/"), 403)
    place.register.resume(sealed.link.id, by="editor")
    assert sealed.figures("/") == before


# A token for something else

def routes_of(sealed: Sealed) -> set[str]:
    """What a link is to open, said here once more and by hand."""
    opened = {"/gender", "/_dash-layout", "/_dash-dependencies", "/card.png"}  # /view is of no page unless asked for one
    if sealed.link.chart:
        opened |= {"/embed", "/picture.png"}
    if "pictures" in sealed.link.may:
        opened |= {"/print", "/export/page.pdf"}
    if {"table", "data"} <= sealed.link.may:
        opened.add("/export/page.html")
    if "data" in sealed.link.may:
        opened |= {"/export/"} | {
            f"/export/{chart.name}.{kind}" for chart, page in CHARTS.values() if page.path == "/gender" for kind in FORMATS
        }
    return opened


@pytest.mark.parametrize("which", ["gender", "card"])
def test_a_link_opens_its_own_routes_and_no_other(place, request, which):
    sealed: Sealed = request.getfixturevalue(which)
    for method, address in place.addresses():
        if address.startswith("/_dash-component-suites/") or address == "/_dash-update-component":
            continue
        response = knock(sealed, method, address)
        if method == "GET" and address in routes_of(sealed):
            assert response.status_code == 200, address
        elif (method, address) == ("POST", "/opened"):
            assert response.status_code == 403  # a page of the link says so, and this was none
        else:
            assert is_neutral(response, 404) or is_neutral(response, 405), (method, address, response.status_code)


def led_to(sealed: Sealed, path: str) -> set[str]:
    """Every address of the product in a sealed page: of links, forms and marks."""
    text = "".join(sealed.pieces(path).values()) + json.dumps(sealed.visit(path).get_json())
    text = text.replace("\\u002f", "/").replace("\\u0026", "&").replace("&amp;", "&").replace('\\"', '"')
    return set(re.findall(r'(?:href|action)="(/[^"]*)"', text)) | set(re.findall(r'"(/(?:s/|[a-z]*\?)[^"]*)"', text))


def test_the_pages_of_a_link_lead_nowhere_else(place, gender):
    """Every address in a sealed page starts at the link's own root and leads to what it says."""
    followed = led_to(gender, "/gender") - {gender.root + "/gender"}
    assert len(followed) > 20
    for address in followed:
        assert address.startswith((gender.root + "/", "/assets/")), address
        assert gender.client.get(address).status_code == 200, address
        if address.startswith(gender.root + "/gender?"):
            assert "fixed" not in gender.pieces("/gender", address.partition("/gender")[2])["live:notices"], address


def test_a_view_that_may_not_be_changed_leads_nowhere(place, card):
    whole = place.share(pages=("gender",), path="/gender", query="year=2020", may=frozenset())
    for sealed in (card, whole):
        assert led_to(sealed, "/gender") <= {f"{sealed.root}/gender"}


# Addresses and requests that ask for more

STRIPPING = (
    "?year=all", "?year=2019", "?year=compared", "?year=2021&year=all", "?to.year=2021", "?scope=everything", "?role=steward",
    "?link=L-22222222", "?locked=", "?YEAR=all", "?year=", "?year=2020,all", "?year=%32%30%31%39", "?release=r-0123456789ab",
)


@pytest.mark.parametrize("search", STRIPPING)
def test_no_parameter_widens_what_is_held_fixed(gender, card, search):
    for sealed in (gender, card):
        plain = sealed.figures("/gender")
        asked = sealed.figures("/gender", search)
        assert asked == plain
    for chart, page in CHARTS.values():
        if page.path == "/gender":
            answered = gender.get(f"/export/{chart.name}.csv{search}")
            asked_for_year = gender.get(f"/export/{chart.name}.csv?year=2020")
            assert answered.status_code == 400 or answered.data == asked_for_year.data


def test_what_a_link_leaves_open_narrows_within_what_it_holds(place, gender):
    """2020: 79 women of 250 persons for whom women are reported, in all countries; the year stays 2020 whatever is chosen."""
    assert "79 of the 250" in gender.figures("/gender")["live:finding:women_share"]
    chosen = gender.figures("/gender", "?pillar=research&year=2019")
    own = place.share(pages=("gender",), path="/gender", query="year=2020&pillar=research", locked=("year", "pillar"))
    assert chosen["live:finding:women_share"] == own.figures("/gender")["live:finding:women_share"]
    assert chosen["live:finding:women_share"] != gender.figures("/gender")["live:finding:women_share"]


def test_a_link_that_holds_a_country_holds_it_on_both_sides_of_a_comparison(place):
    sealed = place.share(path="/", query="country=PER", locked=("country", "year"), may=ALL)
    plain = sealed.figures("/compare")
    for search in ("?country=BOL", "?to.country=BOL", "?to.year=2019", "?year=2019&to.year=all", "?to.country="):
        assert sealed.figures("/compare", search) == plain


def test_a_single_record_opens_only_where_the_held_filters_keep_it(place):
    """CJ-2020-006 is a side event of 2020 without Peru; CJ-2020-014, the training of 46, was in 2020 too."""
    of_2020 = place.share(path="/activities", query="year=2020", locked=("year",))
    of_2019 = place.share(path="/activities", query="year=2019", locked=("year",))
    fixed = place.share(path="/activities", query="year=2019", may=frozenset({"table"}))
    opened = "live:mark:activity_record"
    assert "CJ-2020-006" in of_2020.pieces("/activities", "?record=CJ-2020-006")[opened]
    for sealed in (of_2019, fixed):
        for search in ("?record=CJ-2020-006", "?year=2020&record=CJ-2020-006", "?record=CJ-2020-006&record=CJ-2020-014"):
            assert sealed.pieces("/activities", search)[opened] == ""
        assert sealed.get("/export/activity_record.csv?record=CJ-2020-006").status_code in (400, 404)
        told = sealed.explain("activity_record", "/activities", "?record=CJ-2020-006").get_data(as_text=True)
        assert "CJ-2020-006" not in told


def test_a_view_or_callback_tells_nothing_beyond_the_link_that_its_own_address_names(place, gender, card):
    other = place.share(pages=("progress",), path="/progress")
    for path in ("/", "/progress", "/activities", "/data", "/links", "/nothing", "//gender", "/gender/", "/s/x/gender"):
        if path != "/gender":
            assert is_neutral(gender.visit(path), 404), path
    for root in (other.root, gender.root, gender.root + "/..", other.root + "/../" + gender.token, "/..", "//", "http://localhost"):
        assert is_neutral(gender.visit(f"{root}/progress"), 404)
        assert is_neutral(gender.visit(f"{root}/gender"), 404)
    for shown in ({"on": "progress"}, {"on": "gender", "had": "0" * 24}, {"on": "gender", "had": "../x"}, {"root": other.root}):
        assert is_neutral(gender.visit("/progress", **shown), 404)
    for chart, page in CHARTS.values():
        for path in (page.path, "/gender"):
            is_seen = chart.name == "women_share" and path == "/gender"
            response = card.explain(chart.name, path)
            assert response.status_code == (200 if is_seen else response.status_code)
            if not is_seen:
                assert response.status_code in (400, 404) and NEUTRAL in response.get_data(as_text=True), (chart.name, path)


def test_new_figures_come_for_the_cards_of_the_link_only(card):
    told = card.visit("/gender", "?year=all", on="gender", open=["table:women_share", "options:from:pillar"]).get_json()
    assert set(told["pictures"]) == {"women_share"}
    cards = {key.partition(":")[2] for key in told["live"] if ":" in key and key.partition(":")[0] in CARD_PIECES}
    assert cards == {"women_share"}
    assert "79 of the 250" in told["live"]["finding:women_share"]
    assert "table:women_share" not in told["live"] and told["unfolded"] == {}


def test_the_stamp_of_what_another_reader_saw_tells_nothing_about_it(place, gender, card):
    """Whoever names a stamp is sent what differs from it. One that was given to others counts as none: everything is sent."""
    whole = place.share()
    mine = gender.visit("/gender", on="gender").get_json()
    assert set(gender.visit("/gender", on="gender", had=mine["stamp"]).get_json()["live"]) == set()
    for other in (whole, card, place.share(pages=("gender",), path="/gender", query="year=2020", locked=("year",))):
        given = other.visit("/gender", on="gender").get_json()
        assert given["stamp"] != mine["stamp"]
        assert gender.visit("/gender", on="gender", had=given["stamp"]).get_json() == mine


def test_a_document_below_a_link_holds_what_its_view_holds_and_no_more(card):
    told = card.get("/gender").get_data(as_text=True)
    assert "79 of the 250" in told
    for name in CHARTS:
        assert (f'id="card-{name}"' in told) == (name == "women_share"), name


def test_an_explanation_lists_no_records_that_the_link_does_not_open(place, gender):
    everything = place.share()
    assert "Induction meeting" in everything.explain("women_share", "/gender", "?year=2020").get_data(as_text=True)
    assert "Induction meeting" not in gender.explain("women_share", "/gender", "?year=2020").get_data(as_text=True)


def test_a_download_is_within_the_link_or_is_not(place, gender, card):
    everything = place.share()
    assert everything.get(f"/export/{EVERYTHING}").status_code == 200
    for sealed in (gender, card, place.share(locked=("year",), query="year=2020"), place.share(may=frozenset({"data", "table"}))):
        assert is_neutral(sealed.get(f"/export/{EVERYTHING}"), 404)
    listed = gender.get("/export/").get_json()
    assert {one["page"] for one in listed["charts"]} == {gender.root + "/gender"} and "everything" not in listed
    assert is_neutral(card.get("/export/"), 404)
    assert is_neutral(card.get("/export/women_share.csv"), 404)


def test_headers_and_cookies_open_nothing(place, gender):
    for name, value in (("Cookie", "role=steward; session=x"), ("X-Forwarded-User", "root"), ("X-Forwarded-Prefix", "/"),
                        ("X-Script-Name", "/"), ("X-Original-URL", "/progress"), ("Referer", "http://localhost/progress")):
        assert is_neutral(gender.get("/progress", **{name: value}), 404)


def test_a_sealed_answer_is_nobodys_to_keep_and_sets_no_cookie(gender):
    for address in ("/gender", "/_dash-layout", "/export/women_share.csv", "/progress"):
        headers = gender.get(address).headers
        assert headers["Cache-Control"] == "no-store" and "noindex" in headers["X-Robots-Tag"]
        assert "Set-Cookie" not in headers and headers["Referrer-Policy"] in ("same-origin", "no-referrer")


def test_only_the_sites_that_a_link_names_may_frame_it(place):
    named = place.share(sites=("https://europa.example", "http://localhost:9000"))
    for sealed, expected in ((named, "https://europa.example http://localhost:9000"), (place.share(), "'none'")):
        for address in ("/", "/_dash-layout", "/progress"):
            headers = sealed.get(address).headers
            assert f"frame-ancestors {expected}" in headers["Content-Security-Policy"]
            assert headers.get("X-Frame-Options") == (None if sealed is named else "DENY")
    assert "frame-ancestors 'none'" in place.client.get("/").headers["Content-Security-Policy"]


# Passcodes

def test_a_passcode_is_asked_before_anything_is_told(place):
    sealed = place.share(pages=("gender",), path="/gender", passcode="orchid-7-lake")
    for method, address in place.addresses():
        if address.startswith("/_dash-component-suites/"):
            continue
        response = knock(sealed, method, address)
        words = " ".join(re.sub(r"<[^>]*>", " ", response.get_data(as_text=True)).split())
        assert response.status_code in (401, 404, 405), address
        is_asked = "This view is protected by a passcode This view is protected by a passcode Passcode Open"
        if (method, address) == ("GET", "/embed"):
            is_asked = "This figure is protected by a passcode."
        assert words in (is_asked, NEUTRAL.strip()), address
    ours = {"Origin": "http://localhost"}
    wrong = sealed.client.post(f"{sealed.root}/unlock", data={"passcode": "orchid-7-lak"}, headers=ours)
    assert wrong.status_code == 401 and "This is not the passcode." in wrong.get_data(as_text=True)
    assert sealed.client.post(f"{sealed.root}/unlock", data={"passcode": "orchid-7-lake"}).status_code in (403, 401, 404)
    right = sealed.client.post(f"{sealed.root}/unlock", data={"passcode": "orchid-7-lake"}, headers=ours)
    assert right.status_code == 303 and right.headers["Location"].startswith(f"{sealed.root}~")
    proof = right.headers["Location"].partition("~")[2]
    inside = Sealed(sealed.client, sealed.register, sealed.link, f"{sealed.token}~{proof}")
    assert inside.figures("/gender")
    other = place.share(passcode="another-one-9")
    assert is_neutral(Sealed(place.client, place.register, other.link, f"{other.token}~{proof}").visit("/"), 404)
    place.register.revoke(sealed.link.id, by="editor")
    assert is_neutral(inside.visit("/gender"), 410)


def test_guessing_a_passcode_is_stopped(place):
    sealed = place.share(passcode="orchid-7-lake")
    ours = {"Origin": "http://localhost"}
    tried = [sealed.client.post(f"{sealed.root}/unlock", data={"passcode": f"guess-{n}"}, headers=ours).status_code
             for n in range(7)]
    assert tried[:5] == [401] * 5 and tried[5:] == [429] * 2
    assert sealed.client.post(f"{sealed.root}/unlock", data={"passcode": "orchid-7-lake"}, headers=ours).status_code == 429


# Counting

def test_openings_are_counted_when_a_browser_opens_the_page_and_downloads_are_logged(place):
    sealed = place.share(label="counted")
    sealed.get("")
    sealed.get("/")
    assert place.register.link(sealed.link.id).opened == 0
    sealed.get("/_dash-layout")
    sealed.visit("/")
    for _ in range(2):
        sealed.client.post(f"{sealed.root}/opened", headers={"Origin": "http://localhost"})
    sealed.get("/export/women_share.csv")
    held = place.register.link(sealed.link.id)
    assert held.opened == 2 and held.last_opened_at is not None
    told = [entry.what for entry in place.register.log(link_id=sealed.link.id)]
    assert told.count("opened") == 2 and told.count("exported") == 1 and told.count("made") == 1
    assert all(sealed.token not in f"{entry.what}{entry.by}{entry.detail}" for entry in place.register.log())


def test_a_list_of_a_filter_that_is_held_fixed_is_not_opened(place):
    held = place.share(pages=("gender",), path="/gender", query="year=2020&pillar=research", locked=("year", "pillar"))
    asked = ["options:from:pillar", "options:from:region", "options:from:year", "options:to:region", "table:headline"]
    assert held.visit("/gender", on="gender", open=asked).get_json()["unfolded"].keys() == {"options:from:region"}
