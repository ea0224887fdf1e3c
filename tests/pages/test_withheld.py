"""What the published database withholds says so everywhere: in cells, marks, findings, notes and files, never as a gap or zero.

The numbers are worked out by hand from the restricted deliveries of Meridian, participants/2023 and participants/2024, with the
threshold of 5. Eight activities have fewer than 5 persons; of most others a group of trainers or speakers is small.
"""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import openpyxl
import plotly.graph_objects as go
import pytest
from asking import Asking
from spread import queries

from dashboard.catalogue import small_group
from dashboard.chart import Desk, answer
from dashboard.content import CHARTS, PAGES
from dashboard.exports import export
from dashboard.figures import DRAWN
from dashboard.figures import draw as draw_figure
from dashboard.language import language
from dashboard.ui.cards import fill
from dashboard.ui.fragments import as_html
from dashboard.ui.marks import MARKS
from dashboard.warehouse import Store

WORDS = language("en")
SPLITS = ("pillar", "type", "modality", "region", "year", "role")
UNDER_5 = ["MD-2023-002", "MD-2023-004", "MD-2023-024", "MD-2023-029", "MD-2023-032",
           "MD-2024-002", "MD-2024-019", "MD-2024-020"]
OF_2023 = ("Withheld, small group: the total of 5 activities (under 5 persons each) is not counted; "
           "roles are not shown for 29 activities, sexes for 23.")
# Chart, choice: everything that rests on how many persons took part.
HEAD_COUNTS = [("headline", ""), ("findings", ""), ("women_share", ""), ("sex_reported", ""), ("women_by_activity", ""),
               ("women_share_by", ""), ("countries_map", ""), ("countries_ranked", "measure=persons"), ("country_status", ""),
               ("activity_list", "")]


class Published(Asking):
    """Answers from the published database of a package's release."""

    def __init__(self, package: Path):
        self.package = package
        self.desk = Desk(Store(package).published())


@pytest.fixture(scope="module")
def outside(meridian: Path) -> Published:
    return Published(meridian)


def shown(asking: Asking, chart: str, query: str = "") -> str:
    """Everything that a card shows of a view, as text."""
    declared, page = CHARTS[chart]
    filled = fill(declared, page, asking.desk.view(page, query)[0], asking.desk, WORDS)
    assert not filled.has_failed
    return "".join(map(as_html, filled.live.values())) + json.dumps(filled.picture)


def found(asking: Asking, chart: str, query: str, **key: str) -> dict[str, Any]:
    """The one row of an answer with these values."""
    (row,) = (row for row in asking(chart, query) if key.items() <= row.items())
    return row


# One activity


def test_an_activity_of_fewer_than_five_persons_says_under_5(outside):
    given = outside.answer("activity_list", "year=all&sort=started_on")
    assert [row["activity_id"] for row in given.records() if given.cell("persons", row, WORDS) == "under 5"] == UNDER_5


def test_two_groups_that_are_small_together_keep_their_total(outside):
    # 2 trainees and 3 trainers; 4 trainees and 3 trainers.
    for activity, persons in (("MD-2023-011", 5), ("MD-2023-021", 7)):
        row = found(outside, "women_by_activity", "year=2023", activity_id=activity)
        assert (row["persons"], row["withheld"]) == (persons, persons)
        assert (row["women"], row["men"], row["not_stated"]) == (None, None, None)


@pytest.mark.parametrize("name", ["women", "men", "not_stated", "women_share", "persons_women_reported", "women_pct_as_reported"])
def test_where_the_sexes_of_an_activity_are_withheld_no_cell_says_not_stated(outside, name):
    given = outside.answer("women_by_activity", "year=2023")
    row = found(outside, "women_by_activity", "year=2023", activity_id="MD-2023-013")
    assert given.cell(name, row, WORDS) == "withheld: small group"


def test_what_a_source_does_not_state_is_still_not_stated(outside):
    # 20 trainees and 6 speakers, of whom nobody says who was a woman; and a course without any number.
    given = outside.answer("women_by_activity", "year=2024")
    row = found(outside, "women_by_activity", "year=2024", activity_id="MD-2024-001")
    assert (given.cell("women", row, WORDS), row["persons"], row["not_stated"]) == ("not stated", 26, 26)
    course = found(outside, "women_by_activity", "year=2023", activity_id="MD-2023-025")
    assert given.cell("persons", course, WORDS) == given.cell("women", course, WORDS) == "not stated"


