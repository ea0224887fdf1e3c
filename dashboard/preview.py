"""What a pasted link shows of itself: title, finding and picture of the view it opens, drawn from what its reader may see.

A link with a passcode, or one that is not made yet, tells nothing of what is behind it: its card is the same for every such
link of a programme. The label of a link is for its maker and reader, never for whoever sees it pasted.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from html import escape
from pathlib import Path

from PIL import Image, ImageDraw

from dashboard.chart import Chart, Desk, Page, View, answer, describe
from dashboard.content import PAGES
from dashboard.language import Language
from dashboard.lettering import BOLD, LETTERING, MEDIUM, REGULAR, runs, shortened, wrapped
from dashboard.settings import ROOT
from dashboard.warehouse import QueryFailed

WIDTH, HEIGHT = 1200, 630
EDGE = 64
BAND = 108
FUNDER_BAND = 92
EMBLEM_HEIGHT = 56
ASSETS = ROOT / "assets"
FINDING_SIZES = (34, 30, 26)
MOST_LETTERS = 600
MASTHEAD, MASTHEAD_INK, MASTHEAD_MUTED = "#12304f", "#ffffff", "#c5d3e2"
SURFACE, INK, INK_2, INK_3, LINE, ACCENT = "#ffffff", "#1d2733", "#424e5c", "#5a6673", "#dce2e9", "#1f5fae"
NOTICE, NOTICE_INK = "#ffe08a", "#3a2a00"


@dataclass(frozen=True)
class Shown:
    """What a shared view says of itself. All but `title` are empty where it may say nothing."""

    title: str
    finding: str = ""
    filters: str = ""
    seal: str = ""


def is_closed(desk: Desk) -> bool:
    """Whether the reader's link tells nothing of itself before it is opened: it has a passcode, or is not made yet."""
    link = desk.reader.link
    return link is None or link.has_passcode or link.is_draft


def shown(desk: Desk, words: Language) -> Shown:
    """Title, finding, filters and seal of the view that the desk's reader opens first."""
    link = desk.reader.link
    page = _opening_page(desk)
    if is_closed(desk) or link is None or page is None or desk.reader.opening is None:
        return Shown(words("A shared view"))
    view = desk.hold(desk.reader.opening)
    title = words(page.charts[0].title if link.chart else page.title)
    finding, filters = "", describe(view.selection, desk.names, words) if page.filters else ""
    for chart in page.charts:
        said = _said(chart, page, view, desk, words)
        if said and (said[1] or link.chart):
            filters, finding = said
            break
    release = desk.warehouse.release
    kind = words("Sealed view") if link.release else words("Shared view of the newest release")
    seal = [kind, words("release {name}", name=release.name), words("data to {date}", date=words.date(release.cut_off))]
    if link.release:
        seal.append(words("fingerprint {fingerprint}", fingerprint=release.fingerprint))
    return Shown(title, finding, filters, " · ".join(seal))


def card(desk: Desk, words: Language) -> bytes:
    """The preview card as a PNG of 1200 × 630."""
    programme = desk.warehouse.release.programme
    return drawn(shown(desk, words), programme.name, words("Programme results"), programme.funder_line, programme.emblem,
                 programme.banner)


def preview_tags(desk: Desk, words: Language, address_base: str) -> str:
    """The <meta> elements of a sealed view's page. `address_base` is the dashboard's own address without a slash at its end."""
    programme, told = desk.warehouse.release.programme, shown(desk, words)
    said = [("property", "og:type", "website"), ("property", "og:site_name", programme.name), ("property", "og:title", told.title)]
    description = " ".join(part for part in (told.finding, programme.banner) if part)
    if description:
        said += [("property", "og:description", description), ("name", "description", description)]
    if is_closed(desk):
        said.append(("name", "twitter:card", "summary"))
    else:
        said += [
            ("property", "og:image", f"{address_base}{desk.reader.base}/card.png"), ("property", "og:image:type", "image/png"),
            ("property", "og:image:width", str(WIDTH)), ("property", "og:image:height", str(HEIGHT)),
            ("property", "og:image:alt", f"{told.title}. {told.finding}".strip()), ("name", "twitter:card", "summary_large_image"),
        ]
    said.append(("name", "robots", "noindex"))
    return "\n".join(f'<meta {kind}="{name}" content="{escape(text)}">' for kind, name, text in said)


def page_title(desk: Desk, words: Language) -> str:
    """What the window of a sealed view is called: its figure or page, and the programme."""
    return f"{shown(desk, words).title} · {desk.warehouse.release.programme.name}"


def _opening_page(desk: Desk) -> Page | None:
    path = desk.reader.opening.path if desk.reader.opening is not None else None
    page = next((page for page in PAGES if page.path == path), None)
    return page and desk.narrowed(page)


