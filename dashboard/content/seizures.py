"""Seizures: what was seized along the routes. Context for the programme's work, never claimed as its doing."""

from __future__ import annotations

from typing import Any

from dashboard.catalogue import Column
from dashboard.chart import Answer, Chart, Control, Page
from dashboard.language import Language

SCALE = Control("scale", "Scale", (("shared", "Same scale"), ("log", "Same, logarithmic"), ("own", "Own scales")))
SIZE = Control("size", "Size of symbols", (("seizures", "Number of seizures"), ("kg", "Kilograms of one drug")))

NOTHING = "This programme records no seizures."


def _of_events(**given: Any) -> Chart:
    """A chart of single seizures: what all of them share, and what is given."""
    shared: dict[str, Any] = {
        "facts": ("seizure_events",), "datasets": ("seizure_events",), "caveats": ("seizures", "seizure_events"),
        "disclaimer": "seizures", "nothing": NOTHING,
    }
    return Chart(**(shared | given))


BASIS = Chart(
    name="seizure_basis",
    title="Context, not results",
    unit="What the figures on this page are, and what they are not",
    mark="basis",
    facts=("seizure_events", "annual_seizures"),
    measures=("seizure_events", "seized_kg"),
    datasets=("seizure_events", "annual_seizures"),
    caveats=("seizures", "seizure_events", "annual_seizures"),
    columns={
        "seizures": Column("Single seizures in this selection", "whole"),
        "seizures_on_record": Column("Single seizures on record", "whole"),
        "first_on": Column("First on record", "date"),
        "last_on": Column("Last on record", "date"),
        "annual_totals": Column("Annual totals", "whole"),
        "annual_countries": Column("Countries with annual totals", "whole"),
        "annual_from": Column("Annual totals from", "year"),
        "annual_to": Column("Annual totals to", "year"),
    },
    disclaimer="seizures",
    nothing=NOTHING,
)


def _annual_finding(answer: Answer, words: Language) -> str:
    shown = [row for row in answer.records() if row["panel"] is not None and row["is_shown"]]
    if not shown:
        return words("No country of the picture reported this drug.")
    drug = shown[0]["drug"]
    latest = max(row["year"] for row in shown)
    largest = max((row for row in shown if row["drug"] == drug and row["year"] == latest),
                  key=lambda row: row["quantity_kg"], default=None)
    if largest is None:
        return ""
    return words("{drug}: the largest total of {year} in this picture is that of {country}, {n} kg.",
                 drug=answer.names.short("drug", drug, words), year=str(latest), n=words.quantity(largest["quantity_kg"]),
                 country=answer.names.short("country", largest["country_code"], words))


def _annual_note(answer: Answer, words: Language) -> str:
    rows = answer.records()
    everywhere = len({row["country_code"] for row in rows})
    panels = len({row["country_code"] for row in rows if row["panel"] is not None and row["is_shown"]})
    drugs = [code for code in answer.desk.order("drug") if any(row["drug"] == code and row["is_shown"] for row in rows)]
    said = [words("Shown: {drugs}, {n} of {all} countries.", n=words.number(panels), all=words.number(everywhere),
                  drugs=words.list(answer.names.short("drug", code, words).lower() for code in drugs))]
    selection = answer.view.selection
    if not selection.values("drug"):
        said.append(words("The drug is the first of the list until one is chosen."))
    if not selection.values("country"):
        said.append(words("Without a choice, the countries are the twelve of the programme with the largest totals."))
    said.append(words("A gap is a year without a figure, not zero. At the dotted line the source changes to another edition."))
    return " ".join(said)


ANNUAL = Chart(
    name="seizures_annual",
    title="Annual seizures as governments reported them",
    unit="Kilograms reported for a whole year",
    mark="annual_panels",
    key=("country_code", "drug", "year"),
    facts=("annual_seizures",),
    measures=("seized_kg",),
    datasets=("annual_seizures",),
    caveats=("seizures", "annual_seizures"),
    ignores=("year",),
    columns={"source_title": Column("Edition")},
    hidden=("panel", "is_shown"),
    finding=_annual_finding,
    note=_annual_note,
    disclaimer="seizures",
    nothing=NOTHING,
    span=7,
    control=SCALE.key,
)


def _map_finding(answer: Answer, words: Language) -> str:
    rows = [row for row in answer.records() if row["value"]]
    names = answer.names
    if answer.view.choice(SIZE) == "seizures":
        most = words.list(
            f"{names.short('country', row['country_code'], words)} ({words.number(row['seizures'])})" for row in rows[:3]
        )
        return words.count(len(rows), "Seizures on record in {n} country: {most}.",
                           "Seizures on record in {n} countries, most in {most}.", most=most)
    if not rows:
        return ""
    return words("{drug}: the most on record was seized in {country}, {n} kg in {seizures}.",
                 drug=names.short("drug", rows[0]["drug"], words), n=words.quantity(rows[0]["quantity_kg"]),
                 country=names.short("country", rows[0]["country_code"], words),
                 seizures=words.count(rows[0]["seizures_of_drug"], "{n} seizure", "{n} seizures"))


