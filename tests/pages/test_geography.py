"""Geography, checked against numbers counted by hand in the deliveries."""

from __future__ import annotations

from math import sqrt

import pytest

from dashboard.figures.maps import centres, rounded_down
from dashboard.language import language
from dashboard.ui.fragments import as_html

WORDS = language("en")
STATUSES = {"participating": (12, 9, 10), "newly_invited_2020": (8, 8, 2), "partner_destination": (3, 1, 2)}


def by_country(rows: list[dict]) -> dict[str, dict]:
    return {row["country_code"]: row for row in rows}


def sized(figure: dict) -> dict[str, tuple[float, str]]:
    """Country name -> width and shape of its symbol."""
    return {
        name: (size, trace["marker"]["symbol"])
        for trace in figure["data"] if isinstance(trace["marker"]["size"], list)
        for name, size in zip(trace["text"], trace["marker"]["size"], strict=True)
    }


@pytest.mark.parametrize("status", STATUSES)
def test_countries_by_status_are_counted_whatever_the_year_and_reached_within_it(ask, status):
    row = next(row for row in ask("country_status", "year=2020") if row["programme_status"] == status)
    assert (row["countries"], row["reached"], row["activities"]) == STATUSES[status]


def test_a_multi_country_activity_stands_once_in_each_of_its_countries_with_all_its_persons(ask):
    # The induction meeting of 18 November 2020, 23 persons, is the only activity of 2020 in Togo and in Senegal.
    rows = by_country(ask("countries_map", "year=2020&measure=persons"))
    assert [(rows[c]["activities"], rows[c]["value"]) for c in ("TGO", "SEN")] == [(1, 23), (1, 23)]
    # Bolivia: 38 and 250 persons, and one course that states no total.
    assert (rows["BOL"]["activities"], rows["BOL"]["activities_with_total"], rows["BOL"]["value"]) == (3, 2, 288)


def test_a_country_whose_activities_state_no_total_has_unknown_persons_and_one_without_activity_has_none(ask):
    rows = by_country(ask("countries_map", "year=2020&measure=persons"))
    assert rows["CPV"]["value"] is None
    assert rows["BRA"]["value"] == 0


def test_activities_that_list_no_countries_are_a_row_of_their_own_and_are_said_in_words(ask):
    rows = ask("countries_ranked", "year=2020")
    assert (rows[-1]["country_code"], rows[-1]["value"]) == ("not_listed", 8)
    assert "8 activities list no countries" in ask.answer("countries_map", "year=2020").finding(WORDS)


def test_map_and_bars_hold_the_same_numbers(ask):
    for query in ("year=2020", "year=all&measure=persons", "year=all&measure=seizures"):
        on_map = {row["country_code"]: row["value"] for row in ask("countries_map", query) if row["value"]}
        assert on_map == {row["country_code"]: row["value"] for row in ask("countries_ranked", query) if row["value"]}


def test_seizures_follow_year_and_country_but_not_the_filters_of_activities(ask):
    # Three single seizures of 2019 in Senegal; a pillar narrows activities only, and the card says so.
    query = "year=2019&country=SEN&measure=seizures&pillar=research"
    assert [(row["country_code"], row["value"]) for row in ask("countries_ranked", query)] == [("SEN", 3)]
    assert "do not narrow seizures" in ask.answer("countries_map", query).note(WORDS)


def test_countries_without_activity_are_those_of_the_programme_with_their_latest_year(ask):
    rows = by_country(ask("countries_without_activity", "year=2020"))
    assert [rows[c]["last_year"] for c in ("BRA", "GNB", "PER", "AUT")] == [2019, 2019, 2021, None]
    assert "SEN" not in rows
    assert len(rows) == 33  # 53 countries of the programme less the 20 reached


def test_a_status_that_no_activity_ever_reached_is_none_of_the_programmes(ask):
    assert "NER" not in by_country(ask("countries_without_activity", "year=2020"))  # only in the seizure figures
    hosts = {row["country_code"] for row in ask.meridian("countries_without_activity", "year=2023")}
    assert hosts == {"GEO", "KGZ", "THA", "TTO"}  # and not Austria, which is only a venue


def test_every_country_reached_leaves_an_empty_list_that_is_no_fault(ask):
    assert ask("countries_without_activity", "year=2020&country=SEN,TGO") == []


def test_the_area_of_a_symbol_is_its_number_and_status_is_shape_and_colour(draw):
    symbols = sized(draw("countries_map", "year=2020"))
    assert symbols["Bolivia"][0] / symbols["Colombia"][0] == pytest.approx(sqrt(3), rel=0.01)  # 3 activities and 1
    shapes = {symbols[name][1] for name in ("Bolivia", "Senegal", "Spain", "Gambia")}
    assert len(shapes) == 4  # participating, newly invited, destination partner, other
    # A square of the same area is narrower than a circle.
    assert symbols["Uruguay"][0] / symbols["Argentina"][0] == pytest.approx(sqrt(3.1416 / 4), rel=0.01)


def test_the_map_carries_its_disclaimer_in_the_picture(draw, ask):
    text = ask.desk.warehouse.release.programme.disclaimers["map"]
    said = [note["text"].replace("<br>", " ") for note in draw("countries_map", "year=2020")["layout"]["annotations"]]
    assert text in said


def test_every_country_of_an_activity_or_seizure_has_a_place_on_the_map(ask):
    for asking in (ask, ask.meridian):
        for measure in ("activities", "seizures"):
            codes = {row["country_code"] for row in asking("countries_map", f"year=all&measure={measure}")} - {"not_listed"}
            assert codes <= set(centres())


def test_marks_lead_to_the_view_of_their_country(draw, component):
    trace = next(t for t in draw("countries_map", "year=2020")["data"] if "Bolivia" in t.get("text", []))
    assert trace["customdata"][trace["text"].index("Bolivia")][-1] == "/geography?country=BOL"
    bars = draw("countries_ranked", "year=2020")["data"]
    assert "/geography?country=not_listed" in bars[-1]["customdata"]
    assert 'href="/geography?country=BRA"' in as_html(component("countries_without_activity", "year=2020"))


def test_at_most_fifteen_bars_then_how_many_more_and_what_is_not_listed(draw):
    figure = draw("countries_ranked", "year=2020")
    assert [len(trace["x"]) for trace in figure["data"]] == [15, 1]
    assert [note["text"] for note in figure["layout"]["annotations"]] == ["5 more in the table"]


def test_a_selection_without_any_country_still_draws(draw):
    assert sized(draw("countries_map", "year=2020&country=not_listed")) == {}


@pytest.mark.parametrize(("value", "step"), [(0.6, 0), (1, 1), (3, 2), (7, 5), (288, 200), (15526, 10000)])
def test_sizes_in_the_legend_are_round_and_never_above_the_largest(value, step):
    assert rounded_down(value) == step
