"""Compare: what was achieved in one year against the priorities of another, and what is not followed up."""

from __future__ import annotations

from typing import Any

from dashboard.catalogue import MEASURES, Column
from dashboard.chart import Answer, Chart, Control, Page, change, measured, year_in_words
from dashboard.content.strips import STRIP_COLUMNS, strip_rows
from dashboard.language import Language

MEASURE = Control(
    "measure",
    "Measure",
    (
        ("activities", "Activities"),
        ("persons", "Persons reached"),
        ("women_share", "Share of women"),
        ("countries", "Countries reached"),
    ),
)
UNITS = {
    "activities": "Activities by pillar",
    "persons": "Persons reached by pillar",
    "women_share": "Share of women by pillar, of persons whose activity reports how many were women",
    "countries": "Distinct countries reached by pillar",
}
NOT_FEWER = "A year with fewer records is not a year with fewer activities."
RULE = (
    "A priority builds on activities of the years before its own and is served by activities of its own year or the "
    "next. A link is shown once: with the achievements if its activity is on the first side only, with what serves the "
    "priority if on the second side only, and by its relation if on both. The second side's year and pillar choose the "
    "priorities, all its filters choose the activities that serve them."
)
def _ends(answer: Answer, words: Language) -> tuple[str, str]:
    sides = (answer.view.selection, answer.view.other or answer.view.selection)
    first, second = (year_in_words(side, words) for side in sides)
    if first == second and sides[0] != sides[1]:
        return words("first side"), words("second side")
    return first, second


def _partial(answer: Answer, words: Language) -> str:
    """What must be known of years on either side that are covered only in part, and that records are not activities."""
    sides = (answer.view.selection, answer.view.other or answer.view.selection)
    asked = [side.years.numbers(side.year) for side in sides]
    notes = [
        f"{year}: {note}"
        for year, note in answer.desk.partial_years.items()
        if any(numbers is None or year in numbers for numbers in asked)
    ]
    rule = words(NOT_FEWER)
    return " ".join([*notes, *([] if any(rule in note for note in notes) else [rule])])


def _coverage(answer: Answer, words: Language) -> str:
    found = {row["measure"]: row for row in answer.records()}
    said = []
    for name, side in zip(_ends(answer, words), ("achieved", "planned"), strict=True):
        known, persons = found["persons_women_reported"][side], found["persons"][side]
        told = words(
            "{year}: women reported for {n} of {all} persons",
            year=name,
            n=words.number(known or 0),
            all=words.number(persons or 0),
        )
        if persons is None and found["persons"][f"{side}_withheld"]:
            told = words("{year}: persons withheld, small group", year=name)
        elif withheld := found["persons_women_reported"][f"{side}_withheld"]:
            told = words.count(
                withheld, "{said}, sexes withheld for {n} activity", "{said}, sexes withheld for {n} activities", said=told
            )
        said.append(told)
    return words("{one}; {other}.", one=said[0], other=said[1])


MEASURES_SIDE_BY_SIDE = Chart(
    name="compare_measures",
    title="The same measures on both sides",
    unit="Hollow where it was, filled where it is; each row on its own scale",
    mark="strip",
    key=("measure",),
    facts=("activities", "participants"),
    measures=(
        "activities",
        "activities_with_total",
        "persons",
        "persons_women_reported",
        "women_share",
        "countries",
        "partners",
    ),
    datasets=("activities", "activity_countries", "activity_partners", "participants"),
    caveats=("activities", "participants"),
    columns=STRIP_COLUMNS,
    finding=_coverage,
    note=_partial,
    options={"rows": strip_rows, "ends": _ends},
    span=7,
)


def _pillar_finding(answer: Answer, words: Language) -> str:
    rows = [row for row in answer.records() if row["change"] is not None]
    silent = [row for row in answer.records() if row["change"] is None]
    withheld = [row for row in silent if answer.withheld("change", row, words)]
    unknown = [answer.names.short("pillar", row["pillar"], words) for row in silent if row not in withheld]
    said = []
    if any(row["change"] for row in rows):
        most = max(rows, key=lambda row: abs(row["change"]))
        is_share = MEASURES[most["measure"]].unit == "%"
        said.append(
            words(
                "The largest change is in {pillar}: from {start} to {end} ({change}).",
                pillar=answer.names.label("pillar", most["pillar"], words),
                start=measured(most["achieved"], is_share, words),
                end=measured(most["planned"], is_share, words),
                change=change(most["change"], is_share, words),
            )
        )
    elif rows:
        said.append(words("No pillar changed."))
    if unknown:
        said.append(words("Not known on both sides: {pillars}.", pillars=words.list(unknown)))
    if withheld:
        hidden = words.list(answer.names.short("pillar", row["pillar"], words) for row in withheld)
        said.append(words("Withheld on one side or both, small group: {pillars}.", pillars=hidden))
    return " ".join(said)


