"""Whoever signed in puts decks of their own together on pages that work without a script; nobody else sees or changes them."""

from __future__ import annotations

import base64
import io
import json
import re
import shutil
import threading
import zipfile
from pathlib import Path
from typing import Any

import pytest

from dashboard.content import CHARTS
from dashboard.links import Deck, NewLink, Register
from dashboard.settings import Settings
from dashboard.slides import Step
from dashboard.ui import sharing_pages
from dashboard.ui.present import Workshop
from dashboard.ui.server import create_app

KEY = "Jq0_vS7nWm2-xY4tRz8LbKd5HcPfGgNa3EuTiQoB"
OWN = {"Origin": "http://localhost"}
GROUPS = {"ada": "staff", "bob": "data"}
HOSTILE = '"><script>alert(1)</script>'


class Office:
    """One dashboard behind a proxy that signs people in: ada is viewer, bob steward."""

    def __init__(self, data: Path, state: Path):
        self.settings = Settings(
            data=data, state=f"sqlite:///{state}", secret_key=KEY, sign_in="proxy", proxy_addresses=("127.0.0.1",),
            viewer_groups=("staff",), editor_groups=("desk",), steward_groups=("data",),
        )
        self.server = create_app(self.settings).server
        self.register = Register(self.settings.state, KEY)

    def ask(self, method: str, path: str, form: Any = None, who: str = "ada", accept: str = "text/html", **headers: str) -> Any:
        signed = {"X-Forwarded-User": who, "X-Forwarded-Groups": GROUPS[who]} if who else {}
        told = {**OWN, **signed, "Accept": accept, **headers}
        return self.server.test_client().open(path, method=method, data=form, headers=told)

    def get(self, path: str, **more: Any) -> Any:
        return self.ask("GET", path, **more)

    def post(self, path: str, form: Any = None, **more: Any) -> Any:
        return self.ask("POST", path, form or {}, **more)

    def current(self, who: str = "ada") -> Deck:
        return self.register.decks.of(who)[0]

    def begun(self, who: str = "ada") -> Deck:
        """A new deck of a section and two figures of 2020: the share of women, and the countries on a map."""
        self.post("/present/new", {"name": "Steering committee"}, who=who)
        deck = self.current(who)
        self.post(f"/present/{deck.id}/section", {"title": "Who took part"}, who=who)
        self.post("/present/add", {"of": "/gender", "chart": "women_share"}, who=who)
        self.post("/present/add", {"of": "/?country=PER", "chart": "activities_map"}, who=who)
        return self.current(who)


@pytest.fixture(scope="module")
def office(crimjust: Path, tmp_path_factory: pytest.TempPathFactory) -> Office:
    """The real package on one release."""
    return Office(crimjust, tmp_path_factory.mktemp("decks") / "links.sqlite")


@pytest.fixture
def rolling(two_releases, tmp_path: Path) -> Office:
    """The real package with two releases; the first is served."""
    data = shutil.copytree(two_releases.data, tmp_path / "package", ignore=shutil.ignore_patterns("state"))
    (data / "warehouse" / "CURRENT").write_text(two_releases.first + "\n", encoding="utf-8")
    return Office(data, tmp_path / "links.sqlite")


def serve(office: Office, release: str) -> None:
    answer = office.post(f"/releases/{release}/serve", who="bob")
    assert answer.status_code == 303


# Adding

def test_a_figure_is_added_with_the_filters_of_its_page_and_its_year_by_name(office):
    deck = office.begun()
    assert [(one.kind, one.chart, one.query, one.title) for one in deck.items] == [
        ("section", "", "", "Who took part"), ("figure", "women_share", "year=2020", ""),
        ("figure", "activities_map", "year=2020&country=PER", "")]
    answer = office.post("/present/add", {"of": "/gender?by=pillar", "chart": "women_share_by"})
    last = office.current().items[-1]
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/present/{deck.id}#{last.id}")
    assert last.query.startswith("year=2020")


def test_a_script_that_adds_a_figure_is_told_in_words(office):
    office.begun()
    answer = office.post("/present/add", {"of": "/gender", "chart": "women_share"}, accept="application/json")
    assert answer.get_json() == {
        "said": "Added to “Steering committee” as slide 4.", "label": "In the deck (slide 4)", "open": "Open the deck",
        "deck": f"/present/{office.current().id}",
    }


