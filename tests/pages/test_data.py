"""Data: releases, deliveries, definitions, caveats and the download of everything, checked against the files."""

from __future__ import annotations

import csv
import hashlib
import io
import re
import shutil
import tomllib
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from asking import rows_from

from dashboard.catalogue import DIMENSIONS, MEASURES
from dashboard.changes import moved_between
from dashboard.chart import Answer, Desk, Reader, answer
from dashboard.content import CHARTS
from dashboard.content.data import PAGE
from dashboard.exports import EVERYTHING, _everything, everything
from dashboard.language import language
from dashboard.ui import filters
from dashboard.ui.fragments import as_html
from dashboard.ui.marks import ledger
from dashboard.warehouse import QueryFailed, Store

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
    assert _everything(ask.desk, WORDS).content == _everything(ask.desk, WORDS).content


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


# Releases: the second of two adds one activity with its country and its head count, and corrects one head count.


def desk_of(data: Path, role: str = "viewer") -> Desk:
    """The desk of the release served, for a reader who may open the others."""
    store = Store(data)
    return Desk(store.current()).serving(Reader(role=role), sibling=lambda name: Desk(store.full(name)))


def listed(desk: Desk) -> Answer:
    return answer(CHARTS["releases"][0], PAGE, desk.view(PAGE, "")[0], desk)


def card(desk: Desk) -> str:
    return as_html(ledger.releases(listed(desk), WORDS))


def blocks(html: str) -> list[str]:
    return html.split("<article")[1:]


@pytest.fixture
def own_releases(two_releases, tmp_path) -> tuple[Path, str, str]:
    """A copy of the package with two releases, to do harm to."""
    data = tmp_path / "data"
    shutil.copytree(two_releases.data, data, ignore=shutil.ignore_patterns("state"))
    return data, two_releases.first, two_releases.second


def harm(data: Path, name: str) -> None:
    """Change one byte in the middle of a release's database."""
    file = data / "warehouse" / name / "warehouse.duckdb"
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


def test_releases_are_listed_newest_first_with_the_rows_that_changed(two_releases):
    names = ("release", "is_served", "is_whole", "since", "rows_added", "rows_corrected", "rows_withdrawn", "reason")
    assert [tuple(row[name] for name in names) for row in listed(desk_of(two_releases.data)).records()] == [
        (two_releases.second, True, True, two_releases.first, 3, 1, 0, None),
        (two_releases.first, False, True, None, None, None, None, None),
    ]


def test_the_manifest_tells_which_rows_of_which_dataset_changed(two_releases):
    release = Store(two_releases.data).current().release
    assert {one["dataset"]: (one["added"], one["corrected"], one["withdrawn"], one["keys"]) for one in release.changes} == {
        "activities": (1, 0, 0, {"added": ["CJ-2020-020"], "corrected": [], "withdrawn": []}),
        "activity_countries": (1, 0, 0, {"added": ["CJ-2020-020 / PER"], "corrected": [], "withdrawn": []}),
        "participants": (1, 1, 0, {
            "added": ["CJ-2020-020 / participant"], "corrected": ["CJ-2020-014 / participant"], "withdrawn": [],
        }),
    }


def test_a_release_tells_what_moved_since_the_one_before(two_releases):
    desk = desk_of(two_releases.data)
    newer, older = blocks(card(desk))
    found = len(moved_between(desk.sibling(two_releases.first), desk, WORDS))
    assert f"What changed since {two_releases.first}" in newer and "Served now" in newer
    assert f"3 rows added, 1 row corrected, {found} figures moved" in newer
    assert ("<strong>Participants:</strong> 1 row added (CJ-2020-020 / participant); "
            "1 row corrected (CJ-2020-014 / participant)") in newer
    assert ('<span>Share of women</span><span class="moved-place">In short</span></th>'
            '<td class="number">31.6\N{NO-BREAK SPACE}%</td><td class="number">33.2\N{NO-BREAK SPACE}%</td>') in newer
    assert newer.count('scope="row"') == ledger.MOST_MOVED == 40
    assert f"and {found - 40} more" in newer
    assert "none before it" in older and "Served now" not in older and "moved" not in older


def test_figures_are_compared_for_the_newest_releases_only(two_releases, monkeypatch):
    monkeypatch.setattr(ledger, "MOST_COMPARED", 0)
    newer = blocks(card(desk_of(two_releases.data)))[0]
    assert "3 rows added" in newer and "Figures are compared for the newest 0 releases only." in newer and "<table" not in newer


def test_only_who_may_publish_can_serve_another_release(two_releases):
    for role in ("viewer", "editor"):
        assert "<form" not in card(desk_of(two_releases.data, role))
    forms = re.findall(r"<form[^>]*>", card(desk_of(two_releases.data, "steward")))
    assert len(forms) == 1 and f'action="/releases/{two_releases.first}/serve"' in forms[0] and 'method="post"' in forms[0]


def test_behind_a_sealed_link_no_other_release_is_known(two_releases):
    store = Store(two_releases.data)
    desk = Desk(store.published(two_releases.first))
    desk.sibling = lambda name: pytest.fail("another release was opened")
    told = listed(desk)
    name = desk.warehouse.release.name
    assert [row["release"] for row in told.records()] == [name] and name.startswith("p-")
    assert told.finding(WORDS).startswith(f"This is release {name} with ")
    html = card(desk)
    assert two_releases.first not in html and two_releases.second not in html
    assert "Served now" not in html and "What changed" not in html and "<form" not in html


def test_a_release_whose_file_was_changed_is_refused_with_the_reason(own_releases):
    data, first, second = own_releases
    harm(data, first)
    store = Store(data)
    desk = Desk(store.current()).serving(Reader(role="steward"), sibling=lambda name: None)
    told = listed(desk)
    assert [(r["release"], r["is_served"], r["is_whole"]) for r in told.records()] == [(second, True, True), (first, False, False)]
    assert "its file warehouse.duckdb is not the one that was built" in told.records()[1]["reason"]
    assert told.finding(WORDS).endswith("1 release is refused, with the reason below.")
    newer, refused = blocks(card(desk))
    assert "The figures are not compared: one of the two releases is no longer kept, or is refused." in newer
    assert "Refused" in refused and "Not served: its file warehouse.duckdb" in refused and "<form" not in refused


@pytest.mark.parametrize("is_gone", [False, True])
def test_what_stays_served_after_its_file_was_touched_is_listed_as_served_and_refused(own_releases, is_gone):
    data, _, second = own_releases
    desk = desk_of(data)
    if is_gone:
        shutil.rmtree(data / "warehouse" / second)
    else:
        harm(data, second)
    row = next(row for row in listed(desk).records() if row["is_served"])
    assert (row["release"], row["is_whole"], row["cut_off"].isoformat()) == (second, False, "2021-12-31")
    assert ("its folder is missing" if is_gone else "not the one that was built") in row["reason"]
    assert "Served now" in card(desk)


def test_what_is_said_of_a_release_is_escaped(two_releases):
    given = listed(desk_of(two_releases.data))
    rows = given.rows.frame
    rows.at[1, "reason"] = "<script>"
    assert "<script>" not in as_html(ledger.releases(replace(given, rows=rows_from(rows)), WORDS))
