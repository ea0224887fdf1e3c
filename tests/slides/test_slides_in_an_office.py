"""A deck of every chart: it keeps to the schema of its format, its texts fit their boxes, and LibreOffice prints each slide as a
page with all that is said of its figure."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import office
import pytest
from openxml_audit import OpenXmlValidator
from slides_made import WORDS, file_of, opened

from dashboard.content import CHARTS
from dashboard.slides import Slide
from dashboard.snapshots import snapshot

pytestmark = pytest.mark.xdist_group("slides")


@pytest.fixture(scope="module", params=["crimjust", "meridian"])
def whole(request, ask, tmp_path_factory) -> tuple[list[Slide], Path]:
    """A slide of every chart of a package as it opens, and the file of them all."""
    asking = ask if request.param == "crimjust" else ask.meridian
    slides = [Slide("", "", asking.answer(name), page) for name, (_, page) in CHARTS.items()]
    place = tmp_path_factory.mktemp(request.param) / "deck.pptx"
    place.write_bytes(file_of(slides).content)
    return slides, place


def squeezed(text: str) -> str:
    """A text without the white space that a line break may have changed."""
    return re.sub(r"\s+", "", text)


def test_a_deck_keeps_to_the_schema_of_its_format(whole):
    result = OpenXmlValidator().validate(whole[1])
    assert [f"{one.part_uri} {one.path}: {one.description}" for one in result.errors] == []


def test_texts_fit_their_boxes_and_leave_each_other_room(whole):
    """Measured in the type face that slides are set in, or in one as wide."""
    assert office.find(), office.BY_HAND
    done = subprocess.run([sys.executable, "-m", "ooxml_integrity", "check", str(whole[1])], capture_output=True, text=True)
    assert "0 error(s), 0 warning(s)" in done.stdout, done.stdout + done.stderr


def test_every_slide_is_a_page_with_its_title_source_release_and_funding(whole):
    slides, place = whole
    pages, deck = office.as_pages(place), opened(place.read_bytes())
    release = slides[0].answer.desk.warehouse.release
    assert len(pages) == len(deck.slides)
    for page, slide in zip(pages, deck.slides, strict=True):
        text = squeezed(page)
        assert squeezed(slide.shapes.title.text_frame.text) in text
        assert "FundedbytheEuropeanUnion" in text and release.name in text
    by_title = {slide.shapes.title.text_frame.text: squeezed(page) for slide, page in zip(deck.slides, pages, strict=True)}
    for slide in slides:
        said = snapshot(slide.answer, slide.page, WORDS)
        page = by_title.get(said.title) or by_title[f"{said.title} (1 of {sum(t.startswith(said.title + ' (') for t in by_title)})"]
        for part in (said.subtitle, said.finding, said.note, said.source, said.empty):
            assert squeezed(part) in page
    if release.programme.name == "CRIMJUST":
        for title, drawn in (("Share of women", "31.6 % · 79 of 250 persons"), ("What followed the seizure", "Arrest or detention"),
                             ("What followed the seizure", "12 (30 %)"), ("Countries in order", "Dominican Republic ●"),
                             ("Where the programme works", "Newly invited"), ("Activities over time by pillar", "Q3 2020")):
            assert squeezed(drawn) in by_title[title]
