"""Every figure as a picture of every size: whole, of its size, and saying what the screen says."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from xml.etree import ElementTree

import pytest
from asking import Asking, AskingBoth
from flask.testing import FlaskClient
from PIL import Image

from dashboard.chart import Answer
from dashboard.chrome import Chrome
from dashboard.content import CHARTS
from dashboard.figures import DRAWN, draw
from dashboard.language import language
from dashboard.lettering import BOLD, MEDIUM, REGULAR, length
from dashboard.snapshots import PLACE, SIZES, Picture, picture, section_picture, snapshot
from dashboard.snapshots.picture import PRESSED

WORDS = language("en")
SVG = "{http://www.w3.org/2000/svg}"
ASKED = {"activity_record": {"crimjust": "record=CJ-2020-014", "meridian": "record=M-2024-01"}}
WEIGHTS = {None: REGULAR, str(MEDIUM): MEDIUM, str(BOLD): BOLD}
SHOWN = ("type", "name", "x", "y", "lon", "lat", "text", "marker", "line", "mode", "showlegend")
MORE_CAVEATS = re.compile(r"(\d+) (?:more )?caveats? (?:touch|stand)")


@pytest.fixture(scope="module")
def chrome() -> Iterator[Chrome]:
    """The server's browser, warm for all tests of this module."""
    one = Chrome()
    assert one.is_there
    yield one
    one.close()


def given(asking: Asking, chart: str, query: str = "") -> Answer:
    package = asking.desk.warehouse.programme["key"]
    return asking.answer(chart, query or ASKED.get(chart, {}).get(package, ""))


def pictured(asking: Asking, chart: str, size: str, query: str = "") -> Picture:
    return picture(given(asking, chart, query), CHARTS[chart][1], size, WORDS)


def run_together(svg: str) -> str:
    """All words of a picture without the gaps at which they were broken into lines."""
    return re.sub(r"\s", "", "".join("".join(one.itertext()) for one in ElementTree.fromstring(svg).iter(f"{SVG}text")))


def test_the_first_record_of_each_package_is_there(ask: AskingBoth):
    assert given(ask, "activity_record").records()[0]["activity_id"] == "CJ-2020-014"


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("chart", CHARTS)
def test_a_picture_carries_all_that_is_said_of_its_figure(asking: Asking, chart: str, size: str):
    one = given(asking, chart)
    said, made = snapshot(one, CHARTS[chart][1], WORDS), picture(one, CHARTS[chart][1], size, WORDS)
    words = run_together(made.svg) + re.sub(r"\s", "", re.sub("<br>", "", json.dumps(made.figure, ensure_ascii=False)))
    missing = [text for text in said.texts() if text not in said.caveats and re.sub(r"\s", "", text) not in words]
    assert missing == []
    caveats = [text for text in said.caveats if re.sub(r"\s", "", text) in words]
    rest = MORE_CAVEATS.search(" ".join("".join(t.itertext()) for t in ElementTree.fromstring(made.svg).iter(f"{SVG}text")))
    assert len(caveats) + (int(rest[1]) if rest else 0) == len(said.caveats)
    emblem = ElementTree.fromstring(made.svg).find(f".//{SVG}image")
    assert emblem is not None and emblem.get("href", "").startswith("data:image/")
    if chart_is_words(one):
        assert made.figure is None
        return
    assert made.figure is not None and len(made.figure["data"]) == len(draw(one, WORDS)["data"])
    for trace, on_screen in zip(made.figure["data"], draw(one, WORDS)["data"], strict=True):
        assert [trace.get(key) for key in SHOWN] == [on_screen.get(key) for key in SHOWN]
    assert "customdata" not in json.dumps(made.figure), "no address of the dashboard travels in a picture"


