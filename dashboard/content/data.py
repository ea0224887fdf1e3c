"""Data: which release is served, what it was made from, what its words mean and what is doubtful in it."""

from __future__ import annotations

from typing import Any

from dashboard.catalogue import DIMENSIONS, MEASURES, STATUS_RULE, Column
from dashboard.chart import Answer, Chart, Desk, Page
from dashboard.language import Language
from dashboard.warehouse import Release, list_releases, refused_releases

NOT_DELIVERED = ("deliveries", "categories", "programme", "partial_years", "replaced_rows")
"""Tables of the schema `delivered` that describe the deliveries rather than hold their rows."""
ROW_CHANGES = ("added", "corrected", "withdrawn")
"""How a row may differ from the release before."""


RELEASE_COLUMNS = {
    "release": Column("Release"),
    "is_served": Column("Served now", "flag"),
    "is_whole": Column("Whole", "flag"),
    "built_on": Column("Built", "date", missing="not known"),
    "cut_off": Column("Data to", "date", missing="not known"),
    "delivered_rows": Column("Delivered rows", "whole", missing="not known"),
    "warehouse_sha256": Column("SHA-256 of the warehouse", "hash", missing="not known"),
    "since": Column("Compared with", missing="none before it"),
    "rows_added": Column("Rows added", "whole", missing="nothing to compare"),
    "rows_corrected": Column("Rows corrected", "whole", missing="nothing to compare"),
    "rows_withdrawn": Column("Rows withdrawn", "whole", missing="nothing to compare"),
    "reason": Column("Why it is refused", missing="none"),
}


def _releases(desk: Desk) -> list[dict[str, Any]]:
    """Every release kept, newest first, then those that are refused; behind a sealed link only the one that it opens."""
    read = desk.warehouse.release
    if read.is_published or desk.reader.link is not None:
        return [_built(read)]
    blank = dict.fromkeys(RELEASE_COLUMNS) | {"changes": []}
    store = read.folder.parent
    whole = [
        blank | _built(release) | _rows_changed(release)
        | {"is_served": release.name == read.name, "is_whole": True, "since": release.since, "changes": list(release.changes)}
        for release in list_releases(store)
    ]
    refused = dict(refused_releases(store))
    if read.name not in refused and all(row["release"] != read.name for row in whole):
        refused[read.name] = "its folder is missing; build it again"
    # What was opened before a file of it was touched stays served.
    return whole + [
        blank | (_built(read) if name == read.name else {})
        | {"release": name, "is_served": name == read.name, "is_whole": False, "reason": reason.removeprefix(f"release {name}: ")}
        for name, reason in refused.items()
    ]


def _built(release: Release) -> dict[str, Any]:
    return {
        "release": release.name,
        "built_on": release.built_at.date(),
        "cut_off": release.cut_off,
        "delivered_rows": sum(
            n
            for table, n in release.rows.items()
            if table.startswith("delivered.") and table.removeprefix("delivered.") not in NOT_DELIVERED
        ),
        "warehouse_sha256": release.sha256,
    }


def _rows_changed(release: Release) -> dict[str, int | None]:
    """Rows by which a release differs from the one before it; nothing where there is none before."""
    if release.since is None:
        return dict.fromkeys(f"rows_{what}" for what in ROW_CHANGES)
    return {f"rows_{what}": sum(one[what] for one in release.changes) for what in ROW_CHANGES}


def _definitions(desk: Desk) -> list[dict[str, Any]]:
    measures = [
        {
            "kind": "Measure",
            "term": m.label,
            "unit": m.unit,
            "definition": m.definition,
            "formula": m.formula,
            "adds_up": m.adds_up,
        }
        for m in MEASURES.values()
    ]
    dimensions = [
        {"kind": "Filter", "term": d.label, "unit": None, "definition": d.definition, "formula": None, "adds_up": None}
        for d in DIMENSIONS.values()
    ]
    status = {
        "kind": "Rule",
        "term": "Status of an indicator",
        "unit": None,
        "definition": STATUS_RULE,
        "formula": None,
        "adds_up": None,
    }
    return [*measures, status, *dimensions]


def _releases_finding(answer: Answer, words: Language) -> str:
    rows = answer.records()
    read = next(row for row in rows if row.get("is_served", True))
    told = {"name": read["release"], "n": words.number(read["delivered_rows"]), "date": words.date(read["cut_off"])}
    if "is_served" not in read:
        return words("This is release {name} with {n} delivered rows, data to {date}.", **told)
    said = words("Served now: {name} with {n} delivered rows, data to {date}.", **told)
    refused = sum(not row["is_whole"] for row in rows)
    if refused:
        said += " " + words.count(refused, "{n} release is refused, with the reason below.",
                                  "{n} releases are refused, with the reasons below.")
    return said


