"""The shell around every page, and a page composed for one view."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from dashboard.changes import moved
from dashboard.chart import Chart, Desk, Notice, Page, View
from dashboard.content import PAGES
from dashboard.figures.theme import Figure
from dashboard.language import Language
from dashboard.selection import as_query
from dashboard.ui import cards, filters, html, ids
from dashboard.ui.fragments import as_html, place
from dashboard.ui.links import PRINT, hidden, icon, link, may_download, reach_of, redirected
from dashboard.ui.pictures import panel

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Composed:
    """A page for one view: the HTML of its live pieces, by key, but of those that are folded, its pictures, by chart, and whether
    any card failed."""

    view: View
    live: dict[str, str]
    pictures: dict[str, Figure]
    has_failed: bool


def layout(desk: Desk, words: Language, page: str = "") -> html.Div:
    """The frame of a document, which never changes: masthead, seal, a page as HTML, the panels of explanations and pictures."""
    release = desk.warehouse.release
    programme = release.programme
    reader = desk.reader
    return html.Div(
        [
            html.A(words("Skip to the content"), href="#content", className="skip-link"),
            html.Header(
                [
                    html.Button(
                        [icon("menu"), hidden(words("Pages"))], id="menu-toggle", type="button", className="icon-button",
                        **{"aria-expanded": "false", "aria-controls": "sections"},
                    ) if has_sections(desk) else None,
                    within(desk, [html.Span(programme.name, className="brand-name"),
                                  html.Span(words("Programme results"), className="brand-tagline")], "/", className="brand",
                           title=programme.full_name),
                    None if reader.link else link(
                        [html.Span(words("Data to {date}", date=words.date(release.cut_off)), className="release-cutoff"),
                         html.Span(words("release {name}", name=release.name), className="release-name")],
                        "/data", className="release"),
                    html.Div(
                        [html.Img(src=f"/assets/{programme.emblem}", alt=words("Emblem of the funder"), className="emblem",
                                  loading="lazy"),
                         html.Span(programme.funder_line, className="funder-line")],
                        className="funder",
                    ),
                    html.Button(
                        [icon("theme"), hidden(words("Light or dark"))], id="theme-toggle", type="button",
                        className="icon-button", title=words("Light or dark"),
                    ),
                    html.Form(
                        html.Button([icon("sign-out"), hidden(words("Sign out, {name}", name=reader.name))], type="submit",
                                    className="icon-button", title=words("Sign out, {name}", name=reader.name)),
                        action="/sign-out", method="post", className="sign-out",
                    ) if reader.name else None,
                ],
                className="masthead",
            ),
            html.Aside(programme.banner, className="fictional-banner", **{"aria-label": words("Notice")})
            if programme.banner else None,
            seal(desk, words) if reader.link else None,
            place(html.Div, page, id=ids.PAGE, className="page"),
            _explanation(words),
            panel(words) if reader.may("pictures") else None,
        ],
        className="shell" + (" sealed" if reader.link else ""),
        lang=words.code,
        **{
            "data-unanswered": words("The server did not answer. The figures shown are those of the view before."),
            "data-again": words("Try again"),
            "data-unopened": words("The server did not answer. Close this and open it again."),
            "data-sealed": "true" if reader.link else None,
        },
    )


def within(desk: Desk, children: Any, address: str, **attributes: Any) -> Any:
    """A link of the document's frame as far as the reader may follow it, else its words."""
    led = reach_of(desk)(address)
    return html.Span(children, **attributes) if led is None else link(children, led, **attributes)


def has_sections(desk: Desk) -> bool:
    """Whether there is more than one page to go to."""
    return sum(desk.narrowed(page) is not None for page in PAGES) > 1


def seal(desk: Desk, words: Language, more: Iterable[tuple[str, str]] = ()) -> html.Section:
    """What a sealed view is: its label, release, cut-off date, dates of issue and end, and fingerprint; of a view without a link
    the programme, release and cut-off date. `more` are further facts of a copy."""
    shared, release = desk.reader.link, desk.warehouse.release
    told = [(words("Data to"), words.date(release.cut_off)), (words("Release"), release.name)]
    label, kind = release.programme.name, words("Programme results")
    if shared is not None:
        label = shared.label
        kind = words("Sealed view") if shared.release else words("Shared view of the newest release")
        told += [
            (words("Issued"), words.date(shared.made_at.date())),
            (words("Ends"), words.date(shared.ends_at.date()) if shared.ends_at else words("has no end")),
        ]
    if more or (shared is not None and shared.release):
        told.append((words("Fingerprint"), release.fingerprint))
    return html.Section(
        [
            html.P([icon("seal"), html.Strong(label), html.Span(kind, className="seal-kind")], className="seal-label"),
            html.Dl([html.Div([html.Dt(term), html.Dd(text)]) for term, text in (*told, *more)], className="seal-facts"),
        ],
        className="seal", **{"aria-label": words("Seal")},
    )


