"""Links: every change of state is one, and addresses from data are only followed when they are plain web addresses."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from dash import html

from dashboard.chart import Answer, Desk
from dashboard.content import CHARTS, PAGES
from dashboard.exports import EVERYTHING, FORMATS
from dashboard.language import Language
from dashboard.selection import View, as_query

ACTIVITIES_PATH = "/activities"


def link(children: Any, address: str, key: str = "", **attributes: Any) -> html.A:
    """A link inside the product. `key` lets the keyboard focus find it again after an update."""
    if key:
        attributes["data-key"] = key
    return html.A(children, href=address, **attributes)


def icon(name: str) -> html.Span:
    """A decorative icon; the words beside it say what it means."""
    return html.Span(className=f"icon icon-{name}", **{"aria-hidden": "true"})


def hidden(text: str) -> html.Span:
    """Words for screen readers only."""
    return html.Span(text, className="visually-hidden")


def sources(addresses: str | None, words: Language) -> Any:
    """The web addresses of a source cell (joined by ' | ') as links named by their host; anything else stays text."""
    if not addresses:
        return words("not stated")
    parts: list[Any] = []
    for address in addresses.split(" | "):
        place = urlsplit(address.strip())
        if parts:
            parts.append(", ")
        if place.scheme in ("http", "https") and place.hostname:
            parts.append(html.A(
                place.hostname.removeprefix("www."), href=address.strip(), target="_blank", rel="noopener noreferrer",
                title=address.strip(), className="source-link",
            ))
        else:
            parts.append(address)
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


Reach = Callable[[str], str | None]
"""Maps an address of the product to the one to write for a reader; None if it leads nowhere for them."""


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
        if path not in paths:
            return None
        view, notices = desk.view(paths[path], query)
        return None if notices else base + view.address()

    return reach


def may_download(file: str, desk: Desk) -> bool:
    """Whether a desk's reader may have a file such as 'women_share.csv' or the bundle of everything."""
    if not desk.reader.may("data"):
        return False
    if file == EVERYTHING:
        return desk.reader.is_unlimited
    name, _, kind = file.rpartition(".")
    if name not in CHARTS or kind not in FORMATS:
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
