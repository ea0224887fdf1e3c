"""How the pages look on which staff make and manage links: plain HTML in the dress of the dashboard, usable without a script."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from html import escape
from typing import Any
from urllib.parse import parse_qsl, quote

import flask

from dashboard.catalogue import DIMENSIONS
from dashboard.chart import Chart, Desk, Page, View, describe, year_in_words
from dashboard.content import CHARTS, PAGES
from dashboard.language import TRANSLATIONS, Language, language
from dashboard.links import Link, LogEntry
from dashboard.selection import SECOND, Selection, as_query
from dashboard.ui import html
from dashboard.ui.assets import asset, first_style, further_style
from dashboard.ui.fragments import as_html
from dashboard.ui.links import hidden, icon, link
from dashboard.ui.shell import layout, staff_sections

PATH = "/links"
SCRIPTS = ("scripts/cards.js", "scripts/sharing.js")
MOST_LABEL = 120
ROWS = 50
EMBED_WORDS_PX = 280
"""Room for the words around a figure in a frame."""
MAY = {
    "filter": "filter further",
    "table": "see the tables",
    "data": "download the data",
    "pictures": "download pictures",
}
OFFERED = tuple(MAY)
"""What a maker may allow, in the order of the form."""
STATES = {"live": "Live", "paused": "Paused", "ended": "Ended", "revoked": "Revoked"}
DONE = {
    "drafted": "Draft made for a preview", "made": "Made", "paused": "Paused", "resumed": "Resumed", "extended": "End changed",
    "revoked": "Revoked", "reissued": "Re-issued", "drafts_dropped": "Old drafts dropped", "opened": "Opened",
    "exported": "Downloaded", "passcode_right": "Passcode given", "passcode_wrong": "Wrong passcode",
    "passcode_blocked": "Too many wrong passcodes", "sign_in": "Signed in", "sign_in_refused": "Sign-in refused",
    "sign_out": "Signed out", "sign_out_everybody": "Everybody signed out", "published": "Release published",
    "rolled_back": "Earlier release served again", "refused": "Refused",
}
"""What the log says was done, in words."""
DOCUMENT = """<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{title}</title>
<link rel="icon" href="/assets/favicon.svg" type="image/svg+xml">
{style}
<script src="/assets/scripts/theme.js"></script>
</head>
<body>
<div class="shell staff" lang="{language}">{top}<nav id="sections" class="sections" aria-label="{pages}">{sections}</nav>
<div class="workspace"><main id="content" tabindex="-1">{content}</main></div></div>
{scripts}
</body>
</html>"""


@dataclass(frozen=True)
class Typed:
    """What somebody has typed into the form, kept as typed until a link can be made of it."""

    of: str
    chart: str = ""
    label: str = ""
    scope: str = "page"
    pages: tuple[str, ...] = ()
    release: str = "pinned"
    held: tuple[str, ...] = ()
    may: tuple[str, ...] = OFFERED
    language: str = "en"
    ends_on: str = ""
    never: bool = False
    passcode: str = ""
    sites: str = ""


@dataclass(frozen=True)
class Shared:
    """What a link is to be made of: a view, the page it is on and the one chart, if it is of one."""

    page: Page
    view: View
    chart: Chart | None

    @property
    def title(self) -> str:
        """Its title in source words."""
        return self.chart.title if self.chart else self.page.title


# The page around

TOP = ("skip-link", "masthead", "fictional-banner")
"""Parts of the frame of a page, by class, that pages of the staff's own have too."""


def staff_page(
    title: str, content: Any, desk: Desk, words: Language, status: int = 200, after: str = "", section: str = "links",
    scripts: Iterable[str] = SCRIPTS,
) -> flask.Response:
    """A page of the staff's own with a heading, below a link of staff_sections. `after` is HTML that stands below the content as it
    is."""
    frame = layout(desk, words)
    top = [part for part in frame.children if part and part.attributes.get("className") in TOP]
    pages = [html.Li(link([icon(page.key), html.Span(words(page.name))], page.path, className="section-link")) for page in PAGES]
    pages += staff_sections(desk, words, section)
    scripts = [f'<script src="{asset(path)}"></script>' for path in scripts]
    return flask.Response(
        DOCUMENT.format(
            language=words.code, title=escape(f"{title} · {desk.warehouse.release.programme.name}"),
            style=first_style() + further_style(), top=as_html(top), pages=escape(words("Pages")),
            sections=as_html(html.Ul(pages)), content=as_html(content) + after, scripts="\n".join(scripts),
        ),
        status, content_type="text/html; charset=utf-8",
    )


def heading(title: str, question: str = "", tools: Any = None) -> html.Header:
    """The head of a page: its title, a line below it, and what may be done from here."""
    return html.Header(
        [html.H1(title, id="page-title", tabIndex=-1), html.P(question, className="page-question") if question else None,
         html.Div(tools, className="page-tools") if tools else None],
        className="page-head",
    )


