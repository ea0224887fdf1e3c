"""Routes on which staff make and manage links and choose the release served, and the preview card of a sealed address.

The gate has let in a person and checked that a change was asked for by a page of the dashboard; here it is checked that the
person may share or publish. Every change is a POST answered by a redirect.
"""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from html import escape
from urllib.parse import urlsplit

import flask

from dashboard.chart import Desk, OutOfScope
from dashboard.content import PAGES
from dashboard.language import Language, language
from dashboard.links import Link, LinkError, NewLink, Register
from dashboard.preview import card, is_closed, page_title, preview_tags, shown
from dashboard.selection import View, as_query
from dashboard.settings import Settings
from dashboard.ui import pictures
from dashboard.ui.desks import Desks
from dashboard.ui.gate import SHARED, desk_of_request, is_sealed, words_of_request
from dashboard.ui.sharing_pages import (
    OFFERED,
    PATH,
    STATES,
    Shared,
    Typed,
    filters_in_force,
    form_page,
    languages,
    link_page,
    preview_page,
    register_page,
)
from dashboard.ui.told import told
from dashboard.warehouse import DamagedRelease, NoRelease

ENTRIES = 100
CARDS_KEPT = 100
DRAFTS_LIVE = timedelta(days=1)
PUBLIC_ADDRESS = "DASHBOARD_PUBLIC_ADDRESS"
PORTS = {"https": 443, "http": 80}


