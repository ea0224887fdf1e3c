"""What marks of words say: one wording for the page, which writes them as HTML, and for pictures, which draw them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Any
from urllib.parse import urlsplit

from dashboard.catalogue import COMPUTED_RULES, FIXED_WORDS, SMALL_GROUP, STATUS_COUNTED, Names, small_group
from dashboard.chart import Answer
from dashboard.content.data import ROW_CHANGES
from dashboard.language import Language

MOST_COUNTRIES = 3
MOST_KEYS = 5
COUNTED_ROWS = {
    "added": ("{n} row added", "{n} rows added"),
    "corrected": ("{n} row corrected", "{n} rows corrected"),
    "withdrawn": ("{n} row withdrawn", "{n} rows withdrawn"),
}
NUMBERS = {"whole", "decimal", "quantity", "share", "year", "measured", "change"}
"""Kinds of column that are aligned as numbers."""
Row = dict[str, Any]


@dataclass(frozen=True)
class Cell:
    """A cell of a table of words: `state` is withheld, not-stated or nothing; `detail` stands small behind the text."""

    text: str
    state: str = ""
    detail: str = ""


@dataclass(frozen=True)
class SourceName:
    """One source of a record by the name of its host; `address` is empty where it is no web address."""

    name: str
    address: str = ""


@lru_cache(maxsize=4096)
def source_names(addresses: str) -> tuple[SourceName, ...]:
    """The sources of a cell that joins them by ' | ', each named by its host; what is no web address stays as it is."""
    found = []
    for address in addresses.split(" | "):
        place = urlsplit(address.strip())
        if place.scheme in ("http", "https") and place.hostname:
            found.append(SourceName(place.hostname.removeprefix("www."), address.strip()))
        else:
            found.append(SourceName(address))
    return tuple(found)


def sources_in_words(addresses: str | None, words: Language) -> str:
    """The hosts of a source cell, or that there is none."""
    return ", ".join(one.name for one in source_names(addresses)) if addresses else words("not stated")


def grouped(rows: Sequence[Row], key: str) -> dict[str, list[Row]]:
    """Rows by the value of a column, in the order in which the values come first."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row[key], []).append(row)
    return found


# What a figure on seizures rests on


def basis_parts(answer: Answer, words: Language) -> list[tuple[str, list[str]]]:
    """Three short statements made from the one row of counts: what is counted, what is not, and whose doing it is."""
    row = answer.records()[0]
    counted = []
    if row["seizures_on_record"]:
        counted.append(words(
            "{n} in this selection, of {all} on record from {first} to {last}: each as its source reports it.",
            n=words.count(row["seizures"], "{n} single seizure", "{n} single seizures"),
            all=words.number(row["seizures_on_record"]), first=str(row["first_on"].year), last=str(row["last_on"].year),
        ))
    if row["annual_totals"]:
        counted.append(words(
            "Beside them the annual totals, in kilograms, that {n} reported for {first} to {last}.",
            n=words.count(row["annual_countries"], "{n} country", "{n} countries"),
            first=str(row["annual_from"]), last=str(row["annual_to"]),
        ))
    return [
        (words("What is counted"), counted),
        (words("What is not"), [
            words("Single seizures add up to no national total, and drugs are never added together. A year or a country "
                  "without a figure is a gap, not zero."),
        ]),
        (words("The programme's part"), [
            words("None is claimed. Seizures show the routes along which the programme works; no figure here is its result."),
        ]),
    ]


def latest_activity(row: Row, words: Language) -> str:
    """When a country last took part."""
    return words("latest {year}", year=str(row["last_year"])) if row["last_year"] else words("none on record")


# Results and their indicators


@dataclass(frozen=True)
class Framework:
    """The rows of a results framework, result by result: `aimed` at least one indicator of which has a target, `aimless` that
    have indicators only, and `bare` rows of results without any. `statuses` counts the indicators, in the order told."""

    aimed: list[list[Row]]
    aimless: list[list[Row]]
    bare: list[Row]
    statuses: dict[str, int]

    @property
    def has_gap(self) -> bool:
        """Whether the parts of any aimed indicator miss the whole."""
        return any(row["parts_gap"] for rows in self.aimed for row in rows)