def test_the_first_figure_begins_a_deck(crimjust, tmp_path):
    office = Office(crimjust, tmp_path / "links.sqlite")
    assert "No deck yet" in office.get("/present").text
    office.post("/present/add", {"of": "/gender", "chart": "women_share"})
    deck = office.current()
    assert re.fullmatch(r"Slides of \d{1,2} \w+ \d{4}", deck.name) and len(deck.items) == 1
    assert deck.release == (crimjust / "warehouse" / "CURRENT").read_text(encoding="utf-8").strip()


@pytest.mark.parametrize("form", [
    {}, {"of": "/nothing", "chart": "women_share"}, {"of": "/gender", "chart": "nothing"}, {"of": "/", "chart": "women_share"},
    {"of": "//gender", "chart": "women_share"}, {"of": "/gender", "chart": ""},
])
def test_what_there_is_not_is_not_added(office, form):
    before = office.begun()
    assert office.post("/present/add", form).status_code == 404
    assert office.current() == before


def test_no_wider_figure_is_added_in_the_place_of_one_that_there_is_not(office):
    before = office.begun()
    answer = office.post("/present/add", {"of": "/gender?country=ZZZ", "chart": "women_share"})
    assert answer.status_code == 409 and "“ZZZ” is no country in this release" in answer.text
    assert office.current() == before


def test_the_menu_of_every_card_of_a_person_adds_its_figure_and_a_sealed_one_does_not(office):
    told = json.dumps(office.get("/view?of=/gender%3Fcountry%3DPER").get_json())
    assert told.count("add-to-deck") == 4 and "/gender?country=PER" in told.replace("\\u0026", "&")
    _, token = office.register.make(NewLink(
        "For review", (), "", "", "", "/", "", (), frozenset({"filter", "table", "data", "pictures"}), "en", None), by="bob")
    root = f"/s/{token}"
    sealed = json.dumps(office.ask("GET", f"{root}/view?of=/gender", who="").get_json())
    assert "women" in sealed and "add-to-deck" not in sealed and "/present" not in sealed
    for address in ("/present", "/present/new", "/present/add", f"/present/{office.current().id}"):
        for method in ("GET", "POST"):
            assert office.ask(method, root + address, who="bob").status_code in (404, 405)


# Whose it is

ADDRESSES = [
    ("GET", ""), ("GET", "/show"), ("GET", "/reissue"), ("GET", "/{item}/picture"), ("POST", "/reissue"), ("POST", "/make"),
    ("POST", "/delete"), ("POST", "/rename"), ("POST", "/duplicate"), ("POST", "/section"), ("POST", "/{item}/say"),
    ("POST", "/{item}/move"), ("POST", "/{item}/remove"),
]


@pytest.mark.parametrize(("method", "place"), ADDRESSES)
def test_the_deck_of_somebody_else_is_not_there(office, method, place):
    deck = office.begun()
    path = f"/present/{deck.id}" + place.format(item=deck.items[1].id)
    form = {"name": "Mine", "title": "Mine", "kind": "pptx", "field": "caption", "text": "Mine", "to": "up"}
    form |= {"release": deck.release, "was": deck.release}
    assert office.ask(method, path, form if method == "POST" else None, who="bob").status_code == 404
    assert office.post("/present/choose", {"deck": deck.id}, who="bob").status_code == 404
    assert office.ask(method, path, form if method == "POST" else None, who="").status_code in (401, 403)
    assert office.current() == deck


@pytest.mark.parametrize(("method", "place"), [one for one in ADDRESSES if one[0] == "POST"])
def test_a_change_is_asked_for_by_a_page_of_the_dashboard(office, method, place):
    deck = office.begun()
    path = f"/present/{deck.id}" + place.format(item=deck.items[1].id)
    for headers in ({"Origin": "https://elsewhere.example"}, {"Origin": "null"}, {"Origin": "", "Sec-Fetch-Site": "cross-site"}):
        assert office.post(path, {"name": "Theirs", "kind": "pptx", "to": "up"}, **headers).status_code == 403
    for path in ("/present/new", "/present/add", "/present/choose"):
        assert office.post(path, {"name": "Theirs", "deck": deck.id}, Origin="https://elsewhere.example").status_code == 403
    assert office.current() == deck


@pytest.mark.parametrize("deck_id", ["D-22222222", "x", "D-", "..", "D-%00", "%22", "D-" + "A" * 400])
def test_a_deck_that_there_is_not_is_not_found(office, deck_id):
    assert office.get(f"/present/{deck_id}").status_code == 404
    assert office.post(f"/present/{deck_id}/delete").status_code == 404


# A deck on its page

def test_the_page_of_a_deck_tells_its_slides_filters_and_what_they_become(office):
    office.begun()
    said = office.get("/present").text
    assert "3 slides" in said and "Who took part" in said and "Countries that took part" in said
    assert "Women among persons of activities that report them · 2020" in said and "Country: Peru" in said
    assert "In PowerPoint: editable chart" in said and "In PowerPoint: editable map shapes" in said
    assert said.count('class="deck-slide"') == 3