def _explanation(words: Language) -> html.Dialog:
    """The panel at the side in which a number is explained. What is in it is drawn by Dash, which the page loads for that."""
    return html.Dialog(
        [
            html.Div(
                [html.H2(words("Explain this number"), id="explain-title"),
                 html.Button([icon("remove"), hidden(words("Close"))], type="button", className="icon-button",
                             title=words("Close"), **{"data-explain-close": ""})],
                className="explain-head",
            ),
            html.Div(id="react-entry-point", className="explain-room"),
        ],
        id=ids.EXPLAIN, className="explain", **{"aria-labelledby": "explain-title"},
    )


def _section_links(current: Page, addresses: dict[str, str], desk: Desk, words: Language) -> list[Any]:
    links = [
        html.Li(link(
            [icon(page.key), html.Span(words(page.name))], addresses[page.key], f"page:{page.key}",
            className="section-link", **({"aria-current": "page"} if page.key == current.key else {}),
        ))
        for page in PAGES if desk.narrowed(page) is not None
    ]
    links += staff_sections(desk, words)
    return links


def staff_sections(desk: Desk, words: Language, current: str = "") -> list[html.Li]:
    """Links to the pages of the staff's own that a desk's reader may use: decks for every person, links for those who share."""
    sections = [("present", "slides", words("Present"), desk.reader.link is None),
                ("links", "share", words("Links"), desk.reader.may_share)]
    offered = [(key, mark, name) for key, mark, name, is_there in sections if is_there]
    return [
        html.Li(link([icon(mark), html.Span(name)], f"/{key}", className="section-link",
                     **({"aria-current": "page"} if key == current else {}), **{"data-reload": ""}),
                className="section-staff" if n == 0 else None)
        for n, (key, mark, name) in enumerate(offered)
    ]


def page_at(path: str, desk: Desk) -> Page | None:
    """The page of a path as far as the desk's reader may see it; None if there is none for them."""
    page = next((page for page in PAGES if page.path == path), None)
    return page and desk.narrowed(page)


def compose(page: Page, view: View, notices: list[Notice], desk: Desk, words: Language) -> Composed:
    """Answer every chart of a page for a view, and the filter bar and links that go with it, all within the reader's reach. What
    is folded is left to `unfold`."""
    reader = desk.reader
    reach = reach_of(desk) if reader.link else None
    live = filters.content(page, view, desk, words)
    pictures: dict[str, Figure] = {}
    has_failed = False
    for chart in page.charts:
        filled = cards.fill(chart, page, view, desk, words)
        live |= filled.live
        has_failed |= filled.has_failed
        if filled.picture is not None:
            pictures[chart.name] = filled.picture if reach is None else redirected(filled.picture, reach)
    live["sections"] = _section_links(page, {p.key: _carried(view, p, desk) for p in PAGES}, desk, words)
    if reader.may_share:
        live["share"] = link([icon("share"), words("Share this page")], "/links/new" + as_query([("of", view.address())]),
                             className="share-page", **{"data-reload": ""})
    if kept := _keep(view, desk, words):
        live["keep"] = kept
    if reader.link and reader.link.release:
        live["changed"] = changed_since(page, view, desk, words)
    live["notices"] = [html.P([icon("info"), words(n.text, **n.values)], className="notice") for n in notices]
    folded = folds(page)
    seen = {key: as_html(piece, reach) for key, piece in live.items() if key not in folded}
    return Composed(view, seen, pictures, has_failed)


def folds(page: Page) -> set[str]:
    """The pieces of a page that can be folded, by key."""
    return filters.folds(page) | {f"table:{chart.name}" for chart in page.charts if chart.mark in cards.HAS_TABLE}


def unfold(keys: Iterable[str], page: Page, view: View, desk: Desk, words: Language) -> tuple[dict[str, str], bool]:
    """The HTML of folded pieces of a page, within the reader's reach, as far as it has such pieces for them; one that fails says so
    and leaves the others alone. And whether one did."""
    reach = reach_of(desk) if desk.reader.link else None
    found: dict[str, Any] = {}
    has_failed = False
    for key in keys:
        kind, _, name = key.partition(":")
        try:
            if kind == "options":
                found[key] = filters.options(name, page, view, desk, words)
            else:
                (chart,) = (chart for chart in page.charts if chart.name == name)
                found[key] = cards.table(chart, page, view, desk, words)
        except Exception:
            log.exception("what is folded in %s failed", key)
            said = words("This could not be worked out. Close it and open it again, and tell the team if it stays.")
            found[key] = (html.Li if kind == "options" else html.P)(said, className="unanswered-fold", role="alert")
            has_failed = True
    return {key: as_html(piece, reach) for key, piece in found.items() if piece is not None}, has_failed


