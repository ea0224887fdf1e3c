"""Seizures, checked against numbers counted by hand in the deliveries."""

from __future__ import annotations

from datetime import date
from math import isclose

import pytest

from dashboard.content import CHARTS
from dashboard.figures.lines import edition_breaks
from dashboard.figures.timeline import placed
from dashboard.language import language
from dashboard.ui.cards import fill
from dashboard.ui.fragments import as_html

WORDS = language("en")
SEIZURES = ("seizure_basis", "seizures_annual", "seizure_map", "seizure_timeline", "seizure_routes", "seizure_follow_up",
            "seizure_list")


def test_the_page_says_first_that_seizures_are_context(ask, component):
    chart, page = CHARTS["seizure_basis"]
    assert page.charts[0] is chart
    said = as_html(component("seizure_basis", "year=2020"))
    assert "40 single seizures in this selection, of 163 on record from 2018 to 2021" in said
    assert "no figure here is its result" in said


@pytest.mark.parametrize("chart", [c for c in SEIZURES if c != "seizures_annual"])
def test_figures_of_single_seizures_carry_their_disclaimer_and_caveats(ask, chart):
    given = ask.answer(chart, "year=2020")
    assert given.chart.disclaimer in ("seizures", "map")
    assert any("not a census" in caveat.text for caveat in given.caveats)


def test_seizures_are_kept_by_year_country_and_drug(ask):
    assert len(ask("seizure_list", "year=2020")) == 40
    assert [row["quantity_kg"] for row in ask("seizure_list", "year=2019&country=SEN")] == [750, 798, 238]
    assert {row["seizure_id"] for row in ask("seizure_list", "year=all&drug=heroin")} == {"SZ-0098", "SZ-0138"}


def test_kilograms_are_of_one_drug_and_drugs_are_never_added(ask):
    # Niger: 3,000 kg and 17,000 kg of cannabis resin, no cocaine.
    def niger(query):
        return next(row for row in ask("seizure_map", query) if row["country_code"] == "NER")

    assert (niger("year=all&size=kg")["drug"], niger("year=all&size=kg")["value"]) == ("cocaine", 0)
    assert niger("year=all&size=kg&drug=cannabis_resin")["value"] == 20000
    assert niger("year=all")["value"] == 2
    # Nigeria: six of its eight seizures are of cocaine, 84.66 kg; the heroin stays out.
    nigeria = next(row for row in ask("seizure_map", "year=all&size=kg") if row["country_code"] == "NGA")
    assert (nigeria["seizures"], nigeria["seizures_of_drug"], nigeria["main_conveyance"]) == (8, 6, "air")
    assert isclose(nigeria["value"], 84.66)


def test_the_timeline_shows_every_year_and_fades_those_not_chosen(ask, draw):
    assert len(ask("seizure_timeline", "year=2020")) == 163
    opacities = [o for trace in draw("seizure_timeline", "year=2020")["data"] for o in trace["marker"].get("opacity", [])]
    assert (opacities.count(1), len(opacities)) == (40, 163)
    everything = [o for trace in draw("seizure_timeline", "year=all")["data"] for o in trace["marker"].get("opacity", [])]
    assert set(everything) == {1}


def test_a_date_is_drawn_no_more_precisely_than_it_is_known(draw):
    assert placed(date(2018, 1, 1), "year") == date(2018, 7, 1)
    assert placed(date(2019, 4, 1), "month") == date(2019, 4, 15)
    assert placed(date(2019, 4, 1), "day") == date(2019, 4, 1)
    # Namibia's one seizure is known to the year 2018: 412 kg, a hollow symbol in the middle of the year.
    trace = next(t for t in draw("seizure_timeline", "year=all&country=NAM")["data"] if t["x"] != [None])
    assert (trace["x"], trace["y"], trace["marker"]["symbol"]) == (["2018-07-01"], [412], ["circle-open"])


def test_kilograms_of_single_seizures_stand_on_a_stated_logarithmic_scale(draw):
    layout = draw("seizure_timeline", "year=2020")["layout"]
    assert layout["yaxis"]["type"] == "log"
    assert "logarithmic" in layout["annotations"][0]["text"]


def test_annual_panels_are_the_twelve_programme_countries_with_the_largest_totals_of_the_first_drug(ask):
    panels = {row["panel"]: row["country_code"] for row in ask("seizures_annual", "year=2020") if row["panel"]}
    assert [panels[n] for n in range(1, 13)] == [
        "COL", "USA", "ECU", "PAN", "BRA", "BEL", "VEN", "ESP", "PER", "NLD", "CRI", "BOL",
    ]
    assert len(panels) == 12


