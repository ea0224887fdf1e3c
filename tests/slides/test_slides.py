"""Slides hold what the screen shows: native charts whose workbooks are the download, maps and tables that can be edited, and on
each slide and in its notes all that must be said."""

from __future__ import annotations

import csv
import io
import zipfile
from collections import Counter
from datetime import date, datetime

import pytest
from pptx import Presentation
from pptx.oxml.ns import qn
from pptx.util import Emu
from slides_made import ADDRESS, FOOT, WORDS, charts, file_of, made, opened, series_of, shapes, texts, workbook
from slides_made import plain as without_sign

from dashboard.chart import Desk, answer
from dashboard.content import CHARTS
from dashboard.exports import export
from dashboard.figures import draw
from dashboard.figures.maps import AREAS, centres
from dashboard.language import language
from dashboard.settings import ROOT
from dashboard.slides import FORMS, PICTURE, Slide, Step, TemplateError, editable, presentation
from dashboard.slides.maps import outlines
from dashboard.slides.native import Cells
from dashboard.snapshots import snapshot
from dashboard.warehouse import Store

pytestmark = pytest.mark.xdist_group("slides")

DRAWN_AS_CHART = {
    "stacked_columns", "ranked_bars", "stages", "small_columns", "sex_rows", "parity_share", "parity_rows", "parity_strip",
    "dumbbells", "event_timeline", "annual_panels", "bullets",
}
FIRST_DAY = date(1899, 12, 30)


def widest(name: str) -> str:
    """The query for all there is, on a page that has filters."""
    page = CHARTS[name][1]
    return "" if page.sides or not page.filters else "year=all"


@pytest.fixture(params=["default", "widest"])
def view(request):
    return widest if request.param == "widest" else lambda name: ""


@pytest.fixture(scope="session")
def withheld(meridian):
    """The invented package as outsiders may see it."""
    return Desk(Store(meridian).published())


@pytest.fixture(scope="session")
def withheld_crimjust(crimjust):
    """The real package as outsiders may see it."""
    return Desk(Store(crimjust).published())


def asked(desk, name: str, query: str = ""):
    """An answer of a desk, and the presentation of it alone."""
    chart, page = CHARTS[name]
    given = answer(chart, page, desk.view(page, query)[0], desk)
    return given, opened(file_of([Slide("", "", given, page)]).content)


# What is said on every slide

@pytest.mark.parametrize("name", CHARTS)
def test_every_slide_says_title_filters_source_date_release_and_funding(asking, name, view):
    given, deck = made(asking, name, view(name))
    said = snapshot(given, CHARTS[name][1], WORDS)
    for slide in deck.slides:
        assert slide.shapes.title.text_frame.text.startswith(said.title)
        told = texts(slide)
        for part in (said.subtitle, said.finding, said.note, said.left_out, said.disclaimer, said.source, said.release, said.banner,
                     said.empty, said.funder_line):
            assert part in told
        assert said.funder_line == "Funded by the European Union"
        assert [shape.name for shape in slide.shapes if shape.shape_type == 13] == ["Emblem"]
        assert any(shape.is_placeholder and shape.placeholder_format.type == 13 for shape in slide.shapes)


@pytest.mark.parametrize("name", CHARTS)
def test_every_graphic_has_a_text_alternative(asking, name, view):
    _, deck = made(asking, name, view(name))
    for slide in deck.slides:
        graphics = [shape for shape in slide.shapes if shape.has_chart or shape.has_table or shape.shape_type in (6, 13)]
        assert graphics
        for shape in graphics:
            assert len(shape._element.xpath(".//p:cNvPr")[0].get("descr", "")) > 10, shape.name


@pytest.mark.parametrize("name", CHARTS)
def test_the_notes_hold_definitions_filters_sources_caveats_and_the_address_of_the_view(asking, name, view):
    given, deck = made(asking, name, view(name))
    for slide in deck.slides:
        notes = slide.notes_slide.notes_text_frame.text
        assert f"Address: {ADDRESS}{given.view.address()}" in notes
        assert given.subtitle(WORDS) in notes
        assert given.desk.warehouse.release.name in notes
        assert notes.startswith(f"On this slide: {editable(given.chart)}")
        for origin in given.origins:
            assert f"{origin.title} ({origin.producer}), {origin.address}" in notes
        for caveat in given.caveats:
            assert caveat.text in notes


