"""The published database of real releases: what stands in it was worked out by hand from the deliveries."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import duckdb
import pytest
from tiny_package import TinyPackage, csv_bytes, faults_of, write_origin

from dashboard.ingest.build import build, serve
from dashboard.warehouse import manifest_seal

COUNTS = """
    select role, persons_total, women, men, women_pct_as_reported::double, total_withheld, sex_withheld
    from delivered.participants where activity_id = $activity order by role
"""


def ask(data: Path, sql: str, file: str = "published.duckdb", release: str = "", **values: object) -> list[tuple]:
    """Rows from a database of a release; of the one served, unless it is named."""
    store = data / "warehouse"
    name = release or (store / "CURRENT").read_text(encoding="utf-8").strip()
    with duckdb.connect() as connection:
        connection.execute("attach $path as release (read_only)", {"path": str(store / name / file)})
        connection.execute("use release")
        return connection.execute(sql, values or None).fetchall()


def table(data: Path, name: str, file: str = "published.duckdb") -> list[tuple]:
    """What was delivered of a dataset, in order."""
    return ask(data, "select * from query_table($name) order by all", file, name=f"delivered.{name}")


def manifest_of(data: Path, release: str) -> dict:
    return json.loads((data / "warehouse" / release / "manifest.json").read_text(encoding="utf-8"))


# The invented package: 2023 and 2024 are restricted


@pytest.mark.parametrize(
    ("activity", "published"),
    [
        # Three men in all.
        ("MD-2023-002", [("withheld", None, None, None, None, "under", True)]),
        # A percentage of nobody knows how many, and three trainers.
        ("MD-2023-004", [("withheld", None, None, None, None, "under", True)]),
        # 53 trainees with 19 women leave 34; of 5 speakers 4 are men, which leaves 1.
        ("MD-2023-001", [("speaker", 5, None, None, None, None, True), ("trainee", 53, 19, None, None, None, False)]),
        # 25 + 3 + 4 persons; 14 + 2 + 2 women; 11 + 1 + 2 men.
        ("MD-2023-014", [("withheld", 32, 18, 14, None, None, False)]),
        # 29 + 2 men and no woman.
        ("MD-2023-006", [("withheld", 31, 0, 31, None, None, False)]),
        # 86 % of 14 trainees, 3 women and 1 man of 4 trainers: not all roles count women.
        ("MD-2023-019", [("withheld", 18, None, None, None, None, True)]),
        # 50 % of 10 are 5 and 5.
        ("MD-2023-028", [("trainee", 10, None, None, 50.0, None, False)]),
        # 14 trainees, 3 of them women; 5 speakers, none a woman.
        ("MD-2023-030", [("speaker", 5, 0, None, None, None, False), ("trainee", 14, None, None, None, None, True)]),
        # Corrected by the delivery for 2024: 24 trainees and 1 trainer; 15 women of the trainees only.
        ("MD-2023-009", [("withheld", 25, None, None, None, None, True)]),
        # Nobody counts sexes.
        ("MD-2024-001", [("speaker", 6, None, None, None, None, False), ("trainee", 20, None, None, None, None, False)]),
        # A public row of 1 trainer stays.
        ("MD-2022-001", [("trainee", 13, 6, 7, None, None, False), ("trainer", 1, 0, 1, None, None, False)]),
    ],
)
def test_restricted_head_counts_are_published_by_the_rule_and_public_ones_as_they_are(meridian, activity, published):
    assert ask(meridian, COUNTS, activity=activity) == published


def test_public_head_counts_are_those_delivered(meridian):
    sql = "select * from delivered.participants where delivery_id = 'participants/2022' order by all"
    assert len(ask(meridian, sql)) == 8
    assert ask(meridian, sql) == ask(meridian, sql, "warehouse.duckdb")


def test_a_note_is_published_only_where_nothing_of_its_activity_is_withheld(meridian):
    sql = "select activity_id, note from delivered.participants where note is not null order by all"
    assert ask(meridian, sql) == [
        ("MD-2022-003", "Neither total nor counts reported, only a percentage."),
        ("MD-2023-028", "Sex reported as a percentage only."),
    ]


def test_the_sums_of_an_activity_are_those_of_its_published_rows(meridian):
    sql = "select persons, women, persons_women_reported, persons_withheld, sex_withheld, role_withheld from activities"
    sql += " where activity_id = $activity"
    assert ask(meridian, sql, activity="MD-2023-002") == [(None, None, None, "under", True, True)]
    assert ask(meridian, sql, activity="MD-2023-001") == [(58, 19, 53, None, True, False)]
    assert ask(meridian, sql, activity="MD-2023-014") == [(32, 18, 32, None, False, True)]
    assert ask(meridian, sql, "warehouse.duckdb", activity="MD-2023-001") == [(58, 19, 53, None, False, False)]


def test_a_restricted_delivery_tells_no_checksum_note_or_correction(meridian):
    sql = "select sha256, note, rows, corrects from delivered.deliveries where delivery_id = 'participants/2024'"
    # 23 activities of which one row is left, 5 of which two are: those published row by row.
    rows = ask(meridian, "select count(*) from delivered.participants where delivery_id = 'participants/2024'")[0][0]
    assert ask(meridian, sql) == [(None, None, rows, ["participants/2023"])]
    assert ask(meridian, "select count(*) from delivered.replaced_rows") == [(0,)]
    assert ask(meridian, "select count(*) from delivered.replaced_rows", "warehouse.duckdb") == [(2,)]


def test_the_published_database_names_itself_and_nothing_full(meridian):
    [(name,)] = ask(meridian, "select release from delivered.programme")
    [(full,)] = ask(meridian, "select release from delivered.programme", "warehouse.duckdb")
    assert (name[:2], full[:2]) == ("p-", "r-")
    assert manifest_of(meridian, full)["published"]["name"] == name


def test_a_package_without_restricted_deliveries_is_published_whole(crimjust):
    for name in ("participants", "activities", "annual_seizures", "deliveries", "indicator_values", "caveats"):
        assert table(crimjust, name) == table(crimjust, name, "warehouse.duckdb") != []


# A small package: 30 and 10 persons


class Restricted:
    """The small package with restricted head counts, and with what a test adds."""

    def __init__(self, folder: Path):
        self.package = TinyPackage(folder)
        self.package.categories["role"] = ["participant", "trainer"]
        self.restricted = {"participants"}
        self.later: list[tuple[str, list[list[str]], str]] = []

    def write(self) -> Path:
        self.package.write()
        for dataset in self.restricted:
            write_origin(self.package.folder / "deliveries" / dataset / "first.csv", confidentiality='"restricted"')
        return self.package.folder

    def correct(self, *rows: list[str], confidentiality: str = "restricted", name: str = "second") -> None:
        """Deliver later head counts; the package on disk has them from now on."""
        path = self.package.folder / "deliveries" / "participants" / f"{name}.csv"
        path.write_bytes(csv_bytes([self.package.tables["participants"][0], *rows]))
        write_origin(path, date_read="2021-07-09", confidentiality=f'"{confidentiality}"', corrects='["participants/first"]')

    def build(self, **options) -> str:
        return build(self.package.folder, **options).release

    def served(self) -> str:
        return (self.package.folder / "warehouse" / "CURRENT").read_text(encoding="utf-8").strip()


def with_trainers(folder: Path) -> Restricted:
    restricted = Restricted(folder)
    restricted.package.add_row("participants", "A-1", "trainer", "3", "1", "2")
    restricted.write()
    return restricted


@pytest.fixture
def tiny(tmp_path):
    """The small package; its first activity has 3 trainers besides."""
    return with_trainers(tmp_path / "data")


@pytest.fixture(scope="module")
def built_once(tmp_path_factory):
    """The folder of that package with its first release."""
    restricted = with_trainers(tmp_path_factory.mktemp("built") / "data")
    restricted.build()
    return restricted.package.folder


@pytest.fixture
def built(tmp_path, built_once):
    """The same package with its first release."""
    shutil.copytree(built_once, tmp_path / "data")
    return with_trainers(tmp_path / "data")


def test_a_correction_beside_a_withheld_role_withholds_the_activity_and_nothing_else(built):
    first = built.served()
    assert ask(built.package.folder, COUNTS, activity="A-1") == [("withheld", 33, 13, 20, None, None, False)]
    assert ask(built.package.folder, COUNTS, activity="A-2") == [("participant", 10, None, None, None, None, True)]
    built.correct(["A-1", "trainer", "8", "", "", "", ""])
    second = built.build()
    assert ask(built.package.folder, COUNTS, activity="A-1") == [("withheld", None, None, None, None, "small_group", True)]
    assert ask(built.package.folder, COUNTS, activity="A-2") == [("participant", 10, None, None, None, None, True)]
    told = manifest_of(built.package.folder, second)
    assert told["since"] == first
    assert told["changes"] == [{
        "dataset": "participants", "added": 0, "corrected": 1, "withdrawn": 0,
        "keys": {"added": [], "corrected": ["A-1 / trainer"], "withdrawn": []},
    }]


def test_the_same_deliveries_give_the_same_releases_whatever_came_between(built):
    first = built.served()
    built.correct(["A-1", "trainer", "8", "", "", "", ""])
    second = built.build()
    (built.package.folder / "deliveries/participants/second.csv").unlink()
    (built.package.folder / "deliveries/participants/second.origin.toml").unlink()
    assert built.build() == first
    built.correct(["A-1", "trainer", "8", "", "", "", ""])
    assert built.build() == second
    assert ask(built.package.folder, COUNTS, activity="A-1", release=first)[0][1] == 33


def test_without_the_former_release_the_correction_follows_the_rule_and_has_another_name(built, tmp_path):
    built.correct(["A-1", "trainer", "8", "", "", "", ""])
    second = built.build()
    alone = Restricted(tmp_path / "alone")
    alone.package.add_row("participants", "A-1", "trainer", "3", "1", "2")
    alone.write()
    alone.correct(["A-1", "trainer", "8", "", "", "", ""])
    assert alone.build() != second
    assert ask(alone.package.folder, COUNTS, activity="A-1") == [
        ("participant", 30, 12, 18, None, None, False), ("trainer", 8, None, None, None, None, False),
    ]


def test_another_threshold_withholds_what_was_not_published_whole_under_both(built):
    loose = built.build(small_group=2)
    assert manifest_of(built.package.folder, loose)["published"]["threshold"] == 2
    for activity in ("A-1", "A-2"):
        assert ask(built.package.folder, COUNTS, activity=activity) == [
            ("withheld", None, None, None, None, "small_group", True)
        ]


def test_a_public_correction_passes_beside_what_is_withheld(built):
    built.correct(["A-1", "participant", "31", "13", "18", "", "two lists"], confidentiality="public")
    built.build()
    assert ask(built.package.folder, COUNTS, activity="A-1") == [
        ("participant", 31, 13, 18, None, None, False), ("withheld", None, None, None, None, "small_group", True),
    ]


def test_the_published_name_depends_on_nothing_withheld(tiny, tmp_path):
    other = Restricted(tmp_path / "other")
    # 31 and 2 instead of 30 and 3: 33 persons, 13 women and 20 men in both.
    other.package.set("participants", 2, "persons_total", "31")
    other.package.set("participants", 2, "men", "19")
    other.package.add_row("participants", "A-1", "trainer", "2", "1", "1")
    other.write()
    names = [manifest_of(one.package.folder, one.build()) for one in (tiny, other)]
    assert names[0]["published"]["name"] == names[1]["published"]["name"]
    assert names[0]["release"] != names[1]["release"]
    other.package.set("participants", 2, "persons_total", "32")
    other.write()
    assert manifest_of(other.package.folder, other.build())["published"]["name"] != names[0]["published"]["name"]


def test_a_restricted_activity_is_left_out_with_all_that_refers_to_it(tiny):
    package = tiny.package
    first = csv_bytes([package.tables["activities"][0], *package.tables["activities"][2:]])
    secret = csv_bytes(package.tables["activities"][:2])
    package.deliver("activities/first.csv", first)
    package.deliver("activities/secret.csv", secret)
    package.add_row("caveats", "C-3", "activities", "A-1", "", "", "note", "Of the restricted activity.")
    tiny.write()
    write_origin(package.folder / "deliveries" / "activities" / "secret.csv", confidentiality='"restricted"')
    tiny.build()
    held = {name: [row[0] for row in table(package.folder, name)] for name in (
        "activities", "activity_countries", "participants", "activity_partners", "priority_links", "caveats",
    )}
    assert held == {
        "activities": ["A-2", "A-3"], "activity_countries": ["A-2"], "participants": ["A-2"], "activity_partners": [],
        "priority_links": ["P-1"], "caveats": ["C-1", "C-2"],
    }
    assert ask(package.folder, "select count(*) from delivered.deliveries where delivery_id = 'activities/secret'") == [(0,)]
    assert len(table(package.folder, "activities", "warehouse.duckdb")) == 3
    # Its head counts were never published, so a second build finds no history of them and the same release.
    assert build(package.folder).is_new is False


@pytest.mark.parametrize("dataset", ["annual_seizures", "seizure_events", "outputs", "indicator_values", "priority_links"])
def test_restricted_rows_of_other_datasets_are_left_out(tiny, dataset):
    tiny.restricted.add(dataset)
    tiny.write()
    tiny.build()
    assert table(tiny.package.folder, dataset) == []
    assert table(tiny.package.folder, dataset, "warehouse.duckdb") != []


@pytest.mark.parametrize("dataset", ["countries", "partners", "results", "indicators", "priorities"])
def test_what_other_rows_stand_on_cannot_be_restricted(tiny, dataset):
    tiny.restricted.add(dataset)
    tiny.write()
    assert faults_of(tiny.package.folder) == [
        f"{dataset}/first.origin.toml, confidentiality: {dataset} cannot be restricted: public rows of other datasets refer to "
        "them; write public, or deliver only rows that may be published"
    ]


def test_withheld_is_no_role_of_a_programme(tiny):
    tiny.package.categories["role"].append("withheld")
    tiny.write()
    assert faults_of(tiny.package.folder) == [
        "programme.toml, categories.role[3].key: 'withheld' says of head counts that their roles are withheld; use another key"
    ]


# The manifest, and going back


def test_the_manifest_is_sealed_and_tells_keys_and_changes(tiny):
    tiny.package.add_row("outputs", "O-2", "2020", "2020", "Books printed", "training", "5", "books", "https://example.org/page")
    tiny.write()
    first = tiny.build()
    told = manifest_of(tiny.package.folder, first)
    assert told["seal"] == manifest_seal(told)
    assert (told["schema"], told["since"], told["changes"]) == (7, None, [])
    assert told["keys"]["participants"] == ["activity_id", "role"]
    assert told["published"]["rows"]["delivered.participants"] == 2
    tiny.package.add_row("activity_countries", "A-3", "NAM")
    tiny.package.set("activities", 4, "title", "Study of ports")
    tiny.package.tables["outputs"].pop()
    tiny.package.add_row("indicator_values", "I-1", "2021-03-31", "day", "ports", "1", "", "https://example.org/page")
    tiny.write()
    told = manifest_of(tiny.package.folder, tiny.build())
    assert told["since"] == first
    assert [(one["dataset"], one["added"], one["corrected"], one["withdrawn"], one["keys"]) for one in told["changes"]] == [
        ("activities", 0, 1, 0, {"added": [], "corrected": ["A-3"], "withdrawn": []}),
        ("activity_countries", 1, 0, 0, {"added": ["A-3 / NAM"], "corrected": [], "withdrawn": []}),
        ("indicator_values", 1, 0, 0, {"added": ["I-1 / 2021-03-31 / ports"], "corrected": [], "withdrawn": []}),
        ("outputs", 0, 0, 1, {"added": [], "corrected": [], "withdrawn": ["O-2"]}),
    ]


def test_of_many_changed_rows_fifty_keys_are_listed(built):
    for number in range(100, 170):
        built.package.add_row("seizure_events", f"S-{number}", *built.package.tables["seizure_events"][2][1:])
    built.write()
    [change] = manifest_of(built.package.folder, built.build())["changes"]
    assert change["added"] == 70
    assert change["keys"]["added"] == [f"S-{number}" for number in range(100, 150)]


def test_a_build_leaves_a_release_gone_back_to_if_it_brings_nothing_new(built):
    data = built.package.folder
    first = built.served()
    built.correct(["A-2", "participant", "11", "", "", "", ""])
    second = built.build()
    serve(data, first)
    kept = build(data, keep_served=True)
    assert (kept.release, kept.is_new, kept.served) == (second, False, first)
    assert (data / "warehouse" / "CURRENT").read_text() == first + "\n"
    built.correct(["A-2", "participant", "12", "", "", "", ""])
    third = build(data, keep_served=True)
    assert (third.is_new, third.served) == (True, third.release)
    assert manifest_of(data, third.release)["since"] == first
