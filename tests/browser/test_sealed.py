"""Sealed links as their readers have them: in a window, in a frame on somebody else's site, behind a passcode."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import chromium
import pytest
from hosting import Host
from playwright.sync_api import Page
from sealed_link import new_link, register_of
from visitor import chips, choose, faults_of_access, open_filter, settled, until

from dashboard.links import Register

NEUTRAL = "There is nothing to see at this address."


@pytest.fixture(scope="module")
def register(packages: dict[str, Path]) -> Register:
    return register_of(packages["crimjust"])


@pytest.fixture
def share(served: dict[str, Any], packages: dict[str, Path], register: Register) -> Any:
    """share(...) -> (id, address) of a link to the gender page of 2020, the year held fixed, unless chosen otherwise."""
    def made(**chosen: Any) -> tuple[str, str]:
        given = {"pages": ("gender",), "path": "/gender", "query": "year=2020", "locked": ("year",)} | chosen
        link, token = register.make(new_link(packages["crimjust"], **given), by="editor")
        return link.id, f"{served['crimjust'].address}/s/{token}"

    return made


@pytest.fixture(scope="module")
def host() -> Iterator[Host]:
    served = Host()
    yield served
    served.server.shutdown()


def opened(visiting: Any, address: str, **options: Any) -> Page:
    """A link as somebody who was never here opens it."""
    root, _, token = address.partition("/s/")
    return visiting(root).open(f"/s/{token}", knows=False, **options)


def test_a_fixed_card_shows_its_figure_and_offers_nothing_that_would_lead_elsewhere(visiting, share):
    _, address = share(chart="women_share", may=frozenset(), label="Annex 3")
    page = opened(visiting, address)
    assert page.locator("section.card").count() == 1 and "79 of the 250" in page.locator("#card-women_share").text_content()
    assert "Annex 3" in page.locator(".seal").text_content() and chips(page) == ["2020"]
    assert page.locator("a[href]:not(.skip-link)").count() == 0
    assert page.locator(".filter, .segment, .sections, .view-toggle, .share-page, #menu-toggle").count() == 0
    page.locator("#card-women_share details.menu summary").click()
    page.get_by_role("button", name="Explain this number").click()
    panel = page.locator("#explain-body")
    until(page, lambda: "women / persons" in (panel.text_content() or ""), "the explanation is there")
    assert panel.locator("a[href^='/']").count() == 0 and "Download" not in (panel.text_content() or "")


@pytest.mark.parametrize(("width", "scheme"), [(1366, "light"), (390, "dark")])
def test_a_sealed_page_is_within_reach_of_everybody(visiting, share, width, scheme):
    _, address = share(pages=(), chart="", locked=("year",))
    page = opened(visiting, address, width=width, height=800, scheme=scheme)
    assert faults_of_access(page) == []
    assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")


def test_a_reader_filters_within_a_link_and_finds_the_same_in_another_window(visiting, share):
    _, address = share()
    page = opened(visiting, address)
    choose(page, "Pillar", "Research")
    assert chips(page) == ["2020", "Research"] and page.url.startswith(address + "/gender?")
    told = page.locator("#card-women_share .finding").text_content()
    again = opened(visiting, address.partition("/s/")[0] + page.url[page.url.index("/s/"):])
    assert again.locator("#card-women_share .finding").text_content() == told
    page.go_back()
    settled(page)
    assert "79 of the 250" in page.locator("#card-women_share").text_content()


@pytest.mark.parametrize("was_open", [True, False])
def test_an_open_page_shows_nothing_more_once_its_link_is_revoked(browser, share, register, was_open):
    """Whether a filter is chosen or only opened."""
    link, address = share()
    context = browser.new_context()
    page = context.new_page()
    page.goto(address)
    settled(page)
    if was_open:
        open_filter(page, "Pillar")
    register.revoke(link, by="editor")
    if was_open:
        choose(page, "Pillar", "Research", wait=False)
    else:
        page.locator("details.filter summary").first.click()
    until(page, lambda: NEUTRAL in (page.locator("h1").first.text_content() or ""), "the neutral page is there")
    assert "79" not in page.content() and page.locator(".card").count() == 0
    context.close()


def test_a_passcode_lets_a_reader_in(browser, share):
    _, address = share(passcode="orchid-7-lake")
    context = browser.new_context()
    page = context.new_page()
    page.goto(address)
    assert "Gender" not in page.content()
    page.get_by_label("Passcode").fill("orchid-7-lak")
    page.get_by_role("button", name="Open").click()
    assert page.get_by_role("alert").text_content() == "This is not the passcode."
    page.get_by_label("Passcode").fill("orchid-7-lake")
    page.get_by_role("button", name="Open").click()
    settled(page)
    assert "79 of the 250" in page.locator("#card-women_share").text_content() and context.cookies() == []
    choose(page, "Pillar", "Research")
    assert chips(page) == ["2020", "Research"]
    context.close()


def test_a_link_in_a_frame_works_on_the_site_it_names_without_any_cookie(browser, share, host):
    _, address = share(sites=(host.site,))
    strict = browser.browser_type.launch(
        executable_path=chromium.find(), args=[*chromium.ARGUMENTS, "--test-third-party-cookie-phaseout"])
    context = strict.new_context()
    page = context.new_page()
    host.framed = address
    page.goto(host.site)
    frame = until(page, lambda: next((one for one in page.frames if "/gender" in one.url), None), "the frame has its page")
    until(page, lambda: frame.locator("#content:not([aria-busy]) .finding").count(), "the frame has its figures")
    assert "79 of the 250" in frame.locator("#card-women_share").text_content()
    assert context.cookies() == []
    strict.close()


@pytest.mark.parametrize("sites", [(), ("https://elsewhere.example",)])
def test_a_link_in_a_frame_is_refused_on_every_other_site(browser, share, host, sites):
    _, address = share(sites=sites)
    context = browser.new_context()
    page = context.new_page()
    refusals: list[str] = []
    page.on("console", lambda message: refusals.append(message.text))
    host.framed = address
    page.goto(host.site)
    until(page, lambda: any("frame-ancestors" in one for one in refusals), "the browser refused the frame")
    assert all("79 of" not in (frame.locator("body").text_content() or "") for frame in page.frames[1:])
    context.close()