def framework(rows: Sequence[Row]) -> Framework:
    """The rows of a results framework in the order of reading."""
    results = [list(ones) for _, ones in groupby(rows, key=lambda row: row["result_id"])]
    aimed = [ones for ones in results if any(row["has_target"] for row in ones)]
    counts = Counter(row["status"] for row in rows if row["indicator_id"] is not None)
    return Framework(
        aimed=aimed,
        aimless=[ones for ones in results if ones not in aimed and ones[0]["indicator_id"] is not None],
        bare=[ones[0] for ones in results if ones[0]["indicator_id"] is None],
        statuses={status: counts[status] for status in STATUS_COUNTED if counts[status]},
    )


@dataclass(frozen=True)
class Track:
    """A bullet's bar as fractions of its own scale: from zero, or the lowest value below it, to the largest. `gap` runs from
    the sum of the parts to the value where they differ."""

    actual: float | None
    target: float | None
    baseline: float | None
    gap: tuple[float, float] | None
    known: dict[str, float]


def track(row: Row) -> Track | None:
    """The bar of an indicator; None where there is nothing to hold a value against."""
    given = {"actual": row["value"], "target": row["target_value"], "baseline": row["baseline_value"]}
    known = {key: float(value) for key, value in given.items() if value is not None}
    if row["value_kind"] != "number" or not ("target" in known or {"actual", "baseline"} <= known.keys()):
        return None
    gap = row["parts_gap"] and row["parts_sum"]
    lowest = min(0.0, *known.values())
    span = (max([*known.values(), gap or 0.0]) - lowest) or 1.0
    at = {key: (value - lowest) / span for key, value in known.items()}
    between = None
    if gap:
        low, high = sorted((row["parts_sum"], row["value"]))
        between = ((low - lowest) / span, (high - lowest) / span)
    return Track(at.get("actual"), at.get("target"), at.get("baseline"), between, known)


def amount(row: Row, words: Language) -> str:
    """The value beside its target: '2 of 4 courses'; where less is better, or of a percentage, '17 days, target 10'."""
    if row["value_kind"] == "text":
        said = row["value_text"] or words("no value reported")
        return words("{value}; target: {target}", value=said, target=row["target_text"]) if row["target_text"] else said
    unit, target = row["unit"], row["target_value"]
    if row["value"] is None:
        return words("no value; target {target} {unit}", target=words.quantity(target), unit=unit) if target is not None \
            else words("no value")
    value = words.quantity(row["value"])
    if target is None:
        return f"{value} {unit}"
    if row["direction"] == "falling" or unit == "%":
        return words("{value} {unit}, target {target}", value=value, unit=unit, target=words.quantity(target))
    return words("{value} of {target} {unit}", value=value, target=words.quantity(target), unit=unit)


def facts(row: Row, words: Language) -> list[str]:
    """What the amount rests on: dates no more precise than known, baseline, how it is counted, which way is better."""
    said = []
    if row["progress"] is not None:
        text = "{share} of the way from baseline to target" if row["progress"] >= 0 else \
            "{share} of the way from baseline to target, in the wrong direction"
        said.append(words(text, share=words.percent(abs(row["progress"]))))
    if row["baseline_value"] is not None:
        day = f" ({words.short_date(row['baseline_date'])})" if row["baseline_date"] else ""
        said.append(words("baseline {value}", value=words.quantity(row["baseline_value"])) + day)
    elif row["has_target"] and row["value_kind"] == "number":
        said.append(words("no baseline"))
    if row["target_date"] is not None and row["has_target"]:
        said.append(words("target by {date}", date=words.short_date(row["target_date"])))
    if row["value_date"] is not None:
        said.append(words("value of {date}", date=words.short_date(row["value_date"], row["value_date_precision"] or "day")))
    said.append(words(FIXED_WORDS["accumulation"][row["accumulation"]]))
    if row["value_kind"] == "number" and (row["has_target"] or row["baseline_value"] is not None):
        said.append(words(FIXED_WORDS["direction"][row["direction"]]))
    return said