def _said(chart: Chart, page: Page, view: View, desk: Desk, words: Language) -> tuple[str, str] | None:
    """The chart's filters in words and its finding; None where it has no answer, which the page itself will say why."""
    if not chart.is_asked(view):
        return None
    try:
        given = answer(chart, page, view, desk)
        return given.filters_in_words(words), given.finding(words)
    except QueryFailed:
        return None


def drawn(told: Shown, programme: str, tagline: str, funder_line: str, emblem: str, banner: str) -> bytes:
    """A card with these words as a PNG. The emblem and its statement stand together or not at all."""
    with LETTERING:
        return _drawn(told, programme, tagline, funder_line, emblem, banner)


def _drawn(told: Shown, programme: str, tagline: str, funder_line: str, emblem: str, banner: str) -> bytes:
    picture = Image.new("RGB", (WIDTH, HEIGHT), SURFACE)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 0, WIDTH, BAND), fill=MASTHEAD)
    right = _write(pen, (EDGE, 34), programme, 36, BOLD, MASTHEAD_INK, WIDTH - 2 * EDGE)
    _write(pen, (right + 18, 44), tagline, 24, REGULAR, MASTHEAD_MUTED, WIDTH - EDGE - right - 18)
    y = BAND
    if banner:
        pen.rectangle((0, y, WIDTH, y + 44), fill=NOTICE)
        _write(pen, (EDGE, y + 10), banner, 20, MEDIUM, NOTICE_INK, WIDTH - 2 * EDGE)
        y += 44
    floor = HEIGHT - FUNDER_BAND
    if told.seal:
        _write(pen, (EDGE, floor - 44), told.seal, 20, REGULAR, INK_3, WIDTH - 2 * EDGE)
        floor -= 52
    if told.finding or told.filters:
        y += 34
        y = _write_lines(pen, (EDGE, y), told.title, 46, BOLD, INK, 2)
        if told.filters:
            y = _write_lines(pen, (EDGE, y + 6), told.filters, 26, REGULAR, INK_2, 2)
        if told.finding:
            pen.rectangle((EDGE, y + 22, EDGE + 56, y + 26), fill=ACCENT)
            y += 42
            finding = told.finding[:MOST_LETTERS]
            size = next((size for size in FINDING_SIZES
                         if len(wrapped(finding, size, MEDIUM, WIDTH - 2 * EDGE)) <= (floor - y) // _step(size)),
                        FINDING_SIZES[-1])
            _write_lines(pen, (EDGE, y), told.finding, size, MEDIUM, INK, max(1, (floor - y) // _step(size)))
    else:
        y += (floor - y) // 2 - 40
        _write_lines(pen, (EDGE, y), told.title, 54, BOLD, INK, 2)
    _funder(picture, pen, funder_line, emblem)
    file = io.BytesIO()
    picture.save(file, "PNG", optimize=True)
    return file.getvalue()


def _funder(picture: Image.Image, pen: ImageDraw.ImageDraw, line: str, emblem: str) -> None:
    top = HEIGHT - FUNDER_BAND
    pen.rectangle((EDGE, top, WIDTH - EDGE, top), fill=LINE)
    place = ASSETS / Path(emblem).with_suffix(".png").name
    if not line or not place.is_file():
        return
    with Image.open(place) as flag:
        width = round(flag.width * EMBLEM_HEIGHT / flag.height)
        picture.paste(flag.convert("RGB").resize((width, EMBLEM_HEIGHT), Image.Resampling.LANCZOS), (EDGE, top + 19))
    _write(pen, (EDGE + width + 20, top + 34), line, 24, BOLD, INK, WIDTH - 2 * EDGE - width - 20)


def _write(
    pen: ImageDraw.ImageDraw, at: tuple[float, float], text: str, size: int, weight: int, ink: str, width: float,
) -> float:
    """One line, shortened if it is wider than `width`; where it ends."""
    x, y = at
    for run, face in runs(shortened(text[:MOST_LETTERS], size, weight, width), size, weight):
        pen.text((x, y + size), run, font=face, fill=ink, anchor="ls")
        x += face.getlength(run)
    return x


def _write_lines(
    pen: ImageDraw.ImageDraw, at: tuple[float, float], text: str, size: int, weight: int, ink: str, most: int,
) -> int:
    """A text over at most so many lines, the last one shortened; the height at which it ends."""
    x, y = at
    lines = wrapped(text[:MOST_LETTERS], size, weight, WIDTH - 2 * EDGE)
    if len(lines) > most:
        lines = [*lines[:most - 1], " ".join(lines[most - 1:])]
    for line in lines:
        _write(pen, (x, y), line, size, weight, ink, WIDTH - 2 * EDGE)
        y += _step(size)
    return round(y)


def _step(size: int) -> int:
    """From one line to the next."""
    return round(size * 1.32)