PILLARS = Chart(
    name="compare_pillars",
    title="The pillars on both sides",
    unit=UNITS["activities"],
    units=UNITS,
    mark="dumbbells",
    key=("measure", "pillar"),
    facts=("activities", "participants"),
    measures=("activities", "persons", "women_share", "countries"),
    datasets=("activities", "activity_countries", "participants"),
    caveats=("activities", "participants"),
    columns={
        "measure": Column("Measure", "code", "measure"),
        "achieved": Column("First side", "measured"),
        "planned": Column("Second side", "measured"),
        "change": Column("Change", "change"),
        "achieved_activities": Column("Activities, first side", "whole"),
        "planned_activities": Column("Activities, second side", "whole"),
        "achieved_women_reported": Column("Persons where women are reported, first side", "whole"),
        "planned_women_reported": Column("Persons where women are reported, second side", "whole"),
        "achieved_withheld": STRIP_COLUMNS["achieved_withheld"],
        "planned_withheld": STRIP_COLUMNS["planned_withheld"],
    },
    hidden=("achieved_sexes_withheld", "planned_sexes_withheld"),
    finding=_pillar_finding,
    control="measure",
    options={"ends": _ends, "dimension": "pillar", "split": "pillar"},
    span=5,
)


def _tiles(answer: Answer, words: Language) -> list[tuple[str, str, str, str]]:
    row = answer.records()[0]

    def tile(label: str, part: str, whole: str, note: str, card: str) -> tuple[str, str, str, str]:
        return (
            words(label),
            words("{n} of {all}", n=words.number(row[part]), all=words.number(row[whole])),
            note,
            f"#card-{card}",
        )

    pairs, unlinked = "priority_pairs", "achievements_without_follow_up"
    return [
        tile(
            "Not followed up",
            "achievements_unlinked",
            "achievements",
            words("achievements; {n} are linked", n=words.number(row["achievements_linked"])),
            unlinked,
        ),
        tile(
            "Without prior achievement",
            "priorities_without_prior",
            "priorities",
            words("priorities; {n} build on one", n=words.number(row["priorities_built_on"])),
            pairs,
        ),
        tile(
            "Not served",
            "priorities_unserved",
            "priorities",
            words("priorities; {n} are served", n=words.number(row["priorities_served"])),
            pairs,
        ),
        tile(
            "Without any link",
            "priorities_unlinked",
            "priorities",
            words("priorities; {n} have one", n=words.number(row["priorities_linked"])),
            pairs,
        ),
        (words("Links shown"), words.number(row["links"]), words("each with its reason"), f"#card-{pairs}"),
    ]


LINK_FACTS: dict[str, Any] = {
    "facts": ("activities", "priorities"),
    "measures": ("links", "achievements_linked", "priorities_linked"),
    "datasets": ("priorities", "priority_links", "activities"),
    "caveats": ("activities", "priorities", "priority_links"),
    "disclaimer": "links",
    "nothing": "Neither activities nor priorities are recorded for these years.",
}

COUNTS = Chart(
    name="link_counts",
    title="Linked and not linked",
    unit="Achievements of the first side and priorities of the second",
    mark="tiles",
    columns={
        "achievements": Column("Achievements", "whole"),
        "achievements_linked": Column("Achievements with a link", "whole"),
        "achievements_unlinked": Column("Achievements without a link", "whole"),
        "priorities": Column("Priorities", "whole"),
        "priorities_linked": Column("Priorities with a link", "whole"),
        "priorities_unlinked": Column("Priorities without a link", "whole"),
        "priorities_built_on": Column("Priorities that build on an achievement", "whole"),
        "priorities_without_prior": Column("Priorities without prior achievement", "whole"),
        "priorities_served": Column("Priorities that an activity serves", "whole"),
        "priorities_unserved": Column("Priorities that no activity serves", "whole"),
        "links": Column("Links", "whole"),
    },
    options={"tiles": _tiles},
    **LINK_FACTS,
)