def test_what_can_only_be_a_picture_says_so(office):
    office.begun()
    office.post("/present/add", {"of": "/seizures", "chart": "seizure_routes"})
    assert "In PowerPoint: picture only: PowerPoint has no chart of this kind" in office.get("/present").text


def test_slides_are_moved_and_taken_out_by_forms(office):
    deck = office.begun()
    section, women, countries = (one.id for one in deck.items)

    def order() -> list[str]:
        return [one.id for one in office.current().items]

    base = f"/present/{deck.id}"
    for item, form, expected in (
        (countries, {"to": "up"}, [section, countries, women]), (section, {"to": "down"}, [countries, section, women]),
        (countries, {"to": "up"}, [countries, section, women]), (women, {"to": "down"}, [countries, section, women]),
        (women, {"before": countries}, [women, countries, section]), (women, {"before": ""}, [countries, section, women]),
    ):
        answer = office.post(f"{base}/{item}/move", form)
        assert (answer.status_code, answer.headers["Location"]) == (303, f"{base}#{item}")
        assert order() == expected
    office.post(f"{base}/{section}/remove")
    assert order() == [countries, women]
    assert office.post(f"{base}/{section}/remove").status_code == 409
    assert office.post(f"{base}/{countries}/move", {"before": section}).status_code == 409


def test_a_caption_is_kept_in_one_line_and_escaped(office):
    deck = office.begun()
    women = deck.items[1].id
    office.post(f"/present/{deck.id}/{women}/say", {"field": "caption", "text": f" 79\r\nwomen {HOSTILE} ", "was": ""})
    assert office.current().item(women).caption == f"79 women {HOSTILE}"
    for path in ("", "/show"):
        said = office.get(f"/present/{deck.id}{path}").text
        assert "<script>alert" not in said and "&lt;script&gt;alert(1)" in said
    stale = {"field": "caption", "text": "Other", "was": ""}
    answer = office.post(f"/present/{deck.id}/{women}/say", stale, accept="application/json")
    assert answer.status_code == 409 and "changed in another window" in answer.get_json()["error"]
    assert office.post(f"/present/{deck.id}/{women}/say", {"field": "chart", "text": "x"}).status_code == 400
    office.post(f"/present/{deck.id}/rename", {"name": HOSTILE})
    assert "<script>alert" not in office.get("/present").text + office.get(f"/present/{deck.id}/show").text


def test_decks_are_begun_chosen_renamed_duplicated_and_deleted(office):
    first = office.begun()
    office.post("/present/new", {"name": "Second"})
    second = office.current()
    assert second.name == "Second" and second.items == ()
    office.post("/present/choose", {"deck": first.id})
    assert office.current().id == first.id
    office.post(f"/present/{first.id}/rename", {"name": "First"})
    office.post(f"/present/{first.id}/duplicate", {"name": "Third"})
    third = office.current()
    assert third.name == "Third" and len(third.items) == 3 and third.id not in (first.id, second.id)
    assert all(f">{name}</option>" in office.get("/present").text for name in ("First", "Second", "Third"))
    office.post(f"/present/{third.id}/delete")
    assert third.id not in [one.id for one in office.register.decks.of("ada")]
    answer = office.post(f"/present/{first.id}/rename", {"name": " "})
    assert answer.status_code == 409 and "The name is empty" in answer.text


def test_a_deck_is_in_one_of_the_languages_there_are(office, tmp_path, monkeypatch):
    deck = office.begun()
    assert 'name="language"' not in office.get("/present").text
    (tmp_path / "fr").mkdir()
    monkeypatch.setattr(sharing_pages, "TRANSLATIONS", tmp_path)
    assert '<option value="fr">' in office.get("/present").text
    for asked, spoken in (("fr", "fr"), ("xx", "fr"), ("en", "en")):
        office.post(f"/present/{deck.id}/rename", {"name": "Named", "language": asked})
        assert office.current().language == spoken
    office.post(f"/present/{deck.id}/rename", {"name": "Nommé", "language": "fr"})
    assert "31,6\N{NO-BREAK SPACE}%" in office.get(f"/present/{deck.id}/{deck.items[1].id}/picture").get_json()["alt"]


