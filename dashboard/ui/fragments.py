"""Ready-made HTML for the pieces of a page that follow the address.

A browser needs seconds to mount a table of a thousand cells as components, and a few milliseconds to take it as HTML. So what is
sent of a page is the text that its elements stand for, every value escaped.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any

from dashboard.ui import html
from dashboard.ui.html import Element

NAMES = {"className": "class", "htmlFor": "for"}
"""Attributes whose name is another one in HTML; of all others it is the same in small letters."""
OFFERS = frozenset({"menu-item", "segment", "option", "reset", "swap", "section-link", "chip", "offer", "page-step"})
"""Classes of links that are nothing but a choice or an offer."""
FOLDED = {"data-folded": ""}
"""Attributes of an element whose content the page's script asks for when it is opened."""
Reach = Callable[[str], str | None]
"""Maps an address of the product to the one to write for a reader; None if it leads nowhere for them."""


class Written(str):
    """A text that is HTML already."""

    __slots__ = ()


class Folded:
    """Content that nobody sees before it is opened, and so is made when it is: how it is made."""

    __slots__ = ("made",)

    def __init__(self, made: Callable[[], Any]):
        self.made = made


def place(tag: type[Element], fragment: str, **attributes: Any) -> Element:
    """An element whose content is a fragment: HTML that is written already."""
    return tag(Written(fragment), **attributes)


def as_html(content: Any, reach: Reach | None = None) -> str:
    """The HTML of elements, texts, numbers and lists of them, also folded ones; nothing for None and False. `reach` maps every
    address to the one the reader is to follow; what leads nowhere for them is no link: a choice or offer is left out, anything else
    keeps its words. Raises TypeError for anything else, such as a component that needs a script to work."""
    parts: list[str] = []
    _write(content, reach, parts.append)
    return "".join(parts)


def _write(content: Any, reach: Reach | None, write: Callable[[str], None]) -> None:
    kind = type(content)
    if kind is str:
        write(escaped(content))
    elif kind is list or kind is tuple:
        for one in content:
            _write(one, reach, write)
    elif isinstance(content, Element):
        if reach is not None:
            content = _led(content, reach)
            if content is None:
                return
        write(content.start)
        for name, value in content.attributes.items():
            if value is not None and value is not False:
                write(_attribute(name, value))
        write(">")
        if content.end:
            _write(content.children, reach, write)
            write(content.end)
    elif content is None or content is False:
        return
    elif kind is Written:
        write(content)
    elif kind is Folded:
        _write(content.made(), reach, write)
    elif isinstance(content, str | int | float):
        write(escaped(str(content)))
    else:
        raise TypeError(f"{kind.__name__} cannot be sent as HTML")


def escaped(text: str) -> str:
    """A text as it is written between tags and in attributes."""
    if "&" in text or "<" in text or ">" in text or '"' in text or "'" in text:
        return escape(text)
    return text


def _led(element: Element, reach: Reach) -> Element | None:
    """An element with its address mapped; a link without one becomes plain words, or nothing if it only was an offer."""
    given = element.attributes
    for name in ("href", "action"):
        address = given.get(name)
        if not isinstance(address, str):
            continue
        mapped = reach(address)
        if mapped == address:
            return element
        if mapped is not None:
            return type(element)(element.children, **{**given, name: mapped})
        kind = set((given.get("className") or "").split())
        is_chosen = given.get("aria-checked") == "true"
        if name == "action" or (kind & OFFERS and not is_chosen):
            return None
        return html.Span(element.children, className=" ".join(sorted(kind)) or None)
    return element


def _attribute(name: str, value: Any) -> str:
    called = NAMES.get(name) or name.lower()
    if type(value) is str:
        return f' {called}="{escaped(value)}"'
    if value is True:
        return f" {called}"
    if name == "style":
        value = ";".join(f"{_property(key)}:{text}" for key, text in value.items())
    elif name == "id":
        raise TypeError("what is sent as HTML has no callbacks, so its ids are plain words")
    return f' {called}="{escaped(str(value))}"'


def _property(name: str) -> str:
    if name.startswith("--"):
        return name
    return "".join("-" + c.lower() if c.isupper() else c for c in name)