def chart_is_words(one: Answer) -> bool:
    return one.chart.mark not in DRAWN or one.is_empty


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("chart", CHARTS)
def test_a_picture_has_its_size_and_nothing_said_leaves_it(asking: Asking, chart: str, size: str):
    made, kind = pictured(asking, chart, size), SIZES[size]
    root = ElementTree.fromstring(made.svg)
    assert (root.get("width"), made.width) == (str(kind.width), kind.width)
    assert made.height == (kind.height or made.height) and root.get("height") == str(made.height)
    assert root.get("role") == "img" and root.findtext(f"{SVG}title") == WORDS(CHARTS[chart][0].title)
    x, y, width, height = made.box
    assert x >= 0 and y >= 0 and x + width <= made.width and y + height <= made.height
    assert kind.height is None or height >= kind.height * 0.38, "words below leave room for the marks"
    assert (PLACE in made.svg) == (made.figure is not None)
    outside = [text for text, left, right, foot in placed(root) if left < 0 or right > made.width + 1 or foot > made.height]
    assert outside == []


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("chart", [name for name, (chart, _) in CHARTS.items() if chart.mark in DRAWN.keys() - PRESSED.keys()])
def test_rows_of_words_and_dots_are_never_pressed_together(asking: Asking, chart: str, size: str):
    """They stand at fixed distances: drawn lower than on a page, dots would lie on words."""
    made, one = pictured(asking, chart, size), given(asking, chart)
    assert made.figure is None or made.plot[1] >= draw(one, WORDS)["layout"]["height"] - 1


def placed(root: ElementTree.Element) -> Iterator[tuple[str, float, float, float]]:
    """Every text with its left and right end and its foot."""
    def walk(node: ElementTree.Element, x: float, y: float, scale: float) -> Iterator[tuple[str, float, float, float]]:
        moved = re.match(r"translate\(([-\d.]+) ([-\d.]+)\)(?: scale\(([\d.]+)\))?", node.get("transform", ""))
        if moved:
            x, y, scale = x + float(moved[1]) * scale, y + float(moved[2]) * scale, scale * float(moved[3] or 1)
        if node.tag == f"{SVG}text":
            text, size = "".join(node.itertext()), float(node.get("font-size", 0))
            wide = length(text, size, WEIGHTS[node.get("font-weight")]) * scale
            at = x + float(node.get("x", 0)) * scale
            left = at - wide * {"start": 0.0, "middle": 0.5, "end": 1.0}[node.get("text-anchor", "start")]
            yield text, left, left + wide, y + float(node.get("y", 0)) * scale
        for child in node:
            yield from walk(child, x, y, scale)

    yield from walk(root, 0, 0, 1)


DRAWN_CHARTS = [name for name, (chart, _) in CHARTS.items() if chart.mark in DRAWN]


def words_of(figure: dict) -> set[str]:
    """Words that plotly is told to show: those of its annotations, names, ticks and the texts at marks."""
    layout = figure["layout"]
    told = [note["text"] for note in layout.get("annotations", ())]
    for trace in figure["data"]:
        if trace["type"] == "bar" or "text" in trace.get("mode", ""):
            told += [text for text in (trace.get("text") or ()) if isinstance(text, str)]
        if trace.get("showlegend", layout.get("showlegend")) and trace.get("name"):
            told.append(trace["name"])
        told += trace.get("node", {}).get("label", ())
    parts = [re.sub("<[^>]*>", "", line) for text in told for line in text.split("<br>")]
    return {re.sub(r"\s", "", part) for part in parts if part.strip()}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("chart", DRAWN_CHARTS)
def test_marks_that_plotly_draws_are_put_whole_into_their_place(asking: Asking, chrome: Chrome, chart: str, size: str):
    made = pictured(asking, chart, size)
    if made.figure is None:
        assert given(asking, chart).is_empty
        return
    svg = chrome.finish(made.specification(), "svg").decode("utf-8")
    root = ElementTree.fromstring(svg)
    inner = next(node for node in root.iter(f"{SVG}svg") if node is not root)
    assert [float(inner.get(side, 0)) for side in ("x", "y", "width", "height")] == pytest.approx(made.box)
    shown = {re.sub(r"\s", "", "".join(node.itertext())) for kind in ("text", "tspan") for node in inner.iter(SVG + kind)}
    every = "".join(shown)
    assert sorted(word for word in words_of(made.figure) if word not in every) == []
    marks = [node for node in inner.iter() if node.tag in (f"{SVG}path", f"{SVG}rect", f"{SVG}circle")]
    assert len(marks) >= len(made.figure["data"])
    assert PLACE not in svg and "font/woff2;base64," in svg and "http://" not in re.sub(r"http://www\.w3\.org/\S+", "", svg)