def test_a_total_that_is_withheld_in_part_or_for_another_reason_says_that(outside):
    given = outside.answer("activity_list")
    for row, text in (({"persons": 12, "persons_withheld": "under"}, "12 and under 5"),
                      ({"persons": None, "persons_withheld": "small_group"}, "withheld: small group"),
                      ({"persons": 12, "persons_withheld": None}, "12")):
        assert given.cell("persons", row, WORDS) == text
    assert small_group("under", 10, WORDS) == "under 10"


def test_a_record_names_its_one_row_and_withholds_the_sexes(outside):
    text = shown(outside, "activity_record", "record=MD-2023-036")
    assert "Role withheld: small group" in text and text.count('<span class="withheld">withheld: small group</span>') == 3
    assert "Withheld, small group: roles are not shown for 1 activity, sexes for 1." in text
    assert "under 5" in shown(outside, "activity_record", "record=MD-2023-002")


def test_a_public_record_of_a_small_group_passes_as_it_is(outside):
    # participants/2022 is public: 28 trainees and 4 speakers.
    row = outside("activity_record", "record=MD-2022-005")[0]
    assert [(p["role"], p["persons"]) for p in row["participants"]] == [("trainee", 28), ("speaker", 4)]
    assert "ithheld" not in shown(outside, "activity_record", "record=MD-2022-005")


# Sexes: women, men, not stated and withheld are all persons


def test_the_sexes_of_2023_have_withheld_as_a_category_of_its_own(outside):
    # Women where they are published: 19, 0, 18, 31, 12, 13, 14, 23, 0.  Withheld: 5, 45, 25, 18, 5, 36, 9, 19, 18, 30, 7, 27,
    # 14, 18, 12, 19, 41, 8.
    (row,) = outside("women_share", "year=2023")
    assert {key: row[key] for key in ("women", "men", "not_stated", "withheld", "persons")} == {
        "women": 130, "men": 141, "not_stated": 74, "withheld": 356, "persons": 701}
    assert row["persons_women_reported"] == 281 and row["women_share"] == pytest.approx(130 / 281)
    assert (row["activities_with_total"], row["activities_withheld"], row["sexes_withheld"]) == (33, 5, 23)


@pytest.mark.parametrize("split", SPLITS)
@pytest.mark.parametrize("year", ["2022", "2023", "2024", "all"])
def test_women_men_not_stated_and_withheld_are_all_persons_however_they_are_split(outside, split, year):
    rows = outside("sex_reported", f"year={year}&by={split}")
    assert rows
    for row in rows:
        assert sum(row[key] or 0 for key in ("women", "men", "not_stated", "withheld")) == (row["persons"] or 0)


def test_roles_that_are_withheld_are_one_row_listed_last(outside):
    # Three activities of 2023 show their roles: 53 + 14 + 12 trainees, 5 + 5 + 6 speakers; and 10 who are all trainees.
    given = outside.answer("sex_reported", "year=2023&by=role")
    rows = given.records()
    assert [row["code"] for row in rows] == ["trainee", "speaker", "withheld"]
    assert [(row["persons"], row["women"], row["men"], row["not_stated"], row["withheld"]) for row in rows] == [
        (89, 19, None, 44, 26), (16, 0, None, 11, 5), (596, 111, 141, 19, 325)]
    assert given.cell("code", rows[-1], WORDS) == "Role withheld: small group"
    assert rows[-1]["activities_withheld"] == 5


def test_withheld_is_a_hollow_bar_that_the_words_name(outside):
    figure = draw_figure(outside.answer("sex_reported", "year=2023"), WORDS)
    assert [trace["name"] for trace in figure["data"]] == ["women", "men", "sex not stated", "sex withheld: small group"]
    assert figure["data"][-1]["marker"]["color"] == "#ffffff" and figure["data"][-1]["marker"]["line"]["width"] > 0
    # Legal aid: 5 persons at one activity, 18 and 30 at two others, of 165 in all.
    assert "53 withheld: small group" in next(n["text"] for n in figure["layout"]["annotations"] if "Legal aid" in n["text"])
    assert len(draw_figure(outside.answer("sex_reported", "year=2022"), WORDS)["data"]) == 3


