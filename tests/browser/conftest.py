"""The real server of both packages and a real browser, shared by the tests of one worker."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from serving import Served
from visitor import Visitor

HERE = Path(__file__).parent
SEEING = {"test_pages.py", "test_offline.py", "test_embed.py", "test_pictures.py"}
"""The files whose tests look at what is drawn; those of the others use what is there."""


@pytest.hookimpl(tryfirst=True)  # before the names of groups are taken
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder drives a browser. Two workers share it, about half each: every worker that takes part has a
    browser, servers and all that these keep to fill once more."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("seeing" if item.path.name in SEEING else "using"))


@pytest.fixture(scope="session")
def browser(real_browser: Browser) -> Browser:
    """The browser of this run."""
    return real_browser


@pytest.fixture(scope="session")
def served(packages: dict[str, Path]) -> Iterator[dict[str, Served]]:
    """A server of each package, started as `make run` starts it."""
    running = {name: Served(data) for name, data in packages.items()}
    yield running
    for server in running.values():
        server.end()


@pytest.fixture
def visiting(browser: Browser) -> Iterator[Callable[[str], Visitor]]:
    """visiting(address) -> a Visitor; the test fails in the end if anything went wrong behind the scenes."""
    visitors: list[Visitor] = []

    def visit(address: str) -> Visitor:
        visitors.append(Visitor(browser, address))
        return visitors[-1]

    yield visit
    for visitor in visitors:
        visitor.close()
    assert [fault for visitor in visitors for fault in visitor.faults] == []


@pytest.fixture
def visitor(served: dict[str, Served], visiting: Callable[[str], Visitor]) -> Visitor:
    """A reader of the real package."""
    return visiting(served["crimjust"].address)


@pytest.fixture
def meridian_visitor(served: dict[str, Served], visiting: Callable[[str], Visitor]) -> Visitor:
    """A reader of the invented package."""
    return visiting(served["meridian"].address)