@pytest.mark.parametrize("name", CHARTS)
def test_nothing_leaves_the_slide_or_reaches_into_its_foot(asking, name, view):
    _, deck = made(asking, name, view(name))
    width, height = deck.slide_width, deck.slide_height
    for slide in deck.slides:
        (foot,) = (shape for shape in slide.shapes if shape.name == FOOT)
        is_below = False
        for shape in slide.shapes:
            if shape.is_placeholder and shape.placeholder_format.type == 13:
                continue
            is_below = is_below or shape is foot or shape.shape_id == foot.shape_id
            assert shape.left >= 0 and shape.left + shape.width <= width, shape.name
            assert shape.top >= 0 and shape.top + shape.height <= height, shape.name
            if not is_below:
                assert shape.top + shape.height <= foot.top + Emu(12700), shape.name


def test_caveats_that_find_no_room_are_counted_on_the_slide_and_stand_in_the_notes(ask):
    given, deck = made(ask, "women_share", "year=all")
    (slide,) = deck.slides
    told, notes = texts(slide), slide.notes_slide.notes_text_frame.text
    shown = sum(caveat.text in told for caveat in given.caveats)
    rest = len(given.caveats) - shown
    assert rest > 0
    assert f"{rest} more caveats stand in the notes of this slide." in told
    assert all(caveat.text in notes for caveat in given.caveats)


# Native charts

@pytest.mark.parametrize("name", CHARTS)
def test_workbook_and_chart_hold_the_same_values_and_no_formula(asking, name, view):
    _, deck = made(asking, name, view(name))
    for slide in deck.slides:
        for chart in charts(slide):
            assert workbook(chart).sheetnames == ["Data"]
            for row in workbook(chart)["Data"].iter_rows():
                for cell in row:
                    assert cell.data_type != "f" and not str(cell.value).startswith(("=", "+", "@"))
            for series in series_of(chart):
                assert series.name.held == series.name.cells
                for values in (series.x, series.y):
                    held = [(cell.date() - FIRST_DAY).days if isinstance(cell, datetime) else cell for cell in values.cells]
                    assert values.held == held


def csv_rows(given, name: str) -> list[dict[str, str]]:
    """The rows of the download."""
    content = export(given, CHARTS[name][1], "csv", WORDS).content.decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(content, newline="")))
    return [dict(zip(lines[0], line, strict=True)) for line in lines[1:lines.index([])]]


def counted(values) -> Counter[float]:
    """How often each number is there; blanks and zeros, which no mark shows, left out."""
    return Counter(round(float(value), 12) for value in values if value not in (None, "") and float(value))


DOWNLOADED = {
    "stacked_columns": ["activities"], "small_columns": ["activities"], "stages": ["seizures"],
    "sex_rows": ["women", "men", "not_stated"], "parity_rows": ["women_share"], "parity_strip": ["women_share"],
    "parity_share": ["women_share"], "event_timeline": ["quantity_kg"], "dumbbells": ["achieved", "planned"],
}


@pytest.mark.parametrize("name", [n for n, (chart, _) in CHARTS.items() if chart.mark in DOWNLOADED])
def test_the_values_of_a_chart_are_those_of_the_download(asking, name, view):
    given, deck = made(asking, name, view(name))
    mark, drawn = given.chart.mark, []
    for slide in deck.slides:
        found = charts(slide)
        if mark == "parity_share":
            found = found[:1]
        for chart in found:
            for series in series_of(chart):
                if mark.startswith("parity") or (mark == "dumbbells" and len(series.x.held) > 2):
                    drawn += series.x.held
                elif mark != "dumbbells":
                    drawn += series.y.held
    assert counted(drawn) == counted(row[column] for row in csv_rows(given, name) for column in DOWNLOADED[mark])


def test_ranked_bars_are_the_first_rows_of_the_download_and_what_is_known_of_no_country(asking, view):
    name = "countries_ranked"
    given, deck = made(asking, name, view(name))
    rows = csv_rows(given, name)
    rows = rows[:15] + [row for row in rows[15:] if row["country_code"] == "not_listed"]
    (series,) = series_of(charts(deck.slides[0])[0])
    assert series.y.held == [float(row["value"]) for row in rows]
    names = [given.names.short("country", row["country_code"], WORDS) for row in rows]
    assert [without_sign(name) for name in series.x.held] == names


