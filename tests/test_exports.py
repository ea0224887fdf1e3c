"""Downloads hold what the screen shows, say where it comes from, and no cell of them is a formula."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date, datetime
from hashlib import sha256

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.catalogue import plain
from dashboard.content import CHARTS
from dashboard.exports import _bundles, everything, export, safe
from dashboard.language import language

WORDS = language("en")
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def made(asking, name: str, kind: str, query: str = "") -> bytes:
    return export(asking.answer(name, query), CHARTS[name][1], kind, WORDS).content


def csv_parts(content: bytes) -> tuple[list[list[str]], list[list[str]]]:
    """The rows of a CSV download, headings first, and what it says of itself, parted by its one blank line."""
    lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))
    blank = lines.index([])
    return lines[:blank], lines[blank + 1:]


def sheets(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def told(lines: list[list[str]], label: str) -> list[str]:
    return [line[1] for line in lines if line[0] == f"# {label}"]


# The same rows

@pytest.mark.parametrize("name", CHARTS)
def test_a_csv_download_holds_the_rows_of_the_answer_under_their_column_names(asking, name):
    given_answer = asking.answer(name)
    rows, _ = csv_parts(made(asking, name, "csv"))
    names = [column for column, _ in given_answer.columns()]
    assert rows[0] == names
    for line, row in zip(rows[1:], given_answer.records(), strict=True):
        expected = [str(safe(plain(value))) if isinstance(value, str | date | list) else "" if value is None else str(value)
                    for value in (row[column] for column in names)]
        assert line == expected


@pytest.mark.parametrize("name", CHARTS)
def test_a_workbook_holds_the_rows_of_the_answer_under_headings_in_words(asking, name):
    given_answer = asking.answer(name)
    sheet = sheets(made(asking, name, "xlsx"))["Data"]
    lines = [[cell.value for cell in row] for row in sheet.iter_rows()]
    columns = given_answer.columns()
    assert lines[0] == [column.label for _, column in columns]
    records = given_answer.records()
    assert len(lines) == 1 + len(records)
    for line, row in zip(lines[1:], records, strict=True):
        for value, (column, how) in zip(line, columns, strict=True):
            held = row[column]
            if held is None or held == [] or held == "":
                assert value in (None, "") or how.kind in ("code", "codes", "words"), (column, value)
            elif isinstance(held, bool):
                assert value is held
            elif isinstance(held, int | float):
                assert value == pytest.approx(held)
            elif isinstance(held, date):
                assert isinstance(value, datetime) and value.date() == held
            elif how.kind in ("code", "codes", "words"):
                assert value == safe(given_answer.cell(column, row, WORDS))
            else:
                assert value == safe(plain(held))


def test_the_download_of_2020_by_pillar_adds_up_to_its_nineteen_activities(ask):
    rows, _ = csv_parts(made(ask, "activities_over_time", "csv", "year=2020"))
    at = rows[0].index("activities")
    assert sum(int(row[at]) for row in rows[1:]) == 19


def test_a_filter_narrows_the_download_as_it_narrows_the_card(ask):
    """Two activities of 2020 are research: a webinar in September and an expert meeting in December."""
    rows, about = csv_parts(made(ask, "activity_list", "csv", "year=2020&pillar=research"))
    assert {row[rows[0].index("activity_id")] for row in rows[1:]} == {"CJ-2020-013", "CJ-2020-019"}
    assert told(about, "Address") == ["/activities?pillar=research"]


def test_what_is_missing_is_a_blank_cell_and_never_a_zero(ask):
    """The first case forum of 2020 states 14 persons and no women."""
    rows, _ = csv_parts(made(ask, "activity_list", "csv", "year=2020"))
    (forum,) = [dict(zip(rows[0], row, strict=True)) for row in rows[1:] if row[rows[0].index("activity_id")] == "CJ-2020-002"]
    assert (forum["persons"], forum["women"], forum["women_share"]) == ("14", "", "")


# What a file says of itself

@pytest.mark.parametrize("name", CHARTS)
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_download_says_its_figure_filters_origins_caveats_release_and_funding(asking, name, kind):
    chart, page = CHARTS[name]
    query = "" if page.sides or not page.filters else "year=all"
    answer, content = asking.answer(name, query), made(asking, name, kind, query)
    if kind == "csv":
        about = {(line[0].removeprefix("# "), line[1]) for line in csv_parts(content)[1]}
    else:
        about = {(row[0].value, row[1].value) for row in sheets(content)["About"].iter_rows()}
    said = dict(about)
    release = answer.desk.warehouse.release
    assert said["Figure"] == safe(chart.title)
    assert said["Unit, period and filters"] == safe(answer.subtitle(WORDS))
    assert said["Funding"] == release.programme.funder_line == "Funded by the European Union"
    assert said["Release"].startswith(release.name)
    sources = [text for label, text in about if label == "Source"]
    assert len(sources) == len({(o.title, o.sha256) for o in answer.origins})
    assert all(any(origin.sha256 in text and origin.producer in text for text in sources) for origin in answer.origins)
    caveats = " ".join(text for label, text in about if label == "Caveat")
    assert all(caveat.text in caveats for caveat in answer.caveats)
    if release.programme.banner:
        assert said["Notice"] == release.programme.banner


def test_an_invented_programme_says_so_in_every_download(ask):
    _, about = csv_parts(made(ask.meridian, "headline", "csv"))
    assert "fictional" in told(about, "Notice")[0].lower()


def test_the_properties_of_a_workbook_name_the_figure_and_no_library_or_person(asking):
    book = sheets(made(asking, "headline", "xlsx"))
    assert book.properties.title == "In short"
    assert book.properties.creator == asking.desk.warehouse.release.programme.name
    with zipfile.ZipFile(io.BytesIO(made(asking, "headline", "xlsx"))) as parts:
        said = b"".join(parts.read(name) for name in parts.namelist()).lower()
    assert b"xlsxwriter" not in said and b"/home/" not in said and b"/root/" not in said


# Formulas

@pytest.mark.parametrize("name", CHARTS)
def test_no_cell_of_any_download_could_start_a_formula(asking, name):
    _, page = CHARTS[name]
    query = "" if page.sides or not page.filters else "year=all"
    rows, about = csv_parts(made(asking, name, "csv", query))
    kinds = {column: kind.kind for column, kind in asking.answer(name, query).columns()}
    numbers = {"whole", "decimal", "quantity", "share", "year", "measured", "change"}
    for row in rows[1:]:
        for column, cell in zip(rows[0], row, strict=True):
            if kinds[column] in numbers and cell:
                float(cell)
            else:
                assert not cell.startswith(STARTS_A_FORMULA), (column, cell)
    assert not any(line[1].startswith(STARTS_A_FORMULA) for line in about)
    for sheet in sheets(made(asking, name, "xlsx", query)):
        for line in sheet.iter_rows():
            for cell in line:
                assert cell.data_type != "f"
                assert not (isinstance(cell.value, str) and cell.value.startswith(STARTS_A_FORMULA)), cell.coordinate


@pytest.mark.parametrize("text", [
    "=1+1", "+1", "-1", "@sum(a1)", "\t=1", "\r=1", "\n=1", " =1", "  @x", "\uff1d1", "\uff0b1", "\uff0d1", "\uff20x",
    "=cmd|' /C calc'!A0", "-", "=",
])
def test_text_that_could_start_a_formula_gets_an_apostrophe(text):
    assert safe(text) == "'" + text


@pytest.mark.parametrize("value", [-5, -2.5, 0, None, True, date(2020, 1, 1), "a=b", "1-2", "", "Peru", "'=1", "\N{MINUS SIGN}5"])
def test_numbers_and_harmless_text_stay_as_they_are(value):
    assert safe(value) is value


@given(text=st.text())
def test_no_text_survives_that_a_spreadsheet_takes_for_a_formula(text):
    kept = safe(text)
    assert kept in (text, "'" + text)
    assert not kept.startswith(STARTS_A_FORMULA)
    assert not kept.lstrip().startswith(("=", "+", "-", "@"))


# Everything at once

def test_the_bundle_holds_every_table_with_a_read_me_and_checksums_that_fit(asking):
    file = everything(asking.desk, WORDS)
    with zipfile.ZipFile(io.BytesIO(file.content)) as bundle:
        held = {name: bundle.read(name) for name in bundle.namelist()}
    assert {f"{name}.csv" for name in asking.desk.warehouse.tables()} | {"README.txt", "SHA256SUMS"} == set(held)
    sums = dict(reversed(line.split("  ")) for line in held["SHA256SUMS"].decode().splitlines())
    assert sums == {name: sha256(content).hexdigest() for name, content in held.items() if name.endswith(".csv")}
    for name, content in held.items():
        if name.endswith(".csv"):
            rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))
            assert len({len(row) for row in rows}) == 1, name
    readme = held["README.txt"].decode("utf-8")
    programme = asking.desk.warehouse.release.programme
    assert programme.full_name in readme and programme.funder_line in readme
    assert all(origin.sha256 in readme for origin in asking.desk.origins)


def test_the_bundle_holds_every_activity_of_the_deliveries(ask):
    with zipfile.ZipFile(io.BytesIO(everything(ask.desk, WORDS).content)) as bundle:
        rows = list(csv.DictReader(io.StringIO(bundle.read("activities.csv").decode("utf-8-sig"), newline="")))
    assert len(rows) == 119


def test_the_same_release_gives_the_same_bundle(ask):
    first = everything(ask.desk, WORDS)
    _bundles.clear()
    assert everything(ask.desk, WORDS).content == first.content


# The addresses

def test_the_list_of_downloads_names_every_chart_with_its_formats(client):
    listed = client.get("/export/").get_json()
    assert [one["chart"] for one in listed["charts"]] == list(CHARTS)
    assert all(one["formats"] == ["csv", "xlsx", "png", "svg"] for one in listed["charts"])
    assert client.get(listed["everything"]).content_type == "application/zip"


@pytest.mark.parametrize("name", CHARTS)
def test_every_listed_address_gives_its_file(client, name):
    for kind, media_type in (("csv", "text/csv; charset=utf-8"),
                             ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")):
        response = client.get(f"/export/{name}.{kind}")
        assert response.status_code == 200
        assert response.content_type == media_type
        assert response.headers["Content-Disposition"].startswith(f'attachment; filename="{name}-r-')
        assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("address", [
    "/export/nothing.csv", "/export/headline.pdf", "/export/headline", "/export/headline.csv.exe", "/export/../app.py",
    "/export/%2e%2e/app.py", "/export/headline.csv/", "/export/HEADLINE.csv", "/export/.csv",
])
def test_an_unknown_download_is_not_found(client, address):
    response = client.get(address)
    assert response.status_code == 404
    assert response.get_data(as_text=True) == "There is nothing at this address.\n"


def test_a_download_whose_filters_cannot_be_used_is_not_made_and_says_why(client):
    response = client.get("/export/headline.csv?country=XYZ&colour=red")
    assert response.status_code == 400
    said = response.get_data(as_text=True)
    assert "“XYZ” is no country in this release" in said and "“colour” is no filter of this page" in said


def test_a_download_at_an_address_gives_the_filtered_rows(applications):
    client = applications["crimjust"].server.test_client()
    response = client.get("/export/headline.csv?year=2020&pillar=research")
    rows, about = csv_parts(response.data)
    assert dict(zip(*rows, strict=True))["activities"] == "2"
    assert "Research" in told(about, "Unit, period and filters")[0]
