"""What columns mean: the one place that defines dimensions, facts, measures and the columns of every answer.

Source words are English; whoever shows them passes them through `language`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dashboard.language import NOT_STATED, Language

NOT_LISTED = "not_listed"
WITHHELD = "withheld"
"""The one role of an activity whose roles are withheld."""
SMALL_GROUP = "withheld: small group"
"""What stands in the place of a number that the disclosure rule withholds."""


@dataclass(frozen=True)
class Dimension:
    """What a number is split by and a reader may filter by. `key` is its word in an address, `field` its name in
    the selection given to SQL, `plural` what several of its values are called."""

    key: str
    field: str
    label: str
    plural: str
    definition: str


@dataclass(frozen=True)
class Fact:
    """A table of events at a stated grain; `dimensions` are the filters that apply to it. What is no part of the
    programme's register is not covered in part when the register is."""

    key: str
    label: str
    grain: str
    dimensions: tuple[str, ...]
    is_register: bool = True


@dataclass(frozen=True)
class Measure:
    """A number with its unit, how it adds up, and the rule it is computed by."""

    key: str
    label: str
    unit: str
    definition: str
    formula: str
    adds_up: str


@dataclass(frozen=True)
class Column:
    """How one column of an answer is headed and shown. `kind`: text, code, whole, decimal, quantity, share, date, year, url or
    flag; a code is named through the dimension `of`, or through the one that the row's own column `of` after its "@" names; so
    are the members of a list of codes. words: source words of the product; parts: a list of what belongs to the row; reported:
    a figure in the words of its source; hash: a checksum; measured and change: in the unit of the row's `measure`. `missing`
    are the words where there is no value; a column that is `if_any` is there only where some row has more than zero of it."""

    label: str
    kind: str = "text"
    of: str = ""
    missing: str = NOT_STATED
    if_any: bool = False


DIMENSIONS = {
    d.key: d
    for d in (
        Dimension("year", "years", "Year", "years", "Calendar year in which the activity began, the drug was seized "
                  "or the priority was set."),
        Dimension("pillar", "pillars", "Pillar", "pillars", "Part of the programme the activity or priority belongs to."),
        Dimension("region", "regions", "Region", "regions", "United Nations (M49) sub-region of a country."),
        Dimension("country", "countries", "Country", "countries", "Country whose officials took part in the activity; for "
                  "seizures, the country where the load was seized."),
        Dimension("type", "activity_types", "Activity type", "activity types", "Kind of activity, as its source describes it."),
        Dimension("modality", "modalities", "Modality", "modalities", "Whether people met in person or online."),
        Dimension("drug", "drugs", "Drug", "drugs", "Drug seized, as reported."),
    )
}
"""Filters by their word in an address, in the order of the filter bar."""

CATEGORY_OF = {"pillar": "pillar", "type": "activity_type", "modality": "modality", "drug": "drug"}
"""Filter -> the category list of programme.toml that holds its values."""

FACTS = {
    f.key: f
    for f in (
        Fact("activities", "activities", "one activity", ("year", "pillar", "region", "country", "type", "modality")),
        Fact("participants", "participants", "one activity and role",
             ("year", "pillar", "region", "country", "type", "modality")),
        Fact("seizure_events", "single seizures", "one reported seizure", ("year", "region", "country", "drug"), False),
        Fact("annual_seizures", "annual seizures", "one country, year and drug", ("year", "region", "country", "drug"),
             False),
        Fact("priorities", "priorities", "one priority", ("year", "pillar")),
        Fact("indicators", "results framework", "one indicator", ("pillar",)),
        Fact("outputs", "reported outputs", "one reported figure", ("year", "pillar")),
        Fact("deliveries", "deliveries", "one delivery", ()),
        Fact("caveats", "caveats", "one caveat", ()),
    )
}

