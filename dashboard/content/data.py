"""Data: which release is served, what it was made from, what its words mean and what is doubtful in it."""

from __future__ import annotations

from typing import Any

from dashboard.catalogue import DIMENSIONS, MEASURES, STATUS_RULE, Column
from dashboard.chart import Answer, Chart, Desk, Page
from dashboard.language import Language
from dashboard.warehouse import list_releases

NOT_DELIVERED = ("deliveries", "categories", "programme", "partial_years", "replaced_rows")
"""Tables of the schema `delivered` that describe the deliveries rather than hold their rows."""


def _releases(desk: Desk) -> list[dict[str, Any]]:
    served = desk.warehouse.release
    return [
        {
            "release": release.name,
            "is_served": release.name == served.name,
            "built_on": release.built_at.date(),
            "cut_off": release.cut_off,
            "delivered_rows": sum(
                n
                for table, n in release.rows.items()
                if table.startswith("delivered.") and table.removeprefix("delivered.") not in NOT_DELIVERED
            ),
            "warehouse_sha256": release.sha256,
        }
        for release in list_releases(served.folder.parent)
    ]


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
    served = next(row for row in answer.records() if row["is_served"])
    return words(
        "Served now: {name} with {n} delivered rows, data to {date}.",
        name=served["release"],
        n=words.number(served["delivered_rows"]),
        date=words.date(served["cut_off"]),
    )


RELEASES = Chart(
    name="releases",
    title="Releases",
    unit="Immutable builds of the data on this server, newest first",
    mark="releases",
    key=("release",),
    facts=("deliveries",),
    datasets=(),
    columns={
        "release": Column("Release"),
        "is_served": Column("Served now", "flag"),
        "built_on": Column("Built", "date"),
        "cut_off": Column("Data to", "date"),
        "delivered_rows": Column("Delivered rows", "whole"),
        "warehouse_sha256": Column("SHA-256 of the warehouse", "hash"),
    },
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
