"""`python -m dashboard.ingest check|build [--data DIR]`: what it prints, where, and how it ends."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from tiny_package import TinyPackage

ROOT = Path(__file__).resolve().parent.parent.parent


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a user would."""
    return subprocess.run([sys.executable, "-m", "dashboard.ingest", *arguments], cwd=ROOT, capture_output=True, text=True)


@pytest.fixture
def package(tmp_path):
    """A valid package on disk."""
    tiny = TinyPackage(tmp_path / "data")
    tiny.write()
    return tiny


def test_check_counts_what_it_read_and_builds_nothing(package):
    done = run("check", "--data", str(package.folder))
    assert (done.returncode, done.stdout, done.stderr) == (0, "no faults: 16 deliveries, 32 rows\n", "")
    assert not (package.folder / "warehouse").exists()


def test_check_prints_every_fault_and_ends_with_one(package):
    package.set("participants", 2, "women", "13")
    package.set("activities", 3, "venue_country_code", "Ghana")
    package.write()
    done = run("check", "--data", str(package.folder))
    assert done.returncode == 1
    assert done.stdout == (
        "activities/first.csv, row 3, venue_country_code: 'Ghana' is no ISO 3166-1 alpha-3 code; try 'GHA'\n"
        "participants/first.csv, row 2, women: 13 women and 18 men are more than the total of 30; correct one of the three\n"
    )
    assert done.stderr == "2 faults; 14 of 16 deliveries have none; nothing was built\n"


def test_build_makes_a_release_once_and_finds_it_the_second_time(package):
    first = run("build", "--data", str(package.folder))
    name = (package.folder / "warehouse" / "CURRENT").read_text().strip()
    assert (first.returncode, first.stdout) == (0, f"{name} built: 16 deliveries, 32 rows\n")
    second = run("build", "--data", str(package.folder))
    assert (second.returncode, second.stdout) == (0, f"{name} was already there: 16 deliveries, 32 rows\n")


def test_build_with_a_fault_builds_nothing_and_leaves_the_former_release(package):
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


def test_a_folder_without_a_package_is_told_what_is_missing(tmp_path):
    done = run("check", "--data", str(tmp_path / "nowhere"))
    assert done.returncode == 1
    assert done.stdout == (
        "deliveries: the folder is missing; add deliveries/<dataset>/<file>.csv with its origin\n"
        "programme.toml: the file is missing; add it\n"
    )


@pytest.mark.parametrize("arguments", [[], ["publish"], ["check", "--date", "x"]])
def test_a_command_that_is_none_ends_with_two(arguments):
    done = run(*arguments)
    assert done.returncode == 2
    assert done.stderr.startswith("usage: python -m dashboard.ingest")


def test_the_deliveries_of_the_product_have_no_fault():
    done = run("check")
    assert (done.returncode, done.stdout.split(":")[0]) == (0, "no faults")