def test_annual_lines_are_the_rows_of_the_countries_shown_and_break_where_the_edition_changes(ask):
    given, deck = made(ask, "seizures_annual")
    (slide,) = deck.slides
    found = charts(slide)
    assert len(found) == 12
    drawn = [value for chart in found for series in series_of(chart) for value in series.y.held]
    shown = {row["country_code"] for row in given.records() if row["panel"] is not None}
    assert counted(drawn) == counted(row["quantity_kg"] for row in csv_rows(given, "seizures_annual")
                                     if row["country_code"] in shown and row["drug"] == "cocaine")
    before, after = series_of(found[0])
    assert (before.name.held, after.name.held) == (["Cocaine, 2015–2017"], ["Cocaine, 2018–2021"])
    assert [value is None for value in before.y.held] == [False] * 3 + [True] * 4
    assert [value is None for value in after.y.held] == [True] * 3 + [False] * 4


def test_bullets_are_one_bar_with_its_target_each(ask):
    """Two of four online courses were delivered; there is no baseline."""
    given, deck = made(ask, "results_framework")
    found = {shape.name: shape.chart for slide in deck.slides for shape in shapes(slide) if shape.has_chart}
    assert len(found) == sum(bool(row["has_target"]) for row in given.records()) == 3
    value, baseline, target = series_of(found["Online courses on controlled deliveries"])
    assert (value.y.held, baseline.y.held, target.y.held) == ([2], [None], [4])
    assert value.name.held == ["latest value (courses)"]


@pytest.mark.parametrize("name", [n for n, (chart, _) in CHARTS.items() if chart.mark in DRAWN_AS_CHART])
def test_every_mark_that_powerpoint_has_a_chart_for_is_one(ask, name):
    _, deck = made(ask, name)
    assert charts(deck.slides[0])
    assert not [shape for slide in deck.slides for shape in slide.shapes if shape.shape_type == 13 and shape.name != "Emblem"]


def test_the_share_of_women_of_2020_is_79_of_250(ask):
    _, deck = made(ask, "women_share", "")
    share, sexes = charts(deck.slides[0])
    (dot,) = series_of(share)
    assert dot.x.held == [pytest.approx(0.316)]
    assert [(s.name.held[0], s.y.held) for s in series_of(sexes)] == [
        ("women", [79, 79]), ("men", [58, 58]), ("sex not stated", [113, 895])]
    assert "".join(part.text for part in share.part._element.iter(qn("a:t"))) == "31.6\N{NO-BREAK SPACE}% · 79 of 250 persons"


def test_columns_of_2020_are_its_nineteen_activities_in_the_order_of_the_pillars(ask):
    _, deck = made(ask, "activities_over_time", "")
    series = series_of(charts(deck.slides[0])[0])
    assert series[0].x.held == ["Q1 2020", "Q2 2020", "Q3 2020", "Q4 2020"]
    assert sum(value for one in series for value in one.y.held) == 19
    assert [one.name.held for one in series] == [["Capacity"], ["Integrity"], ["Research"], ["Cooperation"], ["Management"]]


def test_dates_known_to_the_year_stand_in_its_middle_and_are_dates_in_the_workbook(ask):
    _, deck = made(ask, "seizure_timeline")
    (chart,) = charts(deck.slides[0])
    days = [cell for series in series_of(chart) for cell in series.x.cells if cell is not None]
    assert len(days) == 163 and all(isinstance(day, datetime) for day in days)
    # The first record, 1.3 tonnes in the port of Rio de Janeiro, is known to the year 2018 only.
    (ship,) = [series for series in series_of(chart) if series.name.held == ["Container"]]
    assert (datetime(2018, 7, 1), 1300) in zip(ship.x.cells, ship.y.cells, strict=True)


def test_what_is_withheld_is_blank_in_chart_and_workbook_and_said_on_the_slide(withheld):
    """Of all five assessments of the invented programme the number of persons is withheld."""
    _, deck = asked(withheld, "sex_reported", "year=all&by=type")
    (slide,) = deck.slides
    series = series_of(charts(slide)[0])
    (place,) = [n for n, name in enumerate(series[0].x.held) if name == "Assessment"]
    assert [one.y.cells[place] for one in series] == [None] * 4
    assert [one.y.held[place] for one in series] == [None] * 4
    assert "Assessment\nwithheld: small group" in texts(slide)
    assert [one.name.held for one in series][3] == ["sex withheld: small group"]


