"""Views spread over what a reader can ask: what the tests of charts, exports and pages walk through."""

from __future__ import annotations

from asking import Asking

from dashboard.catalogue import DIMENSIONS
from dashboard.chart import Page


def queries(page: Page, asking: Asking) -> list[str]:
    """Query strings of a page: its default, every year, each filter's first and last value, each choice of its controls,
    and filters that no record passes."""
    desk = asking.desk
    asked = ["", *(f"year={word}" for word in desk.years.words())]
    for key in DIMENSIONS:
        if key != "year":
            values = desk.allowed.get(key, [])
            asked += [f"year=all&{key}={value}" for value in dict.fromkeys((*values[:1], *values[-1:]))]
    asked += [f"{control.key}={value}" for control in page.controls for value, _ in control.values]
    asked.append("&".join(f"{key}={desk.allowed[key][0]}" for key in DIMENSIONS if desk.allowed.get(key)))
    if page.sides:
        asked += [f"{query}&to.{query}".lstrip("&") for query in asked if query.startswith("year=") and "&" not in query]
        asked += ["year=2021&to.year=2020", "to.year=all&year=all"]
    return asked
