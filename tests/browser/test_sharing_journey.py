"""From a figure to a link, from the link to its reader, and back: what staff and readers do, in browsers of their own."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page
from visitor import Visitor, address_of, card, choose, faults_of_access, settled, until

LABEL = "Annex 3 <b>& more</b>"
FINDING = re.compile(r"19\.2\W% were women: 5 of the 26 persons")
"""Institutional integrity in 2020, counted by hand in data/deliveries: 26 persons in two courses, 5 of them women."""


def framed(page: Page) -> str:
    """The words in the frame of a preview, once its figure is there."""
    frame = page.frame_locator(".preview-paper iframe")
    frame.locator("#card-women_share .finding").wait_for()
    return frame.locator(".shell").inner_text()


def test_a_figure_is_shared_opened_by_a_stranger_and_closed_while_it_is_open(visitor: Visitor) -> None:
    staff = visitor.open("/gender?pillar=institutional_integrity", permissions=["clipboard-read", "clipboard-write"])
    card(staff, "women_share").locator(".menu > summary").click()
    card(staff, "women_share").get_by_text("Share this figure").click()
    staff.wait_for_selector(".share-form")
    assert staff.locator("h1").inner_text() == "Share this figure"
    staff.get_by_label("Label").fill(LABEL)
    staff.get_by_label("Sites that may show it").fill("https://www.example.org")
    staff.get_by_role("button", name="Preview").click()

    staff.wait_for_selector(".preview")
    shown = framed(staff)
    assert FINDING.search(shown) and LABEL in shown and "Sealed view" in shown
    staff.get_by_role("button", name="Make this link").click()

    staff.wait_for_selector("#the-address")
    staff.locator('[data-copy-from="the-address"]').click()
    until(staff, "() => document.querySelector('[data-copy-from=\"the-address\"]').textContent === 'Copied'", "it is copied")
    address = staff.evaluate("() => navigator.clipboard.readText()")
    assert re.fullmatch(re.escape(visitor.address) + r"/s/[\w-]{43}", address)

    reader = visitor.page(knows=False)
    reader.goto(address)
    settled(reader)
    assert address_of(reader).endswith("/gender?pillar=institutional_integrity")
    assert [one.get_attribute("id") for one in reader.locator("section.card").all()] == ["card-women_share"]
    assert FINDING.search(card(reader, "women_share").inner_text()) and reader.locator("#menu-toggle, .sections").count() == 0
    choose(reader, "Country", "Nigeria")
    assert "country=NGA" in address_of(reader) and "pillar=institutional_integrity" in address_of(reader)

    staff.goto(visitor.address + "/links")
    row = staff.locator("tr", has=staff.get_by_text(LABEL, exact=True)).first
    assert row.locator("td[data-head=Opened]").inner_text().startswith("1") and "Live" in row.inner_text()
    row.locator(".menu > summary").click()
    row.locator("summary", has_text="Revoke").click()
    row.get_by_role("button", name="Revoke for good").click()
    staff.wait_for_url("**/links#L-*")
    until(staff, lambda: "Revoked" in staff.locator("tr:target").inner_text(), "the register says it is revoked")

    choose(reader, "Country", "Ghana", wait=False)
    reader.get_by_text("There is nothing to see at this address").wait_for()
    said = reader.locator("body").inner_text()
    assert LABEL not in said and "women" not in said and "CRIMJUST" not in said
    # What the browser says of the answer that ended it: its status, and that nothing came of the filter.
    expected = ("410 (GONE)", "There is nothing to see at this address")
    visitor.faults[:] = [fault for fault in visitor.faults if not any(said in fault for said in expected)]


@pytest.mark.parametrize(("width", "scheme"), [(1366, "light"), (390, "dark")])
def test_the_pages_of_links_are_within_reach_of_everybody(visitor: Visitor, width: int, scheme: str) -> None:
    page = visitor.page(width=width, scheme=scheme)
    page.goto(visitor.address + "/links/new?of=/compare%3Fpillar%3Dresearch")
    page.get_by_role("button", name="Preview").click()
    page.wait_for_selector(".form-faults")
    assert page.evaluate("() => document.activeElement.className") == "form-faults"
    found = faults_of_access(page)
    page.get_by_label("Label").fill("For everybody")
    page.get_by_role("button", name="Preview").click()
    page.wait_for_selector(".preview")
    assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")
    page.get_by_role("button", name="Make this link").click()
    page.wait_for_selector("#the-address")
    found += faults_of_access(page)
    page.goto(visitor.address + "/links")
    page.locator(".register-actions summary").first.click()
    found += faults_of_access(page)
    assert found == []
    page.keyboard.press("Escape")
    assert page.locator(".menu[open]").count() == 0
    assert page.evaluate("() => document.activeElement.closest('.menu') !== null")
    assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")
    visitor.faults[:] = [fault for fault in visitor.faults if "400 (BAD REQUEST)" not in fault]


def test_a_link_is_made_without_a_script(visitor: Visitor) -> None:
    page = visitor.page(java_script_enabled=False)
    page.goto(visitor.address + "/links/new?of=/gender")
    page.get_by_label("Label").fill("Without a script")
    page.get_by_role("button", name="Preview").click()
    page.get_by_role("button", name="Make this link").click()
    assert page.locator("#the-address").input_value().startswith(visitor.address + "/s/")
    assert page.locator(".sections").is_visible() and not page.locator("button.copy").is_visible()
