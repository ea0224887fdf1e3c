"""Progress: statuses by the stated rule, no percentage without one, and every awkward indicator in the right words."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import pytest

from dashboard.catalogue import STATUS_RULE
from dashboard.language import language

WORDS = language("en")


def texts(tree: Any) -> str:
    """All words of a component tree, in reading order."""
    if isinstance(tree, str):
        return tree
    if isinstance(tree, list | tuple):
        return "".join(texts(one) for one in tree)
    children = getattr(tree, "children", None)
    return "" if children is None else texts(children)


def items(tree: Any, name: str) -> list[Any]:
    """Every component whose class names include `name`."""
    found = [tree] if name in (getattr(tree, "attributes", {}).get("className") or "").split() else []
    children = getattr(tree, "children", None)
    for child in children if isinstance(children, list | tuple) else [children]:
        if child is not None and not isinstance(child, str):
            found += items(child, name)
    return found


def row_of(tree: Any, indicator: str) -> Any:
    """The bullet row of one indicator."""
    return next(row for row in items(tree, "bullet") if indicator in texts(items(row, "bullet-name")))


def test_three_of_the_28_indicators_have_a_target_and_stand_first(ask):
    rows = [row for row in ask("results_framework") if row["indicator_id"]]
    assert len(rows) == 28
    assert [row["indicator_id"] for row in rows[:3]] == ["I-26", "I-27", "I-28"]
    assert Counter(row["status"] for row in rows) == {"no_target": 25, "outdated": 2, "behind": 1}


def test_the_finding_counts_the_statuses(ask):
    assert ask.answer("results_framework").finding(WORDS) == (
        "3 of 28 indicators have a target: 1 behind and 2 without a value since the due date. "
        "25 report a value without a target."
    )


def test_results_without_an_indicator_are_listed(ask, component):
    bare = [row["result_id"] for row in ask("results_framework") if row["indicator_id"] is None]
    assert bare == ["R-01", "R-02", "R-03", "R-04", "R-05", "R-06", "R-07", "R-08", "R-09", "R-17"]
    assert "Results without an indicator" in texts(component("results_framework"))


def test_no_percentage_without_a_baseline(ask, component):
    # Two of four courses, and nobody stated where the count began.
    assert ask("results_framework")[0]["progress"] is None
    said = texts(row_of(component("results_framework"), "Online courses on controlled deliveries"))
    assert "2 of 4 courses · no baseline · target by 31 Aug 2020 · value of 30 Jun 2020 · cumulative" in said
    assert "%" not in said


def test_no_bar_and_no_percentage_without_a_target(component):
    row = row_of(component("results_framework"), "Cocaine seized in Operation Lionfish III")
    assert not items(row, "bullet-track")
    assert "25,000 kg" in texts(row) and "no target" in texts(row) and "%" not in texts(row)


def test_a_year_is_not_given_a_day_that_nobody_stated(component):
    assert "value of 2017 ·" in texts(row_of(component("results_framework"), "Cocaine seized in Operation Lionfish III"))


def test_a_computed_value_says_so_and_by_which_rule(ask, component):
    # Of the eight countries invited on 18 November 2020, three took part in an activity that began later.
    row = next(row for row in ask("results_framework") if row["indicator_id"] == "I-28")
    assert (row["value"], row["target_value"], row["progress"]) == (3, 8, 0.375)
    said = texts(row_of(component("results_framework"), "Newly invited countries"))
    assert "3 of 8 countries · 37.5\N{NO-BREAK SPACE}% of the way from baseline to target · baseline 0 (18 Nov 2020)" in said
    assert "Computed from the activities: distinct countries of the kind “Newly invited in November 2020” in activities " \
           "that began after 18 November 2020." in said


def test_the_rule_of_the_statuses_is_stated(component):
    assert STATUS_RULE in texts(component("results_framework"))


def test_the_framework_follows_the_pillar_and_has_no_year(ask):
    shown = {row["result_id"] for row in ask("results_framework", "year=2016&pillar=research")}
    assert shown == {"R-06", "R-15", "R-23", "R-25"}


@pytest.mark.parametrize(("indicator", "status", "said"), [
    ("Legal aid desks open", "not yet due", "16 of 20 desks · 75.0\N{NO-BREAK SPACE}% of the way"),
    ("Persons trained", "not yet due", "They add up to the whole."),
    ("Median days from request", "behind target",
     "17 days, target 10 · 65.0\N{NO-BREAK SPACE}% of the way from baseline to target · "
     "baseline 30 (1 Jan 2022) · target by 30 Jun 2024 · value of 30 Jun 2024 · at a date · lower is better"),
    ("Case files without a next hearing date", "not yet due", "45 case files, target 0 · 93.0\N{NO-BREAK SPACE}% of the way"),
    ("Visits to the public legal information pages", "no target", "value of Oct 2023"),
    ("Courts that apply", "behind target", "22 of 30 courts · no baseline"),
    ("Questions answered", "no target", "71 questions"),
    ("State of the common rules", "reported in words",
     "Adopted by five of eight founding members; target: Adopted by all eight founding members"),
    ("Laboratories with a written quality manual", "not yet due",
     "Target revised: 1 earlier, last 14 by 31 Dec 2024; the present one was decided on 20 Nov 2023."),
    ("Focal points named", "target exceeded", "31 of 24 focal points · 138.9\N{NO-BREAK SPACE}%"),
    ("Forensic reports delivered", "below baseline",
     "55 %, target 80 · 38.9\N{NO-BREAK SPACE}% of the way from baseline to target, in the wrong direction"),
    ("Legal aid practitioners certified", "not yet due", "They do not add up: their sum is 112, 6 less than 118."),
    ("Joint case reviews", "not yet due", "7 of 12 reviews · baseline 3"),
    ("Users who say", "no value reported", "no value; target 75 %"),
    ("Accession countries", "not yet due", "4 of 5 countries · 80.0\N{NO-BREAK SPACE}%"),
    ("Network meetings", "not yet due", "3 of 4 meetings · baseline 4"),
    ("Mean age of open cases", "target exceeded", "11.4 months, target 12"),
    ("Legal aid boards", "no value since due date", "4 of 6 boards · 60.0\N{NO-BREAK SPACE}%"),
    ("Founding members", "target met", "8 of 8 countries · 100.0\N{NO-BREAK SPACE}%"),
])
def test_an_awkward_indicator_is_told_in_the_right_words(ask, component, indicator, status, said):
    row = row_of(component("results_framework", "", ask.meridian), indicator)
    assert texts(items(row, "status")) == status
    assert said in texts(row)


@pytest.mark.parametrize("indicator", ["Courts that apply", "Joint case reviews", "Network meetings", "Questions answered",
                                       "Visits to the public", "State of the common rules"])
def test_where_the_rule_defines_no_progress_there_is_no_percentage(ask, component, indicator):
    assert not re.search(r"\d\s%", texts(row_of(component("results_framework", "", ask.meridian), indicator)))


def test_a_row_has_its_own_scale_from_zero_to_its_largest_number(ask, component):
    # 30 days at the start, 17 now, 10 wanted: fractions of 30.
    track = items(row_of(component("results_framework", "", ask.meridian), "Median days"), "bullet-track")[0]
    assert track.attributes["style"] == {"--actual": "0.5667", "--target": "0.3333", "--baseline": "1.0000"}


def test_a_result_in_words_has_no_bar(ask, component):
    assert not items(row_of(component("results_framework", "", ask.meridian), "State of the common rules"), "bullet-track")


def test_the_gap_of_parts_is_drawn(ask, component):
    # 112 of 118 on a scale that ends at the target of 150.
    gap = items(row_of(component("results_framework", "", ask.meridian), "Legal aid practitioners certified"), "bullet-gap")[0]
    assert gap.attributes["style"] == {"--from": "0.7467", "--to": "0.7867"}


def test_a_caveat_on_an_indicator_touches_the_framework(ask):
    caveats = {c.caveat_id for c in ask.meridian.answer("results_framework").caveats}
    assert {"C12", "C14", "C16"} <= caveats


def test_reported_outputs_are_those_whose_period_holds_the_year(ask):
    assert {row["output_id"] for row in ask("reported_outputs", "year=2020")} == {
        "O-35", "O-36", "O-38", "O-39", "O-40", "O-41", "O-42", "O-43", "O-44", "O-45", "O-46", "O-47", "O-56"}
    assert len(ask("reported_outputs", "year=all")) == 56


def test_reported_outputs_say_that_they_must_not_be_added_up(ask):
    answer = ask.answer("reported_outputs")
    assert "must not be added up" in answer.chart.note
    assert answer.finding(WORDS) == "13 figures are reported as outputs; no target is known for any of them."


def test_activities_stand_in_the_quarter_in_which_they_began(ask):
    counted = {(row["pillar"], row["quarter"]): row["activities"] for row in ask("activities_by_pillar_quarter", "year=2020")}
    assert counted == {
        ("capacity_building", 1): 1, ("capacity_building", 2): 1, ("capacity_building", 3): 3, ("capacity_building", 4): 1,
        ("institutional_integrity", 1): 1, ("institutional_integrity", 3): 3, ("research", 3): 1, ("research", 4): 1,
        ("interregional_cooperation", 1): 3, ("interregional_cooperation", 4): 1,
        ("programme_management", 1): 1, ("programme_management", 4): 2,
    }


def test_an_activity_dated_by_year_only_stands_in_no_quarter(ask):
    undated = [row for row in ask("activities_by_pillar_quarter", "year=2017") if row["quarter"] is None]
    assert [(row["pillar"], row["activities"]) for row in undated] == [("institutional_integrity", 1)]
    assert "1 activity is dated by year only" in ask.answer("activities_by_pillar_quarter", "year=2017").finding(WORDS)


def test_pillars_share_one_scale_and_partial_years_are_named(draw):
    figure = draw("activities_by_pillar_quarter", "year=compared")
    scales = {tuple(axis["range"]) for name, axis in figure["layout"].items() if name.startswith("yaxis")}
    assert len(scales) == 1
    said = " ".join(note["text"] for note in figure["layout"]["annotations"])
    assert "<b>2021</b> in part" in said and "<b>2020</b> in part" not in said


def test_a_pillar_without_activity_says_so(ask, draw):
    # In 2021 no activity of integrity or of management is on record.
    figure = draw("activities_by_pillar_quarter", "year=2021")
    assert [note["text"] for note in figure["layout"]["annotations"]].count("none recorded") == 2
    assert ask.answer("activities_by_pillar_quarter", "year=2021").finding(WORDS).startswith(
        "No activity is recorded for Institutional integrity and Programme management.")


def test_quarters_after_the_cut_off_are_not_drawn_as_empty(ask, draw):
    # Meridian's register ends on 30 September 2024.
    figure = draw("activities_by_pillar_quarter", "year=2024", ask.meridian)
    assert figure["layout"]["xaxis"]["ticktext"] == ["Q1", "Q2", "Q3"]
