"""Data: releases, deliveries, definitions, caveats and the download of everything, checked against the files."""

from __future__ import annotations

import csv
import hashlib
import io
import tomllib
import zipfile
from pathlib import Path

import pytest

from dashboard.catalogue import DIMENSIONS, MEASURES
from dashboard.content.data import PAGE
from dashboard.exports import EVERYTHING, everything
from dashboard.language import language
from dashboard.ui import filters
from dashboard.ui.fragments import as_html
from dashboard.warehouse import QueryFailed

WORDS = language("en")


def rows_of(path: Path) -> int:
    with path.open(encoding="utf-8", newline="") as file:
        return sum(1 for _ in csv.DictReader(file))


def test_the_release_that_is_served_is_marked_and_its_rows_are_those_of_the_files(ask, crimjust):
    served = [row for row in ask("releases") if row["is_served"]]
    assert [row["release"] for row in served] == [ask.desk.warehouse.release.name]
    assert served[0]["delivered_rows"] == sum(rows_of(path) for path in (crimjust / "deliveries").rglob("*.csv"))


def test_every_delivery_is_listed_with_the_checksum_of_its_file(asking):
    files = [p for p in (asking.package / "deliveries").glob("*/*") if p.suffix in (".csv", ".xlsx")]
    sums = {f"{path.parent.name}/{path.stem}": hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    assert {row["delivery_id"]: row["sha256"] for row in asking("deliveries")} == sums


def test_restricted_deliveries_are_told(ask):
    assert "All are public record." in ask.answer("deliveries").finding(WORDS)
    restricted = {r["delivery_id"] for r in ask.meridian("deliveries") if r["confidentiality"] == "restricted"}
    assert "participants/2023" in restricted
    assert f"{len(restricted)} are restricted." in ask.meridian.answer("deliveries").finding(WORDS)


def test_every_measure_and_filter_is_defined(ask):
    terms = {row["term"] for row in ask("definitions") if row["definition"]}
    assert {m.label for m in MEASURES.values()} | {d.label for d in DIMENSIONS.values()} <= terms


def test_every_category_of_the_programme_is_listed_in_its_order(asking):
    told = tomllib.loads((asking.package / "programme.toml").read_text(encoding="utf-8"))["categories"]
    listed = [(row["category_of"], row["key"]) for row in asking("categories")]
    assert listed == [(dimension, one["key"]) for dimension, ones in told.items() for one in ones]


def test_the_ledger_holds_every_caveat_and_names_the_activity_it_touches(ask):
    rows = {row["caveat_id"]: row for row in ask("caveat_ledger")}
    assert len(rows) == 48
    assert rows["C004"]["title"] == "Webinar on women along the drug supply chain, Colombia"
    assert (rows["C037"]["country_code"], rows["C037"]["year"], rows["C037"]["record_id"]) == ("PRY", 2020, None)


def test_rows_that_a_later_delivery_corrected_are_listed(ask):
    assert ask("replaced_rows") == []
    assert {(row["key"], row["replaced_by"]) for row in ask.meridian("replaced_rows")} == {
        ("MD-2023-009 | trainee", "participants/2024"), ("MD-2023-013 | trainee", "participants/2024"),
    }


def test_nothing_narrows_the_page_so_it_has_no_filter_bar():
    assert PAGE.filters == ()
    assert filters.bar(PAGE, {}, WORDS) is None


def test_everything_is_one_file_with_a_read_me_and_true_checksums(asking):
    bundle = zipfile.ZipFile(io.BytesIO(everything(asking.desk, WORDS).content))
    names = set(bundle.namelist())
    assert {"README.txt", "SHA256SUMS", "activities.csv", "participants.csv", "priority_links.csv"} <= names
    lines = [line.split("  ") for line in bundle.read("SHA256SUMS").decode().splitlines()]
    listed = {name: told for told, name in lines}
    tables = names - {"README.txt", "SHA256SUMS"}
    assert listed == {name: hashlib.sha256(bundle.read(name)).hexdigest() for name in tables}
    read_me = bundle.read("README.txt").decode("utf-8")
    release = asking.desk.warehouse.release
    assert release.name in read_me and release.programme.funder_line in read_me
    assert all(m.definition in read_me for m in MEASURES.values())
    assert all(o.sha256 in read_me and o.licence in read_me and o.address in read_me for o in asking.desk.origins)
    assert all(row["text"] in read_me for row in asking("caveat_ledger"))
    assert (release.programme.banner.upper() or release.name) in read_me


def test_the_tables_in_the_bundle_hold_all_rows_and_leave_what_is_not_stated_blank(ask, crimjust):
    bundle = zipfile.ZipFile(io.BytesIO(everything(ask.desk, WORDS).content))
    activities = list(csv.DictReader(io.StringIO(bundle.read("activities.csv").decode("utf-8-sig"))))
    assert len(activities) == rows_of(crimjust / "deliveries/activities/public-record.csv") == 119
    assert next(row for row in activities if row["activity_id"] == "CJ-2020-005")["persons"] == ""


def test_no_cell_of_the_bundle_is_taken_for_a_formula(asking):
    bundle = zipfile.ZipFile(io.BytesIO(everything(asking.desk, WORDS).content))
    for name in (n for n in bundle.namelist() if n.endswith(".csv")):
        for row in csv.reader(io.StringIO(bundle.read(name).decode("utf-8-sig"))):
            assert not [cell for cell in row if cell[:1] in ("=", "@", "\t", "\r")], name


def test_the_same_release_gives_the_same_bytes(ask):
    assert everything.__wrapped__(ask.desk, WORDS).content == everything.__wrapped__(ask.desk, WORDS).content


def test_the_bundle_is_a_plain_link_and_is_listed(client):
    answer = client.get(f"/export/{EVERYTHING}")
    assert (answer.status_code, answer.mimetype) == (200, "application/zip")
    assert answer.headers["Content-Disposition"].endswith('.zip"')
    assert client.get("/export/").get_json()["everything"] == f"/export/{EVERYTHING}"


def test_the_page_offers_the_bundle_above_the_releases(component):
    assert f'href="/export/{EVERYTHING}"' in as_html(component("releases"))


@pytest.mark.parametrize("name", ["delivered.activities", "sqlite_master", "activities; drop table activities", ""])
def test_only_tables_of_the_release_itself_can_be_read_whole(ask, name):
    with pytest.raises(QueryFailed):
        ask.desk.warehouse.table(name)
