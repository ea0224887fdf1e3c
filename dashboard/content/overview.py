"""Overview: what was done, for whom, how balanced, where, and how it meets the planned priorities."""

from __future__ import annotations

from dashboard.catalogue import MEASURES, Column
from dashboard.chart import Answer, Chart, Page, year_in_words
from dashboard.content.strips import STRIP_COLUMNS, strip_rows
from dashboard.language import Language


def _tiles(answer: Answer, words: Language) -> list[tuple[str, str, str, str]]:
    row, view = answer.records()[0], answer.view
    coverage = words("women reported for {n} of {all} persons", n=words.number(row["persons_women_reported"] or 0),
                     all=words.number(row["persons"] or 0))
    totals = words("{n} of {all} activities report a total", n=words.number(row["activities_with_total"]),
                   all=words.number(row["activities"]))
    if row["withheld"]:
        coverage = words("{said}; withheld for {n}", said=coverage, n=words.number(row["withheld"]))
    if row["persons"] is None and row["activities_withheld"]:
        coverage = words("no number of persons can be shown")
    if row["activities_withheld"]:
        totals = words("{said}; {n} withheld", said=totals, n=words.number(row["activities_withheld"]))
    return [
        (words("Activities"), words.number(row["activities"]),
         words.count(row["partners"], "with {n} partner", "with {n} partners"), view.address("/activities")),
        (words("Persons reached"), answer.cell("persons", row, words), totals, view.address("/gender")),
        (words("Share of women"), answer.cell("women_share", row, words), coverage, view.address("/gender")),
        (words("Countries reached"), words.number(row["countries"]),
         words.count(row["activities_unlisted"], "{n} activity lists no countries", "{n} activities list no countries"),
         view.address("/geography")),
        (words("{year} priorities served", year=str(answer.view.selection.years.planned)),
         words("{n} of {all}", n=words.number(row["priorities_served"]), all=words.number(row["priorities"])),
         words("built on or served by these activities"), view.address("/compare")),
    ]


HEADLINE = Chart(
    name="headline",
    title="In short",
    unit="Headline figures",
    mark="tiles",
    facts=("activities", "participants", "priorities"),
    measures=("activities", "persons", "women_share", "countries", "priorities_served"),
    datasets=("activities", "activity_countries", "participants", "priorities", "priority_links"),
    caveats=("activities", "participants"),
    hidden=("pillar", "pillar_activities", "modality", "modality_activities", "planned_year"),
    options={"tiles": _tiles},
)


def _over_time_finding(answer: Answer, words: Language) -> str:
    totals: dict[str, int] = {}
    for row in answer.records():
        totals[row["period"]] = totals.get(row["period"], 0) + row["activities"]
    busiest = max(totals, key=lambda p: totals[p])
    return words("The busiest period was {period} with {n}.", period=busiest,
                 n=words.count(totals[busiest], "{n} activity", "{n} activities"))


OVER_TIME = Chart(
    name="activities_over_time",
    title="Activities over time by pillar",
    unit="Activities begun per quarter",
    mark="stacked_columns",
    key=("period", "pillar"),
    facts=("activities",),
    measures=("activities",),
    caveats=("activities",),
    finding=_over_time_finding,
    span=7,
    height=340,
    options={"x": "period_start", "label": "period", "split": "pillar", "dimension": "pillar", "value": "activities"},
    hidden=("period_start",),
)


def _map_finding(answer: Answer, words: Language) -> str:
    rows = answer.records()
    first = words.list(
        words("{country} ({n})", country=answer.names.short("country", row["country_code"], words),
              n=words.number(row["activities"]))
        for row in rows[:3]
    )
    return words.count(len(rows), "{n} country took part: {first}.", "{n} countries took part, most often {first}.", first=first)


MAP = Chart(
    name="activities_map",
    title="Countries that took part",
    unit="Activities per country whose officials took part",
    mark="symbol_map",
    key=("country_code",),
    facts=("activities",),
    measures=("activities", "countries"),
    datasets=("activities", "activity_countries", "countries"),
    caveats=("activities",),
    finding=_map_finding,
    disclaimer="map",
    span=5,
    height=330,
    options={"value": "activities", "status": "programme_status"},
)


