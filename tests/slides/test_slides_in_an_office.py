"""A deck of every chart, opened and printed by LibreOffice: each slide is a page, and what is said of its figure is on it."""

from __future__ import annotations

import re

import office
import pytest
from slides_made import WORDS, file_of, opened

from dashboard.content import CHARTS
from dashboard.slides import Slide
from dashboard.snapshots import snapshot

pytestmark = pytest.mark.xdist_group("slides")


def squeezed(text: str) -> str:
    """A text without the white space that a line break may have changed."""
    return re.sub(r"\s+", "", text)


@pytest.mark.parametrize("package", ["crimjust", "meridian"])
def test_every_slide_is_a_page_with_its_title_source_release_and_funding(ask, package, tmp_path):
    asking = ask if package == "crimjust" else ask.meridian
    slides = [Slide("", "", asking.answer(name), page) for name, (_, page) in CHARTS.items()]
    made = file_of(slides).content
    place = tmp_path / "deck.pptx"
    place.write_bytes(made)
    pages, deck = office.as_pages(place), opened(made)
    assert len(pages) == len(deck.slides)
    for page, slide in zip(pages, deck.slides, strict=True):
        text = squeezed(page)
        assert squeezed(slide.shapes.title.text_frame.text) in text
        assert "FundedbytheEuropeanUnion" in text and asking.desk.warehouse.release.name in text
    by_title = {slide.shapes.title.text_frame.text: squeezed(page) for slide, page in zip(deck.slides, pages, strict=True)}
    for slide in slides:
        said = snapshot(slide.answer, slide.page, WORDS)
        page = by_title.get(said.title) or by_title[f"{said.title} (1 of {sum(t.startswith(said.title + ' (') for t in by_title)})"]
        for part in (said.subtitle, said.finding, said.note, said.source, said.empty):
            assert squeezed(part) in page
    if package == "crimjust":
        for title, drawn in (("Share of women", "31.6 % · 79 of 250 persons"), ("What followed the seizure", "Arrest or detention"),
                             ("What followed the seizure", "12 (30 %)"), ("Countries in order", "Dominican Republic ●"),
                             ("Where the programme works", "Newly invited"), ("Activities over time by pillar", "Q3 2020")):
            assert squeezed(drawn) in by_title[title]
