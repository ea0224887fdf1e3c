"""Routes on which somebody puts a deck together, presents it, makes a file of it and takes it to another release.

The gate has let in a person and checked that a change was asked for by a page of the dashboard; the store gives each person
their own decks only. Every change is a POST: answered by a redirect, or in JSON to a script that asked for it.
"""

from __future__ import annotations

import base64
import json
import logging
import re
import threading
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeAlias

import flask

from dashboard.chart import Chart, Desk, QueryFailed
from dashboard.chrome import Chrome, NoChrome, NotDrawn
from dashboard.content import CHARTS, PAGES
from dashboard.decks import Quote, Shown, query_naming_years, report, shown, shown_item, slides_of
from dashboard.exports import File
from dashboard.language import Language, language
from dashboard.links import Deck, DeckError, Decks, Register
from dashboard.settings import Settings
from dashboard.snapshots import Picture, picture, section_picture
from dashboard.ui.gate import desk_of_request
from dashboard.ui.pictures import chrome
from dashboard.ui.present_pages import PATH, deck_page, printed, reissue_page, show_page, today
from dashboard.ui.sharing import own_address
from dashboard.ui.sharing_pages import languages
from dashboard.ui.told import told

if TYPE_CHECKING:
    from dashboard.slides import Step

log = logging.getLogger(__name__)

MOST_WAITING = 3
SECONDS_TO_WAIT = 30
LISTENS_EVERY_S = 1.0
LINES = "application/x-ndjson"


Making: TypeAlias = "Iterator[Step | File]"
"""Steps, and in the end the file. Closed, it makes nothing more."""


class Workshop:
    """Makes one file at a time; a few wait, the others are told to come again."""

    def __init__(self, most_waiting: int = MOST_WAITING):
        self._turn = threading.Semaphore()
        self._lock = threading.Lock()
        self._inside, self._most = 0, most_waiting + 1

    def enter(self) -> Place | None:
        """A place in the line; None if there is none left."""
        with self._lock:
            if self._inside >= self._most:
                return None
            self._inside += 1
        return Place(self)

    def work(self, making: Making, waits: Step) -> Generator[Step | File, None, None]:
        """What `making` gives, once it is its turn; until then `waits`, again and again, so that whoever has left is noticed."""
        has_turn = False
        try:
            while not (has_turn := self._turn.acquire(timeout=LISTENS_EVERY_S)):
                yield waits
            yield from making
        finally:
            if has_turn:
                self._turn.release()

    def left(self) -> None:
        """Somebody with a place is done."""
        with self._lock:
            self._inside -= 1


class Place:
    """A place in the line of a workshop, to be left once, whether or not anything was made."""

    def __init__(self, workshop: Workshop):
        self._workshop: Workshop | None = workshop

    def leave(self) -> None:
        """Give the place to the next one. Nothing if it was left."""
        workshop, self._workshop = self._workshop, None
        if workshop is not None:
            workshop.left()


