"""Releases on disk: a new one is served without a restart, a damaged one never."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import duckdb
import pytest

from dashboard.settings import ROOT, Settings
from dashboard.ui.server import create_app
from dashboard.warehouse import (
    DamagedRelease,
    NoRelease,
    QueryFailed,
    Store,
    Warehouse,
    list_releases,
    manifest_seal,
    read_release,
    refused_releases,
)

SIDE_EVENT = "CJ-2020-006"
"""An activity of 2020 that the delivery puts under inter-regional cooperation."""


@pytest.fixture
def package(crimjust: Path, tmp_path: Path) -> Path:
    """A copy of the real package with its release, free to be changed."""
    return shutil.copytree(crimjust, tmp_path / "package", ignore=shutil.ignore_patterns("state"))


def build(package: Path) -> str:
    """Build what a package now holds, with the command of a user; the name of the release."""
    done = subprocess.run([sys.executable, "-m", "dashboard.ingest", "build", "--data", str(package)], cwd=ROOT,
                          capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return (package / "warehouse" / "CURRENT").read_text(encoding="utf-8").strip()


def move_the_side_event_to_research(package: Path) -> None:
    path = package / "deliveries" / "activities" / "public-record.csv"
    told = path.read_text(encoding="utf-8")
    moved, n = re.subn(rf"(?m)^({SIDE_EVENT},.*?),interregional_cooperation,", r"\1,research,", told, count=1)
    assert n == 1
    origin = path.with_name("public-record.origin.toml")
    declared = origin.read_text(encoding="utf-8")
    sums = [hashlib.sha256(text.encode("utf-8")).hexdigest() for text in (told, moved)]
    assert sums[0] in declared
    path.write_text(moved, encoding="utf-8")
    origin.write_text(declared.replace(*sums), encoding="utf-8")


def point(package: Path, name: str) -> None:
    (package / "warehouse" / "CURRENT").write_text(name + "\n", encoding="utf-8")


def release_of(package: Path) -> Path:
    return package / "warehouse" / (package / "warehouse" / "CURRENT").read_text(encoding="utf-8").strip()


def research_of_2020(client) -> str:
    """What a download of the served release counts for research in 2020."""
    said = client.get("/export/headline.csv?pillar=research").get_data(as_text=True)
    return said.splitlines()[1].split(",")[0]


def sealed(folder: Path) -> None:
    """Make the manifest of a release describe its file as it now is."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    manifest["warehouse_sha256"] = hashlib.sha256((folder / "warehouse.duckdb").read_bytes()).hexdigest()
    manifest["seal"] = manifest_seal(manifest)
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


# A new release

def test_a_new_release_is_served_without_a_restart(package):
    client = create_app(Settings(data=package)).server.test_client()
    before = client.get("/health").get_json()["release"]
    assert research_of_2020(client) == "2"
    move_the_side_event_to_research(package)
    after = build(package)
    assert after != before
    assert client.get("/health").get_json()["release"] == after
    assert research_of_2020(client) == "3"
    point(package, before)
    assert research_of_2020(client) == "2"


def test_the_same_deliveries_give_the_same_release(package, crimjust):
    assert build(package) == release_of(crimjust).name


def test_every_request_during_a_switch_is_answered_from_one_release(package):
    client = create_app(Settings(data=package)).server.test_client
    first = release_of(package).name
    move_the_side_event_to_research(package)
    second = build(package)
    expected = {first: "2", second: "3"}
    seen: list[tuple[str, str]] = []
    done = threading.Event()

    def read() -> None:
        mine = client()
        while not done.is_set():
            response = mine.get("/export/headline.csv?pillar=research")
            name = re.search(r"headline-(r-[0-9a-f]+)\.csv", response.headers["Content-Disposition"])
            seen.append((name[1] if name else "", response.get_data(as_text=True).splitlines()[1].split(",")[0]))

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    for turn in range(20):
        point(package, (first, second)[turn % 2])
        client().get("/health")
    done.set()
    for reader in readers:
        reader.join()
    assert {name for name, _ in seen} <= set(expected)
    assert [(name, n) for name, n in seen if expected[name] != n] == []