MEASURES = {
    m.key: m
    for m in (
        Measure("activities", "Activities", "activities",
                "Activities on record: events, courses, operations, publications and agreements of the programme.",
                "count of activities",
                "Adds up over pillars, types, modalities and years; a multi-country activity counts once in totals and "
                "once in each of its countries."),
        Measure("activities_with_total", "Activities that state a total", "activities",
                "Activities whose source says how many persons took part.",
                "count of activities with a total", "Adds up as activities do."),
        Measure("persons", "Persons reached", "persons",
                "Persons as reported for each activity that states a total. One person at two activities counts twice.",
                "sum of the totals reported",
                "Adds up over pillars, types, modalities and years; by country, all persons of an activity stand in each "
                "of its countries."),
        Measure("women_share", "Share of women", "%",
                "Women among all persons of those activities that report how many were women. Activities that do not "
                "report it are left out of both sides, and how many persons that leaves is always shown.",
                "women / persons of activities that report how many were women",
                "Never adds up and is never averaged."),
        Measure("countries", "Countries reached", "countries",
                "Distinct countries whose officials took part. Activities whose source lists no countries add none.",
                "count of distinct countries",
                "Never adds up: a country reached in two years is one country."),
        Measure("partners", "Partners", "partners",
                "Distinct organisations named as partners of an activity.",
                "count of distinct partners", "Never adds up."),
        Measure("priorities_served", "Priorities served", "priorities",
                "Priorities of the planned year with at least one linked activity in the selection, either as groundwork "
                "(prepared by) or as delivery (served by).",
                "count of distinct priorities with a link", "Never adds up."),
        Measure("progress", "Progress", "% of the way",
                "The way covered from baseline to target. Shown as a percentage only where baseline and target are both "
                "numbers and differ; otherwise the value stands beside its target, or beside the words 'no target'.",
                "(value - baseline) / (target - baseline)", "Never adds up and is never averaged."),
        Measure("outputs", "Reported outputs", "as stated",
                "Figures that sources report for the programme or for operations in which it took part, from different "
                "years and scopes.", "as reported", "Never adds up."),
        Measure("seized_kg", "Seized", "kg",
                "Bulk weight as reported, not adjusted for purity. Context, never a result of the programme.",
                "sum of kilograms reported", "Adds up over countries and years for one drug; drugs are not added."),
        Measure("seizure_events", "Single seizures", "seizures",
                "Single seizures that were reported and could be read. Not a census: never a national total.",
                "count of seizures on record", "Adds up within the record only."),
        Measure("follow_up_share", "Followed up after the seizure", "%",
                "Seizures for which something after the seizure was reported, such as arrests, prosecution or conviction. "
                "Where none was read, that does not mean that nothing happened.",
                "seizures with a reported follow-up / seizures on record", "Never adds up."),
        Measure("links", "Links", "links",
                "Stated links between a priority and an activity. Each has a reason and is an editorial reading.",
                "count of links", "Adds up; one activity may serve several priorities."),
        Measure("persons_women_reported", "Persons where women are reported", "persons",
                "Persons of those records that report how many of them were women: what the share of women is a share of.",
                "sum of the totals of records that report women",
                "Adds up as persons do."),
        Measure("achievements_linked", "Achievements followed up", "activities",
                "Activities of the first selection with at least one link to a priority of the second.",
                "count of distinct activities with a link", "With those without a link: all activities of the selection."),
        Measure("priorities_linked", "Priorities with a link", "priorities",
                "Priorities of the second selection with at least one link to an activity of either selection. A priority "
                "builds on activities of the years before its own and is served by activities of its own year or the next.",
                "count of distinct priorities with a link", "With those without a link: all priorities of the selection."),
    )
}

STATUS_WORDS = {
    "met": "target met",
    "exceeded": "target exceeded",
    "behind": "behind target",
    "regressed": "below baseline",
    "not_due": "not yet due",
    "outdated": "no value since due date",
    "no_value": "no value reported",
    "no_target": "no target",
    "not_measurable": "reported in words",
    "no_indicator": "no indicator",
}

STATUS_COUNTED = {
    "exceeded": "{n} exceeded",
    "met": "{n} met",
    "behind": "{n} behind",
    "regressed": "{n} below the baseline",
    "outdated": "{n} without a value since the due date",
    "no_value": "{n} without any value",
    "not_due": "{n} not yet due",
    "not_measurable": "{n} reported in words",
    "no_target": "{n} without a target",
}
"""How many indicators have a status, in words, in the order they are counted in."""

COMPUTED_RULES = {
    "countries_active_after_baseline":
        "Computed from the activities: distinct countries of the kind “{kind}” in activities that began after {after}.",
}
"""How a value is worked out that no source reports, in words."""

STATUS_RULE = (
    "Met: the latest value equals the target in force. Exceeded: it lies beyond it in the wanted direction. Below baseline: it "
    "moved the wrong way. Not yet due: the target date lies after the data's cut-off date. No value since due date: the latest "
    "value is older than the target date. Behind: none of these. Without a target no progress is claimed."
)