def test_a_bar_that_is_withheld_is_blank_and_its_name_says_so(withheld):
    _, deck = asked(withheld, "countries_ranked", "measure=persons&year=2024&pillar=legal_aid")
    (series,) = series_of(charts(deck.slides[0])[0])
    silent = [name for name, value in zip(series.x.held, series.y.cells, strict=True) if value is None]
    assert silent == ["Namibia ● (withheld: small group)"]


def test_a_side_that_is_withheld_has_no_dot(withheld):
    given, deck = asked(withheld, "compare_pillars", "measure=women_share")
    start, end = [one for one in series_of(charts(deck.slides[0])[0]) if len(one.x.held) > 2]
    assert start.x.cells == [row["achieved"] for row in given.records()]
    assert end.x.cells == [row["planned"] for row in given.records()]
    assert None in end.x.cells


def test_names_in_a_workbook_are_never_read_as_formulas():
    cells = Cells()
    cells.column("=SUM(A1)", ["=1+1", "@now", "+5", "-3", "\u0007bell", None, 2.0, 2.5, date(2020, 1, 2)])
    assert cells.columns[0][0] == "'=SUM(A1)"
    assert cells.columns[0][1] == ["'=1+1", "'@now", "'+5", "'-3", " bell", None, 2, 2.5, date(2020, 1, 2)]


# Maps

@pytest.mark.parametrize("name", [n for n, (chart, _) in CHARTS.items() if chart.mark == "symbol_map"])
def test_a_map_is_one_freeform_a_country_and_one_shape_a_symbol(asking, name, view):
    given, deck = made(asking, name, view(name))
    if given.is_empty:
        return
    (slide,) = deck.slides
    (group,) = [shape for shape in slide.shapes if shape.shape_type == 6]
    lands = [shape.name for shape in group.shapes if shape.shape_type == 5]
    symbols = [shape.name for shape in group.shapes if shape.shape_type == 1]
    assert len(lands) == len(set(lands))
    geo = draw(given, WORDS)["layout"]["geo"]
    (west, east), (south, north) = geo["lonaxis"]["range"], geo["lataxis"]["range"]
    inside = {given.names.short("country", code, WORDS) for code, (lon, lat) in centres().items()
              if west < lon < east and south < lat < north and code in outlines()}
    touched = {given.names.short("country", code, WORDS) for code, parts in outlines().items()
               if any(south < lat < north for part in parts for _, lat in part)}
    assert inside <= set(lands) <= touched
    shown = [row for row in given.records() if row["country_code"] in centres()]
    assert len(symbols) == len(shown)
    value = given.chart.options["value"]
    for row in shown:
        number = WORDS.quantity(row[value]) if row[value] else WORDS.number(0) if row[value] == 0 else "not stated"
        assert any(text.startswith(f"{given.names.short('country', row['country_code'], WORDS)}: {number}") for text in symbols)


def test_the_area_of_a_symbol_is_its_number(ask):
    """Bolivia took part in three activities of 2020, Ecuador in two."""
    _, deck = made(ask, "activities_map", "")
    found = {shape.name: shape for shape in shapes(deck.slides[0])}
    bolivia, ecuador = found["Bolivia: 3 (Participating)"], found["Ecuador: 2 (Participating)"]
    assert bolivia.width * bolivia.height / (ecuador.width * ecuador.height) == pytest.approx(3 / 2, rel=0.02)
    assert AREAS["circle"] == pytest.approx(3.14159, rel=1e-5)


def test_the_map_of_2020_shows_brazil_and_ghana_and_neither_japan_nor_australia(ask):
    _, deck = made(ask, "activities_map", "")
    names = {shape.name for shape in shapes(deck.slides[0])}
    assert {"Brazil", "Ghana", "Spain", "Argentina"} <= names
    assert not {"Japan", "Australia", "India"} & names


# Tables