def section_card(title: str, *content: Any, name: str, span: int = 12) -> html.Section:
    return html.Section(
        [html.H2(title, className="card-title", id=f"title-{name}"), html.Div(content, className="staff-card")],
        className=f"card span-{span}", id=name, **{"aria-labelledby": f"title-{name}"},
    )


def submit_button(text: str, mark: str = "", is_quiet: bool = False, **attributes: Any) -> html.Button:
    if is_quiet:
        attributes["data-quiet"] = ""
    return html.Button([icon(mark) if mark else None, text], type="submit", className="button", **attributes)


# The form

def form_page(typed: Typed, faults: Iterable[tuple[str, str]], shared: Shared, desk: Desk, words: Language, never: bool,
              days: tuple[date, date]) -> flask.Response:
    """The form that a link is made with. `faults` are (field, sentence), shown beside their fields; `never` says whether a
    link may have no end, `days` are the first and the last on which it may end."""
    found = list(faults)
    summary = html.Div(
        [html.P([icon("warning"), words.count(len(found), "The link cannot be made yet: {n} entry needs a change.",
                                              "The link cannot be made yet: {n} entries need a change.")]),
         html.Ul([html.Li(html.A(said, href=f"#field-{field}")) for field, said in found])],
        className="form-faults", role="alert", tabIndex=-1,
    ) if found else None
    view_in_words = " · ".join([words(shared.title), view_words(shared, desk, words)])
    title = words("Share this figure") if shared.chart else words("Share this page")
    return staff_page(title, [
        heading(title, view_in_words),
        summary,
        html.Form(
            [
                html.Input(type="hidden", name="of", value=typed.of), html.Input(type="hidden", name="chart", value=typed.chart),
                html.Div(
                    [
                        section_card(words("What is shown"), _label(typed, found, words), _scope(typed, found, shared, words),
                              _release(typed, found, desk, words), name="shown", span=6),
                        html.Div(
                            [
                                section_card(words("How far readers may go"), _held(typed, found, shared, desk, words),
                                      _may(typed, found, words), name="reach"),
                                section_card(words("How long and for whom"), _language(typed, words),
                                    _ends(typed, found, words, never, days),
                                      _passcode(typed, found, words), _sites(typed, found, words), name="limits"),
                            ],
                            className="span-6 staff-column",
                        ),
                    ],
                    className="cards",
                ),
                html.Div([submit_button(words("Preview")), link(words("Cancel"), shared.view.address(), className="button",
                                                          **{"data-quiet": ""}),
                          html.P(words("Nothing can be opened by anybody until you have seen the preview and made the link."),
                                 className="hint")],
                         className="form-steps"),
            ],
            action=f"{PATH}/preview", method="post", className="share-form", noValidate=True,
        ),
    ], desk, words, 400 if found else 200)


def _said(field: str, faults: list[tuple[str, str]]) -> list[Any]:
    return [html.P([icon("warning"), said], className="field-fault") for name, said in faults if name == field]


def _described(field: str, faults: list[tuple[str, str]], hint: Any) -> tuple[dict[str, Any], html.Div]:
    """What stands below a field, and the attributes that tie the field to it."""
    said = _said(field, faults)
    told = html.Div([*said, html.P(hint, className="hint") if hint else None], id=f"about-{field}")
    attributes: dict[str, Any] = {"aria-describedby": f"about-{field}"}
    if said:
        attributes["aria-invalid"] = "true"
    return attributes, told


def _group(field: str, legend: str, faults: list[tuple[str, str]], *content: Any, hint: Any = None) -> html.Fieldset:
    attributes, told = _described(field, faults, hint)
    return html.Fieldset([html.Legend(legend), *content, told], id=f"field-{field}", tabIndex=-1, **attributes)


def _choice(kind: str, name: str, value: str, text: Any, is_chosen: bool, **attributes: Any) -> html.Label:
    return html.Label([html.Input(type=kind, name=name, value=value, checked=is_chosen, **attributes), html.Span(text)],
                      className="choice")


def _label(typed: Typed, faults: list[tuple[str, str]], words: Language) -> html.Div:
    attributes, told = _described("label", faults, words("Names the view to its readers and in the register, such as "
                                                         "“Annual report 2020, annex 3”."))
    return html.Div([
        html.Label(words("Label"), htmlFor="field-label"),
        html.Input(id="field-label", name="label", value=typed.label, required=True, maxLength=MOST_LABEL, autoComplete="off",
               type="text", **attributes),
        told,
    ], className="entry")


