"""Documents that stand alone: one figure in somebody else's page, a page kept as a file, a page on paper.

All three are the same cards with the same words, numbers and tables as on the page; they differ in what is around the cards and in
whether their files are named or written into them. No address in them leads back below a sealed link.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any

from dashboard.chart import Chart, Desk, Page, View
from dashboard.figures import PLAIN_TRACES, PLOTLY, PLOTLY_PLAIN
from dashboard.figures.theme import Figure
from dashboard.language import Language
from dashboard.reader import PLACES
from dashboard.ui import cards, html
from dashboard.ui.assets import ASSETS, asset, data_address, script_text, style_text
from dashboard.ui.fragments import as_html
from dashboard.ui.links import icon, redirected
from dashboard.ui.marks import LISTS
from dashboard.ui.sharing_pages import Shared, at_in_words, filters_in_force
from dashboard.ui.shell import seal

SCRIPT = "scripts/standalone.js"
OUTLINES = "geo/world_110m.json"
BEFORE = tuple(f"css/{name}.css" for name in ("10-tokens", "12-type", "15-base", "18-page", "30-cards", "35-tables", "40-marks"))
OF_PAGES = tuple(f"css/{path.name}" for path in sorted((ASSETS / "css").glob("45-*.css")))
SHARED_MARKS = "css/45-links.css"
AFTER = ("css/50-figures.css", "css/70-standalone.css")
WHOLE_PAGE = (*BEFORE, "css/20-shell.css", "css/22-seal.css", "css/25-filters.css", *OF_PAGES, *AFTER)
"""Style sheets in the order of the dashboard's own pages, as far as a document has what they are for."""
ROWS_KEPT = 5000
"""How many rows a table in a file holds: all there are, short of what no browser would open."""
ROWS_ON_PAPER = 100
ROWS_EMBEDDED = 150
IN_WORDS = {"bullets", "pairs", "matrix", "country_list", "deliveries"}
"""Marks that are words and numbers themselves: paper does without their tables."""
WALL = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; base-uri 'none'; form-action 'none'"
DOCUMENT = """<!DOCTYPE html>
<html lang="{language}"{attributes}>
<head>
<meta charset="utf-8">
{policy}<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{title}</title>
{head}
</head>
<body class="standalone {dress}"{told}>
{body}
<script type="application/json" id="figures">{figures}</script>
{scripts}
</body>
</html>
"""
Reach = Callable[[str], str | None]


@dataclass(frozen=True)
class Cards:
    """The figures of a page for one view: their sections, and the pictures that plotly draws into them."""

    sections: tuple[html.Section, ...]
    pictures: Mapping[str, Figure]
    titles: tuple[tuple[str, str], ...]

    @property
    def traces(self) -> set[str]:
        """The kinds of trace that are drawn."""
        return {trace["type"] for picture in self.pictures.values() for trace in picture["data"]}

    @property
    def scripts(self) -> tuple[str, ...]:
        """What draws them, and no more than is needed."""
        if not self.pictures:
            return (SCRIPT,)
        drawing = PLOTLY_PLAIN if self.traces <= PLAIN_TRACES else PLOTLY
        return drawing.relative_to(ASSETS).as_posix(), SCRIPT


@dataclass(frozen=True)
class Sheet:
    """A document before its files are added. `dress` is its class and says what it is for; `told` are data for its script."""

    dress: str
    title: str
    body: str
    cards: Cards
    language: str
    styles: tuple[str, ...]
    told: Mapping[str, str]
    own_style: str = ""
    theme: str = ""


def nowhere(address: str) -> str | None:
    """No address of the product leads anywhere from a document; those of others do."""
    return address if address.startswith(("https://", "http://", "#", "data:")) else None


def led_to(public_address: str) -> Reach:
    """From a document of staff: to where the dashboard is known to be, else nowhere."""

    def reach(address: str) -> str | None:
        if address.startswith("/") and not address.startswith("//") and public_address:
            return public_address + address
        return nowhere(address)

    return reach


# Three documents