def test_a_table_goes_on_for_three_slides_at_most_and_says_what_is_left(ask):
    given, deck = made(ask, "seizure_list", "year=all")
    slides = list(deck.slides)
    assert [slide.shapes.title.text_frame.text[-8:] for slide in slides] == ["(1 of 3)", "(2 of 3)", "(3 of 3)"]
    tables = [shape.table for slide in slides for shape in slide.shapes if shape.has_table]
    shown = [row.cells[0].text_frame.text for table in tables for row in list(table.rows)[1:]]
    assert shown == [row["seizure_id"] for row in given.records()[:len(shown)]]
    assert f"{len(given.records()) - len(shown)} more rows" in texts(slides[-1])
    assert all(len(table.columns) == len(tables[0].columns) for table in tables)


@pytest.mark.parametrize("name", [n for n, (chart, _) in CHARTS.items() if FORMS.get(chart.mark, ("",))[0] == "editable table"])
def test_lists_are_native_tables_in_type_that_can_be_read(asking, name, view):
    given, deck = made(asking, name, view(name))
    if given.is_empty:
        return
    for slide in deck.slides:
        (table,) = [shape.table for shape in slide.shapes if shape.has_table]
        assert table.first_row
        sizes = [run.font.size.pt for row in table.rows for cell in row.cells for p in cell.text_frame.paragraphs for run in p.runs]
        assert min(sizes) >= 10


# What cannot be a chart, and what is empty

def test_flows_are_a_picture_and_say_so_in_the_notes(ask):
    given = ask.answer("seizure_routes", "")
    asked_for = []
    png = (ROOT / "assets" / "eu-emblem.png").read_bytes()

    def paint(picture):
        asked_for.append(picture)
        return png

    deck = opened(file_of([Slide("", "", given, CHARTS["seizure_routes"][1])], paint=paint).content)
    (slide,) = deck.slides
    (picture,) = [shape for shape in slide.shapes if shape.name == "Figure"]
    assert picture.image.blob == png
    assert slide.notes_slide.notes_text_frame.text.startswith(f"On this slide: {PICTURE}")
    assert [one.figure["data"][0]["type"] for one in asked_for] == ["sankey"]
    assert picture.width / picture.height == pytest.approx(asked_for[0].width / asked_for[0].height, rel=0.01)


def test_without_a_browser_a_flow_says_in_its_place_that_it_cannot_be_drawn(ask):
    _, deck = made(ask, "seizure_routes", "")
    said = "This figure can only be a picture, and this server has no browser to draw it."
    assert said in texts(deck.slides[0])
    assert said in deck.slides[0].notes_slide.notes_text_frame.text


def test_an_empty_answer_says_why_in_large_letters(ask):
    _, deck = made(ask.meridian, "seizure_routes", "")
    (shape,) = [shape for shape in deck.slides[0].shapes if shape.name == "Why there is no figure"]
    assert shape.text_frame.text == "This programme records no seizures."
    assert shape.text_frame.paragraphs[0].runs[0].font.size.pt >= 18


def test_rows_without_any_number_say_so_in_the_place_of_bars(withheld_crimjust):
    given, deck = asked(withheld_crimjust, "countries_ranked", "year=2016&modality=unknown&measure=persons")
    assert given.records() and all(row["value"] is None for row in given.records())
    (slide,) = deck.slides
    assert not charts(slide)
    (shape,) = [shape for shape in slide.shapes if shape.name == "Why there is no figure"]
    assert shape.text_frame.text == "No number is stated for any country."


# Decks

def test_a_step_is_told_before_each_slide_and_the_file_comes_last(ask):
    slides = [Slide("What was done", "In 2020"), Slide("", "", ask.answer("headline"), CHARTS["headline"][1]),
              Slide("Own title", "Own caption", ask.answer("women_share"), CHARTS["women_share"][1])]
    *steps, made_file = presentation(slides, "Steering committee, May", WORDS, ADDRESS)
    assert steps == [Step(0, 3, "Slide 1 of 3: What was done"), Step(1, 3, "Slide 2 of 3: In short"),
                     Step(2, 3, "Slide 3 of 3: Own title")]
    release = ask.desk.warehouse.release
    assert made_file.name == f"steering-committee-may-{release.name}.pptx"
    deck = opened(made_file.content)
    first, _, last = deck.slides
    assert first.shapes.title.text_frame.text == "What was done" and "In 2020" in texts(first)
    assert last.shapes.title.text_frame.text == "Own title"
    told = texts(last)
    assert "Own caption" in told and "31.6\N{NO-BREAK SPACE}% were women" not in told
    assert "31.6\N{NO-BREAK SPACE}% were women" in last.notes_slide.notes_text_frame.text
    about = deck.core_properties
    assert (about.title, about.author, about.last_modified_by) == ("Steering committee, May", "CRIMJUST", "CRIMJUST")
    assert about.created.date() == release.built_at.date()


