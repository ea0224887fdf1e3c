"""What an address means: read leniently, written canonically, and nothing in it ever raises."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dashboard.catalogue import DIMENSIONS
from dashboard.chart import Page, View
from dashboard.content import PAGES
from dashboard.selection import LONGEST_ADDRESS, MOST_VALUES

AT = {page.key: page for page in PAGES}
TWO_SIDED = [page for page in PAGES if page.sides]


def read(asking, page: Page, query: str) -> tuple[View, list[str]]:
    view, notices = asking.desk.view(page, query)
    return view, [notice.text.format(**notice.values) for notice in notices]


def again(asking, view: View) -> tuple[View, list[str]]:
    """The view that the address of a view asks for."""
    page = next(page for page in PAGES if page.path == view.path)
    return read(asking, page, urlsplit(view.address()).query)


def test_an_address_without_filters_asks_for_the_programme_s_default_year(ask):
    view, said = read(ask, AT["overview"], "")
    assert view.selection.year == "2020" and not view.selection.filters and not said
    assert view.address() == "/"


def test_an_address_is_written_in_one_order_with_sorted_values_and_without_the_default(ask):
    view, said = read(ask, AT["overview"], "?pillar=research,capacity_building&year=2020&country=PER,BOL,PER")
    assert not said
    assert view.address() == "/?country=BOL,PER&pillar=capacity_building,research"


def test_values_of_a_filter_may_be_joined_or_repeated(ask):
    joined, _ = read(ask, AT["overview"], "pillar=research,capacity_building")
    repeated, _ = read(ask, AT["overview"], "pillar=capacity_building&pillar=research")
    assert joined == repeated


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.key)
@pytest.mark.parametrize("query", [
    "", "year=2021", "year=compared", "year=all&pillar=research", "region=South+America&country=BOL,PER,not_listed",
    "type=case_forum&modality=in_person&drug=cocaine", "to.year=2020&year=2021&to.pillar=research",
])
def test_the_address_of_a_view_asks_for_the_same_view(ask, page, query):
    view, _ = read(ask, page, query)
    assert again(ask, view) == (view, [])
    assert again(ask, view)[0].address() == view.address()


NAMES = st.sampled_from([
    *DIMENSIONS, *(f"to.{key}" for key in DIMENSIONS), *sorted({c.key for page in PAGES for c in page.controls}),
    "nonsense", "to.", "",
])
VALUES = st.one_of(st.sampled_from([
    "2020", "2021", "all", "compared", "2016", "PER", "BOL", "BOL,PER", "research", "not_listed", "online", "cocaine", "title",
    "-title", "2", "CJ-2020-017", "1' or '1'='1", "%00", "%ff%fe", ",,,",
]), st.text(max_size=30))
PIECES = st.lists(st.tuples(NAMES, VALUES).map("=".join), max_size=8).map("&".join)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.key)
@given(query=st.one_of(PIECES, st.text(max_size=200)))
@example(query="?" * 5000)
@example(query="&".join(f"country={i}" for i in range(5000)))
@example(query="country=" + ",".join(["PER"] * 900))
@example(query="q=\ud800&record=\udfff")
@example(query="year=1e9&year=-1&year=٢٠٢٠")
@example(query="q=" + "\N{GRINNING FACE}" * 100)
def test_whatever_stands_in_an_address_it_is_read_and_its_own_address_asks_for_the_same(ask, page, query):
    view, _ = read(ask, page, query)
    assert again(ask, view) == (view, [])


@given(page=st.sampled_from(PAGES), query=st.one_of(PIECES, st.text(max_size=200)))
def test_the_values_given_to_a_query_are_those_the_release_knows(ask, page, query):
    view, _ = read(ask, page, query)
    for selection in (view.selection, view.other or view.selection):
        for key, dimension in DIMENSIONS.items():
            chosen = selection.parameters()[dimension.field]
            known = ask.desk.years.known if key == "year" else ask.desk.allowed[key]
            assert chosen is None or set(chosen) <= {*known, 2020, 2021}


@pytest.mark.parametrize(("query", "said"), [
    ("country=XYZ", "“XYZ” is no country in this release and was left out."),
    ("year=1999", "“1999” is no year in this release and was left out."),
    ("pillar=", None),
    ("colour=red", "“colour” is no filter of this page and was left out."),
    ("to.year=2020", "“to.year” is no filter of this page and was left out."),
    ("year=2020&year=2021", "Several years were asked for; “2021” is shown."),
    ("pillar=research'--", "“research'--” is no pillar in this release and was left out."),
    ("type=Meeting", "“Meeting” is no activity type in this release and was left out."),
])
def test_what_is_left_out_of_an_address_is_said(ask, query, said):
    assert read(ask, AT["overview"], query)[1] == ([said] if said else [])


def test_what_is_known_stays_beside_what_is_not(ask):
    view, said = read(ask, AT["overview"], "country=BOL,XYZ,PER")
    assert view.selection.values("country") == ("BOL", "PER") and len(said) == 1


def test_a_notice_never_repeats_more_than_forty_characters_or_a_control_character(ask):
    _, said = read(ask, AT["overview"], "country=" + "A" * 300 + "%00%1b[31m")
    assert "A" * 40 not in said[0] and "\x1b" not in said[0] and "\x00" not in said[0]


def test_an_address_that_is_too_long_shows_the_page_without_filters_and_says_so(ask):
    view, said = read(ask, AT["overview"], "country=" + "PER," * LONGEST_ADDRESS)
    assert view.address() == "/" and said == ["The address is too long and its filters were left out."]


def test_a_filter_takes_no_more_values_than_its_limit(ask):
    codes = ask.desk.allowed["country"]
    assert len(codes) > MOST_VALUES
    view, _ = read(ask, AT["overview"], "country=" + ",".join(codes))
    assert len(view.selection.values("country")) == MOST_VALUES


def test_choosing_a_value_twice_changes_nothing(ask):
    selection = read(ask, AT["overview"], "country=PER")[0].selection
    assert selection.toggled("country", "BOL").values("country") == ("BOL", "PER")
    assert selection.toggled("country", "PER").filters == ()
    assert selection.toggled("country", "BOL").toggled("country", "BOL") == selection


def test_a_mark_narrows_the_view_to_its_value_and_widens_it_again(ask):
    view, _ = read(ask, AT["overview"], "country=PER,BOL&pillar=research")
    assert view.toward("country", "PER") == "/?country=PER&pillar=research"
    one, _ = read(ask, AT["overview"], "country=PER")
    assert (one.toward("country", "PER"), one.toward("country", "BOL")) == ("/", "/?country=BOL")
    assert (one.toward("year", "2021"), one.toward("country", "PER")) == ("/?year=2021&country=PER", "/")


def test_an_unset_filter_is_no_filter_and_never_an_empty_list(ask):
    given_to_sql = read(ask, AT["overview"], "year=all&pillar=research")[0].selection.parameters()
    assert given_to_sql == {
        "years": None, "pillars": ["research"], "regions": None, "countries": None, "activity_types": None, "modalities": None,
        "drugs": None,
    }


def test_both_years_compared_are_two_years_and_all_years_are_no_filter(ask):
    assert read(ask, AT["overview"], "year=compared")[0].selection.parameters()["years"] == [2020, 2021]
    assert read(ask, AT["overview"], "year=all")[0].selection.parameters()["years"] is None
    assert read(ask.meridian, AT["overview"], "year=compared")[0].selection.parameters()["years"] == [2023, 2024]


def test_a_chart_that_ignores_the_year_covers_every_year(ask):
    selection = read(ask, AT["overview"], "year=2021&pillar=research")[0].selection.keeping(["pillar"])
    assert selection.year == "all" and selection.values("pillar") == ("research",)


def test_another_page_gets_the_filters_but_not_the_choices_of_this_one(ask):
    page = next(page for page in PAGES if any(control.values for control in page.controls))
    control = next(control for control in page.controls if control.values)
    view, said = read(ask, page, f"pillar=research&{control.key}={control.values[-1][0]}")
    assert not said
    assert parse_qs(urlsplit(view.address()).query)[control.key] == [control.values[-1][0]]
    assert view.address("/") == "/?pillar=research"


def test_a_change_of_filter_leaves_the_list_s_page_and_the_open_record_but_keeps_the_search(ask):
    view, said = read(ask, AT["activities"], "q=forum&page=2&record=CJ-2020-017")
    assert not said
    assert view.selecting(view.selection.with_values("pillar", ["research"])).address() == "/activities?pillar=research&q=forum"


@pytest.mark.parametrize("page", TWO_SIDED, ids=lambda page: page.key)
def test_two_sides_stand_in_one_address_each_with_its_own_default_year(ask, page):
    view, said = read(ask, page, "")
    assert (view.selection.year, view.other.year) == ("2020", "2021") and view.address() == page.path
    view, said = read(ask, page, "pillar=research&to.pillar=capacity_building&to.year=all")
    assert not said
    assert view.selection.values("pillar") == ("research",) and view.other.values("pillar") == ("capacity_building",)
    assert view.address() == f"{page.path}?pillar=research&to.year=all&to.pillar=capacity_building"


@pytest.mark.parametrize("page", TWO_SIDED, ids=lambda page: page.key)
@pytest.mark.parametrize("query", [
    "", "year=2021", "to.year=2020&pillar=research", "country=PER&to.region=South America&to.year=all",
])
def test_swapping_twice_is_where_one_began(ask, page, query):
    view, _ = read(ask, page, query)
    swapped = view.swapped()
    assert (swapped.selection, swapped.other) == (view.other, view.selection)
    assert swapped.swapped() == view
    assert again(ask, swapped) == (swapped, [])


def test_a_page_of_one_side_is_not_swapped(ask):
    view, _ = read(ask, AT["overview"], "pillar=research")
    assert view.swapped() == view