def _scope(typed: Typed, faults: list[tuple[str, str]], shared: Shared, words: Language) -> html.Fieldset:
    def choice(value: str, text: str) -> html.Label:
        return _choice("radio", "scope", value, text, typed.scope == value, id=f"scope-{value}")

    others = [
        _choice("checkbox", "pages", page.key, words(page.name), page.key == shared.page.key or page.key in typed.pages,
                disabled=page.key == shared.page.key)
        for page in PAGES
    ]
    return _group(
        "scope", words("Scope"), faults,
        choice("figure", words("This figure alone: {title}", title=words(shared.chart.title))) if shared.chart else None,
        choice("page", words("This page: {name}", name=words(shared.page.name))),
        choice("pages", words("Several pages")),
        html.Div(others, className="choices of-pages", role="group", **{"aria-label": words("Pages")}),
        choice("everything", words("Everything")),
    )


def _release(typed: Typed, faults: list[tuple[str, str]], desk: Desk, words: Language) -> html.Fieldset:
    release = desk.warehouse.release
    return _group(
        "release", words("Data"), faults,
        _choice("radio", "release", "pinned", [
            words("Sealed: this release stays as it is"),
            html.Span(words("release {name}, data to {date}", name=release.name, date=words.date(release.cut_off)),
                      className="choice-more"),
        ], typed.release != "newest"),
        _choice("radio", "release", "newest", [
            words("Follows the newest release"),
            html.Span(words("figures change whenever new data are published"), className="choice-more"),
        ], typed.release == "newest"),
        hint=words("Whoever opens a link sees the published data, in which small groups are withheld."),
    )


def _held(typed: Typed, faults: list[tuple[str, str]], shared: Shared, desk: Desk, words: Language) -> html.Fieldset:
    return _group(
        "held", words("Filters held fixed"), faults,
        html.Div([
            _choice("checkbox", "held", key, [html.Span(label + ": "), html.Strong(value)], key in typed.held)
            for key, label, value in filters_in_force(shared, desk, words)
        ], className="choices"),
        hint=words("Readers cannot change or remove a filter that is held fixed."),
    )


def _may(typed: Typed, faults: list[tuple[str, str]], words: Language) -> html.Fieldset:
    texts = {"filter": words("Filter further"), "table": words("See the tables"), "data": words("Download the data"),
             "pictures": words("Download pictures")}
    return _group(
        "may", words("Readers may"), faults,
        html.Div([_choice("checkbox", "may", action, texts[action], action in typed.may) for action in OFFERED],
                 className="choices"),
        hint=words("Without “Filter further” the view stays exactly as it is."),
    )


def languages() -> list[str]:
    """Codes of the languages that a link can be read in."""
    return sorted({"en", *(place.name for place in TRANSLATIONS.glob("*") if place.is_dir())})


def _language(typed: Typed, words: Language) -> Any:
    """The choice of a language, where there is one."""
    if len(languages()) == 1:
        return html.Input(type="hidden", name="language", value=typed.language)
    return html.Div([
        html.Label(words("Language"), htmlFor="field-language"),
        html.Select([
            html.Option(language(code).locale.get_display_name(), value=code,
                        selected="selected" if code == typed.language else None)
            for code in languages()
        ], id="field-language", name="language"),
    ], className="entry")


def _ends(typed: Typed, faults: list[tuple[str, str]], words: Language, never: bool, days: tuple[date, date]) -> html.Div:
    attributes, told = _described("ends_at", faults, words(
        "The last day on which it opens, in universal time; {date} at the latest.", date=words.date(days[1])))
    return html.Div([
        html.Label(words("Ends on"), htmlFor="field-ends_at"),
        html.Input(id="field-ends_at", name="ends_on", type="date", value=typed.ends_on, min=days[0].isoformat(),
               max=days[1].isoformat(), **attributes),
        _choice("checkbox", "never", "yes", words("No end"), typed.never) if never else None,
        told,
    ], className="entry")


def _passcode(typed: Typed, faults: list[tuple[str, str]], words: Language) -> html.Div:
    attributes, told = _described("passcode", faults, words(
        "6 to 100 characters, asked before anything is shown. It cannot be read again later: send it apart from the link."))
    return html.Div([
        html.Label(words("Passcode (optional)"), htmlFor="field-passcode"),
        html.Input(id="field-passcode", name="passcode", type="text", value=typed.passcode, maxLength=100, autoComplete="off",
               spellCheck="false", **attributes),
        told,
    ], className="entry")


def _sites(typed: Typed, faults: list[tuple[str, str]], words: Language) -> html.Div:
    attributes, told = _described("sites", faults, words(
        "One address a line, such as https://www.example.org. Nobody else can show the view inside their page."))
    return html.Div([
        html.Label(words("Sites that may show it in a frame (optional)"), htmlFor="field-sites"),
        html.Textarea(typed.sites, id="field-sites", name="sites", rows=2, spellCheck="false", **attributes),
        told,
    ], className="entry")