RELEASES = Chart(
    name="releases",
    title="Releases",
    unit="Immutable builds of the data, newest first",
    mark="releases",
    key=("release",),
    facts=("deliveries",),
    datasets=(),
    columns=RELEASE_COLUMNS,
    hidden=("changes",),
    finding=_releases_finding,
    note="The name of a release is made from its contents: the same deliveries always give the same name.",
    rows=_releases,
)


def _deliveries_finding(answer: Answer, words: Language) -> str:
    rows = answer.records()
    restricted = [row for row in rows if row["confidentiality"] == "restricted"]
    datasets = {row["dataset"] for row in rows}
    said = words.count(
        len(rows),
        "{n} delivery of {kinds} kinds.",
        "{n} deliveries of {kinds} kinds.",
        kinds=words.number(len(datasets)),
    )
    if not restricted:
        return said + " " + words("All are public record.")
    return said + " " + words.count(len(restricted), "{n} is restricted.", "{n} are restricted.")


DELIVERIES = Chart(
    name="deliveries",
    title="Deliveries and where they came from",
    unit="One entry a file as received",
    mark="deliveries",
    key=("delivery_id",),
    facts=("deliveries",),
    datasets=(),
    columns={
        "dataset": Column("Dataset", "code", "dataset"),
        "delivery_id": Column("Delivery"),
        "title": Column("Title"),
        "producer": Column("Producer"),
        "address": Column("Address", "url"),
        "date_read": Column("Read", "date"),
        "licence": Column("Terms"),
        "confidentiality": Column("Confidentiality", "code", "confidentiality"),
        "delivered_rows": Column("Rows", "whole"),
        "corrects": Column("Corrects", "parts", missing="none"),
        "note": Column("Note", missing="none"),
        "sha256": Column("SHA-256 of the file", "hash"),
    },
    finding=_deliveries_finding,
)

DEFINITIONS = Chart(
    name="definitions",
    title="What the numbers and filters mean",
    unit="Every measure, rule and filter of this dashboard",
    mark="table",
    key=("kind", "term"),
    facts=("deliveries",),
    datasets=(),
    columns={
        "kind": Column("Kind", "words"),
        "term": Column("Term", "words"),
        "unit": Column("Unit", "words", missing="none"),
        "definition": Column("Definition", "words"),
        "formula": Column("Formula", "words", missing="none"),
        "adds_up": Column("Adding up", "words", missing="none"),
    },
    rows=_definitions,
)

CATEGORIES = Chart(
    name="categories",
    title="Categories of the programme",
    unit="In the order in which they are listed everywhere",
    mark="table",
    key=("category_of", "key"),
    facts=("deliveries",),
    datasets=(),
    columns={
        "category_of": Column("Category of", "code", "category_of"),
        "key": Column("Code"),
        "label": Column("Label"),
        "definition": Column("Definition", missing="speaks for itself"),
    },
    hidden=("short_label",),
)


def _caveats_finding(answer: Answer, words: Language) -> str:
    rows = answer.records()
    grave = sum(row["severity"] == "warning" for row in rows)
    return words.count(
        len(rows),
        "{n} caveat, {grave} of them a warning.",
        "{n} caveats, {grave} of them warnings.",
        grave=words.number(grave),
    )


CAVEATS = Chart(
    name="caveat_ledger",
    title="Caveats",
    unit="Recorded doubts; each stands beside every figure it touches",
    mark="table",
    key=("caveat_id",),
    facts=("caveats",),
    datasets=("caveats",),
    columns={
        "caveat_id": Column("Caveat"),
        "severity": Column("Severity", "code", "severity"),
        "dataset": Column("Dataset", "code", "dataset"),
        "record_id": Column("Record", missing="any"),
        "title": Column("Activity", missing="no single activity"),
        "country_code": Column("Country", "code", "country", "any"),
        "year": Column("Year", "year", missing="any"),
        "text": Column("Caveat in words"),
        "delivery_id": Column("Delivery"),
    },
    hidden=("activity_id",),
    finding=_caveats_finding,
    nothing="No caveat is recorded.",
)

REPLACED = Chart(
    name="replaced_rows",
    title="Corrected rows",
    unit="Rows of an earlier delivery that a later one replaced",
    mark="table",
    key=("dataset", "key", "delivery_id"),
    facts=("deliveries",),
    datasets=(),
    columns={
        "dataset": Column("Dataset", "code", "dataset"),
        "key": Column("Row"),
        "delivery_id": Column("Delivered in"),
        "replaced_by": Column("Corrected by"),
    },
    nothing="No delivery of this release corrects a row of an earlier one.",
)

PAGE = Page(
    key="data",
    path="/data",
    name="Data",
    title="Data",
    question="What is this made from, what do the words mean, and what is doubtful?",
    charts=(RELEASES, DELIVERIES, CAVEATS, REPLACED, DEFINITIONS, CATEGORIES),
)
