"""How the pages look on which somebody puts a deck together, presents it, and takes it to another release: plain HTML that works
without a script."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from html import escape
from typing import Any

import flask

from dashboard.chart import Chart, Desk
from dashboard.decks import Quote, Report, Shown, chart_of, view_of
from dashboard.language import Language, language
from dashboard.links import Deck
from dashboard.ui import html
from dashboard.ui.assets import asset, first_style, further_style, style_text
from dashboard.ui.fragments import as_html
from dashboard.ui.links import hidden, icon, link
from dashboard.ui.sharing_pages import heading, languages, section_card, staff_page, submit_button

PATH = "/present"
SCRIPTS = ("scripts/cards.js", "scripts/sharing.js", "scripts/snapshot.js", "scripts/present.js")
LONGEST_NAME, LONGEST_CAPTION = 120, 600
SHOW = """<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{title}</title>
<link rel="icon" href="/assets/favicon.svg" type="image/svg+xml">
{style}
</head>
<body class="show">
{content}
{scripts}
</body>
</html>"""
PRINTED = """<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<title>{title}</title>
<style>
{styles}
@page {{ size: 13.333in 7.5in; margin: 0 }}
html, body {{ margin: 0 }}
section {{ position: relative; width: 13.333in; height: 7.5in; overflow: hidden; break-after: page }}
section:last-child {{ break-after: auto }}
section > svg {{ display: block; width: 100%; height: 100% }}
h1 {{ position: absolute; margin: 0; color: #ffffff; font-size: 1px }}
</style>
</head>
<body>{pages}</body>
</html>"""


# A deck

def deck_page(
    deck: Deck | None, mine: list[Deck], slides: list[Shown], quotes: Iterable[Quote], kind_of: Callable[[Chart], str],
    desk: Desk | None, served: Desk, words: Language, said: str = "", can_print: bool = True,
) -> flask.Response:
    """A deck with everything that can be done to it. `desk` is that of its release, None if that cannot be read; `quotes` are
    words that quote an outdated number; `kind_of` says what a chart becomes in PowerPoint."""
    if deck is None:
        return staff_page(words("Present"), [
            heading(words("Present"), words("Figures put together to be shown, as slides or on paper")),
            html.Div([
                section_card(words("No deck yet"), html.P([icon("empty"), how_to_add(words)], className="empty-state"),
                             _name_form(f"{PATH}/new", words("Begin a deck"), "", words), name="none"),
            ], className="cards"),
        ], served, words, section="present", scripts=SCRIPTS)
    told = words.count(len(deck.items), "{n} slide", "{n} slides")
    data = words("release {name}, data to {date}", name=deck.release,
                 date=words.date(desk.warehouse.release.cut_off)) if desk else words("release {name}", name=deck.release)
    flags: dict[str, list[Quote]] = {}
    for quote in quotes:
        flags.setdefault(quote.item_id, []).append(quote)
    is_served = desk is not None and deck.release == served.warehouse.release.name
    items = [_slide(deck, one, flags.get(one.item.id, []), kind_of, served if is_served else None, words) for one in slides]
    return staff_page(deck.name, [
        heading(deck.name, f"{told} · {data}", _making(deck, can_print, words) if deck.items and desk else None),
        html.P([icon("info"), said], className="notice", role="status") if said else None,
        release_notice(deck, desk, served, words),
        _flagged(flags.get("", []), words),
        html.Div([
            section_card(
                words("Slides"),
                html.Ol(items, className="deck-slides", id="slides", **{
                    "data-deck": f"{PATH}/{deck.id}",
                    "data-moved": words("“{title}” is slide {n} of {of} now."),
                    "data-saved": words("Saved"),
                    "data-unsaved": words("Not saved yet"),
                    "data-failed": words("This was not saved: the server did not answer. Your words are still here."),
                    "data-no-picture": words("The preview could not be drawn."),
                }) if items else html.P([icon("empty"), how_to_add(words)], className="empty-state"),
                html.P("", role="status", className="visually-hidden", id="deck-said"),
                html.Form([
                    html.Label(words("Title of a section"), htmlFor="field-section"),
                    html.Div([html.Input(type="text", id="field-section", name="title", maxLength=LONGEST_NAME, required=True,
                                         autoComplete="off"),
                              submit_button(words("Add section"), "section", is_quiet=True)], className="copied"),
                ], action=f"{PATH}/{deck.id}/section", method="post", className="entry"),
                name="deck", span=8,
            ),
            html.Div(section_card(words("Decks"), *_managing(deck, mine, words), name="decks"), className="span-4 staff-column"),
        ], className="cards deck-cards"),
    ], served, words, section="present", scripts=SCRIPTS)


def how_to_add(words: Language) -> str:
    """How a figure gets into a deck."""
    return words("To add a figure, open its page and choose “Add to deck” in the … menu of its card.")


def _making(deck: Deck, can_print: bool, words: Language) -> list[Any]:
    """The ways out of a deck."""
    def make(kind: str, text: str) -> html.Form:
        return html.Form([html.Input(type="hidden", name="kind", value=kind), submit_button(text, "download", is_quiet=True)],
                         action=f"{PATH}/{deck.id}/make", method="post", className="deck-make")

    return [
        html.Div([
            link([icon("play"), words("Slideshow")], f"{PATH}/{deck.id}/show", className="button"),
            make("pptx", words("PowerPoint")), make("pdf", words("PDF")) if can_print else None,
        ], className="deck-ways"),
        None if can_print else html.P(words("This server has no browser to make a PDF with; PowerPoint can save one."),
                                      className="hint"),
        html.Div([
            html.Progress(id="make-progress", max=1, value=0, **{"aria-labelledby": "make-said"}),
            html.P("", id="make-said", role="status"),
            html.Button(words("Cancel"), type="button", className="button", id="make-cancel", **{"data-quiet": ""}),
        ], className="making", id="making", hidden=True, **{
            "data-begun": words("The deck is being made …"),
            "data-cancelled": words("Cancelled; no file was made."),
            "data-made": words("{name} is made and saved by your browser."),
            "data-failed": words("The deck was not made: the server did not answer to the end. Try again."),
        }),
    ]


def _slide(
    deck: Deck, one: Shown, flags: list[Quote], kind_of: Callable[[Chart], str], served: Desk | None, words: Language,
) -> html.Li:
    """`served` is the desk of the deck if pages show the same release."""
    item, address = one.item, f"{PATH}/{deck.id}/{one.item.id}"
    title = one.slide.title
    found, view = chart_of(item), view_of(item, served) if served and not one.problem else None
    subtitle = one.slide.answer.subtitle(words) if one.slide.answer is not None else ""
    head: list[Any]
    if item.kind == "section":
        head = [html.H3([icon("section"), words("Section")], className="slide-kind"),
                _text_form(address, "title", item.title, words("Title of the section"), words)]
    else:
        below = html.P(subtitle, className="card-subtitle")
        if one.problem:
            below = html.P([icon("warning"), one.slide.caption], className="field-fault")
        becomes = words(kind_of(found[0])) if found and not one.problem else ""
        head = [
            html.H3(link(title, view.address()) if view else title), below,
            html.P([icon("slides"), words("In PowerPoint: {kind}", kind=becomes)], className="slide-kind") if becomes else None,
            _text_form(address, "caption", item.caption, words("Caption"), words),
        ]
    return html.Li(
        [
            html.Div([
                html.Button([icon("grip"), hidden(words("Move “{title}”: drag it, or press the arrow keys", title=title))],
                            type="button", className="icon-button slide-grip", title=words("Move: drag, or arrow keys")),
                html.Span(className="slide-number", **{"aria-hidden": "true"}),
            ], className="slide-side"),
            html.Div(className="slide-picture", **{"data-slide": f"{address}/picture?size=slide"}),
            html.Div([*head, _flagged(flags, words)], className="slide-words"),
            html.Div([
                _press(f"{address}/move", "up", words("Move “{title}” up", title=title), to="up"),
                _press(f"{address}/move", "down", words("Move “{title}” down", title=title), to="down"),
                _removing(address, item.caption, title, words),
            ], className="slide-tools"),
        ],
        id=item.id, className="deck-slide", **{"data-title": title, "data-kind": item.kind},
    )


def _press(action: str, mark: str, name: str, **fields: str) -> html.Form:
    return html.Form([
        *(html.Input(type="hidden", name=key, value=value) for key, value in fields.items()),
        html.Button([icon(mark), hidden(name)], type="submit", className="icon-button", title=name),
    ], action=action, method="post", className=f"slide-{mark}")


def _removing(address: str, caption: str, title: str, words: Language) -> Any:
    """A slide is taken out at a press; one whose words would be lost with it asks first."""
    name = words("Take “{title}” out", title=title)
    if not caption:
        return _press(f"{address}/remove", "remove", name)
    return html.Details([
        html.Summary([icon("remove"), hidden(name)], className="icon-button", title=name),
        html.Div([
            html.P(words("Its caption is forgotten with it."), className="hint"),
            html.Form(submit_button(words("Take it out"), **{"data-grave": ""}), action=f"{address}/remove", method="post"),
        ], className="menu-list"),
    ], className="menu")


def _text_form(address: str, field: str, text: str, label: str, words: Language) -> html.Form:
    name = f"{field}-{address.rpartition('/')[2]}"
    most = LONGEST_CAPTION if field == "caption" else LONGEST_NAME
    shown = html.Textarea(text, id=name, name="text", rows=2 if field == "caption" else 1, maxLength=most,
                          autoComplete="off", required=field == "title")
    return html.Form([
        html.Input(type="hidden", name="field", value=field), html.Input(type="hidden", name="was", value=text),
        html.Label(label, htmlFor=name), shown,
        html.Div([submit_button(words("Save"), is_quiet=True), html.Span("", className="slide-said", role="status")],
                 className="slide-saving"),
    ], action=f"{address}/say", method="post", className="entry slide-text")


def _flagged(flags: list[Quote], words: Language) -> Any:
    """Which numbers in a text are outdated."""
    if not flags:
        return None
    return html.Ul([html.Li([icon("warning"), quote_in_words(one, words)], **{"data-quoted": one.quoted}) for one in flags],
                   className="slide-flags")


def quote_in_words(quote: Quote, words: Language) -> str:
    """What an outdated number is now: 'The caption quotes “79”, which has changed: Women now 91.'"""
    told = {"caption": "The caption quotes “{quoted}”, which has changed: {now}.",
            "title": "The title quotes “{quoted}”, which has changed: {now}.",
            "name": "The name of the deck quotes “{quoted}”, which has changed: {now}."}[quote.field]
    now = dict.fromkeys((one.column, one.new) for one in quote.of)
    return words(told, quoted=quote.quoted, now="; ".join(words("{column} now {new}", column=name, new=new) for name, new in now))


def _name_form(action: str, text: str, name: str, words: Language, spoken: str = "") -> html.Form:
    """A form that names a deck; with its language, if `spoken` is that and there is another one."""
    field = "name-" + action.rpartition("/")[2]
    choice = None
    if spoken and len(languages()) > 1:
        choice = html.Div([
            html.Label(words("Language of the slides"), htmlFor="field-language"),
            html.Select([
                html.Option(language(code).locale.get_display_name(), value=code, selected="selected" if code == spoken else None)
                for code in languages()
            ], id="field-language", name="language"),
        ], className="entry")
    return html.Form([
        choice,
        html.Label(words("Name"), htmlFor=field),
        html.Div([
            html.Input(type="text", id=field, name="name", value=name, maxLength=LONGEST_NAME, required=True, autoComplete="off"),
            submit_button(text, is_quiet=True),
        ], className="copied"),
    ], action=action, method="post", className="entry")


def _managing(deck: Deck, mine: list[Deck], words: Language) -> list[Any]:
    def fold(mark: str, text: str, *content: Any) -> html.Details:
        return html.Details([html.Summary([icon(mark), text]), html.Div(content, className="action-more")], className="action")

    base = f"{PATH}/{deck.id}"
    chooser = html.Form([
        html.Label(words("Deck that figures are added to"), htmlFor="field-deck"),
        html.Div([
            html.Select([html.Option(one.name, value=one.id, selected="selected" if one.id == deck.id else None) for one in mine],
                        id="field-deck", name="deck"),
            submit_button(words("Open"), is_quiet=True),
        ], className="copied"),
    ], action=f"{PATH}/choose", method="post", className="entry") if len(mine) > 1 else None
    return [
        chooser,
        html.Div([
            fold("add", words("New deck …"), _name_form(f"{PATH}/new", words("Begin"), "", words)),
            fold("edit", words("Rename …"), _name_form(f"{base}/rename", words("Rename"), deck.name, words, deck.language)),
            fold("copy", words("Duplicate …"),
                 _name_form(f"{base}/duplicate", words("Duplicate"), words("{name}, copy", name=deck.name)[:LONGEST_NAME], words)),
            fold("link-revoked", words("Delete …"),
                 html.P(words("“{name}” is forgotten with its order and its captions. This cannot be undone.", name=deck.name)),
                 html.Form(submit_button(words("Delete this deck"), **{"data-grave": ""}), action=f"{base}/delete", method="post")),
        ], className="deck-actions"),
    ]


def release_notice(deck: Deck, desk: Desk | None, served: Desk, words: Language) -> Any:
    """That a deck shows another release than the one served now; None if it does not."""
    if deck.release == served.warehouse.release.name:
        return None
    return html.P([icon("info"), html.Strong(release_in_words(deck, desk, served, words)), " ",
                   link(words("See what changes"), f"{PATH}/{deck.id}/reissue")], className="notice")


def release_in_words(deck: Deck, desk: Desk | None, served: Desk, words: Language) -> str:
    """Which release a deck shows and which one is served now; '' if it is the same."""
    release = served.warehouse.release
    if deck.release == release.name:
        return ""
    if desk is None:
        return words("The release of this deck, {name}, cannot be read here any more. Its figures cannot be shown.",
                     name=deck.release)
    built = words.date(release.built_at.date())
    if release.built_at < desk.warehouse.release.built_at:
        return words("This deck shows release {name}. The release served now is an earlier one, of {date}.",
                     name=deck.release, date=built)
    return words("This deck shows release {name}. A newer release, of {date}, is served now.", name=deck.release, date=built)


# Another release

def reissue_page(deck: Deck, report: Report | None, desk: Desk | None, served: Desk, words: Language) -> flask.Response:
    """What the release served now changes in a deck, and the button that takes the deck there. `report` is None if the release of
    the deck cannot be read."""
    release = served.warehouse.release
    steps = html.Div([
        html.Form([
            html.Input(type="hidden", name="was", value=deck.release),
            html.Input(type="hidden", name="release", value=release.name),
            submit_button(words("Re-issue on release {name}", name=release.name), "seal"),
        ], action=f"{PATH}/{deck.id}/reissue", method="post"),
        link(words("Leave it as it is"), f"{PATH}/{deck.id}", className="button", **{"data-quiet": ""}),
        html.P(words("Order and captions stay. Captions are yours: none is changed for you."), className="hint"),
    ], className="form-steps")
    cards: list[Any] = []
    if report is not None:
        cards = [_summary(deck, report, steps, words), _quotes_card(deck, report, words), _unknown_card(report, words),
                 _changes_card(deck, report, words)]
    else:
        cards = [section_card(words("What changes"), html.P([icon("warning"), release_in_words(deck, desk, served, words)]), steps,
                              name="summary")]
    return staff_page(words("Re-issue"), [
        heading(words("Re-issue “{name}”", name=deck.name), release_in_words(deck, desk, served, words)),
        html.Div(cards, className="cards"),
    ], served, words, section="present", scripts=SCRIPTS)


def _summary(deck: Deck, report: Report, steps: Any, words: Language) -> Any:
    told = [
        words.count(len(report.changes), "{n} figure changes", "{n} figures change") +
        (words(" on {slides}", slides=words.count(len(report.slides), "{n} slide", "{n} slides")) if report.changes else ""),
        words.count(len({(one.item_id, one.field) for one in report.quotes}), "{n} text quotes a number that changes",
                    "{n} texts quote a number that changes"),
        words.count(len(report.unknown), "{n} slide cannot be shown", "{n} slides cannot be shown"),
    ]
    listed = html.Ul([html.Li(one) for one in told], className="told-list")
    return section_card(words("What changes"), listed, steps, name="summary")


def _quotes_card(deck: Deck, report: Report, words: Language) -> Any:
    if not report.quotes:
        return None
    rows = [
        html.Tr([
            html.Td(_numbered(deck, one.number, one.item_id, words)), html.Td(_marked(one)),
            html.Td("; ".join(dict.fromkeys(moved.column for moved in one.of))),
            html.Td(one.quoted, className="number"),
            html.Td("; ".join(dict.fromkeys(moved.new for moved in one.of)), className="number"),
        ])
        for one in report.quotes
    ]
    heads = (("Slide", None), ("Words", None), ("Quotes", None), ("Old value", "number"), ("New value", "number"))
    title = words("Words that quote an outdated number")
    return section_card(title, _table(words("Outdated numbers, by slide"), heads, rows, words), name="quotes")


def _marked(one: Quote) -> list[Any]:
    before, _, after = one.text.partition(one.quoted)
    return [before, html.Mark(one.quoted), after]


def _unknown_card(report: Report, words: Language) -> Any:
    if not report.unknown:
        return None
    return section_card(
        words("Slides that cannot be shown"),
        html.Ul([
            html.Li([icon("warning"), html.Strong(words("Slide {n}, {title}:", n=one.number, title=one.slide.title)), " ",
                     one.problem])
            for one in report.unknown
        ], className="told-list"),
        html.P(words("They stay in the deck and say so in their place. Take them out, or add the figure anew."), className="hint"),
        name="not-shown",
    )


def _changes_card(deck: Deck, report: Report, words: Language) -> Any:
    if not report.changes:
        return None
    rows = [
        html.Tr([
            html.Td(_numbered(deck, one.number, deck.items[one.number - 1].id, words)), html.Td(one.moved.title),
            html.Td(one.moved.row), html.Td(one.moved.column),
            html.Td(one.moved.old, className="number"), html.Td(one.moved.new, className="number"),
        ])
        for one in report.changes
    ]
    heads = (("Slide", None), ("Figure", None), ("Row", None), ("Column", None), ("Old value", "number"), ("New value", "number"))
    return section_card(words("Figures that change"), _table(words("Changes, by slide"), heads, rows, words), name="changes")


def _numbered(deck: Deck, number: int, item_id: str, words: Language) -> Any:
    if not number:
        return words("name")
    return link(words.number(number), f"{PATH}/{deck.id}#{item_id}")


def _table(caption: str, heads: Iterable[tuple[str, str | None]], rows: list[html.Tr], words: Language) -> html.Div:
    return html.Div(html.Table([
        html.Caption(caption, className="visually-hidden"),
        html.Thead(html.Tr([html.Th(words(head), scope="col", className=kind) for head, kind in heads])),
        html.Tbody(rows),
    ], className="data-table"), className="table-scroll", tabIndex=0, role="region", **{"aria-label": caption})


# The slideshow and the printed deck

def show_page(deck: Deck, slides: list[Shown], desk: Desk, served: Desk, words: Language) -> flask.Response:
    """A deck in full, one slide at a time; without a script all of them one below the other."""
    notice = release_in_words(deck, desk, served, words)
    of = words.number(len(slides))

    def slide(one: Shown) -> html.Section:
        given, title = one.slide.answer, one.slide.title
        place = words("{n} of {of}", n=words.number(one.number), of=of)
        caption = "" if one.problem else one.slide.caption
        told: list[Any] = [html.H2(title, className="show-title")]
        if given is not None:
            finding = given.finding(words)
            told += [html.P(given.subtitle(words), className="show-subtitle"),
                     html.P(finding, className="show-finding") if finding else None]
        elif one.problem:
            told.append(html.P(one.slide.caption, className="show-finding"))
        return html.Section(
            [
                html.P([icon("info"), notice if one.number == 1 else words("not the release served now")],
                       className="show-notice", **{"data-mark": None if one.number == 1 else ""}) if notice else None,
                html.Div(html.Div(told, className="show-words"), className="show-paper",
                         **{"data-slide": f"{PATH}/{deck.id}/{one.item.id}/picture?size=slide"}),
                html.P(caption, className="show-caption") if caption else None,
            ],
            id=f"slide-{one.number}", className="show-slide", tabIndex=-1,
            **{"aria-roledescription": words("slide"), "aria-label": f"{place}: {title}", "data-kind": one.item.kind},
        )

    def press(mark: str, name: str, key: str) -> html.Button:
        return html.Button([icon(mark), hidden(name)], type="button", className="show-button", title=name, **{"data-step": key})

    content = [
        html.Main([html.H1(deck.name, className="visually-hidden"), *(slide(one) for one in slides),
                   None if slides else html.P(how_to_add(words), className="show-caption")], className="show-stage", id="show",
                  **{"data-no-picture": words("The picture could not be drawn.")}),
        html.Nav([
            press("previous", words("Previous slide"), "-1"),
            html.Span([html.Span("1", id="show-number"), f" / {of}"], className="show-count"),
            press("next", words("Next slide"), "1"),
            press("full-screen", words("Full screen (F)"), "full"),
            link([icon("remove"), hidden(words("Leave the slideshow"))], f"{PATH}/{deck.id}", className="show-button",
                 id="show-leave", title=words("Leave the slideshow (Escape)")),
        ], className="show-bar", **{"aria-label": words("Slideshow")}),
        html.P("", role="status", className="visually-hidden", id="show-said"),
    ]
    scripts = "\n".join(f'<script src="{asset(path)}"></script>' for path in ("scripts/snapshot.js", "scripts/present.js"))
    return flask.Response(
        SHOW.format(language=words.code, title=escape(f"{deck.name} · {served.warehouse.release.programme.name}"),
                    style=first_style() + further_style(), content=as_html(content), scripts=scripts),
        content_type="text/html; charset=utf-8",
    )


def printed(title: str, pages: Iterable[tuple[str, str]], words: Language) -> str:
    """A document of slides, one a page. `pages` are SVG elements, whose words are escaped, each with its title."""
    told = "".join(f'<section aria-label="{escape(name)}"><h1>{escape(name)}</h1>{svg}</section>' for svg, name in pages)
    styles = style_text(("css/10-tokens.css", "css/12-type.css"), told)
    return PRINTED.format(language=words.code, title=escape(title), styles=styles, pages=told)


def today(moment: datetime, words: Language) -> str:
    """The name of a deck that nobody has named."""
    return words("Slides of {date}", date=words.date(moment.date()))