FIXED_WORDS = {
    "status": STATUS_WORDS,
    "level": {"impact": "Impact", "outcome": "Outcome", "output": "Output"},
    "accumulation": {"cumulative": "cumulative", "annual": "annual", "at_date": "at a date"},
    "direction": {"rising": "higher is better", "falling": "lower is better"},
    "relation": {"prepared_by": "builds on", "served_by": "served by"},
    "side": {"achieved": "first selection (achievements)", "planned": "second selection (priorities)"},
    "severity": {"note": "note", "warning": "warning"},
    "confidentiality": {"public": "public record", "restricted": "restricted"},
    "measure": {m.key: m.label for m in MEASURES.values()},
    "split": {"pillar": "Pillar", "type": "Activity type", "modality": "Modality", "region": "Region", "year": "Year",
              "role": "Role"},
    "dataset": {
        "activities": "Activities",
        "activity_countries": "Countries of activities",
        "activity_partners": "Partners of activities",
        "participants": "Participants",
        "countries": "Countries",
        "partners": "Partners",
        "seizures": "Seizures, single and annual",
        "seizure_events": "Single seizures",
        "annual_seizures": "Annual seizures",
        "results": "Results",
        "indicators": "Indicators",
        "indicator_targets": "Targets of indicators",
        "indicator_values": "Values of indicators",
        "outputs": "Reported outputs",
        "priorities": "Priorities",
        "priority_links": "Links of priorities",
        "caveats": "Caveats",
    },
    "category_of": {
        "pillar": "Pillar",
        "activity_type": "Activity type",
        "modality": "Modality",
        "programme_status": "Status in the programme",
        "drug": "Drug",
        "conveyance": "Conveyance",
        "place_kind": "Kind of place",
        "follow_up_stage": "Furthest stage reported",
        "partner_kind": "Kind of partner",
        "role": "Role",
    },
    "precision": {"day": "to the day", "month": "to the month", "year": "to the year"},
}
"""Values that the product itself fixes, in words; those of the programme come from programme.toml."""

COLUMNS = {
    "activity_id": Column("Record"),
    "title": Column("Activity"),
    "summary": Column("Summary"),
    "started_on": Column("Began", "date"),
    "ended_on": Column("Ended", "date"),
    "date_precision": Column("Date known", "code", "precision"),
    "pillar": Column("Pillar", "code", "pillar"),
    "activity_type": Column("Type", "code", "type"),
    "modality": Column("Modality", "code", "modality"),
    "year": Column("Year", "year"),
    "quarter": Column("Quarter"),
    "period": Column("Period"),
    "planned_year": Column("Year of the priorities", "year"),
    "region": Column("Region", "code", "region"),
    "country_code": Column("Country", "code", "country"),
    "programme_status": Column("Status in the programme", "code", "programme_status"),
    "activities": Column("Activities", "whole"),
    "activities_with_total": Column("Activities that state a total", "whole"),
    "activities_unlisted": Column("Activities that list no countries", "whole"),
    "persons": Column("Persons", "whole"),
    "women": Column("Women", "whole"),
    "men": Column("Men", "whole"),
    "not_stated": Column("Sex not stated", "whole"),
    "withheld": Column("Sex withheld: small group", "whole", if_any=True),
    "activities_withheld": Column("Activities whose total is withheld", "whole", if_any=True),
    "sexes_withheld": Column("Activities whose sexes are withheld", "whole", if_any=True),
    "persons_women_reported": Column("Persons where women are reported", "whole"),
    "women_share": Column("Share of women", "share"),
    "countries": Column("Countries", "whole"),
    "partners": Column("Partners", "whole"),
    "role": Column("Role", "code", "role"),
    "drug": Column("Drug", "code", "drug"),
    "quantity_kg": Column("Kilograms", "quantity"),
    "seized_on": Column("Seized", "date"),
    "conveyance": Column("Conveyance", "code", "conveyance"),
    "place": Column("Place"),
    "place_kind": Column("Kind of place", "code", "place_kind"),
    "origin_country_code": Column("Reported origin", "code", "country"),
    "destination_country_code": Column("Reported destination", "code", "country"),
    "follow_up_stage": Column("Furthest stage reported", "code", "follow_up_stage"),
    "follow_up_as_reported": Column("Follow-up as reported"),
    "seizures": Column("Seizures", "whole"),
    "priority_id": Column("Priority"),
    "priority": Column("Priority"),
    "priorities": Column("Priorities", "whole"),
    "priorities_served": Column("Priorities served", "whole"),
    "relation": Column("Link", "code", "relation"),
    "reason": Column("Reason"),
    "source_url": Column("Source", "url"),
    "note": Column("Note"),
    "status": Column("Status", "code", "status"),
    "indicator": Column("Indicator"),
    "statement": Column("Result"),
    "level": Column("Level", "code", "level"),
    "unit": Column("Unit"),
    "value": Column("Value", "quantity"),
    "value_text": Column("Value in words"),
    "baseline_value": Column("Baseline", "quantity"),
    "target_value": Column("Target", "quantity"),
    "baseline_date": Column("Baseline of", "date"),
    "target_date": Column("Target by", "date"),
    "value_date": Column("Value of", "date"),
    "progress": Column("Way from baseline to target", "share"),
}
"""Columns that answers share; a chart adds or renames its own (see chart.Chart.columns)."""

