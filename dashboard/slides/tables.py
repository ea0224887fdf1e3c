"""Native tables: rows as large as they fit on one slide, else in as many as can be read on three, with what is left said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from dashboard.figures.theme import INK, MUTED
from dashboard.slides.given import Given, Part
from dashboard.slides.sheet import LEADING, Box, Run, Said, Sheet, height_of, lines_of, width_of
from dashboard.snapshots import wording

MOST_SLIDES = 3
SIZE = 10.5
SIZES = (15, 13.5, 12, 11)
"""Larger sizes of type that a short table is set in."""
MOST_LETTERS = 320
PADDING = 9
LEFT_OUT = ("hash", "url")


@dataclass(frozen=True)
class Lines:
    """A table in words. `numbers` tells the columns that are set to the right; `widths` are shares of the room, if they are fixed;
    `left_out` counts columns that the slide has no room for; `legend` stands above and `note` below."""

    heads: tuple[str, ...]
    rows: tuple[tuple[Said, ...], ...]
    numbers: tuple[bool, ...]
    widths: tuple[float, ...] = ()
    has_row_heads: bool = False
    left_out: int = 0
    legend: tuple[Run, ...] = ()
    note: str = ""


def table(given: Given, box: Box) -> list[Part]:
    """The rows of the answer, less the columns that no slide has room for."""
    answer, words = given.answer, given.words
    columns = [(name, how) for name, how in answer.columns() if how.kind not in LEFT_OUT and not name.endswith("_precision")]
    columns = [(name, how) for name, how in columns if any(row[name] not in (None, "", []) for row in answer.records())]
    cells = [[short(answer.cell(name, row, words)) for name, _ in columns] for row in answer.records()]
    least = [_least(words(how.label), [row[x] for row in cells]) for x, (_, how) in enumerate(columns)]
    kept = list(range(len(columns)))
    while len(kept) > 1 and sum(least[x] for x in kept) > box.width:
        # Codes of records first, then from the right.
        ids = [x for x in kept if columns[x][0].endswith("_id") and x]
        kept.remove(ids[-1] if ids else kept[-1])
    return pages(given, Lines(
        tuple(words(columns[x][1].label) for x in kept), tuple(tuple(row[x] for x in kept) for row in cells),
        tuple(columns[x][1].kind in wording.NUMBERS for x in kept), left_out=len(answer.columns()) - len(kept),
    ), box)


def records(given: Given, box: Box) -> list[Part]:
    """The list of activities in the columns of the screen."""
    answer, words = given.answer, given.words
    how = dict(answer.columns())
    names = [name for name, *_ in answer.chart.options["shown"] if how[name].kind not in LEFT_OUT]
    rows = []
    for row in answer.records():
        cells: list[Said] = []
        for name in names:
            one = wording.list_cell(name, row, answer, words)
            cells.append([Run(one.text), Run(f" ({one.detail})", ink=MUTED)] if one.detail else one.text)
        rows.append(tuple(cells))
    return pages(given, Lines(tuple(words(how[name].label) for name in names), tuple(rows),
                              tuple(how[name].kind in wording.NUMBERS for name in names), left_out=len(how) - len(names)), box)


def pairs(given: Given, box: Box) -> list[Part]:
    """A row a priority: what it builds on to the left, what serves it to the right."""
    words = given.words
    found = wording.pairs_of(given.answer, words)

    def side(one: wording.Side) -> Said:
        said: list[Run] = []
        for row in one.rows:
            said += [Run(("\n" if said else "") + row["title"], bold=True), Run(wording.day_linked(row, words) + ": "),
                     Run(row["reason"], ink=MUTED)]
        return said or [Run(one.nothing, ink=MUTED)]

    rows = []
    for one in found:
        told = [Run(one.told + "  ", bold=True), Run(one.priority), Run(f" ({one.pillar[0]})", ink=MUTED)]
        rows.append((side(one.achieved), [*told, *([Run(f" {one.outside}", ink=MUTED)] if one.outside else [])], side(one.planned)))
    linked = [row for one in found for row in (*one.achieved.rows, *one.planned.rows)]
    makers = words.list(dict.fromkeys(row["linked_by"] or words("not stated") for row in linked))
    heads = (found[0].achieved.heading, words("Priority"), found[0].planned.heading)
    note = words("Links made by: {who}.", who=makers) if makers else ""
    return pages(given, Lines(heads, tuple(rows), (False,) * 3, (0.36, 0.28, 0.36), note=note), box, 10)


def matrix(given: Given, box: Box) -> list[Part]:
    """Priorities down and pillars across: links of the first side hollow, of the second filled."""
    answer, words = given.answer, given.words
    rows = answer.records()
    ends = answer.chart.options["ends"](answer, words)
    pillars = list(dict.fromkeys(row["pillar"] for row in rows))
    body = []
    for key, cells in wording.grouped(rows, "priority_id").items():
        line: list[Said] = [[Run(f"{key}  ", bold=True), Run(cells[0]["priority"])]]
        for cell in cells:
            said = [f"{sign} {words.number(n)}" for sign, n in (("○", cell["achieved"]), ("●", cell["planned"])) if n]
            line.append("   ".join(said) or "0")
        body.append((*line, words.number(cells[0]["priority_links"])))
    heads = (words("Priority"), *(answer.names.short("pillar", code, words) for code in pillars), words("All links"))
    each = 0.58 / (len(pillars) + 1)
    legend = (Run("○ "), Run(f"{ends[0]}     "), Run("● "), Run(ends[1]))
    return pages(given, Lines(heads, tuple(body), (False, *[True] * (len(pillars) + 1)), (0.42, *[each] * (len(pillars) + 1)),
                              legend=legend), box)


def country_list(given: Given, box: Box) -> list[Part]:
    """Countries in words under their status."""
    answer, words = given.answer, given.words
    rows = []
    for status, members in wording.grouped(answer.records(), "programme_status").items():
        said = ", ".join(f"{answer.names.short('country', row['country_code'], words)} ({wording.latest_activity(row, words)})"
                         for row in members)
        rows.append((answer.names.label("programme_status", status, words), words.number(len(members)), said))
    heads = (words("Status"), words("Countries"), words("Which"))
    return pages(given, Lines(heads, tuple(rows), (False, True, False), (0.2, 0.1, 0.7), True), box)


def releases(given: Given, box: Box) -> list[Part]:
    """A row a release: what it is and what it changed."""
    words, rows = given.words, given.answer.records()
    body = []
    for row in rows:
        state = [words("Served now")] if row.get("is_served") else []
        if not row.get("is_whole", True):
            state.append(words("Refused"))
        changed = words("Not served: {reason}.", reason=row["reason"]) if row.get("reason") else ""
        if row.get("is_whole", True) and "since" in row:
            changed = words("The first release here: there is none before it to compare it with.")
            if row["since"] is not None:
                since = words("What changed since {release}", release=wording.since_named(row, rows, words))
                changed = f"{since}: {', '.join(wording.rows_changed(row, words))}"
        body.append((row["release"], " · ".join(state), wording.release_told(row, words), changed))
    return pages(given, Lines((words("Release"), words("State"), words("Built"), words("Changes")), tuple(body), (False,) * 4,
                              (0.17, 0.13, 0.35, 0.35), True), box)


def deliveries(given: Given, box: Box) -> list[Part]:
    """A row a delivery: what it is, who made it, on which terms."""
    answer, words = given.answer, given.words
    rows = tuple((row["title"], wording.delivery_told(row, answer, words), row["producer"], short(row["licence"], 120))
                 for row in answer.records())
    return pages(given, Lines((words("Title"), words("Delivery"), words("Producer"), words("Terms")), rows, (False,) * 4,
                              (0.32, 0.28, 0.2, 0.2), True), box, 10)


def record(given: Given, box: Box) -> list[Part]:
    """Everything about one activity as labels and texts."""
    answer, words, row = given.answer, given.words, given.answer.records()[0]
    short, wide = wording.record_facts(row, answer, words)
    told: list[tuple[str, Said]] = [(words("Activity"), [Run(row["title"], bold=True)]),
                                    (words("Summary"), row["summary"] or words("No summary is recorded."))]
    told += [*short, *wide]
    if (groups := wording.participants(row, answer, words)) is None:
        told.append((words("Who took part"), words("How many persons took part is not stated.")))
    else:
        lines = ["; ".join([one[0].text] + [f"{head.lower()}: {cell.text}" for head, cell in
                                           zip(groups.heads[1:], one[1:], strict=True) if cell.text]) for one in groups.rows]
        told.append((words("Who took part"), "\n".join([*lines, *([groups.note] if groups.note else [])])))
    told.append((words("Partners"), "\n".join("".join(wording.partner(one, answer, words)) for one in row["partners"] or ())
                 or words("No partner is named.")))
    told.append((words("Priorities"), "\n".join("".join(wording.priority_served(one, words)) for one in row["priorities"] or ())
                 or words("It is linked to no priority.")))
    if row["caveats"]:
        told.append((words("Caveats"), "\n".join(one["text"] for one in row["caveats"])))
    sources = [text for text in ((row["source_url"] or "").replace(" | ", "\n"), wording.published(row, words),
                                 wording.delivered(row, words)) if text]
    told.append((words("Sources"), "\n".join(sources)))
    return pages(given, Lines((words("Field"), words("As recorded")), tuple(told), (False, False), (0.2, 0.8), True), box, 10)


def short(text: str, most: int = MOST_LETTERS) -> str:
    """A text cut between words."""
    if len(text) <= most:
        return text
    return text[:most].rsplit(" ", 1)[0] + " …"


def _text(said: Said) -> str:
    return said if isinstance(said, str) else "".join(run.text for run in said)


def _least(head: str, cells: Sequence[Said]) -> float:
    """The width that a column needs: its longest word, and enough that no cell becomes a tower."""
    texts = (head, *map(_text, cells))
    longest = max((width_of(word, SIZE, text is head) for text in texts for word in text.split()), default=20.0)
    letters = max((width_of(_text(cell), SIZE) for cell in cells), default=0.0)
    return max(min(longest, 120.0), min(letters / 5, 150.0)) + PADDING


def _widths(lines: Lines, room: float, size: float) -> list[float]:
    if lines.widths:
        return [share * room for share in lines.widths]
    least = [_least(head, [row[x] for row in lines.rows]) * size / SIZE for x, head in enumerate(lines.heads)]
    wish = [max(low, min(340.0, max((width_of(_text(row[x]), size) for row in lines.rows), default=0.0) + PADDING + 2))
            for x, low in enumerate(least)]
    if sum(least) >= room:
        return [low * room / sum(least) for low in least]
    if sum(wish) <= room:
        return [w * min(1.35, room / sum(wish)) for w in wish]
    free, asked = room - sum(least), sum(wish) - sum(least)
    return [low + (w - low) * free / asked for low, w in zip(least, wish, strict=True)]


def pages(given: Given, lines: Lines, box: Box, size: float = SIZE, most: int = MOST_SLIDES) -> list[Part]:
    """The rows on one slide in the largest type that lets them, else on as many as they need, `most` at most; the last says what is
    left for the download."""
    laid = _laid(lines, box, size, most)
    if len(laid.pages) == 1:
        tried = (_laid(lines, box, larger, 1) for larger in SIZES if larger > size)
        laid = next((one for one in tried if len(one.pages) == 1 and len(one.pages[0]) == len(lines.rows)), laid)
    more = len(lines.rows) - sum(map(len, laid.pages))
    return [partial(_page, given, lines, laid, page, more if page is laid.pages[-1] else 0) for page in laid.pages]


@dataclass(frozen=True)
class Laid:
    """A table in one size of type: widths of its columns, heights of its headings and rows, and the rows of each slide."""

    size: float
    widths: list[float]
    head: float
    heights: list[float]
    pages: list[list[int]]


def _laid(lines: Lines, box: Box, size: float, most: int) -> Laid:
    """The table on at most `most` slides; rows that find no room on them are left out."""
    widths = _widths(lines, box.width, size)
    head = max(height_of(text, size, width - PADDING, True) for text, width in zip(lines.heads, widths, strict=True)) + 6
    room = box.height - head - 18 - (20 if lines.legend else 0)
    heights: list[float] = []
    found: list[list[int]] = []
    used = room + 1
    for n, row in enumerate(lines.rows):
        height = min(room, 6 + max(_cell_height(said, size, width, lines.has_row_heads and x == 0)
                                   for x, (said, width) in enumerate(zip(row, widths, strict=True))))
        if used + height > room:
            if len(found) == most:
                break
            found.append([])
            used = 0.0
        heights.append(height)
        found[-1].append(n)
        used += height
    return Laid(size, widths, head, heights, found)


def _cell_height(said: Said, size: float, width: float, bold: bool) -> float:
    """How high a cell stands: line by line, as runs may be of several looks."""
    text = _text(said)
    heavy = bold or (not isinstance(said, str) and any(run.bold for run in said))
    return sum(lines_of(line, size, width - PADDING, heavy) for line in text.split("\n")) * size * LEADING


def _page(given: Given, lines: Lines, laid: Laid, page: list[int], more: int, sheet: Sheet, box: Box) -> None:
    words = given.words
    if lines.legend:
        sheet.text(Box(box.x, box.y, box.width, 16), [lines.legend], 11, INK, name=words("Legend"))
        box = box.below(20)
    heights = [laid.head, *(laid.heights[i] for i in page)]
    sheet.table(
        Box(box.x, box.y, sum(laid.widths), sum(heights)), lines.heads, [lines.rows[i] for i in page], laid.widths, heights,
        laid.size, given.said.alt, given.said.title, lines.numbers, lines.has_row_heads,
    )
    said = []
    if more:
        said.append(words.count(more, "{n} more row", "{n} more rows"))
    if lines.left_out and (more or page[-1] == len(lines.rows) - 1):
        said.append(words.count(lines.left_out, "{n} more column", "{n} more columns"))
    left = [words("{what} in the download.", what=words.list(said))] if said else []
    if foot := " ".join([*left, *([lines.note] if lines.note else [])]):
        sheet.text(Box(box.x, box.y + sum(heights) + 3, box.width, 14), foot, 10, MUTED)