def test_every_readable_release_is_listed_newest_first(package):
    first = release_of(package).name
    move_the_side_event_to_research(package)
    second = build(package)
    (package / "warehouse" / "r-000000000000").mkdir()
    assert {release.name for release in list_releases(package / "warehouse")} == {first, second}


# Damage

def test_a_store_without_a_release_says_what_to_run(tmp_path):
    with pytest.raises(NoRelease, match=r"no release in .*; run: make data"):
        Store(tmp_path).current()


@pytest.mark.parametrize("damage", ["a changed byte", "cut short", "empty"])
def test_a_file_that_is_not_the_one_that_was_built_is_refused_with_words(package, damage):
    database = release_of(package) / "warehouse.duckdb"
    content = database.read_bytes()
    changed = {"a changed byte": content[:5000] + bytes([content[5000] ^ 1]) + content[5001:], "cut short": content[:-1],
               "empty": b""}
    database.write_bytes(changed[damage])
    reason = r"release r-[0-9a-f]{12}: its file warehouse\.duckdb is not the one that was built; build it again"
    with pytest.raises(DamagedRelease, match=reason):
        Store(package).current()


@pytest.mark.parametrize("file", ["warehouse.duckdb", "published.duckdb", "manifest.json", "programme.toml"])
def test_one_changed_byte_of_any_file_of_a_release_is_noticed_also_while_it_is_open(package, file):
    store = Store(package)
    name = store.current().release.name
    assert store.published(name).records("options/programme")
    path = release_of(package) / file
    content = path.read_bytes()
    at = len(content) // 2
    path.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1:])
    for opened in (store.published, Store(package).published, store.full):
        with pytest.raises(DamagedRelease, match=rf"{name}: its .*({file.partition('.')[0]}|manifest)"):
            opened(name)
    with pytest.raises(DamagedRelease):
        store.serve(name)
    assert [(refused, str(name) in reason) for refused, reason in refused_releases(store.folder)] == [(name, True)]
    assert list_releases(store.folder) == []
    path.write_bytes(content)
    assert store.published(name).records("options/programme")


def test_a_release_can_be_rolled_back_to_and_forward_again(two_releases, tmp_path):
    data = shutil.copytree(two_releases.data, tmp_path / "package", ignore=shutil.ignore_patterns("state"))
    store = Store(data)
    assert store.current().release.name == two_releases.second
    store.serve(two_releases.first)
    assert store.current().release.name == two_releases.first == Store(data).current().release.name
    store.serve(two_releases.second)
    assert store.current().release.name == two_releases.second
    for unknown in ("r-0123456789ab", "../x", "", "CURRENT", f"{two_releases.first}/"):
        with pytest.raises(NoRelease):
            store.serve(unknown)
    assert Store(data).current().release.name == two_releases.second


def test_what_outsiders_get_of_a_release_knows_nothing_of_others(two_releases):
    shown = Store(two_releases.data).published(two_releases.second).release
    assert shown.name.startswith("p-") and shown.since is None and shown.changes == () and shown.is_published
    assert Store(two_releases.data).full(two_releases.second).release.since == two_releases.first


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"release": "r-1"}', "\x00"])
def test_a_manifest_that_cannot_be_read_is_refused_with_words(package, content):
    folder = release_of(package)
    (folder / "manifest.json").write_text(content, encoding="utf-8")
    with pytest.raises(DamagedRelease, match="its manifest cannot be read"):
        read_release(folder)


def test_a_manifest_of_another_release_is_refused(package):
    folder = release_of(package)
    other = folder.with_name("r-123456789abc")
    shutil.copytree(folder, other)
    with pytest.raises(DamagedRelease, match=f"release r-123456789abc: its manifest is that of {folder.name}"):
        read_release(other)


