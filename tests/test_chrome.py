"""The browser on the server: walled in, one thing at a time, and back on its feet after a failure."""

from __future__ import annotations

import http.server
import os
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from dashboard.chrome import Busy, Chrome, NoChrome, NotDrawn
from dashboard.settings import Settings
from dashboard.ui.server import create_app

FRAME = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10" viewBox="0 0 20 10"><!--marks--></svg>'


def drawing(**given: object) -> dict[str, object]:
    """A picture of nothing, or of what plotly is given."""
    return {"name": "x", "width": 20, "height": 10, "scale": 2, "svg": FRAME, "alt": "", "figure": None, "box": [0, 0, 20, 10],
            "plot": [200, 100]} | given


@pytest.fixture
def chrome() -> Iterator[Chrome]:
    one = Chrome(seconds=20)
    yield one
    one.close()


def test_it_reaches_no_other_address_whatever_a_document_asks_for(chrome: Chrome):
    asked: list[str] = []

    class Listening(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Listening) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        outside = f"http://127.0.0.1:{server.server_port}"
        document = (f'<!DOCTYPE html><html><body><img src="{outside}/a.png"><link rel="stylesheet" href="{outside}/a.css">'
                    f'<iframe src="{outside}/f"></iframe><script>fetch("{outside}/s").catch(() => 0)</script>Text</body></html>')
        assert chrome.pdf(document).startswith(b"%PDF-")
        image = {"source": f"{outside}/i.png", "x": 0, "y": 1, "sizex": 1, "sizey": 1}
        chrome.finish(drawing(figure={"data": [], "layout": {"images": [image], "width": 200, "height": 100}}), "svg")
        server.shutdown()
    assert asked == []


def test_a_document_is_printed_with_tags_and_its_title(chrome: Chrome):
    made = chrome.pdf('<!DOCTYPE html><html lang="en"><head><title>What was done</title></head><body><h1>Done</h1></body></html>')
    assert b"/MarkInfo" in made and b"/StructTreeRoot" in made and b"/Lang" in made


def test_what_is_not_done_in_time_is_given_up_and_the_next_picture_is_drawn(chrome: Chrome):
    chrome.finish(drawing(), "svg")
    chrome._seconds = 0.5
    with pytest.raises(NotDrawn, match=r"not finished within 0\.5 seconds"):
        chrome.pdf('<!DOCTYPE html><html data-drawing=""><body>never ready</body></html>')
    chrome._seconds = 20
    assert chrome.finish(drawing(), "svg").startswith(b"<svg")


def test_a_browser_that_was_killed_is_started_anew(chrome: Chrome):
    chrome.finish(drawing(), "svg")
    os.killpg(chrome._browser.subprocess.pid, signal.SIGKILL)
    time.sleep(0.3)
    assert chrome.finish(drawing(), "png").startswith(b"\x89PNG")


def test_nothing_of_it_is_left_when_it_is_closed():
    chrome = Chrome()
    chrome.finish(drawing(), "svg")
    group, folder = chrome._browser.subprocess.pid, Path(chrome._folder)
    assert folder.is_dir()
    chrome.close()
    for _ in range(100):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            break
        time.sleep(0.05)
    else:
        pytest.fail("the browser still runs")
    assert not folder.exists()


def test_more_than_may_wait_are_turned_away_and_the_others_are_drawn():
    chrome = Chrome(most_waiting=2)

    def draw(_: int) -> str:
        try:
            return chrome.finish(drawing(), "svg")[:4].decode()
        except Busy:
            return "busy"

    with ThreadPoolExecutor(14) as pool:
        patient = pool.submit(lambda: [chrome.finish(drawing(), "svg", is_patient=True)[:4] for _ in range(5)])
        told = list(pool.map(draw, range(12)))
        assert patient.result() == [b"<svg"] * 5, "who makes a deck waits as long as it takes"
    chrome.close()
    assert set(told) == {"<svg", "busy"}
    assert told.count("<svg") >= 2


def test_a_figure_that_cannot_be_drawn_is_told_and_harms_nothing(chrome: Chrome):
    with pytest.raises(NotDrawn):
        chrome.finish(drawing(figure={"data": 7, "layout": {"xaxis": {"domain": "x"}, "width": -5}}, plot=["x", "y"]), "svg")
    assert chrome.finish(drawing(), "svg").startswith(b"<svg")


# Where there is none

@pytest.fixture(scope="module")
def without(crimjust: Path) -> FlaskClient:
    """The application on a server that has no browser."""
    app = create_app(Settings(data=crimjust))
    app.server.extensions["chrome"] = Chrome(path="/nowhere/chrome")
    return app.server.test_client()


def test_a_server_without_a_browser_says_so_and_where_pictures_are_had(without: FlaskClient):
    told = without.get("/export/women_share.png")
    assert told.status_code == 503
    assert told.text.startswith("This server has no browser to draw with. Open the figure in the dashboard")
    with pytest.raises(NoChrome):
        Chrome(path="/nowhere/chrome").pdf("<p>")


def test_a_server_without_a_browser_still_gives_all_else_and_what_the_readers_own_browser_draws(without: FlaskClient):
    assert without.get("/gender").status_code == 200
    assert without.get("/export/women_share.csv").status_code == 200
    drawn = without.get("/export/women_share.drawing?size=half").get_json()
    assert (drawn["width"], drawn["height"], drawn["figure"]["data"][0]["type"]) == (640, 720, "scatter")