def test_slides_are_sixteen_to_nine(ask):
    _, deck = made(ask, "headline")
    assert (deck.slide_width, deck.slide_height) == (Emu(12192000), Emu(6858000))


def template(size: tuple[int, int] = (9144000, 6858000), layouts: tuple[int, ...] = ()) -> bytes:
    """A presentation of an organisation, with two slides of its own."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = size
    for n in (0, 1):
        deck.slides.add_slide(deck.slide_layouts[n]).shapes.title.text_frame.text = "Left over"
    if layouts:
        for slide in list(deck.slides._sldIdLst):
            deck.part.drop_rel(slide.rId)
            deck.slides._sldIdLst.remove(slide)
        for n, layout in enumerate(list(deck.slide_layouts)):
            if n not in layouts:
                deck.slide_layouts.remove(layout)
    held = io.BytesIO()
    deck.save(held)
    return held.getvalue()


def test_slides_on_a_template_keep_its_size_and_layouts_and_none_of_its_slides(ask):
    slides = [Slide("A section"), *(Slide("", "", ask.answer(name), CHARTS[name][1]) for name in ("headline", "countries_map"))]
    deck = opened(file_of(slides, template=template()).content)
    assert (deck.slide_width, deck.slide_height) == (9144000, 6858000)
    assert [slide.shapes.title.text_frame.text for slide in deck.slides] == ["A section", "In short", "Where the programme works"]
    assert [slide.slide_layout.name for slide in deck.slides] == ["Section Header", "Title Only", "Title Only"]
    for slide in deck.slides:
        assert all(shape.left + shape.width <= deck.slide_width for shape in slide.shapes if shape.left is not None)
        assert "Funded by the European Union" in texts(slide)


def test_a_template_without_a_title_is_refused_in_words(ask):
    blank_only = template(layouts=(6,))
    with pytest.raises(TemplateError, match="has no layout with a title"):
        file_of([Slide("A section")], template=blank_only)


def broken(name: str, content: bytes | None) -> bytes:
    """A template with one of its parts spoilt, or taken away."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(template())) as whole, zipfile.ZipFile(held, "w") as spoilt:
        for one in whole.namelist():
            if one != name:
                spoilt.writestr(one, whole.read(one))
            elif content is not None:
                spoilt.writestr(one, content)
    return held.getvalue()


@pytest.mark.parametrize("content", [
    b"", b"not a presentation", b"PK\x03\x04 broken", broken("ppt/presentation.xml", b"<p:presentation"),
    broken("ppt/presentation.xml", None), broken("ppt/slideMasters/slideMaster1.xml", b""), broken("[Content_Types].xml", None),
], ids=["nothing", "words", "torn", "half a file", "no file", "no master", "no types"])
def test_what_is_no_presentation_is_refused_as_a_template(content):
    with pytest.raises(TemplateError, match="cannot be read"):
        file_of([Slide("A section")], template=content)


def test_every_mark_says_before_export_what_it_becomes():
    said = {chart.mark: editable(chart) for chart, _ in CHARTS.values()}
    assert {mark for mark, text in said.items() if text == PICTURE} == {"routes"}
    assert {mark for mark, text in said.items() if text.startswith("editable chart")} == DRAWN_AS_CHART
    assert said["symbol_map"] == "editable map shapes"


def test_slides_are_written_in_the_language_of_the_view(ask):
    """Numbers and the language of every text follow; German writes 1.032 persons."""
    slide = Slide("", "", ask.answer("headline"), CHARTS["headline"][1])
    *_, made_file = presentation([slide], "Deck", language("de"), ADDRESS)
    (page,) = opened(made_file.content).slides
    assert "1.032" in texts(page)
    runs = page._element.iter(qn("a:rPr"))
    assert {run.get("lang") for run in runs} - {None} == {"de"}