# The preview

def preview_page(made: Link, token: str, typed: Typed, shared: Shared, desk: Desk, words: Language) -> flask.Response:
    """A link as its reader will see it, before it is made."""
    kept = [("of", typed.of), ("chart", typed.chart), ("label", typed.label), ("scope", typed.scope),
            *(("pages", key) for key in typed.pages), ("release", typed.release), *(("held", key) for key in typed.held),
            *(("may", action) for action in typed.may), ("language", typed.language), ("ends_on", typed.ends_on),
            *([("never", "yes")] if typed.never else []), ("passcode", typed.passcode), ("sites", typed.sites)]
    content = [
        heading(words("Preview: as a reader will see it"), made.label),
        section_card(words("The link"), _facts([
            (words("Shows"), shows_in_words(made, desk, words)),
            (words("Data"), _data_in_words(made, desk, words)),
            (words("Held fixed"), _parted(held_in_words(made, desk, words), words("no filter"))),
            (words("Readers may"), may_in_words(made, words)),
            (words("Ends"), ends_in_words(made, words)),
            (words("Passcode"), words("asked first") if made.has_passcode else words("none")),
            (words("Frames"), _parted(made.sites, words("on no site"))),
        ]), html.Div([
            html.Form(submit_button(words("Make this link")), action=f"{PATH}/{made.id}/make", method="post"),
            html.Form([*(html.Input(type="hidden", name=name, value=value) for name, value in kept),
                       submit_button(words("Change"), is_quiet=True)], action=f"{PATH}/new", method="post"),
        ], className="form-steps"), name="draft"),
    ]
    frame = (
        '<section class="preview" aria-label="{name}"><div class="segments preview-width" role="radiogroup" aria-label="{width}">'
        '<label class="segment"><input type="radio" name="preview-width" id="width-laptop" checked>{laptop}</label>'
        '<label class="segment"><input type="radio" name="preview-width" id="width-phone">{phone}</label></div>'
        '<div class="preview-stage"><div class="preview-paper"><iframe src="{address}" title="{name}"></iframe></div></div>'
        '</section>'
    ).format(name=escape(words("Preview")), width=escape(words("Width")), laptop=escape(words("Laptop")),
             phone=escape(words("Phone")), address=escape(f"/s/{quote(token, safe='')}"))
    return staff_page(words("Preview"), content, desk, words, after=frame)


# The register

