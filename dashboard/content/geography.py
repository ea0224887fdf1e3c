"""Geography: where the programme works, with whom, and where it has nothing in the selection."""

from __future__ import annotations

from collections import Counter
from typing import Any

from dashboard.catalogue import NOT_LISTED, Column
from dashboard.chart import Answer, Chart, Control, Page
from dashboard.language import Language

MEASURE = Control("measure", "Measure", (
    ("activities", "Activities"), ("persons", "Persons"), ("seizures", "Seizures on record"),
))
UNITS = {
    "persons": "Persons of the activities in each country",
    "seizures": "Single seizures on record by country of seizure",
}
UNIT = "Activities per country whose officials took part"
MANY_COUNTRIES = (
    "An activity of several countries counts once in totals and once in each of its countries, there with all its persons."
)
NOT_FOR_SEIZURES = ("pillar", "type", "modality")


def _most(answer: Answer, rows: list[dict[str, Any]], words: Language, most: int = 3) -> str:
    return words.list(
        f"{answer.names.short('country', row['country_code'], words)} ({words.number(row['value'])})"
        for row in rows[:most]
    )


def _all_withheld(answer: Answer, words: Language) -> list[str]:
    """The countries of which no number of persons can be shown, in a sentence; none if there are none."""
    countries = [answer.names.short("country", row["country_code"], words) for row in answer.records()
                 if row["value"] is None and row["activities_withheld"]]
    return [words("All persons are withheld, small group: {countries}.", countries=words.list(countries))] if countries else []


def _map_finding(answer: Answer, words: Language) -> str:
    measure = answer.view.choice(MEASURE)
    placed = [row for row in answer.records() if row["country_code"] != NOT_LISTED]
    some = [row for row in placed if row["value"]]
    said = []
    if measure == "seizures":
        return words.count(len(some), "{n} country has single seizures on record: {most}.",
                           "{n} countries have single seizures on record, most of them {most}.",
                           most=_most(answer, some, words))
    reached = [row for row in placed if row["activities"]]
    if some:
        said.append(words.count(len(reached), "{n} country took part: {most}.", "{n} countries took part, most of all {most}.",
                                most=_most(answer, some, words)))
    elif reached:
        said.append(words.count(len(reached), "{n} country took part.", "{n} countries took part."))
    said += _all_withheld(answer, words)
    unknown = [row for row in reached if row["value"] is None and not row["activities_withheld"]]
    if unknown:
        said.append(words.count(len(unknown), "For {n} country no activity states how many persons came.",
                                "For {n} countries no activity states how many persons came."))
    unlisted = sum(row["activities"] for row in answer.records() if row["country_code"] == NOT_LISTED)
    if unlisted:
        said.append(words.count(unlisted, "{n} activity lists no countries and is not on the map.",
                                "{n} activities list no countries and are not on the map."))
    return " ".join(said)


def _map_note(answer: Answer, words: Language) -> str:
    if answer.view.choice(MEASURE) != "seizures":
        return words(MANY_COUNTRIES)
    said = [answer.desk.warehouse.release.programme.disclaimers.get("seizures", "")]
    if any(answer.view.selection.values(key) for key in NOT_FOR_SEIZURES):
        said.append(words("Pillar, activity type and modality do not narrow seizures."))
    return " ".join(said)


COLUMNS = {
    "activities_with_total": Column("Activities that state a total", "whole"),
    "seizures": Column("Single seizures on record", "whole"),
}

MAP = Chart(
    name="countries_map",
    title="Where the programme works",
    unit=UNIT,
    units=UNITS,
    mark="symbol_map",
    key=("country_code",),
    facts=("activities", "participants", "seizure_events"),
    measures=("activities", "persons", "seizure_events"),
    datasets=("activities", "activity_countries", "participants", "countries", "seizure_events"),
    caveats=("activities", "participants", "seizure_events"),
    columns=COLUMNS,
    hidden=("value",),
    finding=_map_finding,
    note=_map_note,
    disclaimer="map",
    nothing="This release records nothing of the chosen measure.",
    span=8,
    height=384,
    control=MEASURE.key,
    options={"value": "value", "status": "programme_status"},
)