@pytest.mark.parametrize("content", ["", "[programme]\nname = 'x'", "= ="])
def test_a_programme_that_cannot_be_read_is_a_damaged_release(package, content):
    folder = release_of(package)
    (folder / "programme.toml").write_text(content, encoding="utf-8")
    with pytest.raises(DamagedRelease, match=r"its programme\.toml is not the one that was built in"):
        read_release(folder)


BROKEN = [
    "missing", "empty folder", "changed byte", "no database", "no table", "nonsense in CURRENT", "empty CURRENT", "no CURRENT",
]


@pytest.mark.parametrize("fault", BROKEN)
def test_a_current_that_cannot_be_served_leaves_the_former_release_serving(package, fault):
    client = create_app(Settings(data=package)).server.test_client()
    good = release_of(package)
    assert research_of_2020(client) == "2"
    broken = good.with_name("r-0123456789ab")
    if fault == "empty folder":
        broken.mkdir()
    elif fault in ("changed byte", "no database", "no table"):
        shutil.copytree(good, broken)
        manifest = json.loads((broken / "manifest.json").read_text(encoding="utf-8"))
        (broken / "manifest.json").write_text(json.dumps(manifest | {"release": broken.name}), encoding="utf-8")
        database = broken / "warehouse.duckdb"
        if fault == "changed byte":
            database.write_bytes(database.read_bytes()[:-1] + b"!")
        elif fault == "no database":
            database.unlink()
        else:
            with duckdb.connect(str(database)) as connection:
                connection.execute("drop table partial_years")
            sealed(broken)
    point(package, {"nonsense in CURRENT": "../../etc\x00", "empty CURRENT": ""}.get(fault, broken.name))
    if fault == "no CURRENT":
        (package / "warehouse" / "CURRENT").unlink()
    for _ in range(2):
        response = client.get("/health")
        assert response.status_code == 200 and response.get_json()["release"] == good.name
        assert research_of_2020(client) == "2"
    point(package, good.name)
    assert research_of_2020(client) == "2"


def test_a_release_of_another_version_of_the_product_is_refused_with_words(package):
    folder = release_of(package)
    with duckdb.connect(str(folder / "warehouse.duckdb")) as connection:
        connection.execute("drop table partial_years")
    sealed(folder)
    with pytest.raises(DamagedRelease, match=rf"release {folder.name}: built for another version of this product; build it again"):
        Store(package).current()


def test_a_release_of_another_version_is_tried_again_when_somebody_has_touched_it(package, monkeypatch):
    folder = release_of(package)
    whole = (folder / "warehouse.duckdb").read_bytes(), (folder / "manifest.json").read_bytes()
    with duckdb.connect(str(folder / "warehouse.duckdb")) as connection:
        connection.execute("drop table partial_years")
    sealed(folder)
    store, tried = Store(package), []
    monkeypatch.setattr("dashboard.warehouse.Warehouse", lambda release: tried.append(release.name) or Warehouse(release))
    for _ in range(3):
        with pytest.raises(DamagedRelease, match="built for another version"):
            store.full(folder.name)
    assert tried == [folder.name]
    for name, content in zip(("warehouse.duckdb", "manifest.json"), whole, strict=True):
        (folder / name).write_bytes(content)
    assert store.full(folder.name).release.name == folder.name


def test_a_release_that_does_not_answer_once_may_answer_later(package, monkeypatch):
    name, store = release_of(package).name, Store(package)

    def busy(*_):
        raise QueryFailed("the query did not answer") from duckdb.InterruptException("it took too long")

    with monkeypatch.context() as patched:
        patched.setattr(Warehouse, "_found", busy)
        with pytest.raises(DamagedRelease, match=f"release {name}: its database does not answer"):
            store.full(name)
    assert store.full(name).release.name == name


def test_that_the_former_release_stays_is_logged_once_with_the_reason(package, caplog):
    store = Store(package)
    good = store.current().release.name
    point(package, "r-0123456789ab")
    for _ in range(3):
        assert store.current().release.name == good
    said = [record.getMessage() for record in caplog.records]
    assert said == [f"{good} stays in service: there is no release 'r-0123456789ab'; run: make data"]