def test_a_slide_is_sent_as_a_picture_for_the_browser_to_finish(office):
    deck = office.begun()
    section, women, _ = deck.items
    told = office.get(f"/present/{deck.id}/{women.id}/picture?size=slide").get_json()
    assert (told["width"], told["height"]) == (1280, 720) and told["figure"] is not None
    assert "Share of women" in told["svg"] and "79 of the 250 persons" in told["alt"]
    assert "Who took part" in office.get(f"/present/{deck.id}/{section.id}/picture").get_json()["svg"]
    for path in (f"{deck.id}/S-22222222/picture", f"{deck.id}/{women.id}/picture?size=poster"):
        assert office.get(f"/present/{path}").status_code == 404


def test_the_slideshow_holds_every_slide_with_its_words(office):
    deck = office.begun()
    office.post(f"/present/{deck.id}/{deck.items[1].id}/say", {"field": "caption", "text": "79 women", "was": ""})
    said = office.get(f"/present/{deck.id}/show").text
    assert said.count('class="show-slide"') == 3 and 'aria-label="2 of 3: Share of women"' in said
    assert '<p class="show-caption">79 women</p>' in said and "79 of the 250" in said and "show-notice" not in said


# Files

def lines(answer: Any) -> list[dict[str, Any]]:
    return [json.loads(line) for line in answer.get_data(as_text=True).splitlines()]


def test_a_presentation_is_made_step_by_step_or_at_once(office):
    deck = office.begun()
    told = lines(office.post(f"/present/{deck.id}/make", {"kind": "pptx"}, accept="application/x-ndjson"))
    assert [one["done"] for one in told[:-1]] == [0, 0, 1, 2] and {one["of"] for one in told[:-1]} == {3}
    assert "Share of women" in told[2]["said"] and told[-1]["name"].endswith(f"-{deck.release}.pptx")
    made = zipfile.ZipFile(io.BytesIO(base64.b64decode(told[-1]["file"])))
    assert {f"ppt/slides/slide{n}.xml" for n in (1, 2, 3)} <= set(made.namelist())
    answer = office.post(f"/present/{deck.id}/make", {"kind": "pptx"})
    assert answer.status_code == 200 and answer.headers["Content-Disposition"].endswith(f'{deck.release}.pptx"')
    assert "Share of women" in zipfile.ZipFile(io.BytesIO(answer.data)).read("ppt/slides/slide2.xml").decode()


def test_a_document_has_one_page_a_slide(office):
    deck = office.begun()
    told = lines(office.post(f"/present/{deck.id}/make", {"kind": "pdf"}, accept="application/x-ndjson"))
    assert [one["done"] for one in told[:-1]] == [0, 1, 2, 3] and told[-1]["type"] == "application/pdf"
    made = base64.b64decode(told[-1]["file"])
    assert made.startswith(b"%PDF-") and len(re.findall(rb"/Type\s*/Page\b(?!s)", made)) == 3


@pytest.mark.parametrize("kind", ["pptx", "pdf"])
def test_twenty_slides_are_one_file_and_each_of_them_is_told(office, kind):
    office.post("/present/new", {"name": f"Twenty slides as {kind}"})
    deck = office.current()
    for chart in [name for name, (chart, _) in CHARTS.items() if not chart.asked_by and not chart.rows][:20]:
        office.register.decks.add_figure(deck.id, "ada", chart, "")
    told = lines(office.post(f"/present/{deck.id}/make", {"kind": kind}, accept="application/x-ndjson"))
    assert {one["of"] for one in told[:-1]} == {20} and len(told) >= 21 and told[-1]["name"].endswith(f".{kind}")


def test_nothing_is_made_of_an_empty_deck_or_of_no_kind(office):
    office.post("/present/new", {"name": "Empty"})
    deck = office.current()
    assert office.post(f"/present/{deck.id}/make", {"kind": "pptx"}).status_code == 409
    assert office.post(f"/present/{office.begun().id}/make", {"kind": "exe"}).status_code == 400


def test_one_file_is_made_at_a_time_and_what_is_closed_makes_room():
    """Three wait behind the first; whoever comes then is turned away, until somebody leaves."""
    workshop, begun = Workshop(), []

    def making(name: str) -> Any:
        begun.append(name)
        yield Step(0, 2, name)
        yield Step(1, 2, name)

    places = [workshop.enter() for _ in range(4)]
    assert all(places) and workshop.enter() is None
    first = workshop.work(making("first"), Step(0, 2, "waits"))
    second = workshop.work(making("second"), Step(0, 2, "waits"))
    assert next(first).said == "first" and next(second).said == "waits" and begun == ["first"]
    first.close()
    places[0].leave()
    places[0].leave()  # twice is once
    assert next(second).said == "second" and begun == ["first", "second"]
    assert workshop.enter() is not None and workshop.enter() is None


