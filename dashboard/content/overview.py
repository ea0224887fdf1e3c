"""Overview: what was done, for whom, how balanced, where, and how it meets the planned priorities."""

from __future__ import annotations

from dashboard.chart import Answer, Chart, Page
from dashboard.language import Language


def _tiles(answer: Answer, words: Language) -> list[tuple[str, str, str, str]]:
    row, view = answer.records()[0], answer.view
    coverage = words("women reported for {n} of {all} persons", n=words.number(row["persons_women_reported"] or 0),
                     all=words.number(row["persons"] or 0))
    return [
        (words("Activities"), words.number(row["activities"]),
         words.count(row["partners"], "with {n} partner", "with {n} partners"), view.address("/activities")),
        (words("Persons reached"), words.number(row["persons"]),
         words("{n} of {all} activities report a total", n=words.number(row["activities_with_total"]),
               all=words.number(row["activities"])), view.address("/gender")),
        (words("Share of women"), words.percent(row["women_share"]), coverage, view.address("/gender")),
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
    facts=("activities",),
    measures=("activities",),
    caveats=("activities",),
    finding=_over_time_finding,
    span=7,
    height=300,
    options={"x": "period_start", "label": "period", "split": "pillar", "dimension": "pillar", "value": "activities"},
    hidden=("period_start",),
)

PAGE = Page(
    key="overview",
    path="/",
    name="Overview",
    title="Overview",
    question="What was done, for whom, how balanced, where — and how does it meet the planned priorities?",
    charts=(HEADLINE, OVER_TIME),
)