def test_a_dot_of_which_some_are_withheld_is_hollow_and_claims_nothing_of_all(outside):
    # MD-2023-030: none of 5 speakers was a woman, the sex of 14 trainees is withheld: no square, which means no women at all.
    figure = draw_figure(outside.answer("women_by_activity", "year=2023&pillar=regional_networks"), WORDS)
    (trace,) = figure["data"]
    assert trace["marker"]["symbol"] == ["circle"] and trace["marker"]["color"][0].startswith("rgba")
    assert "sex withheld for 14 of all 19" in trace["customdata"][0][1]


def test_findings_stay_true_where_all_is_withheld(outside):
    # Assessments of 2023: two of 3 persons each, one without a number.
    query = "year=2023&type=assessment"
    assert outside.answer("women_share", query).finding(WORDS) == (
        "No number of persons can be shown: where one is reported, it is withheld: small group.")
    for chart in ("women_share", "women_by_activity", "women_share_by", "sex_reported", "findings", "headline"):
        text = shown(outside, chart, query)
        assert "ithheld" in text
        assert "None of the activities" not in text and "Nowhere here is it reported" not in text
        assert "No activity of this selection reports" not in text and "no number of persons reported" not in text


# Totals by country and pillar


def test_a_country_whose_persons_are_all_withheld_is_drawn_and_says_so(outside):
    # Assessments of 2023: 3 persons of Costa Rica, 3 of Namibia; the Philippines do not state how many.
    query = "measure=persons&year=2023&type=assessment"
    given = outside.answer("countries_map", query)
    cells = {row["country_code"]: given.cell("persons", row, WORDS) for row in given.records() if row["activities"]}
    assert cells == {"CRI": "withheld: small group", "NAM": "withheld: small group", "PHL": "not stated"}
    drawn = {trace["name"]: trace["text"] for trace in draw_figure(given, WORDS)["data"] if "text" in trace}
    assert sorted(drawn["Withheld: small group"]) == ["Costa Rica", "Namibia"] and drawn["Not stated"] == ["Philippines"]
    ranked = draw_figure(outside.answer("countries_ranked", query), WORDS)["data"]
    assert [(trace["text"], trace["marker"]["color"]) for trace in ranked] == [(["withheld: small group"] * 2, "#ffffff")]
    for chart in ("countries_map", "countries_ranked"):
        assert "All persons are withheld, small group: Costa Rica and Namibia." in outside.answer(chart, query).finding(WORDS)


def test_a_total_that_leaves_activities_out_says_how_many(outside):
    # Namibia in 2023: 6 activities, of which two have 3 persons each.
    given = outside.answer("countries_map", "year=2023&measure=persons")
    row = found(outside, "countries_map", "year=2023&measure=persons", country_code="NAM")
    assert (row["persons"], row["activities_withheld"]) == (146, 2)
    assert "activities_withheld" in [name for name, _ in given.columns()]
    # Nothing of 2022 is restricted: no such column.
    assert "activities_withheld" not in [name for name, _ in outside.answer("countries_map", "year=2022").columns()]


def test_a_pillar_that_is_withheld_on_one_side_is_neither_known_nor_unknown(outside):
    # No court activity of 2024 publishes how many were women; six of the eight withhold it.
    given = outside.answer("compare_pillars", "measure=women_share")
    row = found(outside, "compare_pillars", "measure=women_share", pillar="court_administration")
    for name in ("planned", "change", "planned_women_reported"):
        assert given.cell(name, row, WORDS) == "withheld: small group"
    assert "Withheld on one side or both, small group: Courts and Forensics." in given.finding(WORDS)
    assert "Not known" not in given.finding(WORDS)
    # The same beside another measure.
    row = found(outside, "compare_pillars", "measure=activities", pillar="court_administration")
    assert given.cell("planned_women_reported", row, WORDS) == "withheld: small group"