def test_whoever_comes_when_too_many_wait_is_told_when_to_come_again(crimjust, tmp_path, monkeypatch):
    office = Office(crimjust, tmp_path / "links.sqlite")
    deck, go_on = office.begun(), threading.Event()

    def slow(*_: Any, **__: Any) -> Any:
        yield Step(0, 1, "at work")
        go_on.wait(20)

    monkeypatch.setattr("dashboard.slides.presentation", slow)
    form, path = {"kind": "pptx"}, f"/present/{deck.id}/make"
    waiting = [office.post(path, form, accept="application/x-ndjson") for _ in range(4)]
    for accept in ("application/x-ndjson", "text/html"):
        refused = office.post(path, form, accept=accept)
        assert refused.status_code == 503 and refused.headers["Retry-After"] == "30"
        assert "Other decks are being made" in refused.text
    go_on.set()
    for one in waiting:
        one.close()
    assert office.post(path, form, accept="application/x-ndjson").status_code == 200


# Another release

def test_a_deck_is_taken_to_another_release_after_what_changes_was_seen(rolling, two_releases):
    """79 women of 250 in the first release, 91 of 274 in the second; the map of Peru has an activity more."""
    deck = rolling.begun()
    women = deck.items[1].id
    rolling.post(f"/present/{deck.id}/{women}/say", {"field": "caption", "text": "79 women in all", "was": ""})
    assert rolling.get(f"/present/{deck.id}/reissue").headers["Location"] == f"/present/{deck.id}"
    serve(rolling, two_releases.second)

    said = rolling.get("/present").text
    assert "A newer release" in said and "See what changes" in said
    shown = rolling.get(f"/present/{deck.id}/{women}/picture").get_json()
    assert "79 of the 250 persons" in shown["alt"]
    show = rolling.get(f"/present/{deck.id}/show").text
    assert show.count("A newer release") == 1 and show.count("not the release served now") == 2
    assert rolling.post("/present/add", {"of": "/gender", "chart": "women_share"}).status_code == 409

    told = rolling.get(f"/present/{deck.id}/reissue").text
    assert "<mark>79</mark> women in all" in told and ">91<" in told and "31.6\N{NO-BREAK SPACE}%" in told
    assert "1 text quotes a number that changes" in told and "0 slides cannot be shown" in told
    before = rolling.current()
    form = {"was": two_releases.first, "release": two_releases.second}
    assert rolling.post(f"/present/{deck.id}/reissue", form | {"release": two_releases.first}).status_code == 409
    assert rolling.post(f"/present/{deck.id}/reissue", form | {"was": two_releases.second}).status_code == 409
    answer = rolling.post(f"/present/{deck.id}/reissue", form)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/present/{deck.id}?since={two_releases.first}")
    after = rolling.current()
    assert after.items == before.items and after.release == two_releases.second
    flagged = rolling.get(answer.headers["Location"]).text
    assert "The caption quotes “79”, which has changed: Women now 91." in flagged and "A newer release" not in flagged
    assert "91 of the 274" in rolling.get(f"/present/{deck.id}/{women}/picture").get_json()["alt"]


def test_a_deck_whose_release_is_gone_says_so_and_can_be_taken_to_the_one_served(rolling, two_releases):
    deck = rolling.begun()
    serve(rolling, two_releases.second)
    shutil.rmtree(rolling.settings.data / "warehouse" / two_releases.first, ignore_errors=True)
    for folder in (rolling.settings.data / "warehouse").rglob(f"*{two_releases.first}*"):
        shutil.rmtree(folder) if folder.is_dir() else folder.unlink()
    again = Office(rolling.settings.data, Path(rolling.settings.state.removeprefix("sqlite:///")))
    said = again.get("/present").text
    assert "cannot be read here any more" in said and "deck-make" not in said
    assert again.get(f"/present/{deck.id}/show").status_code == 409
    assert "cannot be read here any more" in again.get(f"/present/{deck.id}/reissue").text
    form = {"was": two_releases.first, "release": two_releases.second}
    assert again.post(f"/present/{deck.id}/reissue", form).status_code == 303
    assert again.current().items == deck.items and "91 of the 274" in again.get(
        f"/present/{deck.id}/{deck.items[1].id}/picture").get_json()["alt"]


@pytest.mark.parametrize("since", ["../x", "r-0123456789ab", "", "%00", "x" * 500])
def test_no_other_release_is_asked_for_than_one_that_is_kept(office, since):
    deck = office.begun()
    answer = office.get(f"/present/{deck.id}?since={since}")
    assert answer.status_code == 200 and "slide-flags" not in answer.text
