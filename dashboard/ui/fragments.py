"""Ready-made HTML for the pieces of a page that follow the address.

A browser needs seconds to mount a table of a thousand cells as Dash components, and a few milliseconds to take it as HTML.
So marks are written as Dash components, and what is sent of them is the text they stand for, every value escaped.
"""

from __future__ import annotations

from html import escape
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

NAMES = {"className": "class", "htmlFor": "for", "tabIndex": "tabindex", "rowSpan": "rowspan", "colSpan": "colspan",
         "maxLength": "maxlength", "autoComplete": "autocomplete", "srcSet": "srcset"}
EMPTY_TAGS = frozenset({"img", "br", "hr", "input", "col"})
NOT_SENT = frozenset({"children", "n_clicks", "n_clicks_timestamp", "key", "debounce",
                      "available_properties", "available_wildcard_properties"})


def place(tag: type[Component], fragment: str, **attributes: Any) -> Component:
    """A component whose content is a fragment; a script of the page puts it in, now and whenever it changes."""
    return tag(**attributes, **{"data-html": fragment})


def as_html(content: Any) -> str:
    """The HTML of components, texts and lists of them. Raises TypeError for a component that needs a script to work."""
    if content is None or content is False:
        return ""
    if isinstance(content, str):
        return escape(content)
    if isinstance(content, list | tuple):
        return "".join(map(as_html, content))
    if isinstance(content, Component):
        return _element(content)
    return escape(str(content))


def _element(component: Component) -> str:
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
    return f"<{opened}>{as_html(given.get('children'))}</{tag}>"


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
        raise TypeError("a piece sent as HTML has no callbacks, so its ids are plain words")
    return f' {name.lower()}="{escape(str(value))}"'


def _property(name: str) -> str:
    if name.startswith("--"):
        return name
    return "".join("-" + c.lower() if c.isupper() else c for c in name)