def install(server: flask.Flask, settings: Settings, register: Register, words: Language) -> None:
    """Add the routes of decks. Raises TemplateError if no presentation can be made with the operator's template."""
    template = settings.template.read_bytes() if settings.template else None
    if template is not None:
        from dashboard.slides import checked

        checked(template, words)
    store: Decks = register.decks
    workshop = Workshop()

    def found(deck_id: str) -> Deck:
        deck = store.deck(deck_id, _owner()) if re.fullmatch(r"D-\w{1,20}", deck_id, re.ASCII) else None
        if deck is None:
            flask.abort(404)
        return deck

    def desk_for(release: str) -> Desk | None:
        served = desk_of_request()
        return served if release == served.warehouse.release.name else served.sibling(release)

    def readable(deck: Deck) -> Desk:
        desk = desk_for(deck.release)
        if desk is None:
            raise DeckError(words("The release of this deck, {name}, cannot be read here any more.", name=deck.release))
        return desk

    def done(deck: Deck, said: str = "", item_id: str = "", **more: Any) -> flask.typing.ResponseReturnValue:
        if _wants_json():
            return flask.jsonify(said=said, deck=f"{PATH}/{deck.id}", **more)
        return flask.redirect(f"{PATH}/{deck.id}" + (f"#{item_id}" if item_id else ""), 303)

    def page(deck: Deck | None) -> flask.Response:
        served = desk_of_request()
        if deck is None:
            return deck_page(None, [], [], (), _form, None, served, words)
        desk, mine = desk_for(deck.release), store.of(_owner())
        said, quotes = _since(deck, flask.request.args.get("since", ""), desk, desk_for, words)
        slides = list(shown(deck, desk, language(deck.language))) if desk else []
        return deck_page(deck, mine, slides, quotes, _form, desk, served, words, said, chrome().is_there)

    @server.get(PATH)
    def present() -> flask.Response:
        return page(next(iter(store.of(_owner())), None))

    @server.get(f"{PATH}/<deck_id>")
    def show_deck(deck_id: str) -> flask.Response:
        return page(found(deck_id))

    @server.post(f"{PATH}/new")
    def new_deck() -> flask.typing.ResponseReturnValue:
        return done(store.make(_owner(), _line("name"), desk_of_request().warehouse.release.name, words.code))

    @server.post(f"{PATH}/choose")
    def choose_deck() -> flask.typing.ResponseReturnValue:
        return done(store.choose(found(flask.request.form.get("deck", "")).id, _owner()))

    @server.post(f"{PATH}/add")
    def add_figure() -> flask.typing.ResponseReturnValue:
        desk = desk_of_request()
        chart, query = _figure(flask.request.form.get("of", ""), flask.request.form.get("chart", ""), desk, words)
        release = desk.warehouse.release.name
        deck = next(iter(store.of(_owner())), None) or store.make(_owner(), today(_now(), words), release, words.code)
        if deck.release != release:
            raise DeckError(words("“{name}” is a deck of another release. Re-issue it, or begin a new deck, and add the figure "
                                  "then.", name=deck.name))
        deck = store.add_figure(deck.id, _owner(), chart, query)
        n = words.number(len(deck.items))
        return done(deck, words("Added to “{name}” as slide {n}.", name=deck.name, n=n), deck.items[-1].id,
                    label=words("In the deck (slide {n})", n=n), open=words("Open the deck"))

    changes: dict[str, Callable[[Deck], Deck]] = {
        "rename": lambda deck: store.rename(deck.id, _owner(), _line("name"), _language()),
        "duplicate": lambda deck: store.duplicate(deck.id, _owner(), _line("name")),
        "section": lambda deck: store.add_section(deck.id, _owner(), _line("title")),
    }

    @server.post(f"{PATH}/<deck_id>/<any(rename,duplicate,section):change>")
    def change_deck(deck_id: str, change: str) -> flask.typing.ResponseReturnValue:
        deck = changes[change](found(deck_id))
        return done(deck, item_id=deck.items[-1].id if change == "section" else "")

    @server.post(f"{PATH}/<deck_id>/delete")
    def delete_deck(deck_id: str) -> flask.typing.ResponseReturnValue:
        store.delete(found(deck_id).id, _owner())
        return flask.redirect(PATH, 303)

    @server.post(f"{PATH}/<deck_id>/<item_id>/say")
    def say(deck_id: str, item_id: str) -> flask.typing.ResponseReturnValue:
        form, deck = flask.request.form, found(deck_id)
        field = form.get("field", "")
        if field not in ("caption", "title"):
            flask.abort(400)
        deck = store.say(deck.id, _owner(), item_id, field, _line("text"), _in_one_line(form.get("was", "")))
        item = deck.item(item_id)
        return done(deck, words("Saved"), item_id, text=getattr(item, field))

    @server.post(f"{PATH}/<deck_id>/<item_id>/move")
    def move(deck_id: str, item_id: str) -> flask.typing.ResponseReturnValue:
        form, deck = flask.request.form, found(deck_id)
        before = form.get("before", "")
        if "to" in form:
            before = _neighbour(deck, item_id, form["to"])
        deck = store.move(deck.id, _owner(), item_id, before)
        return done(deck, item_id=item_id, order=[one.id for one in deck.items])

    @server.post(f"{PATH}/<deck_id>/<item_id>/remove")
    def remove(deck_id: str, item_id: str) -> flask.typing.ResponseReturnValue:
        return done(store.remove(found(deck_id).id, _owner(), item_id))

    @server.get(f"{PATH}/<deck_id>/<item_id>/picture")
    def slide_picture(deck_id: str, item_id: str) -> flask.Response:
        deck = found(deck_id)
        number, item = next(((n, one) for n, one in enumerate(deck.items, 1) if one.id == item_id), (0, None))
        if item is None or flask.request.args.get("size", "slide") != "slide":
            flask.abort(404)
        desk, said = readable(deck), language(deck.language)
        return flask.jsonify(_picture(shown_item(item, number, desk, said), desk, said).specification())

    @server.get(f"{PATH}/<deck_id>/show")
    def show(deck_id: str) -> flask.Response:
        deck = found(deck_id)
        desk, said = readable(deck), language(deck.language)
        return show_page(deck, list(shown(deck, desk, said)), desk, desk_of_request(), words)

    @server.get(f"{PATH}/<deck_id>/reissue")
    def ask_to_reissue(deck_id: str) -> flask.typing.ResponseReturnValue:
        deck, served = found(deck_id), desk_of_request()
        if deck.release == served.warehouse.release.name:
            return flask.redirect(f"{PATH}/{deck.id}", 303)
        desk = desk_for(deck.release)
        changed = report(deck, desk, served, words) if desk else None
        return reissue_page(deck, changed, desk, served, words)

    @server.post(f"{PATH}/<deck_id>/reissue")
    def reissue(deck_id: str) -> flask.typing.ResponseReturnValue:
        deck, release = found(deck_id), desk_of_request().warehouse.release.name
        if flask.request.form.get("release") != release:
            raise DeckError(words("Another release is served by now; look at what changes once more."))
        was = deck.release
        store.reissue(deck.id, _owner(), flask.request.form.get("was", ""), release)
        return flask.redirect(f"{PATH}/{deck.id}?since={was}", 303)

    makers: dict[str, Callable[[Deck, Desk, Language], Making]] = {
        "pptx": lambda deck, desk, said: _as_pptx(deck, desk, said, own_address(), chrome(), template),
        "pdf": lambda deck, desk, said: _as_pdf(deck, desk, said, chrome()),
    }

    @server.post(f"{PATH}/<deck_id>/make")
    def make(deck_id: str) -> flask.typing.ResponseReturnValue:
        from dashboard.slides import Step

        deck, maker = found(deck_id), makers.get(flask.request.form.get("kind", ""))
        if maker is None:
            flask.abort(400)
        if not deck.items:
            raise DeckError(words("“{name}” has no slide yet.", name=deck.name))
        desk, said = readable(deck), language(deck.language)
        making, place = maker(deck, desk, said), workshop.enter()
        if place is None:
            return busy(deck)
        work = workshop.work(making, Step(0, len(deck.items), words("Waiting for another deck to be made …")))
        if _wants(LINES):
            response = flask.Response(_lines(work, words), content_type=f"{LINES}; charset=utf-8")
            response.headers["X-Accel-Buffering"] = "no"
            response.call_on_close(place.leave)
            return response
        try:
            with closing(work):
                return _sent(next(one for one in work if isinstance(one, File)))
        finally:
            place.leave()

    def busy(deck: Deck) -> flask.Response:
        said = words("Other decks are being made at this moment. Try again in half a minute.")
        response = told(said, 503, words, back=f"{PATH}/{deck.id}", named=words("Back to the deck"))
        if _wants(LINES):
            response = flask.make_response(flask.jsonify(error=said), 503)
        response.headers["Retry-After"] = str(SECONDS_TO_WAIT)
        return response

    @server.errorhandler(DeckError)
    def not_possible(error: DeckError) -> flask.Response:
        said = words.say(error.args[0])
        if _wants_json() or _wants(LINES):
            return flask.make_response(flask.jsonify(error=said, deck=PATH, open=words("Open the deck")), 409)
        return told(said, 409, words, back=PATH, named=words("Back to the deck"))