def install(server: flask.Flask, settings: Settings, desks: Desks, register: Register, words: Language) -> None:
    """Add the routes of links, of the release served and of the preview card."""
    server.config[PUBLIC_ADDRESS] = settings.public_address
    cards: OrderedDict[tuple[str, ...], bytes] = OrderedDict()
    cards_lock = threading.Lock()

    def sharing() -> Desk:
        desk = desk_of_request()
        if not desk.reader.may_share:
            flask.abort(403)
        return desk

    def days() -> tuple[date, date]:
        today = _now().date()
        return today, today + timedelta(days=settings.link_most_days)

    def found(link_id: str, is_draft: bool = False) -> Link:
        one = register.link(link_id) if re.fullmatch(r"L-\w{1,20}", link_id, re.ASCII) else None
        if one is None or (one.is_draft and not is_draft):
            flask.abort(404)
        return one

    def form(typed: Typed, faults: list[tuple[str, str]], shared: Shared, desk: Desk) -> flask.Response:
        return form_page(typed, faults, shared, desk, words, settings.link_never, days())

    @server.get(f"{PATH}/new")
    def ask_for_link() -> flask.Response:
        desk = sharing()
        shared = _shared(flask.request.args.get("of", "/"), flask.request.args.get("chart", ""), desk)
        ends_on = _now().date() + timedelta(days=settings.link_days)
        return form(Typed(
            of=shared.view.address(), chart=shared.chart.name if shared.chart else "", scope="figure" if shared.chart else "page",
            held=tuple(key for key, _, _ in filters_in_force(shared, desk, words)), language=words.code,
            ends_on=ends_on.isoformat(),
        ), [], shared, desk)

    @server.post(f"{PATH}/new")
    def change_draft() -> flask.Response:
        desk, typed = sharing(), _typed(words)
        return form(typed, [], _shared(typed.of, typed.chart, desk), desk)

    @server.post(f"{PATH}/preview")
    def preview_link() -> flask.Response:
        desk, typed, now = sharing(), _typed(words), _now()
        shared = _shared(typed.of, typed.chart, desk)
        new, faults = _new_link(typed, shared, desk, settings, now, words)
        faults += [(field, words.say(said)) for field, said in new.problems(settings, now) if field not in dict(faults)]
        if faults:
            return form(typed, faults, shared, desk)
        register.drop_drafts(DRAFTS_LIVE)
        made, token = register.make(new, _by(), is_draft=True)
        return preview_page(made, token, typed, shared, desk, words)

    @server.post(f"{PATH}/<link_id>/make")
    def make_link(link_id: str) -> flask.typing.ResponseReturnValue:
        sharing()
        register.confirm(found(link_id, is_draft=True).id, _by())
        return flask.redirect(f"{PATH}/{link_id}?made=1", 303)

    @server.get(PATH)
    def list_links() -> flask.Response:
        desk, args = sharing(), flask.request.args
        links = register.links()
        asked = _place(args) | {"log": args.get("log", "")}
        if asked["log"] not in {one.id for one in links}:
            asked["log"] = ""
        entries = register.log(limit=ENTRIES, link_id=asked["log"] or None)
        return register_page(links, entries, address_of, asked, _now(), desk, words, days()[1])

    @server.get(f"{PATH}/<link_id>")
    def show_link(link_id: str) -> flask.Response:
        desk, one = sharing(), found(link_id)
        entries = register.log(limit=ENTRIES, link_id=one.id)
        tested = frame_test(one, flask.request.args.get("site", "")[:300], words)
        return link_page(one, entries, address_of(one), "made" in flask.request.args, tested, _now(), desk, words, days()[1],
                         alt_of(one))

    def alt_of(one: Link) -> str:
        """What the figure of a link shows, as its readers see it; its label where it shows nothing."""
        try:
            told = shown(desks.for_link(one, ""), language(one.language))
        except (OutOfScope, NoRelease, DamagedRelease):
            return one.label
        return f"{told.title}. {told.finding}".strip() if told.finding else one.label

    def address_of(one: Link) -> str:
        """The full address of a link; empty if it cannot be told any more."""
        token = register.token(one.id) if one.state(_now()) in ("live", "paused") else None
        return f"{own_address()}{SHARED}{token}" if token else ""

    def back_to(link_id: str) -> flask.typing.ResponseReturnValue:
        form = flask.request.form
        if form.get("then") != "register":
            return flask.redirect(f"{PATH}/{link_id}", 303)
        place = [(key, value) for key, value in _place(form).items() if value and (key, value) != ("page", "1")]
        return flask.redirect(f"{PATH}{as_query(place)}#{link_id}", 303)

    def extend(link_id: str) -> None:
        ends_at = _end_of(flask.request.form.get("ends_on", ""), settings, _now())
        first, last = days()
        if ends_at is None or not first <= ends_at.date() <= last:
            raise LinkError(words("A link ends on a day from {first} to {last}, given as year-month-day.",
                                  first=words.date(first), last=words.date(last)))
        register.extend(link_id, ends_at, _by())

    changes: dict[str, Callable[[str], object]] = {
        "pause": lambda link_id: register.pause(link_id, _by()),
        "resume": lambda link_id: register.resume(link_id, _by()),
        "revoke": lambda link_id: register.revoke(link_id, _by()),
        "extend": extend,
    }

    @server.post(f"{PATH}/<link_id>/<any(pause,resume,revoke,extend):change>")
    def change_link(link_id: str, change: str) -> flask.typing.ResponseReturnValue:
        sharing()
        changes[change](found(link_id).id)
        return back_to(link_id)

    @server.post(f"{PATH}/<link_id>/reissue")
    def reissue_link(link_id: str) -> flask.typing.ResponseReturnValue:
        desk, one = sharing(), found(link_id)
        page = next((page for page in PAGES if page.path == one.path), None)
        if page is None or desk.view(page, one.query)[1]:
            raise LinkError(words("The newest release does not know a filter of this link. Make a new link instead."))
        release = desk.warehouse.release
        longest = None if settings.link_never and one.ends_at is None else timedelta(days=settings.link_most_days)
        made, _ = register.reissue(one.id, release.name, release.published.sha256, _by(), longest)
        return flask.redirect(f"{PATH}/{made.id}?made=1", 303)

    @server.post("/releases/<name>/serve")
    def serve_release(name: str) -> flask.typing.ResponseReturnValue:
        if not desk_of_request().reader.may_publish:
            flask.abort(403)
        served = desk_of_request().warehouse.release
        try:
            desks.store.serve(name)
        except NoRelease:
            flask.abort(404)
        except DamagedRelease as fault:
            return told(words("This release cannot be served, and nothing was changed: {reason}.", reason=str(fault)), 409, words,
                        back="/data", named=words("Back to the data"))
        is_earlier = desks.current().warehouse.release.built_at < served.built_at
        register.record("rolled_back" if is_earlier else "published", _by(), detail=name)
        return flask.redirect("/data", 303)

    @server.get("/card.png")
    def preview_card() -> flask.Response:
        if not is_sealed():
            flask.abort(404)
        desk, said = desk_of_request(), words_of_request(words)
        assert desk.reader.link is not None
        key = (desk.reader.link.id, desk.warehouse.release.name, said.code, str(is_closed(desk)))
        with cards_lock:
            kept = cards.get(key)
        if kept is None:
            kept = card(desk, said)
            with cards_lock:
                cards[key] = kept
                while len(cards) > CARDS_KEPT:
                    cards.popitem(last=False)
        return flask.Response(kept, content_type="image/png")

    @server.get("/picture.png")
    def picture_of_link() -> flask.Response:
        """The one figure that a link opens, for pages that take a picture but no frame."""
        desk, said = desk_of_request(), words_of_request(words)
        if not is_sealed() or desk.reader.link is None or not desk.reader.link.chart or is_closed(desk):
            flask.abort(404)
        made = pictures.of_link(desk, said)
        return preview_card() if made is None else flask.Response(made, content_type="image/png")

    @server.errorhandler(LinkError)
    def not_possible(error: LinkError) -> flask.Response:
        return told(words.say(error.args[0]), 409, words, back=PATH, named=words("Back to the links"))