def remarks(row: Row, names: Names, words: Language) -> list[str]:
    """What a reader must know before quoting the value: how it was computed, parts that miss the whole, a revised target, notes.
    Its sources are in `value_sources`."""
    said: list[str] = []
    if row["is_computed"]:
        said.append(words(COMPUTED_RULES[row["computed_rule"]], after=words.date(row["baseline_date"]),
                          kind=names.label("programme_status", row["computed_argument"], words)))
    if row["parts"]:
        said.append(_parts(row, words))
    if (row["targets_set"] or 0) > 1:
        said.append(_revision(row, words))
    return said + [_sentence(note) for note in dict.fromkeys((row["value_note"], row["target_note"])) if note]


def value_sources(row: Row) -> str:
    """Where an indicator's value was read; nothing where it is computed."""
    return "" if row["is_computed"] else row["source_url"] or ""


def _parts(row: Row, words: Language) -> str:
    parts = words("Parts: {parts}.", parts=row["parts"].replace("; ", ", "))
    if not row["parts_gap"]:
        return parts + " " + words("They add up to the whole.")
    gap = words.quantity(abs(row["parts_gap"]))
    total, value = words.quantity(row["parts_sum"]), words.quantity(row["value"])
    text = "They do not add up: their sum is {total}, {gap} less than {value}." if row["parts_gap"] < 0 else \
        "They do not add up: their sum is {total}, {gap} more than {value}."
    return parts + " " + words(text, total=total, gap=gap, value=value)


def _revision(row: Row, words: Language) -> str:
    former = row["former_target_text"] or words.quantity(row["former_target_value"])
    said = words("Target revised: {n} earlier, last {target} by {date}", n=words.number(row["targets_set"] - 1), target=former,
                 date=words.short_date(row["former_target_date"]))
    if row["decided_on"]:
        said += words("; the present one was decided on {date}", date=words.short_date(row["decided_on"]))
    return said + "."


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?")) else ".")


# Priorities and what is linked to them


@dataclass(frozen=True)
class Side:
    """One side of a pair: the rows linked, or the words that there are none."""

    heading: str
    rows: tuple[Row, ...]
    nothing: str


@dataclass(frozen=True)
class Pair:
    """A priority with what it builds on and what serves it. `pillar` is the word and place of its pillar; `outside` says how
    many links lead elsewhere."""

    key: str
    told: str
    priority: str
    pillar: tuple[str, int]
    outside: str
    achieved: Side
    planned: Side


def pairs_of(answer: Answer, words: Language) -> list[Pair]:
    """One pair a priority. The chart's option `ends` names the two sides."""
    ends = answer.chart.options["ends"](answer, words)
    return [_pair(rows, ends, answer, words) for rows in grouped(answer.records(), "priority_id").values()]


def _pair(rows: list[Row], ends: tuple[str, str], answer: Answer, words: Language) -> Pair:
    one = rows[0]
    outside = words.count(
        one["links_elsewhere"], "{n} link leads to an activity outside these filters.",
        "{n} links lead to activities outside these filters.",
    ) if one["links_elsewhere"] else ""
    return Pair(
        key=one["priority_id"],
        told=f"{one['priority_id']} · {one['year']}",
        priority=one["priority"],
        pillar=(answer.names.short("pillar", one["pillar"], words), answer.desk.order("pillar").index(one["pillar"]) + 1),
        outside=outside,
        achieved=Side(words("Achieved · {period}", period=ends[0]), tuple(r for r in rows if r["side"] == "achieved"),
                      words("No prior achievement shown")),
        planned=Side(words("Served by · {period}", period=ends[1]), tuple(r for r in rows if r["side"] == "planned"),
                     words("No activity shown serves it")),
    )


def day_linked(row: Row, words: Language) -> str:
    """When a linked activity began, behind its title."""
    return f" ({words.short_date(row['started_on'], row['date_precision'])})"


def linked_by(row: Row, words: Language) -> str:
    """Who made a link, behind its reason."""
    return " — " + words("link: {who}", who=row["linked_by"] or words("not stated"))


# Records


