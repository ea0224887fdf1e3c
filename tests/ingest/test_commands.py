"""`python -m dashboard.ingest check|build|releases|serve`: what it prints, where, and how it ends."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tiny_package import TinyPackage

from dashboard.ingest.__main__ import main

ROOT = Path(__file__).resolve().parent.parent.parent

Done = subprocess.CompletedProcess[str]


def run_by_name(*arguments: str) -> Done:
    """Run the command as a user would, in a process of its own."""
    return subprocess.run([sys.executable, "-m", "dashboard.ingest", *arguments], cwd=ROOT, capture_output=True, text=True)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Done]:
    """run("check", SMALL_GROUP="6") -> how the command ends and what it prints, run in this process."""

    def done(*arguments: str, **environment: str) -> Done:
        with monkeypatch.context() as changed:
            for name, value in environment.items():
                changed.setenv(name, value)
            try:
                code = main(list(arguments))
            except SystemExit as ended:
                code = ended.code
        told = capsys.readouterr()
        return subprocess.CompletedProcess(arguments, code, told.out, told.err)

    return done


@pytest.fixture
def package(tmp_path):
    """A valid package on disk."""
    tiny = TinyPackage(tmp_path / "data")
    tiny.write()
    return tiny


def test_check_counts_what_it_read_and_builds_nothing(package):
    done = run_by_name("check", "--data", str(package.folder))
    assert (done.returncode, done.stdout, done.stderr) == (0, "no faults: 16 deliveries, 32 rows\n", "")
    assert not (package.folder / "warehouse").exists()


def test_check_prints_every_fault_and_ends_with_one(package):
    package.set("participants", 2, "women", "13")
    package.set("activities", 3, "venue_country_code", "Ghana")
    package.write()
    done = run_by_name("check", "--data", str(package.folder))
    assert done.returncode == 1
    assert done.stdout == (
        "activities/first.csv, row 3, venue_country_code: 'Ghana' is no ISO 3166-1 alpha-3 code; try 'GHA'\n"
        "participants/first.csv, row 2, women: 13 women and 18 men are more than the total of 30; correct one of the three\n"
    )
    assert done.stderr == "2 faults; 14 of 16 deliveries have none; nothing was built\n"


def test_build_makes_a_release_once_and_finds_it_the_second_time(package, run):
    first = run_by_name("build", "--data", str(package.folder))
    name = (package.folder / "warehouse" / "CURRENT").read_text().strip()
    assert (first.returncode, first.stdout) == (0, f"{name} built: 16 deliveries, 32 rows\n")
    second = run("build", "--data", str(package.folder))
    assert (second.returncode, second.stdout) == (0, f"{name} was already there: 16 deliveries, 32 rows\n")


def test_build_with_a_fault_builds_nothing_and_leaves_the_former_release(package, run):
    run("build", "--data", str(package.folder))
    store = package.folder / "warehouse"
    before = sorted(path.name for path in store.iterdir())
    current = (store / "CURRENT").read_text()
    package.set("outputs", 2, "value", "x")
    package.write()
    done = run("build", "--data", str(package.folder))
    assert done.returncode == 1
    assert done.stdout == "outputs/first.csv, row 2, value: 'x' is no number; write digits with a decimal point\n"
    assert sorted(path.name for path in store.iterdir()) == before
    assert (store / "CURRENT").read_text() == current


def test_a_folder_without_a_package_is_told_what_is_missing(tmp_path, run):
    done = run("check", "--data", str(tmp_path / "nowhere"))
    assert done.returncode == 1
    assert done.stdout == (
        "deliveries: the folder is missing; add deliveries/<dataset>/<file>.csv with its origin\n"
        "programme.toml: the file is missing; add it\n"
    )


@pytest.mark.parametrize("arguments", [[], ["publish"], ["check", "--date", "x"]])
def test_a_command_that_is_none_ends_with_two(arguments):
    done = run_by_name(*arguments)
    assert done.returncode == 2
    assert done.stderr.startswith("usage: python -m dashboard.ingest")


def test_releases_are_listed_and_served_back_and_forward(package, run):
    data = str(package.folder)
    assert run("releases", "--data", data).stdout == f"no release in {package.folder / 'warehouse'}; build one\n"
    first = run("build", "--data", data).stdout.split()[0]
    second = run("build", "--data", data, "--small-group", "6").stdout.split()[0]
    listed = re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d", "NOW", run("releases", "--data", data).stdout)
    assert sorted(listed.splitlines()) == sorted(
        [f"{first}  built NOW, cut-off 2021-06-30, kept", f"{second}  built NOW, cut-off 2021-06-30, served"]
    )
    done = run("serve", first, "--data", data)
    assert (done.returncode, done.stdout) == (0, f"{first} is served now\n")
    kept = run("build", "--data", data, "--keep-served", SMALL_GROUP="6")
    assert kept.stdout == f"{second} was already there: 16 deliveries, 32 rows; {first} is still served\n"
    file = package.folder / "warehouse" / second / "published.duckdb"
    file.write_bytes(file.read_bytes()[:-1] + b"x")
    done = run("serve", second, "--data", data)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"nothing was switched: release {second}: its file published.duckdb is not the one")
    assert f"{second}  damaged: release {second}: its file published.duckdb" in run("releases", "--data", data).stdout
    assert (package.folder / "warehouse" / "CURRENT").read_text() == f"{first}\n"


@pytest.mark.parametrize("name", ["r-000000000000", "../data", "CURRENT"])
def test_a_release_that_is_not_kept_is_not_served(package, name, run):
    first = run("build", "--data", str(package.folder)).stdout.split()[0]
    done = run("serve", name, "--data", str(package.folder))
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"nothing was switched: there is no release {name}; those kept are: {first}\n"


@pytest.mark.parametrize("given", ["1", "101", "five", "5.0", "٥", "9" * 5000])
def test_a_threshold_that_is_none_is_refused_wherever_it_is_given(package, given, run):
    for done, name in (
        (run("build", "--data", str(package.folder), "--small-group", given), "--small-group"),
        (run("build", "--data", str(package.folder), SMALL_GROUP=given), "SMALL_GROUP"),
    ):
        assert done.returncode == 2
        assert done.stderr.endswith(f"{name}: {given!r} is no whole number from 2 to 100; try 5\n")
    assert not (package.folder / "warehouse").exists()


def test_the_deliveries_of_the_product_have_no_fault():
    done = run_by_name("check")
    assert (done.returncode, done.stdout.split(":")[0]) == (0, "no faults")