def embed(chart: Chart, page: Page, view: View, desk: Desk, words: Language, theme: str = "") -> str:
    """One figure for a frame in somebody else's page: as narrow as 280 pixels, with its own words and nothing of the shell."""
    programme, base = desk.warehouse.release.programme, desk.reader.base
    held = _cards((chart,), page, view, desk, words, ROWS_EMBEDDED)
    body = [
        _banner(desk, words),
        html.Main([html.H1(programme.full_name, className="visually-hidden"), *held.sections], id="content", tabIndex=-1),
        html.Footer(
            [
                _funder(desk, words, f"/assets/{programme.emblem}"),
                html.P([html.Strong(programme.name, title=programme.full_name), " · ", _release_in_words(desk, words)],
                       className="document-release"),
                html.P(html.A([words("Open in the dashboard"), icon("external")], href=base, target="_blank", rel="noopener"),
                       className="document-home"),
            ],
            className="document-foot",
        ),
    ]

    def reach(address: str) -> str | None:
        if address.startswith("#"):  # to a card that is not here
            return None
        return address if address == base or address.startswith("/assets/") else nowhere(address)

    own = () if cards.is_drawn(chart) else tuple(path for path in OF_PAGES if path in (f"css/45-{page.key}.css", SHARED_MARKS))
    return _linked(Sheet(
        "embed", f"{words(chart.title)} · {programme.name}", as_html(body, reach), held, words.code, (*BEFORE, *own, *AFTER),
        {"opened": f"{base}/opened"}, theme=theme,
    ))


def copy(page: Page, view: View, desk: Desk, words: Language, made_at: datetime, reach: Reach = nowhere) -> str:
    """A page as one file that opens from a disk: every figure with its table, and the seal on top."""
    programme = desk.warehouse.release.programme
    held = _cards(page.charts, page, view, desk, words, ROWS_KEPT)
    body = [
        html.Header(
            [
                html.Div([html.Span(programme.name, className="brand-name"),
                          html.Span(words("Programme results"), className="brand-tagline")], className="brand"),
                _funder(desk, words, data_address(programme.emblem)),
            ],
            className="masthead",
        ),
        _banner(desk, words),
        seal(desk, words, [(words("Copy made"), words("{at} universal time", at=at_in_words(made_at, words)))]),
        html.Div(
            [
                html.Main(
                    [
                        html.Header([html.H1(words(page.title), id="page-title"),
                                     html.P(words(page.question), className="page-question")], className="page-head"),
                        _filters(page, view, desk, words),
                        html.Div(list(held.sections), className="cards"),
                    ],
                    id="content", tabIndex=-1,
                ),
                html.Footer(_said_of_all(desk, words), className="page-foot"),
            ],
            className="workspace",
        ),
    ]
    title = f"{words(page.title)} · {programme.name}"
    return _inlined(Sheet("copy", title, as_html(body, reach), held, words.code, WHOLE_PAGE, {}))


def paper(
    page: Page, view: View, desk: Desk, words: Language, made_at: datetime, reach: Reach = nowhere, pdf: str | None = None,
) -> str:
    """A page for paper: what it is on a title page, then every figure with its table and its caveats in full. To be printed by
    a browser that asks the dashboard for the files, `pdf` being the address of the same on the server's paper if there is one;
    without it, for the server's own browser, which asks for nothing."""
    release = desk.warehouse.release
    programme, is_inlined = release.programme, pdf is None
    held = _cards(page.charts, page, view, desk, words, ROWS_ON_PAPER, is_paper=True)
    title = f"{words(page.title)} · {programme.name}"
    emblem = data_address(programme.emblem) if is_inlined else f"/assets/{programme.emblem}"
    body = [
        None if is_inlined else _paper_tools(pdf, words),
        html.Header(
            [
                _banner(desk, words),
                html.Div([_funder(desk, words, emblem),
                          html.P([html.Strong(programme.name), html.Span(programme.full_name)], className="paper-programme")],
                         className="paper-head"),
                html.H1(words(page.title), id="page-title"),
                html.P(words(page.question), className="page-question"),
                _filters(page, view, desk, words),
                seal(desk, words, [(words("Built"), words.date(release.built_at.date())),
                                   (words("Printed"), words("{at} universal time", at=at_in_words(made_at, words)))]),
                html.Nav(
                    [html.H2(words("In this document")),
                     html.Ol([html.Li(html.A(name, href=f"#{place}")) for place, name in held.titles])],
                    className="paper-contents", **{"aria-label": words("In this document")},
                ),
                html.Div(_said_of_all(desk, words), className="page-foot"),
            ],
            className="paper-title",
        ),
        html.Main(list(held.sections), id="content"),
    ]

    def led(address: str) -> str | None:
        return address if address.startswith("/assets/") or address == pdf else reach(address)

    sheet = Sheet("paper", title, as_html(body, led), held, words.code, WHOLE_PAGE, {},
                  own_style=_paper_style(f"{programme.name} · {words(page.title)}", _release_in_words(desk, words), is_inlined))
    return _inlined(sheet) if is_inlined else _linked(sheet)


# What they are made of