def _findings(answer: Answer, words: Language) -> list[tuple[str, str, str]]:
    row, view = answer.records()[0], answer.view
    unknown = (row["persons"] or 0) - (row["persons_women_reported"] or 0) - row["withheld"]
    said = [(
        words("{n} of {all} activities belong to {pillar}; {held} of {all} are recorded as {modality}.",
              pillar=answer.names.label("pillar", row["pillar"], words), n=words.number(row["pillar_activities"]),
              all=words.number(row["activities"]), held=words.number(row["modality_activities"]),
              modality=answer.names.label("modality", row["modality"], words).lower()),
        words("Progress"), view.address("/progress"),
    )]
    if row["women_share"] is None:
        women = words("No activity of this selection reports how many of its participants were women.")
        if row["withheld"] or row["activities_withheld"]:
            women = words("For no activity of this selection can it be shown how many participants were women; some of it is "
                          "withheld: small group.")
    else:
        women = words("Where it is reported, {share} of participants were women ({women} of {all}); for {unknown} further persons "
                      "it is not known.", share=words.percent(row["women_share"]), women=words.number(row["women"]),
                      all=words.number(row["persons_women_reported"]), unknown=words.number(unknown))
        if row["withheld"]:
            women += " " + words.count(row["withheld"], "For {n} person it is withheld: small group.",
                                       "For {n} persons it is withheld: small group.")
    said.append((women, words("Gender"), view.address("/gender")))
    missing = row["priorities"] - row["priorities_served"]
    said.append((
        words("{n} of {all} priorities for {year} are prepared or served by these activities; {missing} are not.",
              n=words.number(row["priorities_served"]), all=words.number(row["priorities"]), year=str(row["planned_year"]),
              missing=words.number(missing)),
        words("Compare"), view.address("/compare")))
    return said


FINDINGS = Chart(
    name="findings",
    title="Three findings",
    unit="Computed from the records",
    mark="findings",
    answered_by="headline",
    hidden=("activities_with_total", "activities_unlisted", "countries", "partners"),
    facts=("activities", "participants", "priorities"),
    measures=("activities", "women_share", "priorities_served"),
    datasets=("activities", "participants", "priorities", "priority_links"),
    caveats=("activities", "participants"),
    columns={
        "pillar": Column("Most frequent pillar", "code", "pillar"),
        "pillar_activities": Column("Activities of this pillar", "whole"),
        "modality": Column("Most frequent modality", "code", "modality"),
        "modality_activities": Column("Activities of this modality", "whole"),
    },
    options={"findings": _findings},
    span=5,
)


def _strip_ends(answer: Answer, words: Language) -> tuple[str, str]:
    selection = answer.view.selection
    years = selection.years
    first, second = (year_in_words(selection.with_values("year", [str(y)]), words) for y in (years.achieved, years.planned))
    return first, second


def _strip_finding(answer: Answer, words: Language) -> str:
    row = answer.records()[0]
    first, second = _strip_ends(answer, words)
    return words("{measure}: {start} in {first}, {end} in {second}.", measure=words(MEASURES[row["measure"]].label),
                 start=words.number(row["achieved"]), first=first, end=words.number(row["planned"]), second=second)


def _strip_note(answer: Answer, words: Language) -> str:
    years = answer.view.selection.years
    return " ".join(f"{y}: {answer.desk.partial_years[y]}" for y in (years.achieved, years.planned) if y in years.partial)


STRIP = Chart(
    name="year_strip",
    title="The two years side by side",
    unit="Hollow in the earlier year, filled in the later; each row on its own scale",
    mark="strip",
    key=("measure",),
    facts=("activities", "participants"),
    measures=("activities", "persons", "women_share", "countries", "partners"),
    datasets=("activities", "activity_countries", "activity_partners", "participants"),
    caveats=("activities", "participants"),
    period="compared",
    columns=STRIP_COLUMNS | {
        "achieved": Column("Earlier year", "measured"),
        "planned": Column("Later year", "measured"),
        "achieved_withheld": Column("Activities with a withheld count, earlier year", "whole", if_any=True),
        "planned_withheld": Column("Activities with a withheld count, later year", "whole", if_any=True),
    },
    finding=_strip_finding,
    note=_strip_note,
    options={"rows": strip_rows, "ends": _strip_ends},
    span=7,
)

PAGE = Page(
    key="overview",
    path="/",
    name="Overview",
    title="Overview",
    question="What was done, for whom, how balanced, where — and how does it meet the planned priorities?",
    charts=(HEADLINE, OVER_TIME, MAP, FINDINGS, STRIP),
)
