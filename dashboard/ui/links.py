"""Links: every change of state is one, and addresses from data are only followed when they are plain web addresses."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from dash import html

from dashboard.chart import Answer
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
