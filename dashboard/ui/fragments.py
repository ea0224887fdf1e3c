"""Ready-made HTML for the pieces of a page that follow the address.

A browser needs seconds to mount a table of a thousand cells as Dash components, and a few milliseconds to take it as HTML.
So marks are written as Dash components, and what is sent of them is the text they stand for, every value escaped.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from html import escape
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

NAMES = {"className": "class", "htmlFor": "for", "tabIndex": "tabindex", "rowSpan": "rowspan", "colSpan": "colspan",
         "maxLength": "maxlength", "autoComplete": "autocomplete", "srcSet": "srcset"}
EMPTY_TAGS = frozenset({"img", "br", "hr", "input", "col"})
OFFERS = frozenset({"menu-item", "segment", "option", "reset", "swap", "section-link", "chip", "offer", "page-step"})
"""Classes of links that are nothing but a choice or an offer."""
NOT_SENT = frozenset({"children", "data-html", "n_clicks", "n_clicks_timestamp", "key", "debounce",
                      "available_properties", "available_wildcard_properties"})


def place(tag: type[Component], fragment: str, **attributes: Any) -> Component:
    """A component whose content is a fragment: HTML that is written already."""
    return tag(**attributes, **{"data-html": fragment})


def form_field(**attributes: Any) -> dcc.Input:
    """An <input> with the attributes of plain HTML, not all of which Dash's component names."""
    made = dcc.Input()
    for name, value in attributes.items():
        setattr(made, name, value)
    return made


def as_html(content: Any, reach: Callable[[str], str | None] | None = None) -> str:
    """The HTML of components, texts and lists of them. `reach` maps every address to the one the reader is to follow; what
    leads nowhere for them is no link: a choice or offer is left out, anything else keeps its words. Raises TypeError for a
    component that needs a script to work."""
    if content is None or content is False:
        return ""
    if isinstance(content, str):
        return escape(content)
    if isinstance(content, list | tuple):
        return "".join(as_html(one, reach) for one in content)
    if isinstance(content, Component):
        return _element(content if reach is None else _led(content, reach), reach)
    return escape(str(content))


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


def _element(component: Component | None, reach: Callable[[str], str | None] | None) -> str:
    if component is None:
        return ""
    if isinstance(component, dcc.Input):
        tag = "input"
    elif component.__module__.startswith(html.__name__):
        tag = type(component).__name__.lower()
    else:
        raise TypeError(f"{type(component).__name__} cannot be sent as HTML")
    given = vars(component)
    opened = tag + "".join(
        _attribute(name, value) for name, value in given.items() if name not in NOT_SENT and not name.startswith("_")
    )
    if tag in EMPTY_TAGS:
        return f"<{opened}>"
    fragment = given.get("data-html")
    return f"<{opened}>{as_html(given.get('children'), reach) if fragment is None else fragment}</{tag}>"


def _attribute(name: str, value: Any) -> str:
    if value is None or value is False:
        return ""
    if type(value) is str and name == "className":
        return f' class="{escape(value)}"'
    name = NAMES.get(name, name)
    if value is True:
        return f" {name.lower()}"
    if name == "style":
        value = ";".join(f"{_property(key)}:{text}" for key, text in value.items())
    elif name == "id" and not isinstance(value, str):
        raise TypeError("what is sent as HTML has no callbacks, so its ids are plain words")
    return f' {name.lower()}="{escape(str(value))}"'


def _property(name: str) -> str:
    if name.startswith("--"):
        return name
    return "".join("-" + c.lower() if c.isupper() else c for c in name)
