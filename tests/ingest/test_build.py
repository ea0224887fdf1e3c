"""A release is named by its content, appears whole or not at all, and never takes the former one's place by accident."""

from __future__ import annotations

import fcntl
import hashlib
import json
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import time
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

import duckdb
import pytest
from tiny_package import TinyPackage

from dashboard.ingest.build import STAGES, NotBuilt, build
from dashboard.ingest.faults import Faulty
from dashboard.warehouse import hold_whole

ROOT = Path(__file__).resolve().parent.parent.parent

AT_ONCE = multiprocessing.get_context("forkserver")
"""Starts processes that have imported the build before they begin."""
AT_ONCE.set_forkserver_preload(["dashboard.ingest.build"])


def build_and_tell(data: Path, queries: Path, dies_at: str, told: Connection) -> None:
    """Build in a process of its own, to die by kill -9 at a stage; tells when it starts and ends."""
    def reached(stage: str) -> None:
        if stage == dies_at:
            os.kill(os.getpid(), signal.SIGKILL)

    told.send("start")
    build(data, queries, reached)
    told.send("end")


class Workshop:
    """A tiny package with queries of its own, so that a test can break either."""

    def __init__(self, folder: Path):
        self.package = TinyPackage(folder / "data")
        self.data = self.package.write()
        self.queries = folder / "queries"
        self.store = self.data / "warehouse"
        self.query("warehouse/10_activities.sql", "create table activities as select * from delivered.activities;")
        self.query(
            "checks/ends.sql",
            "-- No activity ends before it starts.\nselect activity_id from activities where ended_on < started_on",
        )

    def query(self, file: str, sql: str) -> None:
        path = self.queries / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(sql, encoding="utf-8")

    def build(self) -> str:
        return build(self.data, self.queries).release

    def current(self) -> str:
        return (self.store / "CURRENT").read_text(encoding="utf-8").strip()

    def releases(self) -> list[str]:
        return sorted(path.name for path in self.store.glob("r-*"))

    def ask(self, sql: str, release: str | None = None) -> list[tuple]:
        path = self.store / (release or self.current()) / "warehouse.duckdb"
        with duckdb.connect(str(path), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    def start(self, stage: str = "") -> tuple[BaseProcess, Connection]:
        """Start a build in a process of its own, to die by kill -9 when it has reached a stage; it tells its start and end."""
        told, tells = AT_ONCE.Pipe(duplex=False)
        process = AT_ONCE.Process(target=build_and_tell, args=(self.data, self.queries, stage, tells), daemon=True)
        process.start()
        tells.close()
        assert told.poll(30) and told.recv() == "start"
        return process, told

    def assert_whole(self) -> None:
        """Every folder under a final name is a complete release with the file its manifest describes and no log."""
        for name in self.releases():
            folder = self.store / name
            files = ["manifest.json", "programme.toml", "published.duckdb", "warehouse.duckdb"]
            assert sorted(path.name for path in folder.iterdir()) == files
            manifest = json.loads((folder / "manifest.json").read_text())
            assert manifest["release"] == name
            digests = [hashlib.sha256((folder / file).read_bytes()).hexdigest() for file in files[2:]]
            assert [manifest["published"]["sha256"], manifest["warehouse_sha256"]] == digests
            assert hold_whole(folder).name == name
        assert self.current() in self.releases()


@pytest.fixture
def workshop(tmp_path):
    """A workshop in which nothing is built yet."""
    return Workshop(tmp_path)


@pytest.fixture(scope="module")
def first_release(tmp_path_factory):
    """The folder of a workshop with its first release."""
    folder = tmp_path_factory.mktemp("workshop")
    Workshop(folder).build()
    return folder


@pytest.fixture
def used_workshop(tmp_path, first_release):
    """A workshop of its own with its first release."""
    shutil.copytree(first_release, tmp_path, dirs_exist_ok=True)
    return Workshop(tmp_path)


# What is built


def test_a_release_holds_what_was_delivered_with_its_place_and_type(workshop):
    workshop.build()
    assert workshop.ask(
        "select activity_id, started_on::varchar, ended_on::varchar, delivery_id, row_number "
        "from delivered.activities order by all"
    ) == [
        ("A-1", "2020-02-03", "2020-02-05", "activities/first", 2),
        ("A-2", "2020-03-01", None, "activities/first", 3),
        ("A-3", "2021-01-01", None, "activities/first", 4),
    ]
    assert workshop.ask("select typeof(persons_total), women, men from delivered.participants where activity_id = 'A-2'") == [
        ("BIGINT", None, None)
    ]
    assert workshop.ask(
        "select typeof(quantity_kg), quantity_kg::varchar from delivered.annual_seizures where drug = 'cocaine'"
    ) == [("DECIMAL(18,3)", "12.500")]


def test_a_release_holds_the_programme_its_categories_and_the_origins(workshop):
    release = workshop.build()
    assert workshop.ask(
        "select key, achieved_year, planned_year, first_year, cut_off::varchar, release from delivered.programme"
    ) == [("tiny", 2020, 2021, 2019, "2021-06-30", release)]
    assert workshop.ask(
        "select key, label, short_label, definition from delivered.categories where dimension = 'pillar' order by position"
    ) == [
        ("training", "training", "training", None),
        ("research", "research", "research", None),
    ]
    assert workshop.ask("select year, note from delivered.partial_years") == [(2021, "January to June only.")]
    assert workshop.ask(
        "select dataset, file, address, date_read::varchar, confidentiality, corrects, rows "
        "from delivered.deliveries where delivery_id = 'activities/first'"
    ) == [("activities", "activities/first.csv", "https://example.org/", "2021-07-01", "public", [], 3)]


def test_a_dataset_nobody_delivered_is_an_empty_table(workshop):
    shutil.rmtree(workshop.data / "deliveries" / "caveats")
    workshop.build()
    assert workshop.ask("select count(*) from delivered.caveats") == [(0,)]


def test_the_manifest_names_every_input_and_counts_every_table(workshop):
    release = workshop.build()
    manifest = json.loads((workshop.store / release / "manifest.json").read_text())
    paths = [one["path"] for one in manifest["inputs"]]
    assert len(paths) == 35  # programme.toml, 16 deliveries, 16 origins, 1 query, what was decided on small groups
    assert {"programme.toml", "deliveries/activities/first.csv", "queries/warehouse/10_activities.sql"} <= set(paths)
    assert paths[-1] == "disclosure.json"
    assert manifest["rows"]["main.activities"] == manifest["rows"]["delivered.activities"] == 3
    assert manifest["cut_off"] == "2021-06-30"


# Its name


def test_the_same_input_has_the_same_name_wherever_and_whenever_it_is_built(tmp_path):
    (tmp_path / "here").mkdir()
    (tmp_path / "there").mkdir()
    assert Workshop(tmp_path / "here").build() == Workshop(tmp_path / "there").build()


@pytest.mark.parametrize("change", ["a cell", "an origin", "programme.toml", "a query"])
def test_any_other_input_has_another_name(used_workshop, change):
    first = used_workshop.current()
    if change == "a cell":
        used_workshop.package.set("activities", 2, "title", "First course again")
        used_workshop.package.write()
    elif change == "an origin":
        path = used_workshop.data / "deliveries" / "activities" / "first.origin.toml"
        path.write_text(path.read_text() + 'note = "x"\n')
    elif change == "programme.toml":
        used_workshop.package.programme += "\n# a remark\n"
        used_workshop.package.write()
    else:
        used_workshop.query("warehouse/20_more.sql", "create table more as select 1 as one;")
    second = used_workshop.build()
    assert second != first
    assert used_workshop.current() == second
    used_workshop.assert_whole()


def test_going_back_to_former_input_only_switches_current(used_workshop):
    first = used_workshop.current()
    made = (used_workshop.store / first / "manifest.json").stat().st_mtime_ns
    used_workshop.query("warehouse/20_more.sql", "create table more as select 1 as one;")
    used_workshop.build()
    (used_workshop.queries / "warehouse" / "20_more.sql").unlink()
    assert build(used_workshop.data, used_workshop.queries).is_new is False
    assert used_workshop.current() == first
    assert (used_workshop.store / first / "manifest.json").stat().st_mtime_ns == made


@pytest.mark.parametrize("file", ["warehouse.duckdb", "published.duckdb", "manifest.json", "programme.toml"])
def test_a_release_of_which_one_byte_is_another_is_built_again(used_workshop, file):
    name = used_workshop.current()
    file = used_workshop.store / name / file
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    assert build(used_workshop.data, used_workshop.queries).is_new is True
    used_workshop.assert_whole()
    assert not list(used_workshop.store.glob(".build-*"))


def test_a_release_that_lacks_its_published_database_is_built_again(used_workshop):
    name = used_workshop.current()
    (used_workshop.store / name / "published.duckdb").unlink()
    assert build(used_workshop.data, used_workshop.queries).is_new is True
    used_workshop.assert_whole()


def test_both_databases_are_held_against_the_checks(workshop):
    workshop.query(
        "checks/full.sql", "-- Only the full database.\nselect release from delivered.programme where release like 'p-%'"
    )
    with pytest.raises(NotBuilt, match="Only the full database"):
        workshop.build()
    assert workshop.releases() == []


# Refusals


def test_a_fault_builds_nothing(workshop):
    workshop.package.set("activities", 2, "pillar", "sport")
    workshop.package.write()
    with pytest.raises(Faulty):
        workshop.build()
    assert not workshop.store.exists()


def test_a_broken_check_builds_nothing_and_is_told_with_its_rule_and_rows(used_workshop):
    former = used_workshop.current()
    used_workshop.query(
        "checks/short.sql", "-- No title is short.\nselect activity_id, title from activities where length(title) < 6"
    )
    used_workshop.query("warehouse/20_more.sql", "create table more as select 1 as one;")
    with pytest.raises(NotBuilt) as refused:
        used_workshop.build()
    assert str(refused.value) == (
        "a check does not hold:\nqueries/checks/short.sql: No title is short.\n  activity_id A-3, title Study"
    )
    assert (used_workshop.releases(), used_workshop.current()) == ([former], former)


def test_a_check_that_is_new_also_holds_a_release_that_is_already_there(used_workshop):
    used_workshop.query("checks/none.sql", "-- There are no activities.\nselect activity_id from activities limit 1")
    with pytest.raises(NotBuilt, match="There are no activities"):
        used_workshop.build()


def test_a_query_that_fails_builds_nothing_and_is_named(used_workshop):
    former = used_workshop.current()
    used_workshop.query("warehouse/20_more.sql", "create table more as select * from nowhere;")
    with pytest.raises(NotBuilt, match=r"queries/warehouse/20_more\.sql: "):
        used_workshop.build()
    assert (used_workshop.releases(), used_workshop.current()) == ([former], former)
    assert not list(used_workshop.store.glob(".build-*"))


def test_the_build_needs_no_query_at_all(workshop):
    shutil.rmtree(workshop.queries)
    workshop.build()
    assert workshop.ask("select count(*) from delivered.activities") == [(3,)]


def test_two_builds_never_interleave_and_the_second_says_so(workshop):
    workshop.store.mkdir()
    with (workshop.store / ".lock").open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(NotBuilt, match="another build is at work on this data"):
            workshop.build()
    assert workshop.releases() == []
    workshop.build()


def test_a_full_disk_leaves_the_former_release_serving(used_workshop):
    former = used_workshop.current()
    used_workshop.query(
        "warehouse/20_more.sql", "create table more as select range as n, md5(range::varchar) as words from range(400000);"
    )
    limited = (
        "import resource, sys; from pathlib import Path; from dashboard.ingest.build import NotBuilt, build\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, 2_000_000))\n"
        "try:\n    build(Path(sys.argv[1]), Path(sys.argv[2]))\n"
        "except NotBuilt as reason:\n    print(reason)\n    sys.exit(3)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", limited, str(used_workshop.data), str(used_workshop.queries)],
        cwd=ROOT, capture_output=True, text=True,
    )
    assert done.returncode == 3, done.stderr
    assert (used_workshop.releases(), used_workshop.current()) == ([former], former)
    used_workshop.assert_whole()
    assert used_workshop.build() != former


