"""Compare, checked against numbers counted by hand in the deliveries."""

from __future__ import annotations

import pytest

from dashboard import chart
from dashboard.content.compare import NOT_FEWER, PAGE
from dashboard.language import language
from dashboard.ui.fragments import as_html

WORDS = language("en")
LINKED_2020 = {"002", "003", "007", "015", "017", "018", "019"}
UNLINKED_2020 = {"001", "004", "005", "006", "008", "009", "010", "011", "012", "013", "014", "016"}
SELECTIONS = (
    "", "year=2021&to.year=2020", "year=all&to.year=all", "pillar=capacity_building", "to.pillar=research",
    "country=BOL&to.country=PRY", "region=South America", "type=training&to.modality=online",
    "year=2019&to.pillar=capacity_building",
)


def by_measure(rows: list[dict]) -> dict[str, tuple]:
    return {row["measure"]: (row["achieved"], row["planned"]) for row in rows}


def by_pillar(rows: list[dict]) -> dict[str, tuple]:
    return {row["pillar"]: (row["achieved"], row["planned"], row["change"]) for row in rows}


def test_each_side_has_its_own_year_unless_the_address_says_otherwise(ask):
    rows = by_measure(ask("compare_measures"))
    assert rows["activities"] == (19, 13)
    # 2020: twelve totals add up to 1,032; 2021: 30 + 73 + 65 + 45 + 61.
    assert rows["persons"] == (1032, 274)
    assert rows["activities_with_total"] == (12, 5)


def test_the_share_of_women_stands_with_what_it_is_a_share_of(ask):
    rows = by_measure(ask("compare_measures"))
    assert rows["persons_women_reported"] == (250, 73)
    assert rows["women_share"] == (pytest.approx(79 / 250), pytest.approx(20 / 73))
    said = ask.answer("compare_measures").finding(WORDS)
    assert "women reported for 250 of 1,032 persons" in said
    assert "women reported for 73 of 274 persons" in said


@pytest.mark.parametrize("chart", ["compare_measures", "compare_pillars"])
@pytest.mark.parametrize("measure", ["activities", "persons", "women_share", "countries"])
def test_swapping_the_sides_swaps_every_number(ask, chart, measure):
    forth = ask(chart, f"year=2020&pillar=research,capacity_building&to.year=2021&measure={measure}")
    view, _ = ask.desk.view(PAGE, f"year=2020&pillar=research,capacity_building&to.year=2021&measure={measure}")
    back = ask(chart, view.swapped().address().partition("?")[2])
    assert [(r["achieved"], r["planned"]) for r in forth] == [(r["planned"], r["achieved"]) for r in back]
    assert view.swapped().swapped().address() == view.address()


def test_years_covered_only_in_part_are_marked_and_their_rule_is_said_once(ask):
    given = ask.answer("compare_measures")
    assert "2021 (partial)" in given.subtitle(WORDS)
    assert "The register for 2021 has gaps" in given.note(WORDS)
    assert given.note(WORDS).count(NOT_FEWER) == 1
    meridian = ask.meridian.answer("compare_measures", "year=2022")
    assert "late in 2022" in meridian.note(WORDS) and "January to September only" in meridian.note(WORDS)
    assert NOT_FEWER in meridian.note(WORDS)


def test_the_sides_are_named_by_the_programme_s_years_and_by_what_the_reader_chooses(ask):
    def names(asking, query=""):
        return PAGE.side_names(asking.desk.view(PAGE, query)[0], WORDS)

    assert names(ask) == ("2020 achievements", "2021 priorities")
    assert names(ask.meridian) == ("2023 achievements", "2024 priorities")
    assert names(ask, "year=2021&to.year=2020") == ("2021 achievements", "2020 priorities")
    assert names(ask, "year=all")[0] == "All years: achievements"