def test_two_sides_of_which_all_persons_are_withheld_say_so(outside):
    given = outside.answer("compare_measures", "type=assessment&to.type=assessment")
    (row,) = (row for row in given.records() if row["measure"] == "persons")
    assert [given.cell(name, row, WORDS) for name in ("achieved", "planned", "change")] == ["withheld: small group"] * 3
    assert given.finding(WORDS) == "2023: persons withheld, small group; 2024 (partial): persons withheld, small group."


# One sentence beside every head count, also in files


@pytest.mark.parametrize(("chart", "choice"), HEAD_COUNTS)
def test_one_sentence_beside_every_head_count_says_what_is_withheld(outside, chart, choice):
    assert outside.answer(chart, f"year=2023&{choice}".rstrip("&")).note(WORDS).endswith(OF_2023)


@pytest.mark.parametrize(("chart", "query"), [
    ("activities_over_time", "year=2023"), ("activities_map", "year=2023"), ("countries_ranked", "year=2023"),
    ("countries_without_activity", "year=2023"), ("results_framework", ""), ("women_share", "year=2022"),
])
def test_no_sentence_where_nothing_shown_is_withheld(outside, chart, query):
    assert "ithheld" not in outside.answer(chart, query).note(WORDS)


def test_both_years_count_where_both_are_shown(outside):
    # 5 and 3 activities of fewer than 5 persons.
    for chart in ("year_strip", "compare_measures", "compare_pillars"):
        assert "the total of 8 activities (under 5 persons each) is not counted" in outside.answer(chart).note(WORDS)


def test_only_what_a_search_finds_is_spoken_of(outside):
    # Two reviews of registry practice in 2023, in Namibia with 3 persons; in the Philippines nobody says how many.
    assert outside.answer("activity_list", "year=2023&q=registry+practice").note(WORDS).endswith(
        "Withheld, small group: the total of 1 activity (under 5 persons) is not counted; "
        "roles are not shown for 1 activity, sexes for 1.")


def test_a_withheld_number_is_a_blank_cell_of_a_file_that_says_why(outside):
    page = CHARTS["women_by_activity"][1]
    given = outside.answer("women_by_activity", "year=2023")
    lines = list(csv.reader(io.StringIO(export(given, page, "csv", WORDS).content.decode("utf-8-sig"))))
    names, rows = lines[0], {line[0]: line for line in lines[1:] if line and line[0].startswith("MD-")}
    told = [line[1] for line in lines if line and line[0] == "# Note"]
    counts = [names.index(name) for name in ("women", "men", "not_stated", "persons", "women_share")]
    assert [rows["MD-2023-002"][x] for x in counts] == [""] * 5
    assert rows["MD-2023-013"][names.index("withheld")] == "36"
    assert "persons_withheld" not in names and told[0].endswith(OF_2023)
    book = openpyxl.load_workbook(io.BytesIO(export(given, page, "xlsx", WORDS).content))
    sheet = {row[0]: row for row in book["Data"].iter_rows(min_row=2, values_only=True)}
    assert [sheet["MD-2023-002"][x] for x in counts] == [None] * 5
    assert any(str(row[1]).endswith(OF_2023) for row in book["About"].iter_rows(values_only=True))


# Every view, and the full database


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.key)
def test_no_chart_fails_on_published_data_and_its_sexes_add_up(outside, page):
    for query in queries(page, outside):
        view, _ = outside.desk.view(page, query)
        for chart in page.charts:
            given = answer(chart, page, view, outside.desk)
            assert isinstance(given.finding(WORDS) + given.note(WORDS), str)
            if given.is_empty:
                continue
            if chart.mark in DRAWN:
                go.Figure(draw_figure(given, WORDS))
            else:
                assert MARKS[chart.mark](given, WORDS) is not None
            for row in given.records():
                if {"women", "men", "not_stated", "withheld"} <= row.keys():
                    assert sum(row[key] or 0 for key in ("women", "men", "not_stated", "withheld")) == (row["persons"] or 0)


@pytest.mark.parametrize("page", [page for page in PAGES if page.key != "data"], ids=lambda page: page.key)
def test_the_full_database_withholds_nothing_and_never_says_so(asking, page):
    for chart in page.charts:
        for query in dict.fromkeys(("", "year=all", *(f"{c.key}={v}" for c in page.controls for v, _ in c.values))):
            assert "ithheld" not in shown(asking, chart.name, query), (chart.name, query)
