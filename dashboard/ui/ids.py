"""Ids of components, said once."""

from __future__ import annotations

from typing import Any

ADDRESS = "address"
VISIT = "visit"
SELECTION = "selection"
MOUNTED = "mounted"
PAGE = "page"
EXPLAIN = "explain"
EXPLAIN_BODY = "explain-body"
SETTLED = "settled"
CLICKED = "clicked"
ASKED = "asked"
PICTURE = "picture"


def live(key: Any) -> dict[str, Any]:
    """A piece of the page whose content follows the address."""
    return {"part": "live", "key": key}


def graph(chart: Any) -> dict[str, Any]:
    """The picture of a chart."""
    return {"part": "graph", "key": chart}


def explain(chart: Any) -> dict[str, Any]:
    """The button that opens a chart's explanation."""
    return {"part": "explain", "key": chart}
