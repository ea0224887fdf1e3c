"""The presentation that slides are put into: our own plain one, or the organisation's with its master."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.util import Emu

from dashboard.language import Language
from dashboard.settings import SettingsError
from dashboard.slides.native import EMU, INK, colour
from dashboard.slides.sheet import DRAWING, LEADING, NAMESPACES, Box

WIDTH, HEIGHT = 960, 540
EDGE = 40
FONT = "Arial"
"""A type face of every office machine, narrower than the one that texts are measured in."""
TITLE_HEIGHT = 40
SMALLER_TITLES = (40.0, 36.0, 32.0, 28.0, 26.0, 23.0, 20.0, 18.0)
KEPT = ("title", "secHead", "titleOnly")
TITLES = (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE)
FURNITURE = (PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER)


class TemplateError(SettingsError):
    """A template that no slide can be made with, in words for who chose it."""


@dataclass(frozen=True)
class Deck:
    """An open presentation. `room` is what a slide leaves to us below its title, in points, `title_room` the width and height of
    the title and `title_sizes` what it may be set in, the usual size first; `is_own` says that its master is ours."""

    presentation: Any
    content: Any
    section: Any
    room: Box
    title_room: tuple[float, float]
    title_sizes: tuple[float, ...]
    is_own: bool

    def add(self, is_section: bool = False) -> Any:
        """A new slide at the end, with its title, its number and no other empty place."""
        layout = self.section if is_section else self.content
        slide = self.presentation.slides.add_slide(layout)
        for holder in list(slide.placeholders):
            kind = holder.placeholder_format.type
            if kind not in TITLES and not (is_section and kind in (PP_PLACEHOLDER.SUBTITLE, PP_PLACEHOLDER.BODY)):
                holder._element.getparent().remove(holder._element)
        return slide


def opened(template: bytes | None, words: Language) -> Deck:
    """The presentation to add slides to. Raises TemplateError."""
    if template is None:
        return _plain()
    try:
        presentation = Presentation(io.BytesIO(template))
        layouts = list(presentation.slide_layouts)
    except Exception as fault:  # whatever is wrong in a file from elsewhere, the library stumbles over it in a way of its own
        raise TemplateError(words("The template for slides cannot be read as a PowerPoint presentation (.pptx).")) from fault
    titled = [layout for layout in layouts if _title(layout) is not None]
    if not titled:
        raise TemplateError(words("The template for slides has no layout with a title; add one, such as “Title Only”."))
    _emptied(presentation)
    content = min(titled, key=lambda layout: (_places(layout), layout._element.get("type") != "titleOnly"))
    section = next((one for kind in ("secHead", "title") for one in titled if one._element.get("type") == kind), content)
    title, usual = _title(content), _title_size(content)
    wide, high = (v / EMU - 14 if v else None for v in (title.width, title.height))
    return Deck(presentation, content, section, _room(presentation, content),
                (wide or presentation.slide_width / EMU * 0.8, high or usual * LEADING),
                (usual, *(size for size in SMALLER_TITLES if size < usual)), False)


def finished(deck: Deck, title: str, author: str, made_on: datetime, words: Language) -> bytes:
    """The presentation as a file whose properties name the programme and the release's day, and nobody else."""
    told = deck.presentation.core_properties
    told.title, told.author, told.last_modified_by = title, author, author
    told.created = told.modified = made_on.replace(tzinfo=None)
    told.language, told.revision = words.code, 1
    told.subject = told.keywords = told.comments = told.category = ""
    held = io.BytesIO()
    deck.presentation.save(held)
    return held.getvalue()


def add_number(slide: Any, layout: Any, box: Box) -> None:
    """The number of the slide: in the layout's place for it, else in `box`."""
    place = next((one for one in layout.placeholders if one.placeholder_format.type == PP_PLACEHOLDER.SLIDE_NUMBER), None)
    shapes = slide.shapes
    if place is not None:
        holder, look = f'<p:nvPr><p:ph type="sldNum" sz="quarter" idx="{place.placeholder_format.idx}"/></p:nvPr>', "<p:spPr/>"
    else:
        x, y, width, height = (round(v * EMU) for v in (box.x, box.y, box.width, box.height))
        holder = "<p:nvPr/>"
        look = (f'<p:spPr><a:xfrm><a:off x="{x}" y="{y}"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
                '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/></p:spPr>')
    shapes._spTree.append(parse_xml(
        f'<p:sp {NAMESPACES}><p:nvSpPr><p:cNvPr id="{shapes._next_shape_id}" name="Slide number"/>'
        f'<p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr>{holder}</p:nvSpPr>'
        f'{look}<p:txBody><a:bodyPr/><a:lstStyle/><a:p><a:fld id="{{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}}" type="slidenum">'
        '<a:rPr sz="900"/><a:t>‹#›</a:t></a:fld></a:p></p:txBody></p:sp>'
    ))


def _title(layout: Any) -> Any:
    return next((one for one in layout.placeholders if one.placeholder_format.type in TITLES), None)


def _title_size(layout: Any) -> float:
    """The size that the titles of a layout are set in, in points."""
    style = "/".join(map(qn, ("p:txStyles", "p:titleStyle", "a:lvl1pPr", "a:defRPr")))
    own = [*_title(layout)._element.iter(qn("a:defRPr"))]
    sizes = [look.get("sz") for look in (*own, layout.slide_master._element.find(style)) if look is not None]
    return next((int(size) / 100 for size in sizes if size), 44.0)


def _places(layout: Any) -> int:
    """How many places of a layout would stay empty."""
    return sum(one.placeholder_format.type not in (*TITLES, *FURNITURE) for one in layout.placeholders)