def list_cell(name: str, row: Row, answer: Answer, words: Language) -> Cell:
    """A cell of the list of activities, in the short words of a list."""
    if name == "title":
        return Cell(row["title"])
    if name == "source_url":
        return Cell(sources_in_words(row[name], words))
    if name == "countries":
        names = [answer.names.short("country", code, words) for code in row[name] or ()]
        if len(names) <= MOST_COUNTRIES + 1:
            return Cell(words.list(names))
        return Cell(words(
            "{names} and {n} more", names=", ".join(names[:MOST_COUNTRIES]), n=words.number(len(names) - MOST_COUNTRIES)
        ))
    if withheld := answer.withheld(name, row, words):
        return Cell(withheld, "withheld")
    if row[name] is None:
        return Cell(words("not stated"), "not-stated")
    if name == "women_share":
        share = words("{women} of {all}", women=words.number(row["women"]), all=words.number(row["persons_women_reported"]))
        return Cell(words.percent(row[name]), detail=share)
    if name in ("pillar", "activity_type"):
        return Cell(answer.names.short({"activity_type": "type"}.get(name, name), row[name], words))
    return Cell(answer.cell(name, row, words))


def record_facts(row: Row, answer: Answer, words: Language) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Short facts of a record as (label, value), and the long ones, which a record may lack."""
    names, not_stated = answer.names, words("not stated")
    short = [
        (words("Record"), row["activity_id"]),
        (words("Date"), _dates(row, words)),
        (words("Venue"), _venue(row, answer, words)),
        (words("Type"), names.label("type", row["activity_type"], words)),
        (words("Pillar"), names.label("pillar", row["pillar"], words)),
        (words("Held"), names.label("modality", row["modality"], words)),
        (words("Audience"), row["audience"] or not_stated),
        (words("Paid by, as reported"), row["funder_as_reported"] or not_stated),
    ]
    wide = ((words("Countries"), _countries(row, answer, words)), (words("Note"), row["note"]))
    return short, [(label, value) for label, value in wide if value]


def _dates(row: Row, words: Language) -> str:
    precision = row["date_precision"]
    start = words.date(row["started_on"], precision)
    end = words.date(row["ended_on"], precision) if row["ended_on"] else start
    said = start if end == start else words("{start} to {end}", start=start, end=end)
    if precision == "day":
        return said
    return said + " " + (words("(the day is not stated)") if precision == "month" else words("(only the year is stated)"))


def _venue(row: Row, answer: Answer, words: Language) -> str:
    country = answer.names.short("country", row["venue_country_code"], words) if row["venue_country_code"] else None
    return ", ".join(part for part in (row["venue_city"], country) if part) or words("not stated")


def _countries(row: Row, answer: Answer, words: Language) -> str:
    names = [answer.names.short("country", code, words) for code in row["countries"] or ()]
    if row["countries"] == ["not_listed"]:
        return names[0]
    return words("{n}: {names}", n=words.number(len(names)), names=words.list(names))


@dataclass(frozen=True)
class Participants:
    """Who took part: the headings, the first and last of words and the others of numbers, and a row a role. `note` is the rule
    for percentages, where any stands."""

    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str


def participants(row: Row, answer: Answer, words: Language) -> Participants | None:
    """Who took part in an activity; None where it is not stated."""
    groups = row["participants"]
    if not groups:
        return None
    columns = (("persons", words("Persons")), ("women", words("Women")), ("men", words("Men")))
    reported = any(group["women_pct_as_reported"] is not None for group in groups)
    heads = [words("Role"), *(label for _, label in columns), words("Sex not stated")]
    if reported:
        heads.append(words("Women, as reported"))
    rows = []
    for group in groups:
        unknown = None if group["persons"] is None else group["persons"] - (group["women"] or 0) - (group["men"] or 0)
        cells = [Cell(answer.names.short("role", group["role"], words))]
        for key, value in ({key: group[key] for key, _ in columns} | {"sex_not_stated": unknown}).items():
            if kind := group["total_withheld"] if key == "persons" else group["sex_withheld"]:
                cells.append(Cell(small_group(kind, answer.desk.warehouse.release.threshold, words), "withheld"))
            else:
                cells.append(Cell(words.number(value), "" if value is not None else "not-stated"))
        if reported:
            share = group["women_pct_as_reported"]
            told = words(SMALL_GROUP) if group["sex_withheld"] else ""
            cells.append(Cell(told if share is None else words("{n} %, as reported", n=words.quantity(share))))
        rows.append((*cells, Cell(group["note"] or "")))
    note = words("A percentage stands as reported; it is never turned into a number of persons.") if reported else ""
    return Participants((*heads, words("Note")), tuple(rows), note)


def partner(one: Row, answer: Answer, words: Language) -> tuple[str, str]:
    """A partner's name, and what stands behind it."""
    full = "" if one["full_name"] == one["partner"] else f": {one['full_name']}"
    return one["partner"], f"{full} ({answer.names.label('partner_kind', one['kind'], words)})"