MAP = _of_events(
    name="seizure_map",
    title="Where single seizures were made",
    unit="Single seizures on record",
    units={"kg": "Kilograms as reported in single seizures, of one drug"},
    mark="symbol_map",
    key=("country_code",),
    measures=("seizure_events", "seized_kg"),
    columns={
        "seizures": Column("Seizures", "whole"),
        "drug": Column("Drug of the kilograms", "code", "drug"),
        "seizures_of_drug": Column("Seizures of it", "whole"),
        "main_conveyance": Column("Most frequent conveyance", "code", "conveyance"),
    },
    hidden=("value",),
    finding=_map_finding,
    note="What was reported and found: never a national total. Loads seized at sea stand with the country that seized them.",
    span=5,
    height=450,
    control=SIZE.key,
    options={"value": "value", "status": "main_conveyance", "dimension": "conveyance", "none": "Other drugs only"},
    disclaimer="map",
)


def _timeline_finding(answer: Answer, words: Language) -> str:
    rows = answer.records()
    largest = max(rows, key=lambda row: row["quantity_kg"])
    return words("The largest on record: {n} kg of {drug}, {country}, {date}.", n=words.quantity(largest["quantity_kg"]),
                 drug=answer.names.short("drug", largest["drug"], words).lower(),
                 country=answer.names.short("country", largest["country_code"], words),
                 date=words.date(largest["seized_on"], largest["date_precision"]))


TIMELINE = _of_events(
    name="seizure_timeline",
    title="Single seizures on a timeline",
    unit="Kilograms as reported, by conveyance",
    mark="event_timeline",
    key=("seizure_id",),
    measures=("seizure_events", "seized_kg"),
    ignores=("year",),
    columns={"seizure_id": Column("Record"), "quantity_as_reported": Column("Quantity as reported", "reported")},
    hidden=("year",),
    finding=_timeline_finding,
    note="All years on record are shown; those outside the chosen years are faded. Hollow: the date is known only to the "
         "month or year, and the symbol stands in the middle of it.",
    height=430,
)


def _routes_finding(answer: Answer, words: Language) -> str:
    rows = answer.records()
    total = sum(row["seizures"] for row in rows)
    silent = sum(row["seizures"] for row in rows
                 if row["origin_country_code"] is None and row["destination_country_code"] is None)
    whole = sum(row["seizures"] for row in rows if row["origin_country_code"] and row["destination_country_code"])
    return words("Of {all}, {whole} report both origin and destination and {silent} report neither.",
                 all=words.count(total, "{n} seizure", "{n} seizures"), whole=words.number(whole), silent=words.number(silent))


ROUTES = _of_events(
    name="seizure_routes",
    title="Routes as reported",
    unit="Single seizures by origin, country of seizure and destination",
    mark="routes",
    key=("origin_country_code", "country_code", "destination_country_code"),
    measures=("seizure_events",),
    columns={"country_code": Column("Seized in", "code", "country")},
    finding=_routes_finding,
    note="A band is as wide as the number of seizures, not their weight. Origin is often only the port of loading; a load "
         "bound for several countries has no destination here.",
    span=7,
    height=470,
)


def _follow_up_finding(answer: Answer, words: Language) -> str:
    rows = answer.records()
    total = sum(row["seizures"] for row in rows)
    reported = sum(row["seizures"] for row in rows if row["is_reported"])
    return words("For {n} of {all} seizures ({share}) it was reported what followed.", n=words.number(reported),
                 all=words.number(total), share=words.percent(reported / total))


FOLLOW_UP = _of_events(
    name="seizure_follow_up",
    title="What followed the seizure",
    unit="Single seizures by the furthest stage reported",
    mark="stages",
    key=("follow_up_stage", "is_reported"),
    measures=("follow_up_share", "seizure_events"),
    columns={"is_reported": Column("Something reported", "flag"), "share": Column("Share of the seizures", "share")},
    finding=_follow_up_finding,
    note="Where no follow-up was read, that does not mean that nothing happened. Later texts may tell more.",
    span=5,
)

LIST = _of_events(
    name="seizure_list",
    title="Every single seizure of the selection",
    unit="As reported, newest first",
    mark="table",
    key=("seizure_id",),
    measures=("seizure_events",),
    columns={
        "country_code": Column("Seized in", "code", "country"),
        "quantity_as_reported": Column("Quantity as reported", "reported"),
        "seizure_id": Column("Record"),
        "note": Column("Remark"),
    },
    hidden=("publisher",),
)

PAGE = Page(
    key="seizures",
    path="/seizures",
    name="Seizures",
    title="Seizures",
    question="What is seized along the routes? Context for the programme's work, never its doing.",
    charts=(BASIS, ANNUAL, MAP, TIMELINE, ROUTES, FOLLOW_UP, LIST),
    controls=(SCALE, SIZE),
    options="seizures",
)
