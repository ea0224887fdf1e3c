"""Gender: the share of women with what it rests on, and what is not stated always beside what is."""

from __future__ import annotations

from math import floor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard import chart
from dashboard.figures import dots
from dashboard.figures.theme import MEN, WOMEN
from dashboard.language import language

WORDS = language("en")
SPLITS = ("pillar", "type", "modality", "region", "year", "role")


def test_eight_activities_of_2020_report_79_women_of_250_persons(ask):
    (row,) = ask("women_share", "year=2020")
    assert row == {
        "activities": 19, "activities_with_total": 12, "activities_with_women": 8, "persons": 1032,
        "women_share": pytest.approx(79 / 250), "women": 79, "persons_women_reported": 250, "men_where_women_reported": 58,
        "not_stated_where_women_reported": 113, "men": 58, "not_stated": 895, "withheld": 0, "activities_withheld": 0,
        "sexes_withheld": 0,
    }


def test_the_finding_gives_the_share_its_denominator_and_its_coverage(ask):
    assert ask.answer("women_share", "year=2020").finding(WORDS) == (
        "31.6\N{NO-BREAK SPACE}% were women: 79 of the 250 persons for whom women are reported, out of 1,032 persons in all. "
        "As counted, women are under-represented; persons of unstated sex could change that. Of the 250, 58 are stated as men "
        "and 113 as neither."
    )


def test_a_selection_that_reports_no_women_claims_no_share(ask, draw):
    (row,) = ask("women_share", "year=2020&type=webinar")
    assert row["women_share"] is None and row["persons"] == 518
    words = [note["text"] for note in draw("women_share", "year=2020&type=webinar")["layout"]["annotations"]]
    assert "no activity reports how many were women" in words


@pytest.mark.parametrize("split", SPLITS)
@pytest.mark.parametrize("package", ["crimjust", "meridian"])
def test_women_men_and_not_stated_are_all_persons_however_they_are_split(ask, package, split):
    asking = ask if package == "crimjust" else ask.meridian
    for row in asking("sex_reported", f"year=all&by={split}"):
        if row["persons"] is not None:
            assert (row["women"] or 0) + (row["men"] or 0) + row["not_stated"] == row["persons"]


@pytest.mark.parametrize("split", ["pillar", "type", "modality", "year"])
def test_splits_other_than_region_add_up_to_the_whole(ask, split):
    assert sum(row["persons"] or 0 for row in ask("sex_reported", f"by={split}")) == 1032


def test_where_women_are_counted_but_not_men_the_rest_is_not_stated(ask):
    # The annual meeting: 81 persons, 21 women, no word on the other 60.
    meeting = next(row for row in ask("women_by_activity") if row["activity_id"] == "CJ-2020-018")
    assert (meeting["women"], meeting["men"], meeting["not_stated"], meeting["persons"]) == (21, None, 60, 81)


def test_programme_management_counts_both_meetings_of_november_2020(ask):
    # 23 persons, 7 women and 16 men; and 81 persons, 21 women.
    row = next(row for row in ask("sex_reported") if row["code"] == "programme_management")
    assert (row["persons"], row["women"], row["men"], row["not_stated"]) == (104, 28, 16, 60)


def test_men_whom_no_source_counts_are_not_stated_and_not_zero(ask, draw):
    # Two integrity courses of 2020: 10 and 16 persons, 3 and 2 women, men nowhere.
    row = next(row for row in ask("sex_reported") if row["code"] == "institutional_integrity")
    assert (row["women"], row["men"], row["not_stated"]) == (5, None, 21)
    words = next(n["text"] for n in draw("sex_reported")["layout"]["annotations"] if "Institutional integrity" in n["text"])
    assert "men not reported" in words and "0 men" not in words


def test_every_activity_is_listed_and_those_without_women_are_not_stated(ask):
    rows = ask("women_by_activity", "year=2020")
    assert [row["women_share"] is None for row in rows] == [False] * 8 + [True] * 11
    shares = [row["women_share"] for row in rows[:8]]
    assert shares == sorted(shares, reverse=True)
    answer = ask.answer("women_by_activity", "year=2020")
    assert "8 of 19 activities report how many were women." in answer.finding(WORDS)
    assert answer.cell("women_share", rows[-1], WORDS) == "not stated"