SEXES_WITHHELD = ("sex_withheld", "withheld", "activities_withheld")
WITHHELD_BY = {
    "persons": ("persons_withheld", "activities_withheld"),
    "value": ("activities_withheld",),
    "women": SEXES_WITHHELD,
    "men": SEXES_WITHHELD,
    "not_stated": SEXES_WITHHELD,
    "women_share": SEXES_WITHHELD,
    "persons_women_reported": SEXES_WITHHELD,
    "men_where_women_reported": SEXES_WITHHELD,
    "not_stated_where_women_reported": SEXES_WITHHELD,
    "achieved": ("achieved_withheld",),
    "planned": ("planned_withheld",),
    "achieved_women_reported": ("achieved_sexes_withheld",),
    "planned_women_reported": ("planned_sexes_withheld",),
    "women_pct_as_reported": ("sex_withheld",),
}
"""Column of a head count -> the columns of its row that say that something of it is withheld."""

HEAD_COUNTS = frozenset({"persons", "women", "women_share", "achieved_women_reported", "participants"})
"""Columns and measures that rest on how many persons took part."""

NAME_DIMENSION = {"activity_type": "type", "country_code": "country"}
"""Column -> the filter whose values it holds, where the names differ."""


@dataclass(frozen=True)
class Names:
    """Labels of codes: of the programme's categories and countries (from the release) and of the product's own words."""

    labels: dict[str, dict[str, str]]
    shorts: dict[str, dict[str, str]]

    def label(self, dimension: str, code: str | None, words: Language) -> str:
        """The full label of a code, or the word for 'not stated' when there is none."""
        return self._name(self.labels, dimension, code, words)

    def short(self, dimension: str, code: str | None, words: Language) -> str:
        """The label used on axes and in narrow places."""
        return self._name(self.shorts, dimension, code, words)

    def _name(self, table: dict[str, dict[str, str]], dimension: str, code: str | None, words: Language) -> str:
        if code is None or code == "":
            return words("not stated")
        if code == NOT_LISTED:
            return words("Countries not listed")
        if code == WITHHELD and dimension == "role":
            return words("Role withheld: small group")
        if dimension in FIXED_WORDS:
            return words(FIXED_WORDS[dimension].get(code, code))
        return words(table.get(dimension, {}).get(code, str(code)))


def small_group(kind: object, threshold: int, words: Language) -> str:
    """What stands in the place of a withheld number: 'under' the threshold where just that may be told."""
    return words("under {n}", n=words.number(threshold)) if kind == "under" else words(SMALL_GROUP)


def plain(value: object) -> str:
    """A value as text for machines: dates as ISO 8601, the members of a list parted by semicolons, nothing as blank."""
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return "; ".join(plain(v) for v in value)
    if isinstance(value, dict):
        return ", ".join(f"{k} {plain(v)}" for k, v in value.items() if v is not None)
    return str(value)


def show(value: object, column: Column, words: Language, names: Names, precision: str = "day") -> str:
    """A cell of an answer as a reader sees it. A missing value reads 'not stated', never zero or blank."""
    if value is None or value == []:
        return words(column.missing)
    match column.kind:
        case "whole":
            return words.number(int(value))  # type: ignore[call-overload]
        case "decimal":
            return words.number(float(value), 1)  # type: ignore[arg-type]
        case "quantity":
            return words.quantity(float(value))  # type: ignore[arg-type]
        case "share":
            return words.percent(float(value))  # type: ignore[arg-type]
        case "date":
            return words.short_date(value, precision) if isinstance(value, date) else str(value)
        case "code":
            return names.label(column.of, str(value), words)
        case "codes":
            return words.list(names.short(column.of, str(code), words) for code in value)  # type: ignore[attr-defined]
        case "words":
            return words(str(value))
        case "parts":
            return plain(value)
        case "flag":
            return words("yes") if value else words("no")
        case _:
            return str(value)
