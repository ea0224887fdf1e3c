"""When a data package may be built: every delivered row held against the schema, its file, and every other file.

All faults are found in one pass and none hides another: a row with a bad cell still has its other cells, its key and
its rules checked, and what could not be read is not reported a second time by those who refer to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import pycountry
from tqdm import tqdm

from dashboard.ingest.faults import Fault, Faulty, printable, shown
from dashboard.ingest.package import Delivery, read_deliveries
from dashboard.ingest.plain import take_plain
from dashboard.ingest.programme import PROGRAMME, Programme, read_programme
from dashboard.ingest.read import Table, read_table
from dashboard.ingest.rows import Row, Rows
from dashboard.ingest.schema import CAVEAT_SUBJECTS, DATASETS, LEVEL, PERSONAL_COLUMNS, Dataset
from dashboard.ingest.values import Refused, value_of

MOST_COMPARED = 5_000_000  # keys that wrong ones are compared with, looking for what was meant

Complaint = tuple[str, str, str]
"""Column, what is wrong, what would be right."""


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
    rows: Rows
    replaced: tuple[Replaced, ...]

    @property
    def row_count(self) -> int:
        """Rows that will stand in the warehouse."""
        return sum(self.rows.count(dataset) for dataset in DATASETS.values())


@dataclass(frozen=True)
class Contents:
    """What lies in the folder of a package: what its programme.toml says, None if that is faulty, its deliveries, whose rows are
    not read yet, and the faults of all but the rows."""

    programme: Programme | None
    deliveries: tuple[Delivery, ...]
    faults: tuple[Fault, ...]

    @property
    def size(self) -> int:
        """Bytes of all deliveries."""
        return sum(delivery.size for delivery in self.deliveries)


def look(data: Path) -> Contents:
    """Read all of a package but its rows."""
    faults: list[Fault] = []
    programme = read_programme(data, faults)
    deliveries = read_deliveries(data, faults)
    return Contents(programme, tuple(deliveries), tuple(faults))


def check(data: Path) -> Package:
    """Read and validate the package in a folder. Raises Faulty with every fault there is."""
    return validate(look(data))


def validate(
    contents: Contents, database: Path | None = None, scratch: Path | None = None, public_copy: Path | None = None
) -> Package:
    """Read and validate the rows of a package. They are written to `database`, and a copy of it with those of public deliveries
    only to `public_copy`; without names they go with the package that is returned. `scratch` is a folder for files that nobody
    needs afterwards. Raises Faulty with every fault there is."""
    rows = Rows(contents.deliveries, database, scratch)
    try:
        return _validate(contents, rows, public_copy)
    except BaseException:
        rows.close()
        raise


def _validate(contents: Contents, rows: Rows, public_copy: Path | None) -> Package:
    programme, faults = contents.programme, list(contents.faults)
    public = [delivery for delivery in contents.deliveries if delivery.confidentiality == "public"]
    restricted = [delivery for delivery in contents.deliveries if delivery.confidentiality != "public"]
    unread = {fault.file.partition("/")[0] for fault in faults if not fault.column}
    # A bar appears only on a terminal, and only if reading takes longer than a second.
    with tqdm(total=len(contents.deliveries), desc="reading", unit=" files", delay=1, disable=None) as bar:
        for some in (public, restricted):
            for delivery, is_taken in take_plain(rows, some, programme):
                if not is_taken and not _read_rows(delivery, programme, rows, faults):
                    unread.add(delivery.dataset)
                bar.update()
            if some is public and public_copy is not None:
                rows.copy_public(public_copy)
    replaced: list[Replaced] = []
    for dataset in DATASETS.values():
        _hold_keys(dataset, rows, replaced, faults)
    if programme is not None:
        faults += _dimensions(rows, programme)
    faults += _references(rows, unread)
    faults += _framework(rows)
    faults += _caveats(rows, unread)
    if faults or programme is None:
        raise Faulty(faults, [(delivery.file, delivery.origin_file) for delivery in contents.deliveries])
    return Package(programme=programme, deliveries=contents.deliveries, rows=rows, replaced=tuple(replaced))


# One file


def _read_rows(delivery: Delivery, programme: Programme | None, rows: Rows, faults: list[Fault]) -> bool:
    """Add the rows of a delivery, and say whether every one of them could be identified."""
    content = delivery.read()
    if content is None:
        faults.append(Fault(delivery.file, 0, "", "the file changed while it was read", "run it again when nobody writes to it"))
        return False
    table, found = read_table(delivery.file, content)
    faults += found
    if table is None:
        return False
    dataset = DATASETS[delivery.dataset]
    complaints = list(_header(dataset, table))
    faults += [Fault(delivery.file, 1, *complaint) for complaint in complaints]
    reported = {(fault.row, fault.column) for fault in found}
    categories = programme.keys() if programme else {}
    is_whole = not any(fault.row == 0 or not fault.column for fault in found)

    def typed() -> Iterator[Row]:
        nonlocal is_whole
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
            is_whole = is_whole and row.values.keys() >= set(dataset.key)
            faults.extend(row.fault(*complaint) for complaint in _row_complaints(row, programme))
            yield row

    rows.add(dataset, typed(), absent={column.name for column in dataset.columns} - set(table.header))
    return is_whole


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


def _hold_keys(dataset: Dataset, rows: Rows, replaced: list[Replaced], faults: list[Fault]) -> None:
    """Keep the rows in force, one per key. A later delivery replaces a row only of a delivery that it says it corrects."""
    kept: dict[tuple[Any, ...], Row] = {}
    gone: list[Row] = []
    corrections: list[tuple[Row, Replaced]] = []
    for row in rows.sharing_a_key(dataset):
        if not row.values.keys() >= set(dataset.key):
            continue
        key = tuple(row.values[column] for column in dataset.key)
        if key not in kept:
            kept = {key: row}  # rows of a key come together
            continue
        former = kept[key]
        words = " | ".join("" if part is None else str(part) for part in key)
        if row.delivery is former.delivery or former.delivery.id not in row.delivery.corrects:
            wrong = f"the key {shown(words)} is already in {former.delivery.file}, row {former.number}"
            same_file = row.delivery is former.delivery
            right = "keep one of them" if same_file else f'delete it, or write corrects = ["{former.delivery.id}"] in the origin'
            faults.append(row.fault(dataset.key[0], wrong, right))
            gone.append(row)
            continue
        corrections.append((row, Replaced(dataset.name, words, former.delivery.id, row.delivery.id)))
        gone.append(former)
        kept[key] = row
    rows.drop(dataset, gone)
    order = {name: position for position, name in enumerate(rows.deliveries)}
    corrections.sort(key=lambda one: (order[one[0].delivery.id], one[0].number))
    replaced += [correction for _, correction in corrections]


# All datasets


def _dimensions(rows: Rows, programme: Programme) -> Iterator[Fault]:
    """Dimensions that rows use and programme.toml does not divide into categories."""
    defined = programme.keys()
    for name, dataset in DATASETS.items():
        for column in dataset.columns:
            if column.kind == "category" and column.dimension not in defined and rows.uses(dataset, column.name):
                place = f"categories.{column.dimension}"
                yield Fault(PROGRAMME, 0, place, f"{name} uses it and it has no category", f"add [[{place}]]")


class Suggestions:
    """Keys of datasets that are near a wrong one. Of millions of keys few wrong ones are compared with all of them."""

    def __init__(self, rows: Rows):
        self._rows = rows
        self._keys: dict[str, list[str]] = {}
        self._left = MOST_COMPARED

    def near(self, value: str, dataset: str) -> str:
        """The nearest key of a dataset, blank if none is near or there are too many to look at."""
        if dataset not in self._keys:
            self._keys[dataset] = self._rows.keys(DATASETS[dataset])
        self._left -= len(self._keys[dataset])
        near = get_close_matches(value, self._keys[dataset], n=1, cutoff=0.8) if self._left >= 0 else []
        return near[0] if near else ""


def _references(rows: Rows, unread: set[str]) -> Iterator[Fault]:
    """Values that refer to a row of another dataset which is not there.
    Silent about a dataset of which a part could not be read: what is missed may stand in that part."""
    suggestions = Suggestions(rows)
    for dataset in DATASETS.values():
        for column in dataset.columns:
            if not column.refers_to or column.refers_to in unread:
                continue
            for row in rows.referring_to_nothing(dataset, column.name):
                yield row.fault(column.name, *_unknown(row.values[column.name], column.refers_to, suggestions))


def _unknown(value: str, dataset: str, suggestions: Suggestions) -> tuple[str, str]:
    if dataset == "countries":
        name = pycountry.countries.lookup(value).name
        return f"{value} ({name}) is not among the countries", f"add {value} to the countries dataset"
    near = suggestions.near(value, dataset)
    right = f"did you mean {near!r}?" if near else f"correct it, or add it to {dataset}"
    return f"{shown(value)} is not in {dataset}", right


def _framework(rows: Rows) -> Iterator[Fault]:
    """What results, indicators, targets and values say against each other."""
    kept = {name: rows[name] for name in ("results", "indicators", "indicator_targets", "indicator_values")}
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


def _caveats(rows: Rows, unread: set[str]) -> Iterator[Fault]:
    """Caveats about a record that is not there."""
    suggestions = Suggestions(rows)
    subjects = {name: "seizure_events" if name == "seizures" else name for name in CAVEAT_SUBJECTS}
    unknown = {
        name: rows.unknown_records(dataset, [called for called, subject in subjects.items() if subject == name])
        for name, dataset in DATASETS.items()
        if name in subjects.values() and name not in unread
    }
    if not any(unknown.values()):
        return
    for row in rows["caveats"]:
        record, subject = row.values.get("record_id"), subjects.get(row.values.get("dataset") or "", "")
        if record is not None and record in unknown.get(subject, ()):
            near = suggestions.near(record, subject)
            right = f"did you mean {near!r}?" if near else "correct it, or leave it blank"
            yield row.fault("record_id", f"{shown(record)} is not in {subject}", right)
