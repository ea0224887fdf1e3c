"""Ready-made HTML for the pieces of a page that follow the address.

A browser needs seconds to mount a table of a thousand cells as Dash components, and a few milliseconds to take it as HTML.
So marks are written as Dash components, and what is sent of them is the text they stand for, every value escaped.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from functools import cache
from html import escape
from typing import Any

import dash
from dash import dcc
from dash.development.base_component import Component

NAMES = {"className": "class", "htmlFor": "for", "tabIndex": "tabindex", "rowSpan": "rowspan", "colSpan": "colspan",
         "maxLength": "maxlength", "autoComplete": "autocomplete", "srcSet": "srcset"}
EMPTY_TAGS = frozenset({"img", "br", "hr", "input", "col"})
UNSAFE = frozenset("&<>\"'")
OFFERS = frozenset({"menu-item", "segment", "option", "reset", "swap", "section-link", "chip", "offer", "page-step"})
"""Classes of links that are nothing but a choice or an offer."""
NOT_SENT = frozenset({"children", "data-html", "n_clicks", "n_clicks_timestamp", "key", "debounce",
                      "available_properties", "available_wildcard_properties"})


class Tags:
    """Dash's components by name, `html.Div`, without what checks each of them at the cost of writing ten: here they are made by
    the thousand and only ever written. Their attributes are those of HTML."""

    def __getattr__(self, name: str) -> Any:
        known: type[Component] = dcc.Input if name == "Input" else getattr(dash.html, name)
        made = type(name, (known,), {"__init__": _unchecked, "__module__": known.__module__})
        setattr(self, name, made)
        return made


def _unchecked(self: Component, children: Any = None, **attributes: Any) -> None:
    self.__dict__ = attributes
    self.children = children


html = Tags()


def place(tag: type[Component], fragment: str, **attributes: Any) -> Component:
    """A component whose content is a fragment: HTML that is written already."""
    return tag(**attributes, **{"data-html": fragment})


def as_html(content: Any, reach: Callable[[str], str | None] | None = None) -> str:
    """The HTML of components, texts and lists of them. `reach` maps every address to the one the reader is to follow; what
    leads nowhere for them is no link: a choice or offer is left out, anything else keeps its words. Raises TypeError for a
    component that needs a script to work."""
    parts: list[str] = []
    _write(content, reach, parts.append)
    return "".join(parts)


def _write(content: Any, reach: Callable[[str], str | None] | None, write: Callable[[str], None]) -> None:
    if content is None or content is False:
        return
    if isinstance(content, str):
        write(_escaped(content))
    elif isinstance(content, list | tuple):
        for one in content:
            _write(one, reach, write)
    elif isinstance(content, Component):
        _write_element(content if reach is None else _led(content, reach), reach, write)
    else:
        write(_escaped(str(content)))


def _escaped(text: str) -> str:
    return text if UNSAFE.isdisjoint(text) else escape(text)


def _led(component: Component, reach: Callable[[str], str | None]) -> Any:
    """A component with its address mapped; a link without one becomes plain words, or nothing if it only was an offer."""
    for name in ("href", "action"):
        address = getattr(component, name, None)
        if not isinstance(address, str):
            continue
        mapped = reach(address)
        if mapped == address:
            return component
        if mapped is not None:
            changed = copy(component)
            setattr(changed, name, mapped)
            return changed
        kind = set((getattr(component, "className", None) or "").split())
        is_chosen = vars(component).get("aria-checked") == "true"
        if name == "action" or (kind & OFFERS and not is_chosen):
            return None
        return html.Span(component.children, className=" ".join(sorted(kind)) or None)
    return component


def _write_element(component: Component | None, reach: Callable[[str], str | None] | None, write: Callable[[str], None]) -> None:
    if component is None:
        return
    tag = _tag(type(component))
    given = vars(component)
    write(f"<{tag}")
    for name, value in given.items():
        if value is None or value is False or name in NOT_SENT or name[0] == "_":
            continue
        write(f' class="{_escaped(value)}"' if name == "className" and type(value) is str else _attribute(name, value))
    write(">")
    if tag in EMPTY_TAGS:
        return
    fragment = given.get("data-html")
    if fragment is None:
        _write(given.get("children"), reach, write)
    else:
        write(fragment)
    write(f"</{tag}>")


@cache
def _tag(kind: type[Component]) -> str:
    if issubclass(kind, dcc.Input):
        return "input"
    if kind.__module__.startswith(dash.html.__name__):
        return kind.__name__.lower()
    raise TypeError(f"{kind.__name__} cannot be sent as HTML")


def _attribute(name: str, value: Any) -> str:
    name = NAMES.get(name, name)
    if value is True:
        return f" {name.lower()}"
    if name == "style":
        value = ";".join(f"{_property(key)}:{text}" for key, text in value.items())
    elif name == "id" and not isinstance(value, str):
        raise TypeError("what is sent as HTML has no callbacks, so its ids are plain words")
    return f' {name.lower()}="{_escaped(value if type(value) is str else str(value))}"'


def _property(name: str) -> str:
    if name.startswith("--"):
        return name
    return "".join("-" + c.lower() if c.isupper() else c for c in name)