def priority_served(one: Row, words: Language) -> tuple[str, str, str]:
    """How a record is linked to a priority, the priority, and the reason."""
    text = "Groundwork for {id} ({year})" if one["relation"] == "prepared_by" else "Serves {id} ({year})"
    return (
        words(text, id=one["priority_id"], year=str(one["year"])),
        f": {one['priority']}. ",
        words("Reason: {reason} (link: {who})", reason=one["reason"], who=one["linked_by"] or words("not stated")),
    )


def published(row: Row, words: Language) -> str:
    """When a record's source was published; nothing if that is not known."""
    return words("published {date}", date=words.date(row["source_published_on"])) if row["source_published_on"] else ""


def delivered(row: Row, words: Language) -> str:
    """The row of the delivery that a record was read from."""
    return words(
        "Row {row} of the delivery {delivery}: {title} ({producer}), read {date}",
        row=words.number(row["row_number"]),
        delivery=row["delivery_id"],
        title=row["delivery_title"],
        producer=row["producer"],
        date=words.date(row["date_read"]),
    )


# Releases and deliveries


def release_told(row: Row, words: Language) -> str:
    """When a release was built, how far its data reach and how many rows were delivered; nothing if that is not known."""
    if row["built_on"] is None:
        return ""
    return " · ".join((
        words("Built {date}", date=words.date(row["built_on"])),
        words("data to {date}", date=words.date(row["cut_off"])),
        words.count(row["delivered_rows"], "{n} delivered row", "{n} delivered rows"),
    ))


def since_named(row: Row, rows: Sequence[Row], words: Language) -> str:
    """The release that one is compared with, with its date where that is known."""
    before = next((other for other in rows if other["release"] == row["since"]), None)
    if before is None or before["built_on"] is None:
        return str(row["since"])
    return words("{name} (built {date})", name=row["since"], date=words.date(before["built_on"]))


def rows_changed(row: Row, words: Language) -> list[str]:
    """How many rows a release added, corrected and withdrew, or that none differs."""
    counts = [words.count(row[f"rows_{what}"], *COUNTED_ROWS[what]) for what in ROW_CHANGES if row[f"rows_{what}"]]
    return counts or [words("no row differs")]


def dataset_changed(one: Row, words: Language) -> tuple[str, str]:
    """How the rows of one dataset changed, with the keys of the first of them: 'Participants:' and '1 row corrected
    (CJ-2020-014)'."""
    said: list[str] = []
    for what in ROW_CHANGES:
        if not one[what]:
            continue
        keys = [str(key) for key in one.get("keys", {}).get(what, ())]
        listed = ", ".join(keys[:MOST_KEYS])
        if one[what] > MOST_KEYS:
            listed = words("{keys} and {n} more", keys=listed, n=words.number(one[what] - len(keys[:MOST_KEYS])))
        said.append(words.count(one[what], *COUNTED_ROWS[what]) + (f" ({listed})" if keys else ""))
    dataset = words(FIXED_WORDS["dataset"].get(str(one["dataset"]), str(one["dataset"])))
    return words("{dataset}:", dataset=dataset), "; ".join(said)


def delivery_told(row: Row, answer: Answer, words: Language) -> str:
    """What a delivery is: its dataset, rows, confidentiality and when it was read."""
    return " · ".join((
        answer.cell("dataset", row, words),
        words.count(row["delivered_rows"], "{n} row", "{n} rows"),
        answer.cell("confidentiality", row, words),
        words("read {date}", date=words.date(row["date_read"])),
    ))