# What makes slides is loaded when the first are made: it is large, and a server seldom makes any.


def _form(chart: Chart) -> str:
    from dashboard.slides import editable

    return editable(chart)


def _as_pptx(deck: Deck, desk: Desk, words: Language, address: str, browser: Chrome, template: bytes | None) -> Making:
    from dashboard.slides import Step, presentation

    of = len(deck.items)
    yield Step(0, of, words("Reading the figures"))
    paint = (lambda made: browser.finish(made.specification(), "png", is_patient=True)) if browser.is_there else None
    yield from presentation(slides_of(deck, desk, words), deck.name, words, address, template, paint)


def _as_pdf(deck: Deck, desk: Desk, words: Language, browser: Chrome) -> Making:
    from dashboard.slides import Step

    pages: list[tuple[str, str]] = []
    of = len(deck.items)
    for one in shown(deck, desk, words):
        yield Step(one.number - 1, of, words("Slide {n} of {all}: {title}", n=words.number(one.number), all=words.number(of),
                                             title=one.slide.title))
        made = _picture(one, desk, words, one.slide.caption)
        pages.append((browser.finish(made.specification(), "part", is_patient=True).decode("utf-8"), one.slide.title))
    yield Step(of, of, words("Writing the file"))
    yield File(f"{_file_name(deck)}.pdf", "application/pdf", browser.pdf(printed(deck.name, pages, words), is_patient=True))


