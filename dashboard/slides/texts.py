"""Words of the screen as native texts: headline numbers, findings, measures at two times, and indicators against their targets."""

from __future__ import annotations

from functools import partial

from dashboard.catalogue import FIXED_WORDS, STATUS_WORDS
from dashboard.figures.theme import ACCENT, ACCENT_LIGHT, INK, MUTED
from dashboard.language import Language
from dashboard.slides.given import Given, Part, Row
from dashboard.slides.native import HOLLOW, Axis, Cells, Chart, Paint, Series
from dashboard.slides.sheet import INK_2, LINE, SUNKEN, Box, Run, Said, Sheet, height_of, width_of
from dashboard.slides.tables import MOST_SLIDES, Lines, pages, short
from dashboard.snapshots import wording

BASELINE = "#b0661a"
INSET = 12.0


def tiles(given: Given, box: Box) -> list[Part]:
    """Headline numbers on cards."""
    return [partial(_tiles, given)]


def _tiles(given: Given, sheet: Sheet, box: Box) -> None:
    told = given.answer.chart.options["tiles"](given.answer, given.words)
    for lines in (1, 2, 3):
        columns = -(-len(told) // lines)
        width = (box.width - 14 * (columns - 1)) / columns
        cards = [_card(label, value, note, width - 2 * INSET) for label, value, note, _ in told]
        tall = max(sum(height_of([run], run[0].size, width - 2 * INSET, run[0].bold) for run in card) for card in cards)
        height = tall + 2 * INSET + 12 + 4
        if height * lines + 14 * (lines - 1) <= box.height:
            break
    for n, ((label, *_), card) in enumerate(zip(told, cards, strict=True)):
        row, column = divmod(n, columns)
        at = Box(box.x + column * (width + 14), box.y + row * (height + 14), width, height)
        sheet.text(at, card, 12, INK, name=label, paint=Paint(SUNKEN, edge=LINE), inset=INSET, space=6)


def _card(label: str, value: str, note: str, room: float) -> list[list[Run]]:
    size = next(size for size in (34, 28, 22, 17, 14) if size == 14 or width_of(value, size, True) <= room)
    return [[Run(label, ink=INK_2, size=13)], [Run(value, bold=True, size=size)], [Run(note, ink=MUTED, size=12)]]


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
        at = Box(box.x + n * (width + 24), box.y, width, box.height)
        sheet.text(at, [[Run(title, bold=True)], *said], 15, name=title, space=8)


def bullets(given: Given, box: Box) -> list[Part]:
    """Indicators with a target as rows of words and a small chart each; what has none in tables after them."""
    answer, words = given.answer, given.words
    told = wording.framework(answer.records())
    aimed = [row for rows in told.aimed for row in rows]
    widths = (box.width * 0.43, box.width * 0.25, box.width * 0.32 - 24)
    filled: list[list[tuple[Row, float]]] = []
    used = box.height
    for row in aimed:
        left, right = _bullet_words(given, row)
        tall = max(height_of(left, 10.5, widths[0]), height_of(right, 9.5, widths[2]), 30.0) + 8
        if used + tall > box.height:
            filled.append([])
            used = 20.0
            if len(filled) == 1:
                used += height_of(_statuses(told.statuses, words), 11, box.width, True) + 4
        filled[-1].append((row, tall))
        used += tall
    parts: list[Part] = [partial(_bullet_rows, given, page, widths, told.statuses if n == 0 else {})
                         for n, page in enumerate(filled[:MOST_SLIDES])]
    rest = [row for rows in told.aimless for row in rows]
    body: list[tuple[Said, ...]] = [
        ([Run(words(FIXED_WORDS["level"][row["level"]]) + ": ", ink=MUTED), Run(short(row["statement"], 140))], row["indicator"],
         words(STATUS_WORDS[row["status"]]), wording.amount(row, words), " · ".join(wording.facts(row, words))) for row in rest]
    body += [([Run(words(FIXED_WORDS["level"][row["level"]]) + ": ", ink=MUTED), Run(short(row["statement"], 140))],
              words("no indicator"), words(STATUS_WORDS["no_indicator"]), "", "") for row in told.bare]
    others = MOST_SLIDES - len(parts)
    if body and others > 0:
        heads = (words("Reported without a target"), words("Indicator"), words("Status"), words("Value"), words("Facts"))
        parts += pages(given, Lines(heads, tuple(body), (False,) * 5, (0.34, 0.24, 0.1, 0.12, 0.2)), box, 10, most=others)
    return parts


def _bullet_words(given: Given, row: Row) -> tuple[list[Said], list[Said]]:
    words = given.words
    left: list[Said] = [[Run(row["indicator"], bold=True), Run(f"  {words(STATUS_WORDS[row['status']])}", ink=ACCENT, bold=True)],
                        [Run(f"{words(FIXED_WORDS['level'][row['level']])}: {short(row['statement'], 150)}", ink=MUTED, size=9)]]
    remarks = " ".join(wording.remarks(row, given.answer.names, words))
    if remarks:
        left.append([Run(short(remarks, 260), ink=MUTED, size=9)])
    return left, [[Run(wording.amount(row, words), bold=True, size=11)], " · ".join(wording.facts(row, words))]


def _statuses(counts: dict[str, int], words: Language) -> str:
    """How many indicators have each status."""
    return "   ".join(f"{words.number(n)} {words(STATUS_WORDS[key])}" for key, n in counts.items())


def _bullet_rows(
    given: Given, page: list[tuple[Row, float]], widths: tuple[float, float, float], statuses: dict[str, int], sheet: Sheet,
    box: Box,
) -> None:
    words = given.words
    y = box.y
    if statuses:
        said = _statuses(statuses, words)
        sheet.text(Box(box.x, y, box.width, height_of(said, 11, box.width, True)), said, 11, INK_2, bold=True)
        y += height_of(said, 11, box.width, True) + 4
    legend = [Run("■ ", ink=ACCENT), Run(words("latest value") + "     "), Run("□ "), Run(words("target") + "     "),
              Run("□ ", ink=BASELINE), Run(words("baseline"))]
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


def _bullet_chart(given: Given, row: Row, track: wording.Track, sheet: Sheet, box: Box) -> None:
    """One bar for the value within the outlines of target and baseline, on a scale of its own."""
    words, known = given.words, track.known
    cells = Cells()
    across = cells.ref(cells.column(words("Indicator"), [row["indicator"]]))
    series = []
    for key, name, paint in (("actual", words("latest value"), Paint(ACCENT)),
                             ("baseline", words("baseline"), Paint("", edge=BASELINE, width=1.5, dash="sysDash")),
                             ("target", words("target"), Paint("", edge=INK, width=1.75))):
        place = cells.column(f"{name} ({row['unit']})" if row["unit"] else name, [known.get(key)], "#,##0.###")
        series.append(Series(cells.head(place), across, cells.ref(place), paint))
    lowest, highest = min(0.0, *known.values()), max([*known.values(), row["parts_sum"] or 0.0])
    chart = Chart("bar", cells, tuple(series), across=Axis(shown=False), up=Axis(lowest, highest or 1, shown=False),
                  plot=(0.01, 0.06, 0.98, 0.88), overlap=100, gap=30)
    names = {"actual": words("latest value"), "target": words("target"), "baseline": words("baseline")}
    said = ", ".join(f"{names[key]} {words.quantity(value)}" for key, value in known.items())
    sheet.chart(box, chart, f"{row['indicator']}: {said}", row["indicator"])


def strip(given: Given, box: Box) -> list[Part]:
    """Measures at two times with their change, and a dumbbell a row on its own scale."""
    return [partial(_strip, given)]


def _strip(given: Given, sheet: Sheet, box: Box) -> None:
    answer, words = given.answer, given.words
    start, end = answer.chart.options["ends"](answer, words)
    told = answer.chart.options["rows"](answer, words)
    widths = [box.width * share for share in (0.28, 0.13, 0.33, 0.13, 0.13)]
    height = min(32.0, box.height / (len(told) + 1))
    size = 13 if height >= 26 else 11
    rows = [(label, was, "", now, change) for label, _, _, was, now, change, _ in told]
    sheet.table(
        Box(box.x, box.y, box.width, height * (len(told) + 1)), (words("Measure"), start, "", end, words("Change")), rows, widths,
        [height] * (len(told) + 1), size, given.said.alt, given.said.title, (False, True, False, True, True), True, "ctr",
    )
    left, room = box.x + widths[0] + widths[1] + 18, widths[2] - 36
    for n, (label, was, now, was_told, now_told, *_) in enumerate(told):
        if was is None or now is None:
            continue
        y, largest = box.y + height * (n + 1) + height / 2, max(was, now) or 1
        at = [left + room * value / largest for value in (was, now)]
        with sheet.group(f"{label}: {was_told} → {now_told}", f"{label}: {start} {was_told}, {end} {now_told}"):
            sheet.line(left, y, left + room, y, LINE, 1)
            sheet.line(min(at), y, max(at) + 0.01, y, ACCENT_LIGHT, 2.5)
            hollow = Paint(HOLLOW, edge=ACCENT_LIGHT, width=2.25)
            sheet.shape("circle", Box(at[0] - 5, y - 5, 10, 10), hollow, f"{start}: {was_told}")
            sheet.shape("circle", Box(at[1] - 5, y - 5, 10, 10), Paint(ACCENT, edge=ACCENT), f"{end}: {now_told}")
