"""All that an answer says beside its marks, in one language: what a picture, slide, embed and print carry alike."""

from __future__ import annotations

from dataclasses import dataclass, replace

from dashboard.chart import Answer, Page, View, answer
from dashboard.language import Language
from dashboard.warehouse import QUERY_FILES


@dataclass(frozen=True)
class Empty:
    """Why an answer has no rows. `kind`: nothing (no such record in the release), none-left (an answer in itself: nothing is
    missing) or filtered; a filtered one has the `wider` view in which there are rows, and the words that offer it."""

    kind: str
    text: str
    wider: View | None = None
    offer: str = ""


@dataclass(frozen=True)
class Snapshot:
    """The words of an answer. Empty where it has none: `finding`, `note`, `left_out` (filters that do not narrow it),
    `caveats`, `disclaimer`, `banner` (that all of it is invented) and `empty`. `alt` is the text alternative."""

    title: str
    subtitle: str
    finding: str
    note: str
    left_out: str
    caveats: tuple[str, ...]
    source: str
    release: str
    disclaimer: str
    funder_line: str
    emblem: str
    programme: str
    banner: str
    empty: str
    alt: str

    @property
    def remarks(self) -> str:
        """What a reader must know beside the numbers: the standing rule and the filters that do not narrow it."""
        return " ".join(part for part in (self.note, self.left_out) if part)

    def texts(self) -> tuple[str, ...]:
        """Everything that every output must carry, in reading order."""
        return tuple(part for part in (self.title, self.subtitle, self.finding, self.empty, self.note, self.left_out, *self.caveats,
                                       self.source, self.release, self.disclaimer, self.funder_line, self.banner) if part)


@dataclass(frozen=True)
class Slide:
    """One slide of a deck: a figure with what its maker says of it, or a section with a title of its own."""

    title: str = ""
    caption: str = ""
    answer: Answer | None = None
    page: Page | None = None

    @property
    def is_section(self) -> bool:
        """Whether it is a title alone."""
        return self.answer is None


def snapshot(given: Answer, page: Page, words: Language) -> Snapshot:
    """The words of an answer on its page."""
    chart, release = given.chart, given.desk.warehouse.release
    title, finding, why = words(chart.title), given.finding(words), why_empty(given, page, words)
    empty = why.text if why else ""
    return Snapshot(
        title=title,
        subtitle=given.subtitle(words),
        finding=finding,
        note=given.note(words),
        left_out=given.filters_left_out(words),
        caveats=tuple((f"{c.touches}: " if c.touches else "") + c.text for c in given.caveats),
        source=words("Source: {source}", source=given.source(words)),
        release=words("Release {name}, built {date}", name=release.name, date=words.date(release.built_at.date())),
        disclaimer=release.programme.disclaimers.get(chart.disclaimer, ""),
        funder_line=release.programme.funder_line,
        emblem=release.programme.emblem,
        programme=release.programme.name,
        banner=release.programme.banner,
        empty=empty,
        alt=" ".join(_sentence(part) for part in (title, given.subtitle(words), finding or empty) if part),
    )


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


def why_empty(given: Answer, page: Page, words: Language) -> Empty | None:
    """Why an answer has no rows; None if it has some."""
    if not given.is_empty:
        return None
    chart, view = given.chart, given.view
    if chart.none_left and _has_records(given):
        return Empty("none-left", words(chart.none_left))
    wider, offer = given.desk.hold(_widest(given, page)), words("Show all years without these filters")
    if page.sides:
        offer = words("Show the comparison without filters")
    if given.said:
        anywhere = given.desk.hold(replace(wider, choices=view.choices))
        if not answer(chart, page, anywhere, given.desk).is_empty:
            wider, offer = anywhere, words("Search in all years without these filters")
    if "selection" not in chart.takes or answer(chart, page, wider, given.desk).is_empty:
        return Empty("nothing", words(chart.nothing or "Nothing of this kind is recorded in this release."))
    return Empty("filtered", words("No record matches {filters}.", filters=given.filters_in_words(words)), wider, offer)


def _widest(given: Answer, page: Page) -> View:
    """The view in which a chart shows all there is: every year and none of its filters; of a comparison, the page's own."""
    if page.sides:
        return given.desk.view(page, "")[0]
    selection = given.view.selection.with_values("year", ["all"])
    for key in given.chart.filters:
        if key != "year":
            selection = selection.with_values(key, ())
    wider = given.view.selecting(selection)
    said = {control.key for control, _ in given.said}
    return replace(wider, choices={key: value for key, value in wider.choices.items() if key not in said})


def _has_records(given: Answer) -> bool:
    """Whether the selection holds any record that the chart could speak of."""
    records = f"records/{given.chart.facts[0]}"
    kept = given.chart.narrow(given.view.selection).parameters()
    if records not in QUERY_FILES:
        return True
    asked = {"selection": kept, "other": kept, "most": 1}
    return bool(given.desk.warehouse.records(records, {name: asked[name] for name in QUERY_FILES[records].parameters}))