def _picture(one: Shown, desk: Desk, words: Language, caption: str = "") -> Picture:
    """A slide as a picture; one that cannot be shown says so on it."""
    given, page = one.slide.answer, one.slide.page
    if given is None or page is None:
        title = " – ".join(part for part in (one.slide.title, one.slide.caption) if part)
        return section_picture(title, str(one.number), desk.warehouse.release.programme, "slide", words)
    return picture(given, page, "slide", words, caption)


def _lines(work: Generator[Step | File, None, None], words: Language) -> Iterator[str]:
    """Steps and file as lines of JSON. A reader who leaves closes this, and it closes the work."""
    try:
        with closing(work):
            for one in work:
                if isinstance(one, File):
                    yield _line_of(file=base64.b64encode(one.content).decode("ascii"), name=one.name, type=one.media_type)
                else:
                    yield _line_of(done=one.done, of=one.of, said=one.said)
    except Exception as fault:  # the answer has begun: what went wrong can only be told in it
        log.error("a deck was not made", exc_info=fault)
        yield _line_of(error=_failure(fault, words))


def _failure(fault: Exception, words: Language) -> str:
    if isinstance(fault, NoChrome):
        return words("This server has no browser to make a PDF with. Make a PowerPoint file; PowerPoint can save it as PDF.")
    if isinstance(fault, NotDrawn | QueryFailed):
        return words("A figure could not be drawn, and no file was made. Try again, and tell the team if it stays.")
    return words("Something went wrong here, and no file was made.")


def _line_of(**given: Any) -> str:
    return json.dumps(given, ensure_ascii=False) + "\n"


def _since(
    deck: Deck, since: str, desk: Desk | None, desk_for: Callable[[str], Desk | None], words: Language,
) -> tuple[str, tuple[Quote, ...]]:
    """What is said on a deck that was just taken to another release, and its words that quote numbers of the one before."""
    if not re.fullmatch(r"[\w-]{1,100}", since, re.ASCII) or since == deck.release or desk is None:
        return "", ()
    before = desk_for(since)
    if before is None:
        return "", ()
    said = words("The deck shows release {name} now.", name=deck.release)
    return said, report(deck, before, desk, words).quotes


def _figure(of: str, chart_name: str, desk: Desk, words: Language) -> tuple[str, str]:
    """A chart and the query of its view, as an address of its page has it. Aborts with 404 for a page or chart that there is
    not, and raises DeckError for a view that there is not."""
    path, _, query = of.partition("?")
    page = next((page for page in PAGES if page.path == path), None)
    if page is None or chart_name not in CHARTS or CHARTS[chart_name][1] is not page:
        flask.abort(404)
    view, notices = desk.view(page, query)
    if notices:
        raise DeckError(words("The figure was not added: {reasons}",
                              reasons=" ".join(words(one.text, **one.values) for one in notices)))
    return chart_name, query_naming_years(view)


def _neighbour(deck: Deck, item_id: str, to: str) -> str:
    """The item before which one goes that moves a step up or down; '' for the end."""
    ids = [one.id for one in deck.items]
    if item_id not in ids:
        return ""
    at = ids.index(item_id)
    if to == "up":
        return ids[max(at - 1, 0)]
    return ids[at + 2] if at + 2 < len(ids) else ""


def _language() -> str:
    asked = flask.request.form.get("language", "")
    return asked if asked in languages() else ""


def _line(field: str) -> str:
    return _in_one_line(flask.request.form.get(field, ""))


def _in_one_line(text: str) -> str:
    """A text as it is kept: fields of several lines are typed into as well, and a caption is one paragraph."""
    return re.sub(r"\s+", " ", text).strip()


def _file_name(deck: Deck) -> str:
    name = re.sub(r"[^\w]+", "-", deck.name, flags=re.ASCII).strip("-").lower() or "slides"
    return f"{name[:60]}-{deck.release}"


def _sent(file: File) -> flask.Response:
    response = flask.make_response(file.content)
    response.headers["Content-Type"] = file.media_type
    response.headers["Content-Disposition"] = f'attachment; filename="{file.name}"'
    return response


def _wants(kind: str) -> bool:
    return kind in flask.request.headers.get("Accept", "")


def _wants_json() -> bool:
    return _wants("application/json")


def _owner() -> str:
    owner: str = flask.g.person.subject
    return owner


def _now() -> datetime:
    return datetime.now(UTC)