def own_address() -> str:
    """The address of this dashboard as its readers see it, without a slash at its end."""
    known: str = flask.current_app.config.get(PUBLIC_ADDRESS, "")
    return known or flask.request.host_url.rstrip("/")


def sealed_head() -> tuple[str, str]:
    """The escaped title and the <meta> elements of a sealed address's page; empty for any other page."""
    if not flask.has_request_context() or not is_sealed() or "desk" not in flask.g:
        return "", ""
    desk, words = flask.g.desk, flask.g.words
    return escape(page_title(desk, words)), preview_tags(desk, words, own_address())


def frame_test(one: Link, site: str, words: Language) -> tuple[str, str, str]:
    """Whether a page at an address may show a link: the address asked about, the answer, and the header that is sent."""
    header = "Content-Security-Policy: frame-ancestors " + (" ".join(one.sites) if one.sites else "'none'")
    if not site.strip():
        return "", "", header
    origin = _origin(site.strip())
    if origin is None:
        return site, words("This is no web address; one such as https://www.example.org/page can be tested."), header
    if origin in {_origin(allowed) for allowed in one.sites}:
        return site, words("Allowed: a page of {origin} may show this view.", origin=origin), header
    return site, words("Refused: a page of {origin} may not show this view.", origin=origin), header


def _origin(address: str) -> str | None:
    """Scheme, host and port of an address as a browser compares them; None for what is no web address."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in PORTS or not parts.hostname:
        return None
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{host}" + (f":{port}" if port and port != PORTS[parts.scheme] else "")


def _place(given: Mapping[str, str]) -> dict[str, str]:
    """What the register is narrowed by and the page of it, as far as it can be: state, q, page."""
    state, page = given.get("state", ""), given.get("page", "")
    return {
        "state": state if state in STATES else "", "q": given.get("q", "")[:120],
        "page": page if re.fullmatch("[1-9][0-9]{0,5}", page) else "1",
    }


def _shared(of: str, chart_name: str, desk: Desk) -> Shared:
    """What is to be shared. Aborts with 404 for a page or chart that there is not."""
    path, _, query = of.partition("?")
    page = next((page for page in PAGES if page.path == path), None)
    if page is None:
        flask.abort(404)
    chart = next((chart for chart in page.charts if chart.name == chart_name), None)
    if chart_name and chart is None:
        flask.abort(404)
    return Shared(page, desk.view(page, query)[0], chart)


def _typed(words: Language) -> Typed:
    form = flask.request.form
    return Typed(
        of=form.get("of", "/"), chart=form.get("chart", ""), label=form.get("label", "").strip(), scope=form.get("scope", ""),
        pages=tuple(form.getlist("pages")), release=form.get("release", ""), held=tuple(form.getlist("held")),
        may=tuple(form.getlist("may")), language=form.get("language", words.code), ends_on=form.get("ends_on", ""),
        never="never" in form, passcode=form.get("passcode", ""), sites=form.get("sites", ""),
    )


def _new_link(
    typed: Typed, shared: Shared, desk: Desk, settings: Settings, now: datetime, words: Language,
) -> tuple[NewLink, list[tuple[str, str]]]:
    """The link that was typed, and what of it cannot be read. What was not offered is no part of it."""
    faults: list[tuple[str, str]] = []
    release = desk.warehouse.release
    pages: tuple[str, ...] = (shared.page.key,)
    if typed.scope == "pages":
        pages = tuple(page.key for page in PAGES if page.key in (*typed.pages, shared.page.key))
    elif typed.scope == "everything":
        pages = ()
    elif typed.scope not in ("page", "figure") or (typed.scope == "figure" and shared.chart is None):
        faults.append(("scope", words("Choose what is shown: this page, several pages or everything.")))
    if typed.release not in ("pinned", "newest"):
        faults.append(("release", words("Choose whether the data stay as they are or follow the newest release.")))
    ends_at = None if typed.never else _end_of(typed.ends_on, settings, now)
    if ends_at is None and not typed.never:
        faults.append(("ends_at", words("Give the last day as year-month-day, such as {example}.",
                                        example=(now.date() + timedelta(days=settings.link_days)).isoformat())))
        ends_at = now + timedelta(days=1)
    follows = typed.release == "newest"
    new = NewLink(
        label=typed.label,
        pages=pages,
        chart=shared.chart.name if shared.chart and typed.scope == "figure" else "",
        release="" if follows else release.name,
        fingerprint="" if follows else release.published.sha256,
        path=shared.page.path,
        query=_query(shared.view, follows),
        locked=tuple(key for key, _, _ in filters_in_force(shared, desk, words) if key in typed.held),
        may=frozenset(action for action in OFFERED if action in typed.may),
        language=typed.language if typed.language in languages() else words.code,
        ends_at=ends_at,
        sites=tuple(dict.fromkeys(line.strip() for line in typed.sites.splitlines() if line.strip())),
        passcode=typed.passcode,
    )
    return new, faults


def _query(view: View, follows: bool) -> str:
    """The query that a link opens with. One that follows the newest release says its years, for another release may open at
    others by itself."""
    if not follows:
        return view.address().partition("?")[2]
    nameless = replace(view.selection.years, default="", achieved=-1, planned=-1)
    sides = [replace(side, years=nameless) for side in (view.selection, view.other) if side is not None]
    return View(view.path, sides[0], sides[1] if len(sides) > 1 else None, view.choices).address().partition("?")[2]


def _end_of(day: str, settings: Settings, now: datetime) -> datetime | None:
    """The end of a day in universal time, or of the longest life a link may have where that is earlier on that day; None for
    what is no day."""
    try:
        ends_at = datetime.combine(date.fromisoformat(day), time(23, 59, 59), UTC)
    except ValueError:
        return None
    longest = now + timedelta(days=settings.link_most_days)
    return longest if ends_at.date() == longest.date() else ends_at


def _by() -> str:
    """Who is asking, for the register and its log."""
    person = flask.g.person
    return person.name if person.subject in ("local", person.name) else f"{person.name} ({person.subject})"


def _now() -> datetime:
    return datetime.now(UTC)