def test_a_pillar_without_activity_has_no_persons_and_no_share_of_women(ask):
    # Institutional integrity in 2020: four activities, two of which state 10 persons with 3 women and 16 with 2; none
    # in 2021.
    assert by_pillar(ask("compare_pillars"))["institutional_integrity"] == (4, 0, -4)
    assert by_pillar(ask("compare_pillars", "measure=persons"))["institutional_integrity"] == (26, 0, -26)
    share = by_pillar(ask("compare_pillars", "measure=women_share"))["institutional_integrity"]
    assert share == (pytest.approx(5 / 26), None, None)


def test_a_dumbbell_starts_hollow_ends_filled_and_prints_its_change(draw):
    figure = draw("compare_pillars")
    start, end = figure["data"][-2:]
    assert start["marker"]["color"] == "#ffffff" and end["marker"]["color"] != "#ffffff"
    assert (start["name"], end["name"]) == ("2020", "2021 (partial)")
    changes = {note["y"]: note["text"] for note in figure["layout"]["annotations"]}
    assert changes["Integrity"] == "\N{MINUS SIGN}4"
    unknown = draw("compare_pillars", "measure=women_share")
    assert {n["y"]: n["text"] for n in unknown["layout"]["annotations"]}["Integrity"] == "not known"


def test_a_press_on_a_dumbbell_narrows_both_sides_and_a_second_one_widens_them(draw):
    address = draw("compare_pillars")["data"][-1]["customdata"][-1]
    assert address == "/compare?pillar=capacity_building&to.pillar=capacity_building"
    assert draw("compare_pillars", address.partition("?")[2])["data"][-1]["customdata"] == ["/compare"]


@pytest.mark.parametrize("query", SELECTIONS)
def test_linked_and_unlinked_make_the_total_on_both_sides_whatever_the_filters(ask, query):
    counts = ask("link_counts", query)[0]
    pairs = ask("priority_pairs", query)
    unlinked = ask("achievements_without_follow_up", query)
    assert counts["achievements_linked"] + counts["achievements_unlinked"] == counts["achievements"]
    assert counts["priorities_linked"] + counts["priorities_unlinked"] == counts["priorities"]
    assert counts["priorities_built_on"] + counts["priorities_without_prior"] == counts["priorities"]
    assert counts["priorities_served"] + counts["priorities_unserved"] == counts["priorities"]
    assert len(unlinked) == counts["achievements_unlinked"]
    assert len({row["priority_id"] for row in pairs}) == counts["priorities"]
    assert len([row for row in pairs if row["side"]]) == counts["links"]
    view, _ = ask.desk.view(PAGE, query)
    listed = ask("activity_list", view.address("/activities").partition("?")[2])
    assert len(listed) == counts["achievements"]


def test_seven_achievements_of_2020_are_taken_up_and_twelve_are_not(ask):
    assert {row["activity_id"][-3:] for row in ask("achievements_without_follow_up")} == UNLINKED_2020
    assert {row["activity_id"][-3:] for row in ask("priority_pairs") if row["side"] == "achieved"} == LINKED_2020
    # Three of the twelve serve priorities of their own year: P2020-03 twice and P2020-04.
    elsewhere = [row["activity_id"][-3:] for row in ask("achievements_without_follow_up") if row["links_elsewhere"]]
    assert elsewhere == ["008", "011", "013"]


def test_priorities_without_prior_achievement_and_without_any_link_are_shown(ask):
    rows = ask("priority_pairs")
    built_on = {row["priority_id"] for row in rows if row["side"] == "achieved"}
    assert {row["priority_id"] for row in rows} - built_on == {"P2021-05", "P2021-06", "P2021-09"}
    assert [row["priority_id"] for row in rows if row["side"] is None] == ["P2021-09"]
    # P2021-06 builds on two activities of 2019, which the left side leaves out.
    assert {row["links_elsewhere"] for row in rows if row["priority_id"] == "P2021-06"} == {2}
    assert "Without any link shown: P2021-09." in ask.answer("priority_pairs").finding(WORDS)