def _names_of(rows: list[dict[str, Any]]) -> list[str]:
    return list(dict.fromkeys(row["priority_id"] for row in rows))


def _pairs_finding(answer: Answer, words: Language) -> str:
    rows = answer.records()
    shown = _names_of(rows)
    built_on = set(_names_of([row for row in rows if row["side"] == "achieved"]))
    linked = set(_names_of([row for row in rows if row["side"]]))
    said = [
        words.count(
            len(shown),
            "{n} priority; {built} of them builds on an achievement shown.",
            "{n} priorities; {built} of them build on an achievement shown.",
            built=words.number(len(built_on)),
        )
    ]
    if alone := [priority for priority in shown if priority not in linked]:
        said.append(words("Without any link shown: {priorities}.", priorities=words.list(alone)))
    return " ".join(said)


PAIRS = Chart(
    name="priority_pairs",
    title="Priorities, what they build on and what serves them",
    unit="One row a priority of the second side; every link with its reason and who made it",
    mark="pairs",
    key=("priority_id", "activity_id", "relation"),
    columns={
        "priority_id": Column("Priority"),
        "priority": Column("Priority in words"),
        "pillar": Column("Pillar of the priority", "code", "pillar"),
        "year": Column("Year of the priority", "year"),
        "side": Column("Stands with", "code", "side", "no link in this selection"),
        "relation": Column("Link", "code", "relation", "none"),
        "activity_id": Column("Record", missing="none"),
        "title": Column("Activity", missing="none"),
        "started_on": Column("Began", "date", missing="none"),
        "reason": Column("Reason", missing="none"),
        "linked_by": Column("Link made by", missing="none"),
        "links_elsewhere": Column("Links to activities outside these filters", "whole"),
    },
    hidden=("date_precision",),
    finding=_pairs_finding,
    note=RULE,
    options={"ends": _ends, "value": "relation"},
    **LINK_FACTS,
)


def _unlinked_finding(answer: Answer, words: Language) -> str:
    return words.count(
        answer.found,
        "{n} achievement has no link to a priority shown; {others} of them is linked to another priority.",
        "{n} achievements have no link to a priority shown; {others} of them are linked to other priorities.",
        others=words.number(answer.records()[0]["linked_elsewhere"]),
    )


WITHOUT_FOLLOW_UP = Chart(
    name="achievements_without_follow_up",
    title="Achievements that no priority shown takes up",
    unit="Activities of the first side without a link to a priority of the second",
    mark="table",
    key=("activity_id",),
    columns={
        "countries": Column("Countries", "codes", "country"),
        "links_elsewhere": Column("Links to other priorities", "whole"),
    },
    hidden=("date_precision", "found", "linked_elsewhere"),
    finding=_unlinked_finding,
    none_left="Every achievement of this selection is linked to a priority shown.",
    options={"value": "started_on"},
    **LINK_FACTS,
)


def _matrix_finding(answer: Answer, words: Language) -> str:
    rows = answer.records()
    totals = {row["priority_id"]: row["priority_links"] for row in rows}
    most = max(rows, key=lambda row: row["links"])
    if not most["links"]:
        return words("No link is recorded between these priorities and activities.")
    fullest = max(totals, key=lambda key: totals[key])
    return words("{priority} has the most links ({n}).", priority=fullest, n=words.number(totals[fullest]))


MATRIX = Chart(
    name="priority_matrix",
    title="Priorities and the pillars of their activities",
    unit="Number of links; a number opens the activities it counts",
    mark="matrix",
    key=("priority_id", "pillar"),
    columns={
        "priority_id": Column("Priority"),
        "priority": Column("Priority in words"),
        "pillar": Column("Pillar of the activity", "code", "pillar"),
        "achieved": Column("Links, first side", "whole"),
        "planned": Column("Links, second side", "whole"),
        "links": Column("Links", "whole"),
    },
    hidden=("priority_links",),
    finding=_matrix_finding,
    options={"ends": _ends},
    **LINK_FACTS,
)

PAGE = Page(
    key="compare",
    path="/compare",
    name="Compare",
    title="Compare",
    question="What was achieved towards each priority, and what is not followed up?",
    charts=(COUNTS, MEASURES_SIDE_BY_SIDE, PILLARS, PAIRS, WITHOUT_FOLLOW_UP, MATRIX),
    controls=(MEASURE,),
    sides=("{year} achievements", "{year} priorities"),
)