@pytest.mark.parametrize("size", SIZES)
def test_a_picture_is_a_png_of_its_size_on_white_with_ink_on_it(ask: AskingBoth, chrome: Chrome, size: str):
    made = pictured(ask, "women_share", size, "year=2020")
    png = Image.open(io.BytesIO(chrome.finish(made.specification(), "png")))
    assert png.size == (round(made.width * SIZES[size].scale), round(made.height * SIZES[size].scale))
    pixels = png.convert("RGB")
    assert pixels.getpixel((2, png.height // 2)) == (255, 255, 255)
    found = {colour for _, colour in pixels.getcolors(maxcolors=1 << 24)}
    assert {(134, 80, 181), (20, 154, 138)} <= found, "the colours of women and men"


def test_a_picture_shows_the_share_of_women_of_2020_in_words_and_in_marks(ask: AskingBoth):
    made = pictured(ask, "women_share", "slide", "year=2020")
    assert "31.6%were women:79of the250persons".replace(" ", "") in run_together(made.svg).replace("\xa0", "")
    assert made.figure is not None and made.figure["data"][0]["x"] == [pytest.approx(31.6)]


def test_an_empty_figure_is_a_picture_that_says_why(ask: AskingBoth):
    made = pictured(ask, "women_share_by", "slide", "year=2020&country=PER&modality=online&pillar=research&type=publication")
    assert made.figure is None and "Norecordmatches2020" in run_together(made.svg)


def test_a_caption_stands_in_the_place_of_the_finding(ask: AskingBoth):
    one = ask.answer("women_share", "year=2020")
    said = run_together(picture(one, CHARTS["women_share"][1], "slide", WORDS, caption="As told to the board").svg)
    assert "Astoldtotheboard" in said and "womenareunder-represented" not in said


def test_a_section_is_a_picture_of_its_title_with_emblem_and_statement(ask: AskingBoth):
    made = section_picture("Who took part <b>", "2", ask.desk.warehouse.release.programme, "slide", WORDS)
    assert "Whotookpart<b>" in run_together(made.svg) and "FundedbytheEuropeanUnion" in run_together(made.svg)
    assert ElementTree.fromstring(made.svg).find(f".//{SVG}image") is not None


# By address

def test_a_picture_is_had_by_address_with_the_filters_of_the_page(client: FlaskClient):
    made = client.get("/export/women_share.svg?year=all&size=column")
    assert (made.status_code, made.content_type) == (200, "image/svg+xml; charset=utf-8")
    assert re.fullmatch(r'attachment; filename="women_share-r-[0-9a-f]{12}-column\.svg"', made.headers["Content-Disposition"])
    assert "· all years" in made.text and ElementTree.fromstring(made.text).get("width") == "720"
    png = client.get("/export/women_share.png")
    assert Image.open(io.BytesIO(png.data)).size == (1920, 1080)


@pytest.mark.parametrize(("query", "said"), [
    ("size=poster", "“poster” is no size of a picture; try slide, half, column, and social.\n"),
    ("year=1066", "“1066” is no year in this release"),
    ("colour=red", "“colour” is no filter of this page"),
])
def test_an_address_that_asks_for_what_is_not_there_is_told_what_is(client: FlaskClient, query: str, said: str):
    refused = client.get(f"/export/women_share.png?{query}")
    assert refused.status_code == 400 and said in refused.text


def test_a_picture_of_no_figure_is_not_there(client: FlaskClient):
    assert client.get("/export/nothing.png").status_code == 404
    assert client.get("/export/women_share.gif").status_code == 404
