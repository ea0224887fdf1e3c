"""Links: every change of state is one, and addresses from data are only followed when they are plain web addresses."""

from __future__ import annotations

import re
from typing import Any

from dashboard.chart import Answer, Desk
from dashboard.content import CHARTS, PAGES
from dashboard.exports import EVERYTHING, FORMATS
from dashboard.language import Language
from dashboard.selection import View, as_query
from dashboard.snapshots.wording import source_names
from dashboard.ui import html
from dashboard.ui.fragments import Reach

ACTIVITIES_PATH = "/activities"
PICTURES = ("png", "svg", "drawing")
"""Kinds of picture that an address may ask for; a drawing is what a reader's browser makes one from."""


PRINT = "/print"
DOCUMENTS = {"page.html": ("table", "data"), "page.pdf": ("pictures",)}
"""Whole pages that leave as one file, and what a reader must be allowed for it."""


def link(children: Any, address: str, key: str = "", **attributes: Any) -> html.A:
    """A link inside the product. `key` lets the keyboard focus find it again after an update."""
    if key:
        attributes["data-key"] = key
    return html.A(children, href=address, **attributes)


def icon(name: str) -> html.Span:
    """A decorative icon; the words beside it say what it means."""
    return html.Span(className=f"icon icon-{name}", **{"aria-hidden": "true"})


def option(name: str, value: str, text: str, is_chosen: bool) -> html.Label:
    """One of several choices of a form, of which one is taken."""
    return html.Label([html.Input(type="radio", name=name, value=value, checked=is_chosen), html.Span(text)], className="choice")


def hidden(text: str) -> html.Span:
    """Words for screen readers only."""
    return html.Span(text, className="visually-hidden")


def sources(addresses: str | None, words: Language) -> Any:
    """The web addresses of a source cell (joined by ' | ') as links named by their host; anything else stays text."""
    if not addresses:
        return words("not stated")
    parts: list[Any] = []
    for source in source_names(addresses):
        if parts:
            parts.append(", ")
        parts.append(html.A(
            source.name, href=source.address, target="_blank", rel="noopener noreferrer", title=source.address,
            className="source-link",
        ) if source.address else source.name)
    return parts


def export_address(answer: Answer, kind: str) -> str:
    """Where an answer is downloaded from: its chart, its format and the filters of its view."""
    address = answer.view.address()
    return f"/export/{answer.chart.name}.{kind}" + (address[address.index("?"):] if "?" in address else "")


def record_address(activity_id: str, view: View) -> str:
    """Where one activity is opened, keeping the filters in force, and the place in the list if the view is on it."""
    if view.path == ACTIVITIES_PATH:
        return view.address(record=activity_id)
    return ACTIVITIES_PATH + as_query([*view.selection.pairs(), ("record", activity_id)])


def reach_of(desk: Desk) -> Reach:
    """How far the links of a desk's reader lead: below their base, to pages and downloads in scope, and only to views that are
    not turned back by what their link holds fixed."""
    base = desk.reader.base
    paths = {page.path: page for page in PAGES if desk.narrowed(page) is not None}

    def reach(address: str) -> str | None:
        if not address.startswith("/") or address.startswith(("//", "/assets/")):
            return address
        if desk.reader.link is None:
            return base + address
        path, _, query = address.partition("?")
        if path.startswith("/export/"):
            return base + address if may_download(path.removeprefix("/export/"), desk) else None
        if path == PRINT:
            return base + address if may_download("page.pdf", desk) else None
        if path not in paths:
            return None
        view, notices = desk.view(paths[path], query)
        return None if notices else base + view.address()

    return reach


def may_download(file: str, desk: Desk) -> bool:
    """Whether a desk's reader may have a file such as 'women_share.csv' or the bundle of everything."""
    if file in DOCUMENTS:
        return all(desk.reader.may(action) for action in DOCUMENTS[file])
    name, _, kind = file.rpartition(".")
    if not desk.reader.may("pictures" if kind in PICTURES else "data"):
        return False
    if file == EVERYTHING:
        return desk.reader.is_unlimited
    if name not in CHARTS or kind not in (*FORMATS, *PICTURES):
        return False
    chart, page = CHARTS[name]
    seen = desk.narrowed(page)
    return seen is not None and chart in seen.charts


def redirected(picture: dict[str, Any], reach: Reach) -> dict[str, Any]:
    """A picture whose marks lead where a reader may go; marks that lead nowhere for them are not followed."""

    def moved(value: Any) -> Any:
        if isinstance(value, str) and re.match(r"/(?!/)", value):
            return reach(value)
        return [moved(one) for one in value] if isinstance(value, list | tuple) else value

    return {**picture, "data": [
        {**trace, "customdata": moved(trace["customdata"])} if trace.get("customdata") is not None else trace
        for trace in picture["data"]
    ]}