def _keep(view: View, desk: Desk, words: Language) -> html.Details | None:
    """How a page leaves the dashboard: on paper, as a PDF, as one file; None where the reader may have none of them."""
    of, name = as_query([("of", view.address())]), words("Print or save")
    items = []
    if may_download("page.pdf", desk):
        items += [link([icon("print"), words("Print …")], PRINT + of, className="menu-item", target="_blank"),
                  link([icon("download"), words("Save as PDF")], "/export/page.pdf" + of, className="menu-item")]
    if may_download("page.html", desk):
        items.append(link([icon("download"), words("Save a copy that works offline")], "/export/page.html" + of,
                          className="menu-item", download=""))
    if not items:
        return None
    return html.Details([html.Summary([icon("print"), name], className="share-page"), html.Div(items, className="menu-list")],
                        className="menu page-keep")


def _carried(view: View, page: Page, desk: Desk) -> str:
    """The address of a page with the filters of a view, as the reader may have it."""
    address = view.address(page.path)
    return desk.view(page, address.partition("?")[2])[0].address() if desk.reader.link else address


def changed_since(page: Page, view: View, desk: Desk, words: Language) -> Any:
    """How many figures of a sealed page are others in the release served now, and which; None where it is the same release."""
    newest = desk.newest
    if newest is None or newest.warehouse.release.folder == desk.warehouse.release.folder:
        return None
    found = moved(page, view.address().partition("?")[2], desk, newest, words)
    release = newest.warehouse.release
    since = words("A newer release, of {date}, is served now.", date=words.date(release.built_at.date()))
    if release.built_at < desk.warehouse.release.built_at:
        since = words("The release served now is an earlier one, of {date}.", date=words.date(release.built_at.date()))
    if not found:
        return html.P([icon("info"), since, " ", words("No figure on this page has changed since.")], className="notice")
    said = words.count(len(found), "{n} figure on this page has changed since.", "{n} figures on this page have changed since.")
    return html.Details(
        [
            html.Summary([icon("caveat"), html.Strong(said), " ", since, " ", html.Span(words("Show"), className="changed-show")]),
            html.P(words("The figures shown here are sealed and stay as they are.")),
            html.Div(html.Table(
                [
                    html.Thead(html.Tr([
                        html.Th(words(head), scope="col", className=kind)
                        for head, kind in (("Figure", None), ("Row", None), ("Column", None), ("Here", "number"),
                                           ("Newest release", "number"))
                    ])),
                    html.Tbody([
                        html.Tr([html.Td(one.title), html.Td(one.row), html.Td(one.column), html.Td(one.old, className="number"),
                                 html.Td(one.new, className="number")])
                        for one in found
                    ]),
                ],
                className="data-table",
            ), className="table-scroll", tabIndex=0, role="region", **{"aria-label": words("Figures that have changed")}),
        ],
        className="notice changed",
    )


def page_layout(page: Page, composed: Composed, desk: Desk, words: Language) -> list[Any]:
    """The whole of a page with its first content."""
    programme = desk.warehouse.release.programme

    def card(chart: Chart) -> Any:
        return cards.frame(chart, composed.live, composed.pictures, desk, words)

    def piece(key: str, **attributes: Any) -> Any:
        return place(html.Div, composed.live[key], id=ids.live(key), **attributes) if key in composed.live else None

    return [
        html.Nav(place(html.Ul, composed.live["sections"], id=ids.live("sections")), id="sections", className="sections",
                 **{"aria-label": words("Pages")}) if has_sections(desk) else None,
        html.Div(
            [
                filters.bar(page, composed.live, words),
                place(html.Div, composed.live["notices"], id=ids.live("notices"), className="notices", role="status"),
                piece("changed", className="notices"),
                html.Main(
                    [
                        html.Header(
                            [html.H1(words(page.title), id="page-title", tabIndex=-1),
                             html.P(words(page.question), className="page-question"),
                             html.Div([piece("share"), piece("keep")], className="page-tools")],
                            className="page-head",
                        ),
                        html.Div([card(chart) for chart in page.charts], className="cards"),
                    ],
                    id="content", tabIndex=-1, **{"data-page": page.key},
                ),
                html.Footer(
                    [
                        html.P(programme.disclaimers.get("register", "")),
                        html.P([
                            words("{name} is implemented by {by}.", name=programme.full_name, by=programme.implemented_by), " ",
                            within(desk, words("Definitions, sources and downloads"), "/data")
                            if reach_of(desk)("/data") else None,
                        ]),
                    ],
                    className="page-foot",
                ),
            ],
            className="workspace",
        ),
    ]
