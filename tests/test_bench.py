"""What the bench measures with: packages that the ingest takes, a truth that both apps agree with, and a table that says what was
reached. Nothing here takes a time."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from asking import Asking

from bench.plain import Chosen, Database, create_app, headline, number, percent, two_years
from bench.report import Row, Target, as_markdown
from bench.serving import Ours, Plain, Request
from bench.synthetic import write_package
from bench.tables import read_into
from bench.truth import FILTERS, FIRST, Selection, Truth, walk
from dashboard.ingest.build import build
from dashboard.ingest.read import MAX_BYTES, MAX_ROWS

ROWS = 10_000


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_package(tmp_path_factory.mktemp("bench") / "package", ROWS)


@pytest.fixture(scope="module")
def plain_tables(package: Path) -> Path:
    read_into(package / "plain.duckdb", package)
    return package / "plain.duckdb"


@pytest.fixture(scope="module")
def truth(plain_tables: Path) -> Truth:
    return Truth(plain_tables)


@pytest.fixture(scope="module")
def changes(truth: Truth) -> list[Selection]:
    return truth.new_changes("test", 12, {FIRST})


def _files(package: Path) -> dict[str, bytes]:
    return {str(file.relative_to(package)): file.read_bytes() for file in sorted(package.rglob("*.*"))
            if file.suffix in (".csv", ".toml")}


def test_the_same_seed_gives_the_same_bytes(package: Path, tmp_path: Path):
    assert _files(write_package(tmp_path / "again", ROWS)) == _files(package)
    assert _files(write_package(tmp_path / "other", ROWS, seed=1)) != _files(package)


def test_a_package_has_exactly_the_head_counts_asked_for(plain_tables: Path):
    with duckdb.connect(str(plain_tables), read_only=True) as engine:
        assert engine.sql("select count(*), count(distinct (activity_id, role)) from participants").fetchall() == [(ROWS, ROWS)]


def test_files_are_as_small_as_the_ingest_wants_them_and_one_in_twenty_is_restricted(package: Path):
    files = sorted((package / "deliveries" / "participants").glob("*.csv"))
    assert all(file.stat().st_size <= MAX_BYTES and file.read_bytes().count(b"\n") <= MAX_ROWS for file in files)
    restricted = [file for file in files if 'confidentiality = "restricted"' in file.with_suffix(".origin.toml").read_text()]
    assert len(restricted) * 20 == len(files)


def test_the_dashboard_shows_the_truth_of_a_package_that_it_takes(package: Path, truth: Truth, changes: list[Selection]):
    build(package)
    asking = Asking(package)
    for selection in (FIRST, *changes):
        row = asking("headline", selection.query)[0]
        told = [number(row["activities"]), number(row["persons"]), percent(row["women_share"]), number(row["countries"]),
                f"{row['priorities_served']}of{row['priorities']}"]
        assert told == truth.of(selection).tiles


def test_the_plain_app_shows_the_truth_too(plain_tables: Path, truth: Truth, changes: list[Selection]):
    database = Database(plain_tables)
    for selection in (FIRST, *changes):
        given = dict(selection.filters)
        chosen = Chosen(selection.year, *(list(given.get(key, ())) for key in ("pillar", "type", "modality", "region", "country")))
        found, years = headline(database, chosen), two_years(database, chosen)
        assert [number(found["activities"]), number(found["persons"]), percent(found["women"] / found["women_reported"]),
                number(found["countries"]), f"{found['served']}of{found['priorities']}"] == truth.of(selection).tiles
        for year, expected in zip((0, 1), (truth.of(selection).earlier, truth.of(selection).later), strict=True):
            row = years.iloc[year]
            assert [number(row["activities"]), number(row["persons"]), percent(row["women_share"]), number(row["countries"]),
                    number(row["partners"])] == expected


def test_the_plain_app_can_be_made(plain_tables: Path):
    assert len(create_app(Database(plain_tables)).callback_map) == 1


def test_every_change_of_a_walk_is_one_click():
    def parts(selection: Selection) -> set[tuple[str, str]]:
        return {("year", selection.year), *((key, value) for key, values in selection.filters for value in values)}

    def steps() -> Iterator[tuple[Selection, Selection]]:
        before = FIRST
        for _, after in zip(range(300), walk("test"), strict=False):
            yield before, after
            before = after

    for before, after in steps():
        assert len(parts(before) ^ parts(after)) == (1 if before.year == after.year else 2)
        assert all(set(values) <= set(FILTERS[key]) for key, values in after.filters)


def test_an_address_is_canonical():
    assert FIRST.query == ""
    selection = Selection("all").toggled("region", "Western Africa").toggled("country", "SEN").toggled("country", "BEN")
    assert selection.query == "?year=all&country=BEN,SEN&region=Western%20Africa"
    assert selection.toggled("country", "SEN").toggled("country", "BEN").toggled("region", "Western Africa") == Selection("all")


def test_a_recorded_request_is_turned_to_another_view(tmp_path: Path):
    of, wanted = FIRST.toggled("pillar", "trial"), FIRST.toggled("region", "Western Africa")
    ours = Ours(tmp_path, 0)
    recorded = [Request("POST", "/ask", (), b'{"search": "?pillar=trial"}'),
                Request("GET", "/view?path=/&of=%3Fpillar%3Dtrial&had=abc&open=options%3Afrom%3Apillar", (), b""),
                Request("GET", "/favicon.svg", (), b"")]
    assert [(one.target, one.body) for one in ours.for_selection(recorded, of, FIRST, wanted)] == [
        ("/ask", b'{"search": "?region=Western%20Africa"}'),
        ("/view?path=/&of=%3Fregion%3DWestern%2520Africa&had=&open=options%3Afrom%3Aregion", b"")]
    added = wanted.toggled("pillar", "trial")
    assert ours.for_selection(recorded[1:2], of, added, wanted)[0].target == "/view?path=/&of=%3Fregion%3DWestern%2520Africa&had="
    assert ours.for_selection(recorded[:1], of, of, FIRST)[0].body == b'{"search": ""}'
    assert ours.for_selection(recorded[:1], of, FIRST, of)[0] == recorded[0]
    body = json.dumps({"inputs": [{"id": "year", "value": "2024"}, {"id": "region", "value": []}]}).encode()
    told = json.loads(Plain(tmp_path, 0).for_selection([Request("POST", "/", (), body)], of, FIRST, wanted)[0].body)
    assert [one["value"] for one in told["inputs"]] == ["2024", ["Western Africa"]]


def test_the_table_says_what_was_reached():
    rows = [
        Row("change", "1M", 40, 100, "ms", Target(most_ratio=0.4), ""),
        Row("change", "1M", 41, 100, "ms", Target(most_ratio=0.4), ""),
        Row("per second", "1M", 250, 2.5, "", Target(least_ratio=100), ""),
        Row("bytes", "1M", 1401, None, "kB", Target(most=1400), ""),
        Row("peak", "1M", 300, 100, "MB", Target(), ""),
    ]
    cells = [line.split(" | ") for line in as_markdown(rows, ["1M"], False, 60).splitlines()[4:]]
    assert [row[6] for row in cells] == ["yes", "**no**", "yes", "**no**", ""]
    assert [row[4] for row in cells] == ["0.40x", "0.41x", "100.00x", "", "3.00x"]
    assert cells[3][2] == "1.40 MB"
