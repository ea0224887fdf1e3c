"""The library that draws the pictures: one copy of our own with all that figures need, there in time and never in the way."""

from __future__ import annotations

import gzip
import re
import urllib.request

from asking import Asking
from plotly.offline import get_plotlyjs_version
from serving import Served
from spread import queries
from visitor import Visitor, settled, tiles, until

from dashboard.content import PAGES
from dashboard.figures import DRAWN, PLOTLY, draw
from dashboard.language import language

ADDRESS = "/assets/vendor/plotly.min.js"


def asked_for(visitor: Visitor) -> list[str]:
    """The addresses below the server of all that was asked for and has plotly in its name."""
    return [request.url.removeprefix(visitor.address) for request in visitor.requests if "plotly" in request.url]


def test_a_reader_gets_one_copy_and_it_is_ours(visitor: Visitor) -> None:
    page = visitor.open("/", knows=False)
    (address,) = asked_for(visitor)
    assert re.fullmatch(re.escape(ADDRESS) + r"\?m=[\d.]+", address)
    page.goto(visitor.address + "/geography")
    settled(page)
    assert {*asked_for(visitor)} == {address}


def test_it_is_the_library_that_figures_are_checked_against_with_every_trace_they_use(visitor: Visitor, ask: Asking) -> None:
    """Plotly's Python package validates figures in other tests; a trace that the library lacks would be drawn as another kind."""
    answers = (ask.answer(chart.name, query) for page in PAGES for chart in page.charts if chart.mark in DRAWN
               for query in queries(page, ask)[:4])
    used = {trace["type"] for answer in answers if not answer.is_empty for trace in draw(answer, language("en"))["data"]}
    assert used == {"bar", "sankey", "scatter", "scattergeo"}
    page, version = visitor.open("/"), get_plotlyjs_version()
    assert page.evaluate("() => Plotly.version") == version
    assert used == {*page.evaluate("() => Object.keys(Plotly.PlotSchema.get().traces)")}
    assert PLOTLY.read_text(encoding="utf-8").startswith(f"/* plotly.js v{version}: bar, sankey, scatter, scattergeo.")


def test_a_page_can_be_read_before_the_library_is_there(visitor: Visitor) -> None:
    page = visitor.page(knows=False)
    held = []
    page.route(f"**{ADDRESS}*", lambda route: held.append(route))
    page.goto(visitor.address + "/", wait_until="commit")
    until(page, lambda: page.locator("#card-headline .tile").count() > 0, "the headline is shown")
    assert tiles(page)["Activities"] == "19"
    assert page.locator("#card-activities_over_time .finding").is_visible()
    until(page, lambda: held, "the library is asked for")
    assert page.evaluate("() => window.Plotly === undefined")
    for route in held:
        route.continue_()
    settled(page)
    assert page.locator("#card-activities_over_time .trace").count()


def test_a_page_without_pictures_asks_for_no_library(visitor: Visitor) -> None:
    visitor.open("/data")
    assert asked_for(visitor) == []


def test_it_is_sent_compressed_and_kept_for_a_year(served: dict[str, Served], visitor: Visitor) -> None:
    visitor.open("/")
    (address,) = asked_for(visitor)
    asked = urllib.request.Request(visitor.address + address, headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(asked) as answer:
        body = answer.read()
    assert answer.headers["Content-Encoding"] == "gzip" and gzip.decompress(body) == PLOTLY.read_bytes()
    assert len(body) < 600_000
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Content-Type"].startswith("text/javascript")
