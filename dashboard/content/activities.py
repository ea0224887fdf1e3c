"""Activities: the records behind every figure, searched, sorted and opened one by one."""

from __future__ import annotations

from dashboard.catalogue import Column
from dashboard.chart import Answer, Chart, Control, Page
from dashboard.language import Language

SORTED = "-started_on"
SORTS = ("started_on", "title", "activity_type", "pillar", "persons", "women_share")
IDENTIFIER = r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}"


def _list_finding(answer: Answer, words: Language) -> str:
    row = answer.records()[0]
    if row["linked_priority"] is None:
        return ""
    return words("Only activities linked to the priority “{priority}”.", priority=row["linked_priority"])


RECORD = Chart(
    name="activity_record",
    title="One activity in full",
    unit="As recorded, with its sources",
    mark="record",
    key=("activity_id",),
    facts=("activities", "participants"),
    datasets=(
        "activities",
        "activity_countries",
        "activity_partners",
        "participants",
        "partners",
        "priorities",
        "priority_links",
    ),
    ignores=("year", "pillar", "region", "country", "type", "modality"),
    columns={
        "countries": Column("Countries", "codes", "country"),
        "participants": Column("Participants", "parts"),
        "partners": Column("Partners", "parts"),
        "priorities": Column("Priorities", "parts"),
        "caveats": Column("Caveats", "parts"),
        "venue_city": Column("Venue"),
        "venue_country_code": Column("Country of the venue", "code", "country"),
        "audience": Column("Audience"),
        "funder_as_reported": Column("Paid by, as reported"),
        "source_published_on": Column("Source published", "date"),
        "delivery_id": Column("Delivery"),
        "row_number": Column("Row", "whole"),
        "delivery_title": Column("Title of the delivery"),
        "producer": Column("Producer"),
        "date_read": Column("Read", "date"),
    },
    disclaimer="links",
    nothing="This release has no activity of this number.",
    asked_by="record",
)

LIST = Chart(
    name="activity_list",
    title="Activities",
    unit="One row an activity",
    mark="records",
    key=("activity_id",),
    facts=("activities", "participants"),
    measures=("persons", "women_share"),
    datasets=("activities", "activity_countries", "activity_partners", "participants", "partners", "priority_links"),
    caveats=("activities", "participants"),
    columns={
        "countries": Column("Countries", "codes", "country"),
        "started_on": Column("Date", "date"),
        "women_share": Column("Women", "share"),
    },
    hidden=("linked_priority", "persons_withheld", "sex_withheld", "found", "totals_under", "totals_withheld", "roles_withheld",
            "sexes_withheld"),
    finding=_list_finding,
    note="The search looks in title, summary, partners, city and audience, and finds what holds every word.",
    disclaimer="register",
    control="q",
    options={
        "sorted": SORTED,
        "shown": (
            ("started_on", "started_on", True),
            ("title", "title", False),
            ("activity_type", "activity_type", False),
            ("pillar", "pillar", False),
            ("countries", "", False),
            ("persons", "persons", True),
            ("women_share", "women_share", True),
            ("source_url", "", False),
        ),
    },
)

PAGE = Page(
    key="activities",
    path="/activities",
    name="Activities",
    title="Activities",
    question="Which records stand behind the figures?",
    charts=(RECORD, LIST),
    controls=(
        Control("q", "Search"),
        Control(
            "sort", "Sorted by", ((SORTED, SORTED), *((s, s) for key in SORTS for s in (key, "-" + key) if s != SORTED))
        ),
        Control("page", "Page", pattern=r"[1-9][0-9]{0,5}"),
        Control("priority", "Linked to priority", pattern=IDENTIFIER),
        Control("record", "Record", pattern=IDENTIFIER),
    ),
)
