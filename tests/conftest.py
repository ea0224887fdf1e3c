"""Real releases of both data packages, built once a run through the real ingest, and short ways to ask them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import chromium
import plotly.graph_objects as go
import pytest
from asking import Asking, AskingBoth
from filelock import FileLock
from flask.testing import FlaskClient
from hypothesis import settings as hypothesis_settings
from later import deliver_later
from playwright.sync_api import Browser, sync_playwright
from postgres import Server, shared_server

from dashboard.figures import draw as draw_figure
from dashboard.language import language
from dashboard.settings import ROOT, Settings
from dashboard.ui.marks import MARKS
from dashboard.ui.server import Dashboard, create_app

PACKAGES = ("crimjust", "meridian")

# The same examples on every machine and in every run, however slow it is.
hypothesis_settings.register_profile("suite", derandomize=True, deadline=None, max_examples=100)
hypothesis_settings.load_profile("suite")


def pytest_collection_finish(session: pytest.Session) -> None:
    """Tests of one group share what the others must not change meanwhile: refuse to run where groups are not kept together."""
    if getattr(session.config.option, "loadgroup", False):
        apart = [item.nodeid for item in session.items if item.get_closest_marker("xdist_group") and "@" not in item.nodeid]
        assert apart == [], "this pytest and this xdist do not keep groups on one worker"


def build(package: Path, into: Path) -> Path:
    """Copy a data package without its releases and build it with the command a user would give."""
    shutil.copytree(package, into, ignore=shutil.ignore_patterns("warehouse", "state"))
    return build_again(into)


def build_again(package: Path) -> Path:
    """Build the release of a data package where it lies."""
    done = subprocess.run(
        [sys.executable, "-m", "dashboard.ingest", "build", "--data", str(package)], cwd=ROOT, capture_output=True, text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return package


def release_served(package: Path) -> str:
    """The name of the release that a data package serves now."""
    return (package / "warehouse" / "CURRENT").read_text(encoding="utf-8").strip()


def _shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes of this run see."""
    shared = tmp_path_factory.getbasetemp()
    return shared.parent if "PYTEST_XDIST_WORKER" in os.environ else shared


def _built_once(tmp_path_factory: pytest.TempPathFactory, package: Path, name: str) -> Path:
    place = _shared(tmp_path_factory) / name
    with FileLock(str(place) + ".lock"):
        if not (place / "warehouse" / "CURRENT").exists():
            build(package, place)
    return place


@pytest.fixture(scope="session")
def crimjust(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real data package with its release. Copy it without its `state`: reading a SQLite file that this process has open gives
    up the locks on it."""
    return _built_once(tmp_path_factory, ROOT / "data", "crimjust")


@pytest.fixture(scope="session")
def meridian(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The invented data package with its release."""
    return _built_once(tmp_path_factory, ROOT / "examples" / "meridian", "meridian")


class TwoReleases(NamedTuple):
    """The real data package with two releases: the second, served now, adds the deliveries of later.py."""

    data: Path
    first: str
    second: str


@pytest.fixture(scope="session")
def two_releases(tmp_path_factory: pytest.TempPathFactory) -> TwoReleases:
    """The real data package with two releases. Shared by all tests: to serve another release or to damage one, copy it."""
    place = _shared(tmp_path_factory) / "two_releases"
    told = place / "first.txt"
    with FileLock(str(place) + ".lock"):
        if not told.exists():
            build(ROOT / "data", place)
            first = release_served(place)
            deliver_later(place)
            build_again(place)
            told.write_text(first, encoding="utf-8")
    return TwoReleases(place, told.read_text(encoding="utf-8"), release_served(place))


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The PostgreSQL server of this run."""
    shared = tmp_path_factory.getbasetemp()
    with shared_server(shared.parent if "PYTEST_XDIST_WORKER" in os.environ else shared) as server:
        yield server


@pytest.fixture(scope="session")
def postgres_database(postgres_server: Server) -> Iterator[str]:
    """The address of a database of this process."""
    with postgres_server.database() as address:
        yield address


@pytest.fixture(scope="session")
def real_browser() -> Iterator[Browser]:
    """An installed Chrome or Chromium. Where there is none the tests fail and say what to install; they are never skipped."""
    path = chromium.find()
    assert path is not None, chromium.BY_HAND
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=chromium.ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def ask(crimjust: Path, meridian: Path) -> AskingBoth:
    """ask("headline", "year=2020") -> rows; ask.meridian(...) the same on the invented package."""
    return AskingBoth(crimjust, meridian)


@pytest.fixture(scope="session")
def packages(crimjust: Path, meridian: Path) -> dict[str, Path]:
    """Both data packages by name."""
    return {"crimjust": crimjust, "meridian": meridian}


@pytest.fixture(scope="session", params=PACKAGES)
def asking(request: pytest.FixtureRequest, ask: AskingBoth) -> Asking:
    """Answers of the real package, then of the invented one."""
    return ask if request.param == "crimjust" else ask.meridian


@pytest.fixture(scope="session")
def applications(packages: dict[str, Path]) -> dict[str, Dashboard]:
    """The application of each package, as it is served."""
    return {name: create_app(Settings(data=data)) for name, data in packages.items()}


@pytest.fixture(scope="session", params=PACKAGES)
def client(request: pytest.FixtureRequest, applications: dict[str, Dashboard]) -> FlaskClient:
    """A client of the real package's application, then of the invented one's."""
    return applications[request.param].server.test_client()


@pytest.fixture(scope="session")
def draw(ask: AskingBoth) -> Callable[..., dict[str, Any]]:
    """draw("activities_over_time", "year=2020") -> the figure, accepted by plotly's own validation."""

    def drawn(chart: str, query: str = "", asking: Asking | None = None) -> dict[str, Any]:
        figure = draw_figure((asking or ask).answer(chart, query), language("en"))
        go.Figure(figure)
        return figure

    return drawn


@pytest.fixture(scope="session")
def component(ask: AskingBoth) -> Callable[..., Any]:
    """component("headline", "") -> the tree of an HTML mark, as it is sent to the browser."""

    def made(chart: str, query: str = "", asking: Asking | None = None) -> Any:
        given = (asking or ask).answer(chart, query)
        return MARKS[given.chart.mark](given, language("en"))

    return made