def register_page(
    links: list[Link], entries: list[LogEntry], address_of: Callable[[Link], str], asked: dict[str, str], now: datetime,
    desk: Desk, words: Language, last_day: date,
) -> flask.Response:
    """Every link there is, some at a time, and what was done with them. `address_of` gives an address that can be copied, or
    nothing; `asked` is what the register is narrowed by: state, q, page, log."""
    states = {one.id: one.state(now) for one in links}
    said = asked["q"].casefold()
    found = [one for one in links if said in one.label.casefold() and asked["state"] in ("", states[one.id])]
    first = (min(int(asked["page"]), max(1, -(-len(found) // ROWS))) - 1) * ROWS
    back = [(key, asked[key]) for key in ("state", "q", "page") if asked[key]]
    rows = [_row(one, states[one.id], address_of(one), back, now, desk, words, last_day) for one in found[first:first + ROWS]]

    def step(state: str, text: str, n: int) -> html.A:
        query = as_query([(key, value) for key, value in (("state", state), ("q", asked["q"])) if value])
        return link(f"{text} {words.number(n)}", PATH + query, className="segment",
                    **({"aria-current": "true"} if asked["state"] == state else {}))

    searched = [one for one in links if said in one.label.casefold()]
    tools = html.Div([
        html.Div([step("", words("All"), len(searched))] + [
            step(state, words(text), sum(states[one.id] == state for one in searched)) for state, text in STATES.items()
        ], className="segments", role="group", **{"aria-label": words("State")}),
        html.Form([
            html.Label(words("Search by label"), htmlFor="field-q", className="visually-hidden"),
            html.Input(id="field-q", type="search", name="q", value=asked["q"], maxLength=MOST_LABEL, autoComplete="off",
                   placeholder=words("Label")),
            html.Input(type="hidden", name="state", value=asked["state"]) if asked["state"] else None,
            html.Button([icon("search"), words("Search")], type="submit"),
        ], action=PATH, method="get", className="search", role="search"),
    ], className="register-tools")
    heads = (words("Link"), words("Shows"), words("Data"), words("Ends"), words("Sites, passcode"), words("Opened"), words("State"))
    table = html.Table(
        [
            html.Caption(words("Links, newest first"), className="visually-hidden"),
            html.Thead(html.Tr([*(html.Th(head, scope="col") for head in heads),
                                html.Th(hidden(words("Actions")), scope="col")])),
            html.Tbody(rows),
        ],
        className="data-table register",
    )
    nothing = words("No link has been made yet. Open a page and choose “Share this page”, or “Share this figure” in the menu "
                    "of a card.") if not links else words("No link is found by this state and label.")
    return staff_page(words("Links"), [
        heading(words("Links"), words("Who was given which view, until when, and how often it was opened")),
        html.Div([
            section_card(words("Register"), tools, table if rows else html.P([icon("empty"), nothing], className="empty-state"),
                  _pager(first, len(found), asked, words), name="register"),
            log_card(entries, links, asked["log"], words),
        ], className="cards"),
    ], desk, words)


def _pager(first: int, n: int, asked: dict[str, str], words: Language) -> html.Nav | None:
    """Steps through a register that is longer than a page of it."""
    if n <= ROWS:
        return None

    def step(text: str, page: int, is_there: bool) -> Any:
        kept = [(key, asked[key]) for key in ("state", "q") if asked[key]]
        if not is_there:
            return html.Span(text, **{"aria-disabled": "true"})
        return link(text, PATH + as_query([*kept, ("page", str(page))]))

    page, last = first // ROWS + 1, min(first + ROWS, n)
    return html.Nav([
        html.Span(words("{first} to {last} of {n}", first=words.number(first + 1), last=words.number(last), n=words.number(n))),
        html.Div([step(words("Newer"), page - 1, page > 1), " ", step(words("Older"), page + 1, last < n)]),
    ], className="pager", **{"aria-label": words("Pages of the register")})


Back = list[tuple[str, str]]
"""Where in the register somebody was, as parts of its address."""


def _row(
    one: Link, state: str, address: str, back: Back, now: datetime, desk: Desk, words: Language, last_day: date,
) -> html.Tr:
    def cell(head: str, *content: Any) -> html.Td:
        return html.Td(html.Div(content), **{"data-head": head})

    held, may = held_in_words(one, desk, words), may_in_words(one, words)
    return html.Tr([
        html.Th([link(one.label, f"{PATH}/{one.id}", className="register-label"),
                 html.Span(words("{id}, made {date}", id=one.id, date=words.short_date(one.made_at.date())), className="more")],
                scope="row"),
        cell(words("Shows"), shows_in_words(one, desk, words),
             html.Span([icon("fixed"), words("fixed: {filters}", filters="; ".join(held))], className="more") if held else None,
             html.Span(words("may: {actions}", actions=may), className="more")),
        cell(words("Data"), *_release_cell(one, desk, words)),
        cell(words("Ends"), html.Span(words.short_date(one.ends_at.date()) if one.ends_at else words("no end"), className="date"),
             html.Span(remaining(one, now, words), className="more") if state in ("live", "paused") else None),
        cell(words("Sites, passcode"), [html.Div(site) for site in one.sites] or words("no frames"),
             html.Span([icon("fixed"), words("with passcode")], className="more") if one.has_passcode else
             html.Span(words("no passcode"), className="more")),
        cell(words("Opened"), words.number(one.opened),
             html.Span(words("last {date}", date=words.short_date(one.last_opened_at.date())), className="more")
             if one.last_opened_at else None),
        cell(words("State"), state_mark(state, words)),
        html.Td(_menu(one, state, address, back, desk, words, last_day), className="register-actions"),
    ], id=one.id, **{"data-state": state})


def _menu(one: Link, state: str, address: str, back: Back, desk: Desk, words: Language, last_day: date) -> html.Details:
    name = words("What can be done with “{label}”", label=one.label)
    return html.Details(
        [html.Summary([icon("more"), hidden(name)], className="icon-button", title=name),
         html.Div([
             _copy_item(state, address, words),
             *_actions(one, state, desk, words, last_day, back),
             link([icon("external"), words("Test a frame")], f"{PATH}/{one.id}#frame", className="menu-item"),
             link([icon("info"), words("Everything about it")], f"{PATH}/{one.id}", className="menu-item"),
         ], className="menu-list")],
        className="menu",
    )


def _copy_item(state: str, address: str, words: Language) -> Any:
    if state not in ("live", "paused"):
        return None
    if not address:
        return html.P(words("The address cannot be copied any more: the secret of this dashboard has changed."),
                      className="menu-note")
    return html.Button([icon("copy"), html.Span(words("Copy the address"))], type="button", className="menu-item",
                       **{"data-copy": address, "data-copied": words("Copied")})


def _actions(
    one: Link, state: str, desk: Desk, words: Language, last_day: date, back: Back | None = None,
) -> list[Any]:
    """The changes that the state of a link allows, each a form of its own: for its menu in the register, to which `back` leads,
    or for its own page."""
    kind = {"className": "button", "data-quiet": ""} if back is None else {"className": "menu-item"}
    then = [] if back is None else [("then", "register"), *back]

    def form(action: str, *content: Any, **attributes: Any) -> html.Form:
        hidden_fields = [html.Input(type="hidden", name=name, value=value) for name, value in then]
        return html.Form([*hidden_fields, *content], action=f"{PATH}/{one.id}/{action}",
                         method="post", **attributes)

    def press(mark: str, text: str) -> html.Button:
        return html.Button([icon(mark), text], type="submit", **kind)

    def fold(mark: str, text: str, *content: Any) -> html.Details:
        return html.Details([html.Summary([icon(mark), text], **kind), html.Div(content, className="action-more")],
                            className="action")

    offered: list[Any] = []
    if state == "live":
        offered.append(form("pause", press("link-paused", words("Pause"))))
    if state == "paused":
        offered.append(form("resume", press("link-live", words("Resume"))))
    if state != "revoked":
        field = f"until-{one.id}"
        offered.append(fold("link-ended", words("Another end …"), form(
            "extend", html.Label(words("Ends on"), htmlFor=field),
            html.Input(id=field, type="date", name="ends_on", required=True, max=last_day.isoformat(),
                   value=min(one.ends_at.date(), last_day).isoformat() if one.ends_at else ""),
            submit_button(words("Set")), className="action-form",
        )))
    if is_older(one, desk):
        offered.append(form("reissue", press("seal", words("Re-issue on the newest release"))))
    if state != "revoked":
        offered.append(fold("link-revoked", words("Revoke …"), html.P(words(
            "Whoever has the link sees nothing any more, at once and for good. This cannot be undone.")),
            form("revoke", submit_button(words("Revoke for good"), **{"data-grave": ""}), className="action-form")))
    return offered


def log_card(entries: list[LogEntry], links: list[Link], only: str, words: Language) -> html.Section:
    """What was done, newest first; of one link if `only` names it."""
    known = {one.id for one in links}
    rows = [
        html.Tr([
            html.Td(at_in_words(entry.at, words), className="date"),
            html.Td(words(DONE.get(entry.what, entry.what))),
            html.Td(link(entry.link_id, f"{PATH}/{entry.link_id}") if entry.link_id in known else entry.link_id, className="code"),
            html.Td(entry.by),
            html.Td(entry.detail),
        ])
        for entry in entries
    ]
    heads = (words("When (universal time)"), words("What"), words("Link"), words("By"), words("More"))
    return section_card(
        words("Log"),
        html.P([words("Of {id} only.", id=only), " ", link(words("Show all"), f"{PATH}#log")], className="hint") if only else
        html.P(words("The last {n} entries. Openings are counted; who opened a link is not recorded.",
                     n=words.number(len(entries))), className="hint"),
        html.Div(html.Table([
            html.Caption(words("Log, newest first"), className="visually-hidden"),
            html.Thead(html.Tr([html.Th(head, scope="col") for head in heads])), html.Tbody(rows),
        ], className="data-table"), className="table-scroll", tabIndex=0, role="region",
            **{"aria-label": words("Entries of the log")})
        if rows else html.P([icon("empty"), words("Nothing is recorded.")], className="empty-state"),
        name="log",
    )


# One link

def link_page(
    one: Link, entries: list[LogEntry], address: str, is_new: bool, tested: tuple[str, str, str], now: datetime, desk: Desk,
    words: Language, last_day: date, alt: str = "",
) -> flask.Response:
    """Everything about one link. `address` is empty if it cannot be told any more, `alt` says what its figure shows; `tested` is
    a site that was asked about, what is said of it, and the header that is sent."""
    state = one.state(now)
    facts = section_card(words("The link"), _facts([
        (words("State"), state_mark(state, words)),
        (words("Shows"), shows_in_words(one, desk, words)),
        (words("Data"), html.Div(_release_cell(one, desk, words))),
        (words("Fingerprint"), one.fingerprint or words("none: it follows the newest release")),
        (words("Held fixed"), _parted(held_in_words(one, desk, words), words("no filter"))),
        (words("Readers may"), may_in_words(one, words)),
        (words("Ends"), ends_in_words(one, words) + (f" ({remaining(one, now, words)})" if state in ("live", "paused") and
                                                     one.ends_at else "")),
        (words("Passcode"), words("asked first") if one.has_passcode else words("none")),
        (words("Frames"), _parted(one.sites, words("on no site"))),
        (words("Made"), words("{at} by {by}", at=at_in_words(one.made_at, words), by=one.made_by)),
        (words("Re-issue of"), link(one.reissue_of, f"{PATH}/{one.reissue_of}") if one.reissue_of else words("none")),
        (words("Opened"), words.count(one.opened, "{n} time", "{n} times") + (
            ", " + words("last {at}", at=at_in_words(one.last_opened_at, words)) if one.last_opened_at else "")),
    ]), html.Div(_actions(one, state, desk, words, last_day), className="link-actions"), name="facts")
    return staff_page(one.label, [
        heading(one.label, one.id, link(words("All links"), PATH)),
        html.Div([
            _address_card(one, state, address, is_new, alt, words),
            facts,
            _frame_card(one, state, address, tested, words),
            log_card(entries, [one], one.id, words),
        ], className="cards"),
    ], desk, words)


def _address_card(one: Link, state: str, address: str, is_new: bool, alt: str, words: Language) -> html.Section | None:
    if state not in ("live", "paused", "draft"):
        return None
    if not address:
        return section_card(words("Address"), html.P(words(
            "The address cannot be told any more: the secret of this dashboard has changed. The link still opens.")),
            name="address")

    def copied(name: str, label: str, text: str, is_long: bool = False) -> html.Div:
        attributes = {"id": name, "className": "address", "aria-label": label}
        told: Any = html.Input(type="text", value=text, readOnly=True, **attributes)
        if is_long:
            told = html.Textarea(text, readOnly="readonly", rows=3, **attributes)
        return html.Div([told, html.Button([icon("copy"), html.Span(words("Copy"))], type="button", className="button copy",
                                           **{"data-copy-from": name, "data-copied": words("Copied")})], className="copied")

    return section_card(
        words("The link is made") if is_new else words("Address"),
        html.P(words("Send this address to its readers. Whoever has it can open the view; no account is needed.")
               if is_new else words("Whoever has this address can open the view.")),
        copied("the-address", words("Address of the link"), address),
        html.P(words("The passcode is not part of it: send that another way."), className="hint") if one.has_passcode else None,
        [html.H3(words("To show it inside a page of {sites}", sites=words.list(one.sites))),
         copied("the-frame", words("HTML of the frame"), frame_html(one, address), is_long=True)] if one.sites else None,
        [html.P(words("Where frames are taken out, a picture that leads to the view:"), className="hint"),
         copied("the-picture", words("HTML of the picture"), _picture_html(address, alt), is_long=True)]
        if one.sites and one.chart and not one.has_passcode else None,
        name="address",
    )


def embed_address(address: str) -> str:
    """Where the one figure of a link stands without the shell of the dashboard, for frames."""
    root, _, token = address.partition("/s/")
    return f"{root}/embed/{token}"


def frame_html(one: Link, address: str) -> str:
    """What shows a link inside a page. The frame of one figure says how tall it is, and a script in the page around it listens;
    without that script it keeps a height that most figures fit into."""
    title = escape(one.label)
    if not one.chart:
        return f'<iframe src="{escape(address)}" title="{title}" width="100%" height="720" style="border: 0"></iframe>'
    place, height = embed_address(address), EMBED_WORDS_PX + (CHARTS[one.chart][0].height if one.chart in CHARTS else 0)
    origin = address.partition("/s/")[0]
    return (
        f'<iframe src="{escape(place)}" title="{title}" width="100%" height="{height}" loading="lazy" style="border: 0"></iframe>\n'
        f"<script>addEventListener('message', function (e) {{ if (e.origin === '{origin}' && e.data && "
        "e.data.kind === 'dashboard-embed-height') document.querySelectorAll('iframe').forEach(function (f) { "
        "if (f.contentWindow === e.source) f.style.height = Number(e.data.height) + 'px'; }); });</script>"
    )


def _picture_html(address: str, alt: str) -> str:
    """What shows a link as a picture in a page that takes no frames."""
    return f'<a href="{escape(address)}"><img src="{escape(address)}/picture.png" alt="{escape(alt)}" width="720"></a>'


def _frame_card(one: Link, state: str, address: str, tested: tuple[str, str, str], words: Language) -> html.Section:
    site, said, header = tested
    return section_card(
        words("Test a frame"),
        html.Form([
            html.Label(words("Address of a page that wants to show it"), htmlFor="field-site"),
            html.Div([html.Input(id="field-site", type="text", name="site", value=site, inputMode="url", maxLength=300,
                             autoComplete="off", placeholder="https://www.example.org/page"),
                      submit_button(words("Test"), is_quiet=True)], className="copied"),
        ], action=f"{PATH}/{one.id}#frame", method="get", className="entry"),
        html.Div([
            html.P(html.Strong(said)),
            html.P(words("While the link is not live, a frame shows only that there is nothing to see."), className="hint")
            if state != "live" else None,
        ], role="status") if said else None,
        _facts([
            *([(words("Address in the frame"), html.Code(embed_address(address) if one.chart else address))] if address else ()),
            (words("Header sent"), html.Code(header)), (words("Cookies needed"), words("none")),
        ]),
        name="frame",
    )


# Words

def filters_in_force(shared: Shared, desk: Desk, words: Language) -> list[tuple[str, str, str]]:
    """The filters of a view as (key, label, value in words), the year first; those of a second side after, with its prefix."""
    view = shared.view
    found = _of_side(view.selection, "", desk, words)
    if view.other is not None:
        sides = shared.page.side_names(view, words)
        found = [(key, f"{sides[0]}, {label.lower()}", value) for key, label, value in found]
        found += [(key, f"{sides[1]}, {label.lower()}", value) for key, label, value in
                  _of_side(view.other, SECOND, desk, words)]
    return found


def _of_side(selection: Selection, prefix: str, desk: Desk, words: Language) -> list[tuple[str, str, str]]:
    return [(prefix + "year", words("Year"), year_in_words(selection, words))] + [
        (prefix + key, words(DIMENSIONS[key].label), words.list([desk.names.short(key, value, words) for value in values]))
        for key, values in selection.filters
    ]


def view_words(shared: Shared, desk: Desk, words: Language) -> str:
    """The filters of a view as a sentence fragment."""
    said = describe(shared.view.selection, desk.names, words)
    if shared.view.other is None:
        return said
    return words("{one} against {other}", one=said, other=describe(shared.view.other, desk.names, words))


def held_in_words(one: Link, desk: Desk, words: Language) -> list[str]:
    """What a link holds fixed: 'Year: 2020', 'Pillar: Research'. Values that this release does not know stand as their codes."""
    page = next((page for page in PAGES if page.path == one.path), PAGES[0])
    view, _ = desk.view(page, one.query)
    asked = dict(parse_qsl(one.query))
    if "filter" not in one.may:
        return [words("the whole view: {filters}", filters=view_words(Shared(page, view, None), desk, words))]
    said = []
    for key in one.locked:
        name = key.removeprefix(SECOND)
        selection = view.other if key.startswith(SECOND) and view.other is not None else view.selection
        if name == "year":
            value = year_in_words(selection, words)
        else:
            value = words.list([desk.names.short(name, one_value, words) for one_value in asked.get(key, "").split(",")])
        label = words(DIMENSIONS[name].label) if name in DIMENSIONS else name
        if view.other is not None:
            label = f"{page.side_names(view, words)[key.startswith(SECOND)]}, {label.lower()}"
        said.append(f"{label}: {value}")
    return said


def shows_in_words(one: Link, desk: Desk, words: Language) -> str:
    """The scope of a link."""
    if one.chart:
        title = words(CHARTS[one.chart][0].title) if one.chart in CHARTS else one.chart
        return words("the figure “{title}”", title=title)
    if not one.pages:
        return words("everything")
    names = words.list([words(page.name) for page in PAGES if page.key in one.pages])
    return words("the page {names}", names=names) if len(one.pages) == 1 else words("the pages {names}", names=names)


def may_in_words(one: Link, words: Language) -> str:
    """What the readers of a link may do."""
    allowed = [words(MAY[action]) for action in MAY if action in one.may]
    return words.list(allowed) if allowed else words("only look")


def is_older(one: Link, desk: Desk) -> bool:
    """Whether a link is pinned to another release than the one served now."""
    return bool(one.release) and one.release != desk.warehouse.release.name


def _data_in_words(one: Link, desk: Desk, words: Language) -> str:
    if not one.release:
        return words("follows the newest release")
    return words("sealed: release {name}", name=one.release)


def _release_cell(one: Link, desk: Desk, words: Language) -> list[Any]:
    if not one.release:
        return [words("newest"), html.Span(words("follows every release"), className="more")]
    told = words("not the current one: re-issue?") if is_older(one, desk) else words("the current one")
    return [html.Span(one.release, className="code"), html.Span(told, className="more")]


def ends_in_words(one: Link, words: Language) -> str:
    """The last day of a link."""
    return words("on {date}", date=words.date(one.ends_at.date())) if one.ends_at else words("has no end")


def remaining(one: Link, now: datetime, words: Language) -> str:
    """How long a link still opens: 'in 12 days'."""
    if one.ends_at is None:
        return ""
    days = (one.ends_at.date() - now.date()) // timedelta(days=1)
    if days < 1:
        return words("today")
    return words.count(days, "in {n} day", "in {n} days")


def state_mark(state: str, words: Language) -> html.Span:
    """The state of a link: a shape and a word."""
    return html.Span([icon(f"link-{state}"), words(STATES.get(state, "Draft"))], className="link-state", **{"data-state": state})


def at_in_words(at: datetime, words: Language) -> str:
    """A moment: date and time of day in universal time."""
    return f"{words.short_date(at.date())}, {at:%H:%M}"


def _facts(told: list[tuple[str, Any]]) -> html.Dl:
    return html.Dl([part for term, text in told for part in (html.Dt(term), html.Dd(text))], className="facts")


def _parted(items: Iterable[str], none: str) -> str:
    return "; ".join(items) or none