def _room(presentation: Any, layout: Any) -> Box:
    """What a layout leaves between its title and its foot; at least two thirds of the slide if its title stands low or large."""
    wide, high = presentation.slide_width / EMU, presentation.slide_height / EMU
    title = _title(layout)
    top = (title.top + title.height) / EMU + 4 if title.top is not None else high * 0.16
    if top > high * 0.34:
        top = high * 0.2
    feet = [one.top / EMU for one in layout.placeholders if one.placeholder_format.type in FURNITURE and one.top is not None]
    bottom = min([y for y in feet if y > high * 0.75], default=high - 14)
    left = max(18.0, min(title.left / EMU if title.left is not None else EDGE, wide * 0.12))
    return Box(left, top, wide - 2 * left, bottom - top - 2)


def _emptied(presentation: Any) -> None:
    """Remove the slides that a template brings, and what refers to them."""
    part, listed = presentation.part, presentation.slides._sldIdLst
    for one in list(listed):
        part.drop_rel(one.rId)
        listed.remove(one)
    root = presentation._element
    for tag in ("extLst", "custShowLst"):
        for old in root.findall(qn(f"p:{tag}")):
            root.remove(old)


def _plain() -> Deck:
    """A white presentation of 16:9 with a title, a section and a slide with a title only."""
    presentation: Any = Presentation()
    old_width = presentation.slide_width
    presentation.slide_width, presentation.slide_height = Emu(WIDTH * EMU), Emu(HEIGHT * EMU)
    master = presentation.slide_master
    for one in (holder for held in (master, *presentation.slide_layouts) for holder in held.placeholders):
        if one._element.spPr.find(qn("a:xfrm")) is not None:
            one.left, one.width = round(one.left * WIDTH * EMU / old_width), round(one.width * WIDTH * EMU / old_width)
    for layout in list(presentation.slide_layouts):
        if layout._element.get("type") not in KEPT:
            presentation.slide_layouts.remove(layout)
    layouts = {layout._element.get("type"): layout for layout in presentation.slide_layouts}
    _dressed(master)
    for layout in layouts.values():
        for one in list(layout.placeholders):
            if one.placeholder_format.type in (PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER):
                one._element.getparent().remove(one._element)
    for layout in layouts.values():
        _section_places(layout)
    _without_printer(presentation)
    room = Box(EDGE, 24 + TITLE_HEIGHT, WIDTH - 2 * EDGE, HEIGHT - 24 - TITLE_HEIGHT - 12)
    return Deck(presentation, layouts["titleOnly"], layouts["secHead"], room, (room.width, TITLE_HEIGHT), SMALLER_TITLES[-4:], True)


def _dressed(master: Any) -> None:
    """Title to the upper left in bold, quiet number to the lower right, one type face."""
    for one in list(master.placeholders):
        kind = one.placeholder_format.type
        if kind == PP_PLACEHOLDER.TITLE:
            one.left, one.top, one.width, one.height = (Emu(v * EMU) for v in (EDGE, 24, WIDTH - 2 * EDGE, TITLE_HEIGHT))
            body = one.text_frame._txBody.bodyPr
            for side in ("lIns", "tIns", "rIns", "bIns"):
                body.set(side, "0")
            body.set("anchor", "ctr")
            for fit in list(body):
                body.remove(fit)
        elif kind == PP_PLACEHOLDER.SLIDE_NUMBER:
            one.left, one.top, one.width, one.height = (Emu(v * EMU) for v in (WIDTH - EDGE - 60, HEIGHT - 24, 60, 14))
        elif kind in (PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER):
            one._element.getparent().remove(one._element)
    style = master._element.find("/".join(map(qn, ("p:txStyles", "p:titleStyle", "a:lvl1pPr"))))
    style.set("algn", "l")
    look = style.find(qn("a:defRPr"))
    look.set("sz", "2600")
    look.set("b", "1")
    for old in look.findall(qn("a:solidFill")):
        look.replace(old, parse_xml(f"<a:solidFill {DRAWING}>{colour(INK)}</a:solidFill>"))
    theme = master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    said = theme.blob.decode("utf-8")
    theme._blob = re.sub(r'(<a:(?:major|minor)Font>\s*<a:latin typeface=")[^"]*', rf"\g<1>{FONT}", said).encode("utf-8")


def _section_places(layout: Any) -> None:
    """The title of a section in the middle of the slide, as it is written, and what is said of it below."""
    if layout._element.get("type") == "titleOnly":
        return
    for one in layout.placeholders:
        kind = one.placeholder_format.type
        if kind in TITLES:
            place, anchor, size = (EDGE, 170, WIDTH - 2 * EDGE, 110), "b", "4000"
        elif kind in (PP_PLACEHOLDER.BODY, PP_PLACEHOLDER.SUBTITLE):
            place, anchor, size = (EDGE, 290, WIDTH - 2 * EDGE, 120), "t", "2000"
        else:
            continue
        one.left, one.top, one.width, one.height = (Emu(v * EMU) for v in place)
        body = one.text_frame._txBody
        body.bodyPr.set("anchor", anchor)
        for side in ("lIns", "rIns"):
            body.bodyPr.set(side, "0")
        for level in body.iter(qn("a:lvl1pPr")):
            level.set("algn", "l")
            for look in level.iter(qn("a:defRPr")):
                look.set("sz", size)
                look.attrib.pop("cap", None)


def _without_printer(presentation: Any) -> None:
    """Leave out the settings of a printer and the thumbnail that come with the library's own file."""
    for part in (presentation.part, presentation.part.package):
        for key, relation in list(part._rels.items()):
            if relation.reltype.rsplit("/", 1)[-1] in ("printerSettings", "thumbnail"):
                part._rels.pop(key)
