"""Progress: how far each result is from its target, by a stated rule, and what is reported without any target."""

from __future__ import annotations

from collections import Counter

from dashboard.catalogue import STATUS_COUNTED, Column
from dashboard.chart import Answer, Chart, Page
from dashboard.language import Language


def _framework_finding(answer: Answer, words: Language) -> str:
    indicators = [row for row in answer.records() if row["indicator_id"] is not None]
    targeted = Counter(row["status"] for row in indicators if row["has_target"])
    without = len(indicators) - targeted.total()
    if not indicators:
        return words("No result here has an indicator.")
    if not targeted:
        return words.count(without, "The one indicator has no target.", "None of {n} indicators has a target.")
    said = words.list(words(text, n=words.number(targeted[status]))
                      for status, text in STATUS_COUNTED.items() if targeted[status])
    finding = words.count(targeted.total(), "{n} of {all} indicators has a target: {said}.",
                          "{n} of {all} indicators have a target: {said}.", all=words.number(len(indicators)), said=said)
    if without:
        finding += " " + words.count(without, "{n} reports a value without a target.", "{n} report a value without a target.")
    return finding


FRAMEWORK = Chart(
    name="results_framework",
    title="Results against their targets",
    unit="Latest value of each indicator, in its own unit",
    mark="bullets",
    key=("result_id", "indicator_id"),
    facts=("indicators",),
    measures=("progress",),
    datasets=("results", "indicators", "indicator_targets", "indicator_values"),
    caveats=("results", "indicators", "indicator_targets", "indicator_values"),
    columns={
        "parent_statement": Column("Contributes to"),
        "indicator_id": Column("Code"),
        "value_kind": Column("Kind of value"),
        "value_date_precision": Column("Value date known", "code", "precision"),
        "baseline_value": Column("Baseline", "quantity", missing="no baseline"),
        "baseline_date": Column("Baseline of", "date", missing=""),
        "target_value": Column("Target", "quantity", missing="no target"),
        "value_text": Column("Value in words", "reported"),
        "target_text": Column("Target in words", "reported"),
        "target_date": Column("Target by", "date", missing=""),
        "decided_on": Column("Target decided on", "date", missing=""),
        "targets_set": Column("Targets set so far", "whole", missing=""),
        "former_target_value": Column("Target before", "quantity", missing=""),
        "former_target_text": Column("Target before, in words", "reported"),
        "former_target_date": Column("Target before, by", "date", missing=""),
        "value": Column("Value", "quantity", missing="no value"),
        "progress": Column("Way from baseline to target", "share", missing="no rule gives one"),
        "direction": Column("Direction", "code", "direction"),
        "accumulation": Column("Counted", "code", "accumulation"),
        "is_computed": Column("Computed from the activities", "flag"),
        "parts": Column("Parts", "reported"),
        "parts_sum": Column("Sum of the parts", "quantity", missing=""),
        "parts_gap": Column("Gap of the parts", "quantity", missing=""),
        "value_note": Column("Note on the value"),
        "target_note": Column("Note on the target"),
        "indicator_note": Column("Note on the indicator"),
        "result_note": Column("Note on the result"),
    },
    hidden=("result_id", "has_target", "computed_rule", "computed_argument", "value_kind"),
    finding=_framework_finding,
    nothing="This release holds no results framework.",
)


def _outputs_finding(answer: Answer, words: Language) -> str:
    n = len(answer.records())
    return words.count(n, "{n} figure is reported as an output; no target is known for it.",
                       "{n} figures are reported as outputs; no target is known for any of them.")


OUTPUTS = Chart(
    name="reported_outputs",
    title="Reported outputs without a target",
    unit="As stated by the source",
    mark="table",
    key=("output_id",),
    facts=("outputs",),
    measures=("outputs",),
    datasets=("outputs",),
    caveats=("outputs",),
    columns={"indicator": Column("Output"), "period": Column("Period")},
    hidden=("output_id",),
    finding=_outputs_finding,
    note="They come from different years, sources and scopes, some of them of whole operations with many partners. They "
         "overlap and must not be added up.",
    nothing="This release holds no reported outputs.",
)


def _quarters_finding(answer: Answer, words: Language) -> str:
    rows = answer.records()
    pillars = {row["pillar"] for row in rows}
    silent = [answer.names.label("pillar", code, words) for code in _pillars_asked(answer) if code not in pillars]
    years = sorted({row["year"] for row in rows})
    said = []
    if silent:
        said.append(words("No activity is recorded for {pillars}.", pillars=words.list(silent)))
    undated = sum(row["activities"] for row in rows if row["quarter"] is None)
    if undated:
        said.append(words.count(undated, "{n} activity is dated by year only and stands in no quarter.",
                                "{n} activities are dated by year only and stand in no quarter."))
    said += [words("{year} is covered in part: {why}", year=str(year), why=answer.desk.partial_years[year])
             for year in years if year in answer.desk.partial_years]
    return " ".join(said)


def _pillars_asked(answer: Answer) -> list[str]:
    chosen = answer.view.selection.values("pillar")
    return [code for code in answer.desk.order("pillar") if not chosen or code in chosen]


QUARTERS = Chart(
    name="activities_by_pillar_quarter",
    title="Activities delivered per pillar and quarter",
    unit="Activities begun; all pillars on one scale",
    mark="small_columns",
    key=("pillar", "year", "quarter"),
    facts=("activities",),
    measures=("activities",),
    caveats=("activities",),
    finding=_quarters_finding,
    options={"dimension": "pillar", "split": "pillar", "value": "activities"},
)

PAGE = Page(
    key="progress",
    path="/progress",
    name="Progress",
    title="Progress",
    question="How far is each result from its target, and what is reported without one?",
    charts=(FRAMEWORK, QUARTERS, OUTPUTS),
)