# kill -9


@pytest.mark.parametrize("stage", STAGES)
def test_a_build_killed_at_any_stage_leaves_a_whole_release_and_the_next_build_works(used_workshop, stage):
    former = used_workshop.current()
    used_workshop.query("warehouse/20_more.sql", "create table more as select 1 as one;")
    process, _ = used_workshop.start(stage)
    process.join(30)
    assert process.exitcode == -signal.SIGKILL
    used_workshop.assert_whole()
    assert (used_workshop.current() == former) == (stage != "current")
    assert used_workshop.ask("select count(*) from activities") == [(3,)]
    latest = used_workshop.build()
    assert used_workshop.current() == latest != former
    used_workshop.assert_whole()
    assert not list(used_workshop.store.glob(".*-*"))


def test_a_build_killed_at_any_moment_leaves_a_whole_release_and_the_next_build_works(used_workshop):
    slow = "create table more as select range as n, md5(range::varchar) as words from range(30000) where range >= {};"
    used_workshop.query("warehouse/20_more.sql", slow.format(0))
    process, told = used_workshop.start()
    began = time.perf_counter()
    assert told.poll(30) and told.recv() == "end"
    length = time.perf_counter() - began
    process.join(30)
    for moment in range(12):
        used_workshop.query("warehouse/20_more.sql", slow.format(moment + 1))
        process, _ = used_workshop.start()
        time.sleep(length * moment / 11)
        process.kill()
        process.join(30)
        used_workshop.assert_whole()
        assert used_workshop.ask("select count(*) from activities") == [(3,)]
    latest = used_workshop.build()
    assert used_workshop.current() == latest
    used_workshop.assert_whole()
    assert not list(used_workshop.store.glob(".*-*"))


def test_what_a_killed_build_left_is_swept_but_not_a_folder_of_someone_else(workshop):
    workshop.store.mkdir()
    (workshop.store / ".build-1-dead").mkdir()
    (workshop.store / ".build-1-dead" / "warehouse.duckdb").write_bytes(b"half")
    (workshop.store / "keep").mkdir()
    workshop.build()
    assert sorted(os.listdir(workshop.store)) == sorted([".lock", "CURRENT", "keep", workshop.current()])
