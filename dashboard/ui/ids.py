"""Ids of elements, said once."""

from __future__ import annotations

PAGE = "page"
EXPLAIN = "explain"
EXPLAIN_BODY = "explain-body"
ASKED = "asked"
PICTURE = "picture"


def live(key: str) -> str:
    """A piece of the page whose content follows the address."""
    return f"live:{key}"


def graph(chart: str) -> str:
    """The picture of a chart."""
    return f"graph:{chart}"