def _ranked_finding(answer: Answer, words: Language) -> str:
    rows = [row for row in answer.records() if row["country_code"] != NOT_LISTED and row["value"]]
    withheld = _all_withheld(answer, words)
    if not rows:
        return withheld[0] if withheld else words("No number is stated for any country.")
    most, least = rows[0]["value"], rows[-1]["value"]
    first = [answer.names.short("country", row["country_code"], words) for row in rows if row["value"] == most]
    last = sum(row["value"] == least for row in rows)
    if most == least:
        said = words.count(len(rows), "{n} country with {value}.", "{n} countries with {value} each.", value=words.number(most))
        return " ".join([said, *withheld])
    said = words.count(len(first), "{countries} comes first with {value}", "{countries} come first with {value} each",
                       countries=words.list(first), value=words.number(most))
    said += "; " + words.count(last, "{n} of {all} countries has {value}.", "{n} of {all} countries have {value}.",
                               all=words.number(len(rows)), value=words.number(least))
    return " ".join([said, *withheld])


RANKED = Chart(
    name="countries_ranked",
    title="Countries in order",
    unit=UNIT,
    units=UNITS,
    mark="ranked_bars",
    key=("country_code",),
    facts=("activities", "participants", "seizure_events"),
    measures=("activities", "persons", "seizure_events"),
    datasets=("activities", "activity_countries", "participants", "countries", "seizure_events"),
    caveats=("activities", "participants", "seizure_events"),
    columns={"value": Column("Number", "whole")},
    finding=_ranked_finding,
    nothing="This release records nothing of the chosen measure.",
    span=4,
    control=MEASURE.key,
    options={
        "dimension": "country", "split": "country_code", "value": "value", "status": "programme_status", "most": 15, "row": 23,
    },
)


def _status_finding(answer: Answer, words: Language) -> str:
    return words("Reached: {parts}.", parts=words.list(
        words("{n} of {all} {status}", n=words.number(row["reached"]), all=words.number(row["countries"]),
              status=answer.names.short("programme_status", row["programme_status"], words))
        for row in answer.records() if row["reached"]
    )) if any(row["reached"] for row in answer.records()) else words("No country was reached.")


STATUS = Chart(
    name="country_status",
    title="Countries by their status in the programme",
    unit="Countries, and those whose officials took part in an activity of the selection",
    mark="table",
    key=("programme_status",),
    facts=("activities", "participants"),
    measures=("countries", "activities", "persons"),
    datasets=("activities", "activity_countries", "participants", "countries"),
    caveats=("activities", "participants"),
    columns={
        "programme_status": Column("Status", "code", "programme_status"),
        "definition": Column("Meaning"),
        "reached": Column("Reached", "whole"),
    },
    finding=_status_finding,
    note="An activity with countries of two statuses stands in both rows, so the rows do not add up.",
)


def _without_finding(answer: Answer, words: Language) -> str:
    rows = answer.records()
    never = sum(row["last_year"] is None for row in rows)
    counts = Counter(row["programme_status"] for row in rows)
    said = words("No activity in this selection: {parts}.", parts=words.list(
        f"{words.number(n)} {answer.names.short('programme_status', status, words)}" for status, n in counts.items()
    ))
    if 0 < never < len(rows):
        said += " " + words.count(never, "{n} of them has none on record at all.", "{n} of them have none on record at all.")
    return said


WITHOUT = Chart(
    name="countries_without_activity",
    title="Countries without activity",
    unit="Countries of the programme with no activity in the selection",
    mark="country_list",
    key=("country_code",),
    facts=("activities",),
    measures=("countries",),
    datasets=("activities", "activity_countries", "countries"),
    caveats=("activities",),
    columns={"last_year": Column("Latest activity on record", "year")},
    finding=_without_finding,
    note="Countries of the programme are those whose status is held by at least one country that ever took part in an "
         "activity. The register is not complete: no activity on record does not mean that nothing was done.",
    none_left="Every country of the programme that these filters keep has an activity in this selection.",
)

PAGE = Page(
    key="geography",
    path="/geography",
    name="Geography",
    title="Geography",
    question="Where does the programme work, and where has it nothing?",
    charts=(MAP, RANKED, STATUS, WITHOUT),
    controls=(MEASURE,),
)