def test_a_dot_opens_its_record_with_the_filters_kept(draw):
    addresses = [data[-1] for trace in draw("women_by_activity", "year=2019")["data"] for data in trace["customdata"]]
    assert "/activities?year=2019&record=CJ-2019-021" in addresses and len(addresses) == 6


def test_an_event_for_women_only_is_told_by_shape_and_word(draw):
    # The course in Colombia in December 2019: 45 persons, all of them women.
    figure = draw("women_by_activity", "year=2019")
    symbols = [s for trace in figure["data"] for s in trace["marker"]["symbol"]]
    assert symbols.count("diamond") == 1
    assert [n["text"] for n in figure["layout"]["annotations"]].count("only women") == 1


def test_an_event_without_women_is_told_by_shape_and_word(ask, draw):
    # MD-2023-006: 29 trainees and 2 trainers, all men.
    figure = draw("women_by_activity", "year=2023&pillar=forensic_services", ask.meridian)
    assert [s for trace in figure["data"] for s in trace["marker"]["symbol"]].count("square") == 1
    assert "no women" in [n["text"] for n in figure["layout"]["annotations"]]


def test_the_area_of_a_dot_is_the_persons_whose_women_are_reported(ask, draw):
    # 46 and 38 persons stand at the two courses of 2020 that report women.
    sizes = next(t["marker"]["size"] for t in draw("women_by_activity", "year=2020&pillar=capacity_building")["data"])
    assert (min(sizes) / max(sizes)) ** 2 == pytest.approx(38 / 46)


def test_a_role_that_reports_no_women_is_left_out_of_both_sides_of_the_share(ask):
    # MD-2023-001: 19 women of 53 trainees; of 5 speakers 4 are men and the fifth is not stated.
    row = next(r for r in ask.meridian("women_by_activity", "year=2023") if r["activity_id"] == "MD-2023-001")
    assert row["women_share"] == pytest.approx(19 / 53)
    assert (row["persons_women_reported"], row["persons"], row["men"], row["not_stated"]) == (53, 58, 4, 35)


def test_a_reported_percentage_is_kept_and_never_counted(ask):
    # MD-2022-003: a third of the trainees, of whom nobody says how many they were; four trainers.
    row = next(r for r in ask.meridian("women_by_activity", "year=2022") if r["activity_id"] == "MD-2022-003")
    assert (row["women"], row["women_share"], row["persons"], row["women_pct_as_reported"]) == (None, None, 4, "33.3 %")


def test_roles_are_split_where_there_are_several(ask):
    # The parts of IND-02, counted from the attendance lists: 335 women, 368 men and 354 not stated of 1,057 trainees.
    row = next(r for r in ask.meridian("sex_reported", "year=all&by=role") if r["code"] == "trainee")
    assert (row["persons"], row["women"], row["men"], row["not_stated"]) == (1057, 335, 368, 354)


def test_by_region_every_person_stands_in_each_region_and_the_card_says_so(ask):
    rows = ask("sex_reported", "by=region")
    assert sum(row["persons"] or 0 for row in rows) > 1032
    for name in ("sex_reported", "women_share_by"):
        assert "All persons of an activity stand in each of its regions" in ask.answer(name, "by=region").finding(WORDS)


def test_a_region_chosen_is_the_only_row_by_region(ask):
    assert [row["code"] for row in ask("women_share_by", "region=Caribbean&by=region")] == ["Caribbean"]


def test_a_row_prints_its_persons_and_how_far_women_are_reported(draw):
    # Capacity building in 2020: 21 of 38 and 14 of 46, out of 734 persons.
    words = " ".join(n["text"] for n in draw("women_share_by", "year=2020")["layout"]["annotations"])
    assert "35 women of 84 persons · reported for 84 of 734" in words and "41.7\N{NO-BREAK SPACE}%" in words


def test_a_row_known_for_less_than_half_of_its_persons_is_hollow(draw):
    trace = draw("women_share_by", "year=2020")["data"][0]
    solid = {data[1]: colour == WOMEN for data, colour in zip(trace["customdata"], trace["marker"]["color"], strict=True)}
    assert solid["Programme management"] and not solid["Capacity building"]


