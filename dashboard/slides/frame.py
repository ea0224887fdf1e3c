"""Everything on a slide around its marks: title, unit and filters, caption, and the foot with note, caveats, source and funding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.exports import about
from dashboard.language import Language
from dashboard.slides.given import Given
from dashboard.slides.native import EMU, INK, MUTED, Paint
from dashboard.slides.sheet import INK_2, LINE, WARN, Box, Run, Said, Sheet, height_of
from dashboard.slides.template import Deck, add_number
from dashboard.snapshots import Slide, Snapshot, emblem_file

NOTICE, NOTICE_INK = "#ffe08a", "#3a2a00"
SMALL = 9.0
MOST_FOOT = 0.2
"""How much of a slide's height note, caveats and source may take before caveats are counted only."""
FUNDING = 30.0
GAP = 6.0


@dataclass(frozen=True)
class Foot:
    """The paragraphs below the marks and how high they stand; `left_out` counts caveats that stand in the notes only."""

    said: list[Said]
    height: float
    left_out: int


def title(deck: Deck, text: str, sheet: Sheet) -> None:
    """The title of a slide, in the usual size if it has room there, else as large as has."""
    width, height = deck.title_room
    usual, *_ = sizes = deck.title_sizes
    size = next((s for s in sizes if height_of(text, s, width, True) <= height), sizes[-1])
    sheet.title(text, None if size == usual and not deck.is_own else size)


def frame(deck: Deck, slide: Slide, given: Given, sheet: Sheet) -> Box:
    """Write everything above the marks on a new slide. Returns the room left for the marks."""
    words, said = sheet.words, given.said
    width, height = deck.presentation.slide_width / EMU, deck.presentation.slide_height / EMU
    room = deck.room
    if said.banner:
        room = _banner(deck, said.banner, sheet, room, width)
    tall = height_of(said.subtitle, 12.5, room.width)
    sheet.text(Box(room.x, room.y, room.width, tall), said.subtitle, 12.5, MUTED, name=words("Unit, period and filters"))
    room = room.below(tall + 2)
    if told := slide.caption or said.finding:
        tall = height_of(told, 14.5, room.width, True)
        name = words("Caption") if slide.caption else words("Finding")
        sheet.text(Box(room.x, room.y, room.width, tall), told, 14.5, INK, name=name)
        room = room.below(tall + 2)
    foot = _foot(said, room.width, height * MOST_FOOT, words)
    left = room.height - foot.height - FUNDING - 2 * GAP
    return Box(room.x, room.y + GAP, room.width, left)


def close(deck: Deck, given: Given, sheet: Sheet, words: Language) -> None:
    """Write the foot of a slide, after its marks, so that it is read after them."""
    said = given.said
    room, height = deck.room, deck.presentation.slide_height / EMU
    foot = _foot(said, room.width, height * MOST_FOOT, words)
    y = room.bottom - FUNDING - foot.height
    sheet.text(Box(room.x, y, room.width, foot.height), foot.said, SMALL, MUTED, name=words("Note, caveats and source"), space=1)
    funding(deck, said.funder_line, said.emblem, said.programme, sheet)


def funding(deck: Deck, line: str, emblem: str, programme: str, sheet: Sheet) -> None:
    """The emblem with its statement, never one without the other, the programme's name and the number of the slide."""
    room = deck.room
    y = room.bottom - FUNDING + 4
    sheet.line(room.x, y, room.right, y, LINE, name=sheet.words("Rule"))
    y += 4
    file = emblem_file(emblem)
    png = file.with_suffix(".png") if file is not None else None
    if line and png is not None and png.is_file():
        sheet.picture(Box(room.x, y, 33, 22), png, line, sheet.words("Emblem"))
        sheet.text(Box(room.x + 41, y, room.width * 0.5, 22), line, 11, INK, bold=True, anchor="ctr", name=sheet.words("Funding"))
    middle = room.x + 41 + room.width * 0.5
    sheet.text(Box(middle, y, room.right - 44 - middle, 22), programme, 10, MUTED, align="r", anchor="ctr",
               name=sheet.words("Programme"))
    add_number(sheet.slide, sheet.slide.slide_layout, Box(room.right - 40, y, 40, 22))


def notes(slide: Slide, given: Given, editable: str, base_address: str, words: Language) -> str:
    """What a speaker may be asked: what it is, definition, filters, sources, caveats, how it is edited and where it stands."""
    answer, page = slide.answer, slide.page
    assert answer is not None and page is not None
    lines = [(words("On this slide"), editable)]
    if slide.caption:
        lines.append((words("Caption"), slide.caption))
    for label, text in about(answer, page, words):
        if label == words("Address"):
            text = base_address.rstrip("/") + answer.view.address()
        lines.append((label, text))
    return "\n".join(f"{label}: {text}" for label, text in lines)


def _banner(deck: Deck, banner: str, sheet: Sheet, room: Box, width: float) -> Box:
    """That all of it is invented, in a band: across the top of our own slides, else the first thing below the title."""
    box = Box(0, 0, width, 19) if deck.is_own else Box(room.x, room.y, room.width, 19)
    sheet.text(box, banner, 10, NOTICE_INK, bold=True, anchor="ctr", name=sheet.words("Notice"), paint=Paint(NOTICE),
               inset=deck.room.x if deck.is_own else 6)
    return room if deck.is_own else room.below(23)


def _foot(said: Snapshot, width: float, most: float, words: Language) -> Foot:
    told: list[Said] = []
    if said.remarks:
        told.append([Run(said.remarks, ink=INK_2)])
    if said.disclaimer and said.disclaimer not in said.remarks:
        told.append([Run(said.disclaimer, ink=INK_2)])
    last: list[Said] = [f"{said.source} · {said.release}"]
    shown = list(said.caveats)
    while True:
        rest = len(said.caveats) - len(shown)
        caveats: list[Said] = [[Run("▲ ", ink=WARN), Run(caveat, ink=WARN)] for caveat in shown]
        if rest:
            text = words.count(rest, "{n} more caveat stands in the notes of this slide.",
                               "{n} more caveats stand in the notes of this slide.") if shown else words.count(
                rest, "{n} caveat touches this figure; its text stands in the notes of this slide.",
                "{n} caveats touch this figure; their texts stand in the notes of this slide.")
            caveats.append([Run("▲ ", ink=WARN), Run(text, ink=WARN)])
        all_of_it = [*told, *caveats, *last]
        tall = height_of(all_of_it, SMALL, width, space=1) + 2
        if tall <= most or not shown:
            return Foot(all_of_it, tall, rest)
        shown.pop()


def deck_names(slides: Sequence[Slide]) -> tuple[str, str, str, str]:
    """Programme, emblem, funding statement and banner of a deck's figures; empty where it has none."""
    for slide in slides:
        if slide.answer is not None:
            told = slide.answer.desk.warehouse.release.programme
            return told.name, told.emblem, told.funder_line, told.banner
    return "", "", "", ""
