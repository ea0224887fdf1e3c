"""Slides -> PPTX: each answer in the form that PowerPoint can edit best, with all that must be said of it on the slide and in its
notes.

Bars, lines, dots and dumbbells are native charts with a workbook inside, maps are shapes, lists are tables and words are text. Only
flows can be pictures alone, and say so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial

from dashboard.chart import Chart
from dashboard.chrome import Busy, NoChrome, NotDrawn
from dashboard.exports import File
from dashboard.language import Language
from dashboard.lettering import printable
from dashboard.slides import bars, dots, lines, maps, tables, texts
from dashboard.slides.frame import close, deck_names, frame, funding, notes, title
from dashboard.slides.given import Given, Part
from dashboard.slides.native import MUTED
from dashboard.slides.sheet import Box, Sheet, height_of
from dashboard.slides.template import Deck, TemplateError, finished, opened
from dashboard.snapshots import PLACE, SIZES, Drawing, Picture, Slide, snapshot

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
CHART, MAP, TABLE, TEXT = "editable chart", "editable map shapes", "editable table", "editable text"
PICTURE = "picture only: PowerPoint has no chart of this kind"
NO_BROWSER = "This figure can only be a picture, and this server has no browser to draw it."
PIXELS = 1.15
"""How many pixels of the screen stand on one point of a slide, for what is drawn as on the screen."""
SHARP = replace(SIZES["slide"], scale=2.5)
Paint = Callable[[Picture], bytes]

FORMS: dict[str, tuple[str, Callable[[Given, Box], list[Part]]]] = {
    "stacked_columns": (CHART, bars.stacked_columns),
    "ranked_bars": (CHART, bars.ranked_bars),
    "stages": (CHART, bars.stages),
    "small_columns": (CHART, bars.small_columns),
    "sex_rows": (CHART, bars.sex_rows),
    "parity_share": (CHART, dots.parity_share),
    "parity_rows": (CHART, dots.parity_rows),
    "parity_strip": (CHART, dots.parity_strip),
    "dumbbells": (CHART, dots.dumbbells),
    "event_timeline": (CHART, dots.event_timeline),
    "annual_panels": (CHART, lines.annual_panels),
    "symbol_map": (MAP, maps.symbol_map),
    "bullets": ("editable charts, texts and table", texts.bullets),
    "table": (TABLE, tables.table),
    "records": (TABLE, tables.records),
    "record": (TABLE, tables.record),
    "strip": ("editable table and shapes", texts.strip),
    "pairs": (TABLE, tables.pairs),
    "matrix": (TABLE, tables.matrix),
    "country_list": (TABLE, tables.country_list),
    "releases": (TABLE, tables.releases),
    "deliveries": (TABLE, tables.deliveries),
    "tiles": (TEXT, texts.tiles),
    "findings": (TEXT, texts.findings),
    "basis": (TEXT, texts.basis),
}
"""What a mark becomes, and how it is drawn. A mark that is not here is a picture."""

__all__ = ["MEDIA_TYPE", "PICTURE", "Slide", "Step", "TemplateError", "checked", "editable", "presentation"]


@dataclass(frozen=True)
class Step:
    """How far a presentation is made: `done` slides of `of`, and what is made now."""

    done: int
    of: int
    said: str


def editable(chart: Chart) -> str:
    """What a chart becomes in a presentation, in source words."""
    return FORMS[chart.mark][0] if chart.mark in FORMS else PICTURE


def checked(template: bytes, words: Language) -> None:
    """Raise TemplateError if no slide could be made with a template."""
    opened(template, words)


def presentation(
    slides: Sequence[Slide], name: str, words: Language, base_address: str = "", template: bytes | None = None,
    paint: Paint | None = None,
) -> Iterator[Step | File]:
    """Make a presentation called `name`: a Step before each slide, and at last the file. `paint` turns a picture into a PNG;
    without it, what can only be a picture says so in its place. Raises TemplateError before the first step."""
    deck = opened(template, words)
    for n, slide in enumerate(slides):
        told = slide.title or (words(slide.answer.chart.title) if slide.answer is not None else "")
        place = {"n": words.number(n + 1), "all": words.number(len(slides))}
        yield Step(n, len(slides), words("Slide {n} of {all}: {title}", **place, title=told))
        if slide.answer is None:
            _section(deck, slide, slides, words)
        else:
            _figure(deck, slide, base_address, paint, words)
    made_on = next((one.answer.desk.warehouse.release for one in slides if one.answer is not None), None)
    programme, *_ = deck_names(slides)
    content = finished(deck, name, programme, made_on.built_at if made_on else datetime.now(UTC), words)
    ending = f"-{made_on.name}" if made_on else ""
    yield File(f"{_slug(name)}{ending}.pptx", MEDIA_TYPE, content)


def _figure(deck: Deck, slide: Slide, base_address: str, paint: Paint | None, words: Language) -> None:
    """One answer, on as many slides as its rows need."""
    answer, page = slide.answer, slide.page
    assert answer is not None and page is not None
    said = snapshot(answer, page, words)
    if slide.title:
        said = replace(said, title=slide.title)
    given = Given(answer, said, words)
    how = words(editable(answer.chart))
    sheet = Sheet(deck.add(), words)
    title(deck, said.title, sheet)
    box = frame(deck, slide, given, sheet)
    if answer.is_empty:
        parts: list[Part] = [partial(_words_only, said.empty)]
    elif answer.chart.mark in FORMS:
        parts = FORMS[answer.chart.mark][1](given, box)
    else:
        image, reason = _painted(given, box, paint, words)
        parts = [partial(_picture, image, said.alt) if image else partial(_words_only, reason)]
        how = how if image else f"{how}. {reason}"
    for n, part in enumerate(parts):
        if n:
            sheet = Sheet(deck.add(), words)
        if len(parts) > 1:
            place = {"n": words.number(n + 1), "all": words.number(len(parts))}
            title(deck, words("{title} ({n} of {all})", title=said.title, **place), sheet)
        if n:
            frame(deck, slide, given, sheet)
        part(sheet, box)
        close(deck, given, sheet, words)
        sheet.slide.notes_slide.notes_text_frame.text = printable(notes(slide, given, how, base_address, words))


def _section(deck: Deck, slide: Slide, slides: Sequence[Slide], words: Language) -> None:
    """A title alone."""
    made = deck.add(is_section=True)
    sheet = Sheet(made, words)
    sheet.title(slide.title, None)
    for holder in list(made.placeholders):
        if holder != made.shapes.title and holder.placeholder_format.idx != made.shapes.title.placeholder_format.idx:
            if slide.caption:
                holder.text_frame.text = slide.caption
            else:
                holder._element.getparent().remove(holder._element)
    programme, emblem, line, _ = deck_names(slides)
    if programme:
        funding(deck, line, emblem, programme, sheet)


def _words_only(text: str, sheet: Sheet, box: Box) -> None:
    """Why there is no figure, large."""
    size = next((s for s in (22, 18, 15, 12) if height_of(text, s, box.width * 0.7) <= box.height), 12)
    sheet.text(Box(box.x + box.width * 0.15, box.y, box.width * 0.7, box.height), text, size, MUTED, align="ctr", anchor="ctr",
               name=sheet.words("Why there is no figure"))


def _picture(image: bytes, told: str, sheet: Sheet, box: Box) -> None:
    sheet.picture(box, image, told, sheet.words("Figure"))


def _painted(given: Given, box: Box, paint: Paint | None, words: Language) -> tuple[bytes, str]:
    """The marks alone as a PNG of the box's shape; or nothing, and the reason in words."""
    if paint is None:
        return b"", words(NO_BROWSER)
    figure = given.figure()
    width, height = round(box.width * PIXELS), round(box.height * PIXELS)
    layout = figure["layout"] | {"width": width, "height": height, "autosize": False}
    sheet = Drawing(width, height)
    sheet.leave(PLACE)
    release = given.answer.desk.warehouse.release.name
    held = Picture(
        name=f"{given.answer.chart.name}-{release}-marks", size=SHARP, width=width, height=height,
        svg=sheet.svg(given.said.title, given.said.alt), alt=given.said.alt, figure={"data": figure["data"], "layout": layout},
        box=(0, 0, width, height), plot=(width, height),
    )
    try:
        return paint(held), ""
    except NoChrome:
        return b"", words(NO_BROWSER)
    except (Busy, NotDrawn):
        return b"", words("This figure can only be a picture, and it could not be drawn in time. Make the presentation again.")


def _slug(title: str) -> str:
    """A title as a file name."""
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:60] or "slides"