def test_codes_of_a_split_are_named_by_what_was_chosen(ask):
    answer = ask.answer("women_share_by", "by=type&year=2020&type=case_forum")
    assert answer.cell("code", answer.records()[0], WORDS) == "Investigative case forum"
    assert answer.cell("split_by", answer.records()[0], WORDS) == "Activity type"


@pytest.mark.parametrize("package", ["crimjust", "meridian"])
@pytest.mark.parametrize("split", SPLITS)
def test_the_parity_band_and_the_line_are_on_every_share(ask, draw, package, split):
    asking = ask if package == "crimjust" else ask.meridian
    for name in ("women_share", "women_by_activity", "women_share_by"):
        shapes = draw(name, f"year=all&by={split}", asking)["layout"]["shapes"]
        assert (40, 60) in [(s["x0"], s["x1"]) for s in shapes] and (50, 50) in [(s["x0"], s["x1"]) for s in shapes]


@pytest.mark.parametrize("chart", ["women_share", "sex_reported"])
def test_what_is_not_stated_is_hatched_and_women_and_men_keep_their_colours(draw, chart):
    bars = [t for t in draw(chart)["data"] if t["type"] == "bar"]
    assert [t["marker"]["color"] for t in bars[:2]] == [WOMEN, MEN]
    assert [t["marker"]["pattern"]["shape"] for t in bars] == ["", "", "/"]


def test_a_year_covered_in_part_says_so_beside_its_name(draw):
    words = " ".join(n["text"] for n in draw("women_share_by", "year=all&by=year")["layout"]["annotations"])
    assert "2021 (in part)" in words and "2020 (in part)" not in words


def test_of_more_activities_than_there_is_room_for_a_dot_is_a_group(ask, draw, monkeypatch):
    """The eight activities of 2020 that report women, by pillar and step of 5 %."""
    rows = [row for row in ask("women_by_activity", "year=2020") if row["women_share"] is not None]
    assert len(rows) == 8
    monkeypatch.setattr(chart, "MOST_DOTS", 18)  # of 19 activities
    answer = ask.answer("women_by_activity", "year=2020")
    groups = answer.records()[0]["groups"]
    expected = {}
    for row in rows:
        expected.setdefault((row["pillar"], floor(row["women_share"] * 20 + 0.5) / 20), []).append(row)
    assert {(one["pillar"], one["women_share"]): (one["activities"], one["women"]) for one in groups} == {
        key: (len(members), sum(row["women"] for row in members)) for key, members in expected.items()}
    assert "a dot stands for all of a pillar" in answer.note(WORDS)
    drawn = draw("women_by_activity", "year=2020")["data"]
    assert sum(len(trace["x"]) for trace in drawn) == len(groups)
    assert len(answer.records()) == 19, "the table has them one by one"


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 60), st.integers(0, 60), st.booleans()), max_size=60))
def test_dots_keep_apart_and_each_is_as_near_to_the_middle_as_those_before_it_let_it_be(told):
    rows = [
        {"women_share": min(women, persons) / persons, "women": min(women, persons), "men": persons - min(women, persons),
         "persons": persons, "sex_withheld": hidden}
        for persons, women, hidden in told
    ]
    sizes = [8 + persons / 3 for persons, _, _ in told]
    at = [dots.PACKED_WIDTH * row["women_share"] for row in rows]
    places = dots._packed(rows, sizes)

    def is_free(i: int, y: float) -> bool:
        return all((at[i] - at[j]) ** 2 + (y - places[j]) ** 2 >= ((sizes[i] + sizes[j]) / 2 + 1) ** 2 - 1e-6
                   for j in range(len(rows)) if j != i)

    assert all(is_free(i, y) and y % 4 == 0 for i, y in enumerate(places))
    plain = not any(dots._symbol(row) != "circle" for row in rows)  # words beside a dot keep others away too
    last = min(range(len(rows)), key=lambda i: (sizes[i], -at[i], -i), default=None)
    if plain and last is not None:
        assert not any(is_free(last, y) for y in range(-int(abs(places[last])) + 4, int(abs(places[last])), 4))