def test_every_link_is_shown_once_with_its_reason_and_who_made_it(ask):
    shown = [row for row in ask("priority_pairs", "year=all&to.year=all") if row["side"]]
    assert len(shown) == len({(r["priority_id"], r["activity_id"], r["relation"]) for r in shown}) == 43
    assert all(row["reason"] and row["linked_by"] for row in shown)
    assert len([row for row in ask("priority_pairs") if row["side"]]) == 27


def test_an_activity_on_both_sides_stands_where_its_relation_puts_it(ask):
    rows = [row for row in ask("priority_pairs", "year=all") if row["priority_id"] == "P2021-06"]
    assert [(row["activity_id"], row["side"]) for row in rows] == [
        ("CJ-2019-015", "achieved"), ("CJ-2019-021", "achieved"), ("CJ-2021-002", "planned"),
    ]


def test_the_right_side_s_pillar_chooses_priorities_and_what_serves_them(ask):
    rows = ask("priority_pairs", "to.pillar=research")
    assert {row["priority_id"] for row in rows} == {"P2021-04"}
    assert [(row["side"], row["activity_id"]) for row in rows] == [
        ("achieved", "CJ-2020-019"), ("planned", "CJ-2021-003"), ("planned", "CJ-2021-010"),
    ]


def test_the_pairs_say_what_is_missing_on_either_side(component):
    shown = as_html(component("priority_pairs"))
    assert shown.count("No prior achievement shown") == 3
    assert shown.count("No activity shown serves it") == 1
    assert "2 links lead to activities outside these filters." in shown
    assert "link: Editorial reading of this register" in shown


def test_a_table_of_more_rows_than_are_held_says_so(ask, component, monkeypatch):
    """12 achievements of 2020 are linked to no priority of 2021."""
    assert "of 12 rows" not in as_html(component("achievements_without_follow_up"))
    monkeypatch.setattr(chart, "MOST_ROWS", 11)
    monkeypatch.setattr(chart, "PAGE_ROWS", 5)
    assert "The first 5 of 12 rows; the download holds them all." in as_html(component("achievements_without_follow_up"))
    assert len(ask("achievements_without_follow_up")) == 5


def test_a_cell_of_the_matrix_counts_links_and_leads_to_just_those_activities(ask, component):
    cells = {(row["priority_id"], row["pillar"]): row for row in ask("priority_matrix")}
    assert len(cells) == 9 * 5
    one = cells["P2021-02", "interregional_cooperation"]
    assert (one["achieved"], one["planned"], one["links"], one["priority_links"]) == (3, 1, 4, 6)
    assert cells["P2021-09", "programme_management"]["links"] == 0
    listed = ask("activity_list", "pillar=interregional_cooperation&priority=P2021-02")
    assert {row["activity_id"] for row in listed} == {"CJ-2020-002", "CJ-2020-003", "CJ-2020-015"}
    shown = as_html(component("priority_matrix"))
    assert 'href="/activities?pillar=interregional_cooperation&amp;priority=P2021-02"' in shown
    assert 'href="/activities?year=2021&amp;pillar=interregional_cooperation&amp;priority=P2021-02"' in shown


def test_records_and_caveats_of_both_sides_stand_behind_a_comparison(ask):
    touched = {caveat.caveat_id for caveat in ask.answer("compare_measures").caveats}
    # C004 is of a webinar of 2020, C008 of a training of 2021.
    assert {"C004", "C008"} <= touched


def test_another_programme_is_compared_by_its_own_years_and_pillars(ask):
    counts = ask.meridian("link_counts")[0]
    # 2023 against 2024: ten links to groundwork, nine to what serves; nothing for P2024-06 and P2024-07.
    assert (counts["achievements"], counts["priorities"]) == (40, 8)
    assert (counts["links"], counts["priorities_unlinked"]) == (19, 2)
    said = ask.meridian.answer("priority_pairs").finding(WORDS)
    assert "Without any link shown: P2024-06 and P2024-07." in said
    assert {row["pillar"] for row in ask.meridian("compare_pillars")} == {
        "legal_aid", "court_administration", "forensic_services", "regional_networks",
    }
