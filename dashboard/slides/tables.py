"""Native tables and texts: what the screen writes as words, in as many rows as can be read, on three slides at most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from dashboard.catalogue import FIXED_WORDS, STATUS_RULE, STATUS_WORDS
from dashboard.figures.theme import ACCENT, INK, MUTED
from dashboard.lettering import REGULAR, shortened
from dashboard.slides.given import Given, Part
from dashboard.slides.native import Axis, Cells, Chart, Paint, Series
from dashboard.slides.sheet import INK_2, LINE, SUNKEN, Box, Run, Said, Sheet, height_of, lines_of, width_of
from dashboard.snapshots import wording

MOST_SLIDES = 3
SIZE = 10.5
MOST_LETTERS = 320
PADDING = 9
LEFT_OUT = ("hash", "url")


@dataclass(frozen=True)
class Lines:
    """A table in words. `numbers` tells the columns that are set to the right; `widths` are shares of the room, if they are fixed;
    `left_out` counts columns that the slide has no room for."""

    heads: tuple[str, ...]
    rows: tuple[tuple[Said, ...], ...]
    numbers: tuple[bool, ...]
    widths: tuple[float, ...] = ()
    has_row_heads: bool = False
    left_out: int = 0


def table(given: Given, box: Box) -> list[Part]:
    """The rows of the answer, less the columns that no slide has room for."""
    answer, words = given.answer, given.words
    columns = [(name, how) for name, how in answer.columns() if how.kind not in LEFT_OUT and not name.endswith("_precision")]
    columns = [(name, how) for name, how in columns if any(row[name] not in (None, "", []) for row in answer.records())]
    cells = [[_short(answer.cell(name, row, words)) for name, _ in columns] for row in answer.records()]
    least = [_least(words(how.label), [row[x] for row in cells]) for x, (_, how) in enumerate(columns)]
    kept = list(range(len(columns)))
    while len(kept) > 1 and sum(least[x] for x in kept) > box.width:
        # Codes of records first, then from the right.
        ids = [x for x in kept if columns[x][0].endswith("_id") and x]
        kept.remove(ids[-1] if ids else kept[-1])
    return _pages(given, Lines(
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
    return _pages(given, Lines(tuple(words(how[name].label) for name in names), tuple(rows),
                               tuple(how[name].kind in wording.NUMBERS for name in names), left_out=len(how) - len(names)), box)


def strip(given: Given, box: Box) -> list[Part]:
    """Measures at two times with their change."""
    answer, words = given.answer, given.words
    start, end = answer.chart.options["ends"](answer, words)
    rows = tuple((label, was, now, change) for label, _, _, was, now, change, _ in answer.chart.options["rows"](answer, words))
    return _pages(given, Lines((words("Measure"), start, end, words("Change")), rows, (False, True, True, True), (0.4, 0.2, 0.2, 0.2), True),
                  box, 13)


def pairs(given: Given, box: Box) -> list[Part]:
    """A row a priority: what it builds on to the left, what serves it to the right."""
    words = given.words
    found = wording.pairs_of(given.answer, words)

    def side(one: wording.Side) -> Said:
        said: list[Run] = []
        for row in one.rows:
            said += [Run(("\n" if said else "") + row["title"], bold=True), Run(wording.day_linked(row, words)),
                     Run("\n" + row["reason"] + wording.linked_by(row, words), ink=MUTED, size=9)]
        return said or [Run(one.nothing, ink=MUTED)]

    rows = tuple((side(one.achieved), [Run(one.told + "\n", bold=True), Run(one.priority), Run(f"\n{one.pillar[0]}", ink=MUTED),
                                       Run(f"\n{one.outside}" if one.outside else "", ink=MUTED, size=9)], side(one.planned))
                 for one in found)
    heads = (found[0].achieved.heading, words("Priority"), found[0].planned.heading)
    return _pages(given, Lines(heads, rows, (False,) * 3, (0.36, 0.28, 0.36)), box, 10)


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
    legend = [Run("○ "), Run(f"{ends[0]}     "), Run("● "), Run(ends[1])]
    return _pages(given, Lines(heads, tuple(body), (False, *(True for _ in pillars), True), (0.42, *(each for _ in range(len(pillars) + 1)))),
                  box, legend=legend)


def country_list(given: Given, box: Box) -> list[Part]:
    """Countries in words under their status."""
    answer, words = given.answer, given.words
    rows = []
    for status, members in wording.grouped(answer.records(), "programme_status").items():
        said = ", ".join(f"{answer.names.short('country', row['country_code'], words)} ({wording.latest_activity(row, words)})"
                         for row in members)
        rows.append((answer.names.label("programme_status", status, words), words.number(len(members)), said))
    return _pages(given, Lines((words("Status"), words("Countries"), words("Which")), tuple(rows), (False, True, False), (0.2, 0.1, 0.7), True),
                  box, 11.5)


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
            changed = words("The first release here: there is none before it to compare it with.") if row["since"] is None else words(
                "What changed since {release}", release=wording.since_named(row, rows, words)) + ": " + ", ".join(
                wording.rows_changed(row, words))
        body.append((row["release"], " · ".join(state), wording.release_told(row, words), changed))
    return _pages(given, Lines((words("Release"), words("State"), words("Built"), words("Changes")), tuple(body), (False,) * 4,
                               (0.17, 0.13, 0.35, 0.35), True), box, 12)


def deliveries(given: Given, box: Box) -> list[Part]:
    """A row a delivery: what it is, who made it, on which terms."""
    answer, words = given.answer, given.words
    rows = tuple((row["title"], wording.delivery_told(row, answer, words), row["producer"], _short(row["licence"], 120))
                 for row in answer.records())
    return _pages(given, Lines((words("Title"), words("Delivery"), words("Producer"), words("Terms")), rows, (False,) * 4,
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
    return _pages(given, Lines((words("Field"), words("As recorded")), tuple(told), (False, False), (0.2, 0.8), True), box)


def tiles(given: Given, box: Box) -> list[Part]:
    """Headline numbers on cards."""
    return [partial(_tiles, given)]


def _tiles(given: Given, sheet: Sheet, box: Box) -> None:
    told = given.answer.chart.options["tiles"](given.answer, given.words)
    columns = len(told) if len(told) < 6 else (len(told) + 1) // 2
    lines = -(-len(told) // columns)
    width, height = (box.width - 14 * (columns - 1)) / columns, min(190.0, (box.height - 14 * (lines - 1)) / lines)
    for n, (label, value, note, _) in enumerate(told):
        row, column = divmod(n, columns)
        at = Box(box.x + column * (width + 14), box.y + row * (height + 14), width, height)
        size = next(size for size in (34, 28, 22, 17, 14) if size == 14 or width_of(value, size, True) <= width - 24)
        sheet.text(at, [[Run(label, ink=INK_2, size=13)], [Run(value, bold=True, size=size)], [Run(note, ink=MUTED, size=12)]], 12, INK,
                   name=label, paint=Paint(SUNKEN, edge=LINE), inset=12, space=6)


def findings(given: Given, box: Box) -> list[Part]:
    """Findings as a numbered list."""
    return [partial(_findings, given)]


def _findings(given: Given, sheet: Sheet, box: Box) -> None:
    told = given.answer.chart.options["findings"](given.answer, given.words)
    step = min(box.height / len(told), 90.0)
    for n, (sentence, _, _) in enumerate(told):
        y = box.y + n * step
        sheet.text(Box(box.x, y, 40, step), given.words.number(n + 1), 26, ACCENT, bold=True, anchor="ctr")
        sheet.text(Box(box.x + 44, y, box.width - 44, step), sentence, 18, anchor="ctr")


def basis(given: Given, box: Box) -> list[Part]:
    """What figures rest on, in columns of text."""
    return [partial(_basis, given)]


def _basis(given: Given, sheet: Sheet, box: Box) -> None:
    told = wording.basis_parts(given.answer, given.words)
    width = (box.width - 24 * (len(told) - 1)) / len(told)
    for n, (title, said) in enumerate(told):
        sheet.text(Box(box.x + n * (width + 24), box.y, width, box.height), [[Run(title, bold=True)], *said], 15, name=title, space=8)


def bullets(given: Given, box: Box) -> list[Part]:
    """Indicators with a target as rows of words and a small chart each; what has none in tables after them."""
    answer, words = given.answer, given.words
    told = wording.framework(answer.records())
    aimed = [row for rows in told.aimed for row in rows]
    widths = (box.width * 0.43, box.width * 0.25, box.width * 0.32 - 24)
    pages: list[list[tuple[dict, float]]] = []
    used = box.height
    for row in aimed:
        left, right = _bullet_words(given, row)
        tall = max(height_of(left, 10.5, widths[0]), height_of(right, 9.5, widths[2]), 30.0) + 8
        if used + tall > box.height:
            pages.append([])
            used = 38.0 if len(pages) == 1 else 20.0
        pages[-1].append((row, tall))
        used += tall
    parts: list[Part] = [partial(_bullet_rows, given, page, widths, told.statuses if n == 0 else {})
                         for n, page in enumerate(pages[:MOST_SLIDES])]
    rest = [row for rows in told.aimless for row in rows]
    body: list[tuple[Said, ...]] = [
        ([Run(words(FIXED_WORDS["level"][row["level"]]) + ": ", ink=MUTED), Run(_short(row["statement"], 140))], row["indicator"],
         words(STATUS_WORDS[row["status"]]), wording.amount(row, words), " · ".join(wording.facts(row, words))) for row in rest]
    body += [([Run(words(FIXED_WORDS["level"][row["level"]]) + ": ", ink=MUTED), Run(_short(row["statement"], 140))],
              words("no indicator"), words(STATUS_WORDS["no_indicator"]), "", "") for row in told.bare]
    left = MOST_SLIDES - len(parts)
    if body and left > 0:
        heads = (words("Reported without a target"), words("Indicator"), words("Status"), words("Value"), words("Facts"))
        parts += _pages(given, Lines(heads, tuple(body), (False,) * 5, (0.34, 0.24, 0.1, 0.12, 0.2)), box, 10, most=left)
    return parts


def _bullet_words(given: Given, row: dict) -> tuple[list[Said], list[Said]]:
    words = given.words
    left: list[Said] = [[Run(row["indicator"], bold=True), Run(f"  {words(STATUS_WORDS[row['status']])}", ink=ACCENT, bold=True)],
                        [Run(f"{words(FIXED_WORDS['level'][row['level']])}: {_short(row['statement'], 150)}", ink=MUTED, size=9)]]
    remarks = " ".join(wording.remarks(row, given.answer.names, words))
    if remarks:
        left.append([Run(_short(remarks, 260), ink=MUTED, size=9)])
    return left, [[Run(wording.amount(row, words), bold=True, size=11)], " · ".join(wording.facts(row, words))]


def _bullet_rows(given: Given, page: list[tuple[dict, float]], widths: tuple[float, float, float], statuses: dict[str, int], sheet: Sheet,
                 box: Box) -> None:
    words = given.words
    y = box.y
    if statuses:
        said = "   ".join(f"{words.number(n)} {words(STATUS_WORDS[key])}" for key, n in statuses.items())
        sheet.text(Box(box.x, y, box.width, 16), said, 11, INK_2, bold=True)
        y += 18
    legend = [Run("■ ", ink=ACCENT), Run(words("latest value") + "     "), Run("□ "), Run(words("target") + "     "),
              Run("□ ", ink="#b0661a"), Run(words("baseline"))]
    sheet.text(Box(box.x + widths[0] + 12, y, box.width - widths[0] - 12, 16), [legend], 10, INK, name=words("Legend"))
    y += 20
    for row, tall in page:
        left, right = _bullet_words(given, row)
        sheet.line(box.x, y - 2, box.right, y - 2)
        sheet.text(Box(box.x, y + 1, widths[0], tall - 4), left, 10.5)
        sheet.text(Box(box.x + widths[0] + widths[1] + 24, y + 1, widths[2], tall - 4), right, 9.5)
        track = wording.track(row)
        if track is not None:
            _bullet_chart(given, row, track, sheet, Box(box.x + widths[0] + 12, y + 1, widths[1], min(tall - 4, 32)))
        y += tall


def _bullet_chart(given: Given, row: dict, track: wording.Track, sheet: Sheet, box: Box) -> None:
    """One bar for the value within the outlines of target and baseline, on a scale of its own."""
    words, known = given.words, track.known
    cells = Cells()
    across = cells.ref(cells.column(words("Indicator"), [row["indicator"]]))
    series = []
    for key, name, paint in (("actual", words("latest value"), Paint(ACCENT)),
                             ("baseline", words("baseline"), Paint("", edge="#b0661a", width=1.5, dash="sysDash")),
                             ("target", words("target"), Paint("", edge=INK, width=1.75))):
        place = cells.column(f"{name} ({row['unit']})" if row["unit"] else name, [known.get(key)], "#,##0.###")
        series.append(Series(cells.head(place), across, cells.ref(place), paint))
    lowest, highest = min(0.0, *known.values()), max([*known.values(), row["parts_sum"] or 0.0])
    chart = Chart("bar", cells, tuple(series), across=Axis(shown=False), up=Axis(lowest, highest or 1, shown=False),
                  plot=(0.01, 0.06, 0.98, 0.88), overlap=100, gap=30)
    names = {"actual": words("latest value"), "target": words("target"), "baseline": words("baseline")}
    said = ", ".join(f"{names[key]} {words.quantity(value)}" for key, value in known.items())
    sheet.chart(box, chart, f"{row['indicator']}: {said}", row["indicator"])


def rule_of_status(words: object) -> str:
    """The rule that gives an indicator its status, for the notes."""
    return STATUS_RULE


def _short(text: str, most: int = MOST_LETTERS) -> str:
    """A text cut between words."""
    if len(text) <= most:
        return text
    return text[:most].rsplit(" ", 1)[0] + " …"


def _text(said: Said) -> str:
    return said if isinstance(said, str) else "".join(run.text for run in said)


def _least(head: str, cells: Sequence[Said]) -> float:
    """The width that a column needs: its longest word, and enough that no cell becomes a tower."""
    longest = max((width_of(word, SIZE) for text in (head, *map(_text, cells)) for word in text.split()), default=20.0)
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


def _pages(given: Given, lines: Lines, box: Box, size: float = SIZE, most: int = MOST_SLIDES, legend: Sequence[Run] = ()) -> list[Part]:
    """The rows on as many slides as they need, `most` at most; the last says what is left for the download."""
    widths = _widths(lines, box.width, size)
    head = max(height_of(text, size, width - PADDING, True) for text, width in zip(lines.heads, widths, strict=True)) + 6
    room = box.height - head - 18 - (20 if legend else 0)
    tall = [min(room, max(_cell_height(said, size, width, lines.has_row_heads and x == 0)
                          for x, (said, width) in enumerate(zip(row, widths, strict=True))) + 6) for row in lines.rows]
    pages: list[list[int]] = []
    used = room + 1
    for n, height in enumerate(tall):
        if used + height > room:
            pages.append([])
            used = 0.0
        pages[-1].append(n)
        used += height
    shown = pages[:most]
    more = sum(len(page) for page in pages[most:])
    found: list[Part] = []
    for n, page in enumerate(shown):
        rest = more if n == len(shown) - 1 else 0
        found.append(partial(_page, given, lines, page, widths, [head, *(tall[i] for i in page)], size, rest, tuple(legend)))
    return found


def _cell_height(said: Said, size: float, width: float, bold: bool) -> float:
    if isinstance(said, str):
        return lines_of(said, size, width - PADDING, bold) * size * 1.2
    # Runs of several sizes: line by line.
    tall, line = 0.0, ""
    largest = 0.0
    for run in said:
        for n, piece in enumerate(run.text.split("\n")):
            if n:
                tall += lines_of([Run(line, bold=True)], largest or size, width - PADDING) * (largest or size) * 1.2
                line, largest = "", 0.0
            line += piece
            largest = max(largest, run.size or size)
    return tall + lines_of([Run(line, bold=bold)], largest or size, width - PADDING) * (largest or size) * 1.2


def _page(
    given: Given, lines: Lines, page: list[int], widths: list[float], heights: list[float], size: float, more: int, legend: tuple[Run, ...],
    sheet: Sheet, box: Box,
) -> None:
    words = given.words
    if legend:
        sheet.text(Box(box.x, box.y, box.width, 16), [legend], 11, INK, name=words("Legend"))
        box = box.below(20)
    sheet.table(Box(box.x, box.y, sum(widths), sum(heights)), lines.heads, [lines.rows[i] for i in page], widths, heights, size,
                given.said.alt, given.said.title, lines.numbers, lines.has_row_heads)
    said = []
    if more:
        said.append(words.count(more, "{n} more row", "{n} more rows"))
    if lines.left_out and (more or page[-1] == len(lines.rows) - 1):
        said.append(words.count(lines.left_out, "{n} more column", "{n} more columns"))
    if said:
        sheet.text(Box(box.x, box.y + sum(heights) + 3, box.width, 14), words("{what} in the download.", what=words.list(said)), 10, MUTED)


__all__ = [
    "REGULAR", "Lines", "basis", "bullets", "country_list", "deliveries", "findings", "matrix", "pairs", "record", "records", "releases",
    "shortened", "strip", "table", "tiles",
]