def _paper_tools(pdf: str | None, words: Language) -> html.Aside:
    """What a browser shows above the sheets and does not print."""
    return html.Aside(
        [
            html.Button([icon("print"), words("Print")], type="button", className="button", **{"data-prints": ""}),
            html.A([icon("download"), words("PDF")], href=pdf, className="button", **{"data-quiet": "", "download": ""})
            if pdf else None,
            html.P(words("Fits A4 and Letter. Your browser’s own “Save as PDF” keeps headings and tables too."), className="hint"),
        ],
        className="paper-tools", **{"aria-label": words("Print")},
    )


def _paper_style(left: str, right: str, is_sized: bool) -> str:
    """Margins of the paper with the line below every page: what it is of, and which page of how many."""
    size = "size: A4; " if is_sized else ""
    return (
        f"@page wide {{ size: {'A4 ' if is_sized else ''}landscape }} @page {{ {size}margin: 15mm 15mm 20mm; "
        f'@bottom-left {{ content: "{_in_style(left)}\\a {_in_style(right)}"; white-space: pre-wrap; vertical-align: top; '
        "padding-top: 3mm; "
        "font: 7.5pt/1.4 Inter, sans-serif; color: #5a6673; text-align: left; width: 85% } "
        '@bottom-right { content: counter(page) " / " counter(pages); vertical-align: top; padding-top: 3mm; '
        "font: 600 8pt/1.4 Inter, sans-serif; color: #1d2733 } }"
    )


def _in_style(text: str) -> str:
    """A text as it may stand between quotation marks of a style sheet."""
    return "".join(c if c.isalnum() or c in " ·.,:" else f"\\{ord(c):06x}" for c in text)


def _filters(page: Page, view: View, desk: Desk, words: Language) -> html.Div:
    """The filters and choices in force, as words."""
    shown = [(label, value) for _, label, value in filters_in_force(Shared(page, view, None), desk, words)] if page.filters else []
    for control in page.controls:
        chosen = view.choices.get(control.key)
        if chosen and control.key not in PLACES:
            shown.append((words(control.label), words(dict(control.values)[chosen]) if control.values else chosen))
    told = [html.Li([html.Span(label, className="chip-name"), " ", html.Span(value, className="chip-value")], className="chip")
            for label, value in shown]
    return html.Div(
        [html.P(words("Filters"), className="filters-title", id="filters-title"),
         html.Ul(told, className="filters-told", **{"aria-labelledby": "filters-title"})],
        className="document-filters",
    ) if told else html.Div(className="document-filters", hidden=True)


def _said_of_all(desk: Desk, words: Language) -> list[html.P]:
    """What stands below a whole page: its release, what the register is, whose programme it is."""
    programme = desk.warehouse.release.programme
    return [
        html.P(_release_in_words(desk, words)), html.P(programme.disclaimers.get("register", "")),
        html.P(words("{name} is implemented by {by}.", name=programme.full_name, by=programme.implemented_by)),
    ]


def _cards(
    charts: Iterable[Chart], page: Page, view: View, desk: Desk, words: Language, rows: int, is_paper: bool = False,
) -> Cards:
    """The cards of some charts, those that nothing was asked for left out."""
    sections, pictures, titles = [], {}, []
    for chart in charts:
        if not chart.is_asked(view):
            continue
        filled = cards.fill(chart, page, view, desk, words, rows)
        sections.append(_section(chart, filled, words, is_paper))
        titles.append((f"card-{chart.name}", words(chart.title)))
        if filled.picture is not None and filled.picture["data"]:
            pictures[chart.name] = redirected(filled.picture, lambda address: None)
    return Cards(tuple(sections), pictures, tuple(titles))


def _section(chart: Chart, filled: cards.Filled, words: Language, is_paper: bool) -> html.Section:
    title = f"title-{chart.name}"

    def piece(kind: str) -> Any:
        return filled.live[f"{kind}:{chart.name}"]

    table, mark, foot = piece("table"), piece("mark"), piece("foot")
    kind = f"card span-{chart.span} card-{chart.mark.replace('_', '-')}"
    if chart.mark not in cards.HAS_TABLE or table is None or (is_paper and chart.mark in IN_WORDS):
        table = None
    elif is_paper:
        table = html.Div(table, className="card-table")
    else:
        # Without a script nothing is drawn, so the table is what there is to see.
        table = html.Details([html.Summary(words("Table")), table], className="card-table", open=cards.is_drawn(chart) or None)
    if filled.picture is not None:
        mark = html.Div(id=f"picture-{chart.name}", className="picture", style=cards.room(filled.picture))
    if is_paper:
        for part in foot or ():
            if isinstance(part, html.Details):
                part.attributes["open"] = True
    # On paper a list may go on overleaf, and what belongs to all of it stands before it.
    is_list, footer = is_paper and chart.mark in LISTS, html.Footer(foot, className="card-foot")
    return html.Section(
        [
            html.Header(
                [
                    html.Div(
                        [html.H2(words(chart.title), id=title, className="card-title"),
                         html.P(piece("subtitle"), className="card-subtitle")],
                        className="card-titles",
                    ),
                    html.Div(cards.view_toggle(words), className="card-tools") if table is not None and not is_paper else None,
                ],
                className="card-head",
            ),
            html.Div(piece("finding"), id=f"finding-{chart.name}", className="card-finding"),
            footer if is_list else None,
            html.Div(
                [
                    html.Div(mark, className="card-chart", **cards.as_picture(chart, title)),
                    None if is_paper else table,
                    html.Div(piece("state"), className="card-state"),
                ],
                className="card-body",
            ),
            None if is_list else footer,
            table if is_paper else None,
        ],
        id=f"card-{chart.name}", className=kind, **{"aria-labelledby": title},
    )


