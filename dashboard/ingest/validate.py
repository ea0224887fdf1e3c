"""When a data package may be built: every delivered row held against the schema, its file, and every other file.

All faults are found in one pass and none hides another: a row with a bad cell still has its other cells, its key and
its rules checked, and what could not be read is not reported a second time by those who refer to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import pycountry
from tqdm import tqdm

from dashboard.ingest.faults import Fault, Faulty, printable, shown
from dashboard.ingest.package import Delivery, read_deliveries
from dashboard.ingest.programme import PROGRAMME, Programme, read_programme
from dashboard.ingest.read import Table, read_table
from dashboard.ingest.schema import DATASETS, LEVEL, PERSONAL_COLUMNS, Dataset
from dashboard.ingest.values import Refused, value_of

Complaint = tuple[str, str, str]
"""Column, what is wrong, what would be right."""


@dataclass(frozen=True)
class Row:
    """One delivered row: its typed values by column, without those that were refused."""

    delivery: Delivery
    number: int
    values: Mapping[str, Any]

    def fault(self, column: str, wrong: str, right: str) -> Fault:
        """A fault of this row."""
        return Fault(self.delivery.file, self.number, column, wrong, right)


@dataclass(frozen=True)
class Replaced:
    """A row that a later delivery corrected."""

    dataset: str
    key: str
    delivery_id: str
    replaced_by: str


@dataclass(frozen=True)
class Package:
    """A data package without a fault, ready to build."""

    programme: Programme
    deliveries: tuple[Delivery, ...]
    rows: Mapping[str, tuple[Row, ...]]
    replaced: tuple[Replaced, ...]

    @property
    def row_count(self) -> int:
        """Rows that will stand in the warehouse."""
        return sum(len(rows) for rows in self.rows.values())


def check(data: Path) -> Package:
    """Read and validate the package in a folder. Raises Faulty with every fault there is."""
    faults: list[Fault] = []
    programme = read_programme(data, faults)
    deliveries = read_deliveries(data, faults)
    rows: dict[str, list[Row]] = {name: [] for name in DATASETS}
    unread = {fault.file.partition("/")[0] for fault in faults if not fault.column}
    # A bar appears only on a terminal, and only if reading takes longer than a second.
    for delivery in tqdm(deliveries, desc="reading", unit=" files", delay=1, disable=None):
        found, is_whole = _read_rows(delivery, programme, faults)
        rows[delivery.dataset] += found
        if not is_whole:
            unread.add(delivery.dataset)
    replaced: list[Replaced] = []
    kept = {name: _one_per_key(DATASETS[name], rows[name], replaced, faults) for name in DATASETS}
    if programme is not None:
        faults += _dimensions(kept, programme)
    faults += _references(kept, unread)
    faults += _framework(kept)
    faults += _caveats(kept, unread)
    if faults or programme is None:
        raise Faulty(faults, [(delivery.file, delivery.origin_file) for delivery in deliveries])
    return Package(
        programme=programme,
        deliveries=tuple(deliveries),
        rows={name: tuple(kept[name]) for name in DATASETS},
        replaced=tuple(replaced),
    )


# One file


def _read_rows(delivery: Delivery, programme: Programme | None, faults: list[Fault]) -> tuple[list[Row], bool]:
    """The rows of a delivery, and whether every one of them could be identified."""
    table, found = read_table(delivery.file, delivery.content)
    faults += found
    if table is None:
        return [], False
    dataset = DATASETS[delivery.dataset]
    complaints = list(_header(dataset, table))
    faults += [Fault(delivery.file, 1, *complaint) for complaint in complaints]
    reported = {(fault.row, fault.column) for fault in found}
    categories = programme.keys() if programme else {}
    rows = []
    for number, cells in table.rows:
        texts = dict(zip(table.header, cells, strict=True))
        values: dict[str, Any] = {}
        for column in dataset.columns:
            if column.name not in texts or (number, column.name) in reported:
                continue
            try:
                values[column.name] = value_of(texts[column.name], column, categories)
            except Refused as reason:
                faults.append(Fault(delivery.file, number, column.name, reason.wrong, reason.right))
        row = Row(delivery, number, values)
        rows.append(row)
        faults += [row.fault(*complaint) for complaint in _row_complaints(row, programme)]
    lost = any(fault.row == 0 or not fault.column for fault in found)
    return rows, not lost and all(row.values.keys() >= set(dataset.key) for row in rows)


def _header(dataset: Dataset, table: Table) -> Iterator[Complaint]:
    wanted = [column.name for column in dataset.columns]
    for name in table.header:
        if name in wanted:
            continue
        plain = "_".join(name.casefold().replace("-", " ").replace("_", " ").split())
        if plain in PERSONAL_COLUMNS:
            yield name, "personal data is refused: participants are counts", "delete the column"
            continue
        near = [one for one in get_close_matches(plain, wanted, n=1, cutoff=0.7) if one not in table.header]
        right = f"did you mean {near[0]!r}?" if near else f"delete it; the columns are {', '.join(wanted)}"
        yield printable(name), "the column is unknown", right
    for column in dataset.columns:
        if column.name not in table.header:
            yield column.name, "the column is missing", f"add it: {column.meaning}"


# One row


def _row_complaints(row: Row, programme: Programme | None) -> Iterator[Complaint]:
    """What the values of a row say against each other. A rule speaks only if every value it needs was readable."""
    for needed, rule in RULES.get(row.delivery.dataset, ()):
        if all(column in row.values for column in needed):
            yield from rule(*(row.values[column] for column in needed))
    if programme is not None:
        for column, is_first_bound in PERIOD.get(row.delivery.dataset, ()):
            value = row.values.get(column)
            if value is not None:
                yield from _in_period(column, value, is_first_bound, programme)


def _in_period(column: str, value: date | int, is_first_bound: bool, programme: Programme) -> Iterator[Complaint]:
    year = value.year if isinstance(value, date) else value
    if is_first_bound and year < programme.first_year:
        yield (
            column,
            f"{value} is before the programme's first year {programme.first_year}",
            "correct it, or years.first",
        )
    elif (value > programme.cut_off) if isinstance(value, date) else (year > programme.cut_off.year):
        yield column, f"{value} is after the cut-off {programme.cut_off}", "correct it, or move years.cut_off"


def _ends_after_start(started: date, ended: date | None) -> Iterator[Complaint]:
    if ended is not None and ended < started:
        yield "ended_on", f"the end {ended} is before the start {started}", "correct one of the two"


def _first_day(column: str) -> Callable[[date, str], Iterator[Complaint]]:
    def rule(day: date, precision: str) -> Iterator[Complaint]:
        first = {"month": day.replace(day=1), "year": day.replace(month=1, day=1)}.get(precision, day)
        if day != first:
            yield column, f"{day} is not the first day of its {precision}", f"write {first}, or precision day"

    return rule


def _head_count(total: int | None, women: int | None, men: int | None, percentage: object) -> Iterator[Complaint]:
    if total is None and women is None and men is None and percentage is None:
        yield "persons_total", "the row counts nobody", "give at least one figure, or delete the row"
        return
    if total is None and not (women is None and men is None):
        yield "persons_total", "women or men are counted without a total", "give the total the source prints"
    if total is not None and (women or 0) + (men or 0) > total:
        parts = f"{women or 0} women and {men or 0} men"
        yield "women", f"{parts} are more than the total of {total}", "correct one of the three"


def _baseline_pair(day: date | None, value: object) -> Iterator[Complaint]:
    if (day is None) != (value is None):
        column = "baseline_date" if day is None else "baseline_value"
        yield column, "a baseline needs both a date and a value", "fill it, or leave both blank"


def _computed_pair(rule: str | None, argument: str | None, kind: str, baseline: date | None) -> Iterator[Complaint]:
    if (rule is None) != (argument is None):
        column = "computed_rule" if rule is None else "computed_argument"
        yield column, "a computed indicator needs both a rule and its argument", "fill it, or leave both blank"
    if rule is not None and kind != "number":
        yield "value_kind", "a computed indicator has numbers", "write number"
    if rule is not None and baseline is None:
        yield "baseline_date", "the rule counts from the baseline", "give the day of the baseline"


def _years_in_order(first: int, last: int) -> Iterator[Complaint]:
    if last < first:
        yield "year_to", f"the end {last} is before the start {first}", "correct one of the two"


def _stage_needs_text(text: str | None, stage: str | None) -> Iterator[Complaint]:
    if stage is not None and text is None:
        yield (
            "follow_up_stage",
            "a stage is given without the reported text it is read from",
            "give the text, or leave it blank",
        )


Rule = tuple[tuple[str, ...], Callable[..., Iterable[Complaint]]]

RULES: dict[str, tuple[Rule, ...]] = {
    "activities": (
        (("started_on", "ended_on"), _ends_after_start),
        (("started_on", "date_precision"), _first_day("started_on")),
    ),
    "participants": ((("persons_total", "women", "men", "women_pct_as_reported"), _head_count),),
    "seizure_events": (
        (("seized_on", "date_precision"), _first_day("seized_on")),
        (("follow_up_as_reported", "follow_up_stage"), _stage_needs_text),
    ),
    "indicators": (
        (("baseline_date", "baseline_value"), _baseline_pair),
        (("computed_rule", "computed_argument", "value_kind", "baseline_date"), _computed_pair),
    ),
    "indicator_values": ((("value_date", "date_precision"), _first_day("value_date")),),
    "outputs": ((("year_from", "year_to"), _years_in_order),),
}

# Columns that must lie within the register: up to its cut-off, and from its first year where that bounds them too.
PERIOD: dict[str, tuple[tuple[str, bool], ...]] = {
    "activities": (("started_on", True), ("ended_on", True)),
    "seizure_events": (("seized_on", False),),
    "annual_seizures": (("year", False),),
    "indicator_values": (("value_date", False),),
    "outputs": (("year_to", False),),
}


# All rows of a dataset


def _one_per_key(dataset: Dataset, rows: list[Row], replaced: list[Replaced], faults: list[Fault]) -> list[Row]:
    """The rows in force, one per key. A later delivery replaces a row only of a delivery that it says it corrects."""
    kept: dict[tuple[Any, ...], Row] = {}
    unkeyed: list[Row] = []
    for row in rows:
        if not row.values.keys() >= set(dataset.key):
            unkeyed.append(row)
            continue
        key = tuple(row.values[column] for column in dataset.key)
        former = kept.get(key)
        if former is not None:
            words = " | ".join("" if part is None else str(part) for part in key)
            if row.delivery is former.delivery or former.delivery.id not in row.delivery.corrects:
                wrong = f"the key {shown(words)} is already in {former.delivery.file}, row {former.number}"
                same_file = row.delivery is former.delivery
                right = (
                    "keep one of them"
                    if same_file
                    else f'delete it, or write corrects = ["{former.delivery.id}"] in the origin'
                )
                faults.append(row.fault(dataset.key[0], wrong, right))
                continue
            replaced.append(Replaced(dataset.name, words, former.delivery.id, row.delivery.id))
        kept[key] = row
    return [*kept.values(), *unkeyed]


# All datasets


def _dimensions(kept: Mapping[str, list[Row]], programme: Programme) -> Iterator[Fault]:
    """Dimensions that rows use and programme.toml does not divide into categories."""
    defined = programme.keys()
    for name, dataset in DATASETS.items():
        for column in dataset.columns:
            is_used = column.kind == "category" and any(row.values.get(column.name) for row in kept[name])
            if is_used and column.dimension not in defined:
                place = f"categories.{column.dimension}"
                yield Fault(PROGRAMME, 0, place, f"{name} uses it and it has no category", f"add [[{place}]]")


def _references(kept: Mapping[str, list[Row]], unread: set[str]) -> Iterator[Fault]:
    """Values that name a row of another dataset which is not there.
    Silent about a dataset of which a part could not be read: what is missed may stand in that part."""
    for name, dataset in DATASETS.items():
        for column in dataset.columns:
            if not column.refers_to or column.refers_to in unread:
                continue
            key = DATASETS[column.refers_to].key[0]
            known = {row.values[key] for row in kept[column.refers_to] if key in row.values}
            for row in kept[name]:
                value = row.values.get(column.name)
                if value is not None and value not in known:
                    yield row.fault(column.name, *_unknown(value, column.refers_to, known))


def _unknown(value: str, dataset: str, known: set[str]) -> tuple[str, str]:
    if dataset == "countries":
        name = pycountry.countries.lookup(value).name
        return f"{value} ({name}) is not among the countries", f"add {value} to the countries dataset"
    near = get_close_matches(value, sorted(known), n=1, cutoff=0.8)
    right = f"did you mean {near[0]!r}?" if near else f"correct it, or add it to {dataset}"
    return f"{shown(value)} is not in {dataset}", right


def _framework(kept: Mapping[str, list[Row]]) -> Iterator[Fault]:
    """What results, indicators, targets and values say against each other."""
    level_of = {row.values.get("result_id"): row.values.get("level") for row in kept["results"]}
    for row in kept["results"]:
        level, above = row.values.get("level"), level_of.get(row.values.get("parent_result_id"))
        if level and above and LEVEL.index(above) >= LEVEL.index(level):
            wrong = f"a result of level {level} cannot contribute to one of level {above}"
            yield row.fault("parent_result_id", wrong, "name a result of a higher level")
    indicators = {row.values.get("indicator_id"): row.values for row in kept["indicators"]}
    for name, column_of in (
        ("indicator_targets", {"number": "target_value", "text": "target_text"}),
        ("indicator_values", {"number": "value", "text": "value_text"}),
    ):
        for row in kept[name]:
            indicator = indicators.get(row.values.get("indicator_id"), {})
            column = column_of.get(indicator.get("value_kind", ""), "")
            if column and row.values.get(column, "") is None:
                yield row.fault(column, f"the indicator takes {column} and the cell is blank", "fill it")
            if name == "indicator_values" and indicator.get("computed_rule"):
                wrong = "the value of this indicator is computed from the activities"
                yield row.fault("indicator_id", wrong, "delete the row, or the computed_rule of the indicator")


def _caveats(kept: Mapping[str, list[Row]], unread: set[str]) -> Iterator[Fault]:
    """Caveats about a record that is not there."""
    for row in kept["caveats"]:
        record, subject = row.values.get("record_id"), row.values.get("dataset")
        subject = "seizure_events" if subject == "seizures" else subject
        if record is None or subject is None or subject in unread:
            continue
        key = DATASETS[subject].key[0]
        known = {str(one.values[key]) for one in kept[subject] if key in one.values}
        if record not in known:
            yield row.fault("record_id", *_unknown_record(record, subject, known))


def _unknown_record(record: str, subject: str, known: set[str]) -> tuple[str, str]:
    near = get_close_matches(record, sorted(known), n=1, cutoff=0.8)
    return (
        f"{shown(record)} is not in {subject}",
        f"did you mean {near[0]!r}?" if near else "correct it, or leave it blank",
    )