def test_annual_rows_ignore_the_year_and_the_table_keeps_every_country_and_drug(ask):
    rows = ask("seizures_annual", "year=2020")
    assert len(rows) == 1295 + 1710
    colombia = next(r for r in rows if (r["country_code"], r["drug"], r["year"]) == ("COL", "cocaine", 2021))
    assert round(colombia["quantity_kg"]) == 759329
    assert {row["drug"] for row in rows if row["is_shown"]} == {"cocaine"}


def test_countries_that_are_chosen_have_panels_whether_of_the_programme_or_not(ask):
    panels = {row["country_code"] for row in ask("seizures_annual", "country=NER,COL") if row["panel"]}
    assert panels == {"NER", "COL"}


def test_a_year_without_a_figure_is_a_gap_and_a_new_edition_breaks_the_line(draw):
    # Cabo Verde has one annual figure of cocaine: 11,074 kg in 2019.
    figure = draw("seizures_annual", "country=CPV,COL")
    lines = {trace["hovertemplate"].split("</b>")[0].removeprefix("<b>"): trace for trace in figure["data"]}
    verde, colombia = lines["Cabo Verde"], lines["Colombia"]
    assert verde["connectgaps"] is False and "markers" in verde["mode"]
    assert [(x, y) for x, y in zip(verde["x"], verde["y"], strict=True) if y is not None] == [(2019, 11074)]
    assert [x for x, y in zip(colombia["x"], colombia["y"], strict=True) if y is None] == [2017.5]
    assert {shape["x0"] for shape in figure["layout"]["shapes"]} == {2017.5}


def test_an_edition_breaks_only_where_none_covers_both_years():
    rows = [{"year": y, "source_title": t} for y, t in ((2015, "a"), (2016, "a"), (2016, "b"), (2017, "b"), (2018, "c"))]
    assert edition_breaks(rows, [2015, 2016, 2017, 2018]) == [2017.5]


def test_the_scale_is_shared_unless_the_reader_asks_for_own_ones(draw):
    assert draw("seizures_annual")["layout"]["yaxis2"]["matches"] == "y"
    assert "matches" not in draw("seizures_annual", "scale=own")["layout"]["yaxis2"]
    assert draw("seizures_annual", "scale=log")["layout"]["yaxis2"]["type"] == "log"


def test_routes_keep_what_is_not_stated(ask, draw):
    # Peru: one load from Chile for Belgium, one that names neither end.
    rows = ask("seizure_routes", "year=all&country=PER")
    ends = {(row["origin_country_code"], row["destination_country_code"]): row["seizures"] for row in rows}
    assert ends == {("CHL", "BEL"): 1, (None, None): 1}
    labels = draw("seizure_routes", "year=all&country=PER")["data"][0]["node"]["label"]
    assert labels.count("Not stated (1)") == 2


def test_every_seizure_enters_and_leaves_the_picture_of_routes(ask, draw):
    for query, seizures in (("year=2020", 40), ("year=all", 163)):
        link = draw("seizure_routes", query)["data"][0]["link"]
        assert sum(link["value"]) == 2 * seizures


def test_follow_up_shows_the_furthest_stage_first_and_what_was_not_read_last(ask):
    rows = ask("seizure_follow_up", "year=2020")
    assert [(row["follow_up_stage"], row["is_reported"], row["seizures"]) for row in rows] == [
        ("conviction", True, 1), ("prosecution", True, 1), ("arrest", True, 12), ("investigation", True, 2),
        ("referral", True, 3), ("no_arrest", True, 2), (None, True, 1), (None, False, 18),
    ]
    assert "22 of 40 seizures (55.0\N{NO-BREAK SPACE}%)" in ask.answer("seizure_follow_up", "year=2020").finding(WORDS)
    assert "does not mean that nothing happened" in ask.answer("seizure_follow_up", "year=2020").note(WORDS)


def test_years_of_the_register_that_are_partial_say_nothing_of_seizures(ask):
    assert "partial" not in ask.answer("seizure_list", "year=2021").subtitle(WORDS)


@pytest.mark.parametrize("name", SEIZURES)
def test_a_programme_without_seizures_says_that_none_are_recorded_and_not_that_filters_hid_them(ask, name):
    chart, page = CHARTS[name]
    view, _ = ask.meridian.desk.view(page, "year=2023")
    live = fill(chart, page, view, ask.meridian.desk, WORDS).live
    assert "This programme records no seizures." in as_html(live[f"state:{name}"])