def _banner(desk: Desk, words: Language) -> html.Aside | None:
    banner = desk.warehouse.release.programme.banner
    return html.Aside(banner, className="fictional-banner", **{"aria-label": words("Notice")}) if banner else None


def _funder(desk: Desk, words: Language, source: str) -> html.Div:
    """The emblem and its statement, one unit."""
    return html.Div(
        [html.Img(src=source, alt=words("Emblem of the funder"), className="emblem"),
         html.Span(desk.warehouse.release.programme.funder_line, className="funder-line")],
        className="funder",
    )


def _release_in_words(desk: Desk, words: Language) -> str:
    """Which data these are: 'Release r-…, built 1 May 2021', and of a sealed view that it is one, with its fingerprint."""
    release, link = desk.warehouse.release, desk.reader.link
    said = [words("Release {name}, built {date}", name=release.name, date=words.date(release.built_at.date()))]
    if link is not None and link.release:
        said += [words("Sealed view"), words("fingerprint {fingerprint}", fingerprint=release.fingerprint)]
    elif link is not None:
        said.append(words("Shared view of the newest release"))
    return " · ".join(said)


# Files

def _linked(sheet: Sheet) -> str:
    """A document whose files are fetched from the dashboard it comes from."""
    head = [f'<link rel="icon" href="{asset("favicon.svg")}" type="image/svg+xml">']
    head += [f'<link rel="stylesheet" href="{asset(path)}">' for path in sheet.styles]
    head += [f'<script defer src="{asset(path)}"></script>' for path in sheet.cards.scripts]
    if sheet.own_style:
        head.append(f"<style>{sheet.own_style}</style>")
    return _written(sheet, "", "\n".join(head), "")


def _inlined(sheet: Sheet) -> str:
    """A document that asks for nothing, and that could not if it would: only the scripts written into it may run."""
    scripts = [script_text(path) for path in sheet.cards.scripts]
    if "scattergeo" in sheet.cards.traces:
        outlines = (ASSETS / OUTLINES).read_text(encoding="utf-8").replace("<", "\\u003c")
        scripts.insert(0, f'window.PlotlyGeoAssets = {{"topojson": {{"world_110m": {outlines}}}}};')
    style = style_text(sheet.styles, sheet.body + _figures(sheet)) + sheet.own_style
    digests = (base64.b64encode(hashlib.sha256(one.encode("utf-8")).digest()).decode("ascii") for one in scripts)
    wall = "; ".join([WALL, "script-src " + " ".join(f"'sha256-{digest}'" for digest in digests)])
    return _written(
        sheet, f'<meta http-equiv="Content-Security-Policy" content="{wall}">\n',
        f'<link rel="icon" href="{data_address("favicon.svg")}">\n<style>\n{style}</style>',
        "\n".join(f"<script>{one}</script>" for one in scripts),
    )


def _written(sheet: Sheet, policy: str, head: str, scripts: str) -> str:
    attributes = f' data-theme="{sheet.theme}"' if sheet.theme else ""
    if sheet.cards.pictures:
        attributes += " data-drawing"
    return DOCUMENT.format(
        language=sheet.language, attributes=attributes, policy=policy, title=escape(sheet.title), head=head, dress=sheet.dress,
        told="".join(f' data-{name}="{escape(text)}"' for name, text in sheet.told.items()), body=sheet.body,
        figures=_figures(sheet), scripts=scripts,
    )


def _figures(sheet: Sheet) -> str:
    """The pictures as JSON that cannot end the element it stands in."""
    told = json.dumps(sheet.cards.pictures, ensure_ascii=False, separators=(",", ":"), default=str, allow_nan=False)
    return told.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
