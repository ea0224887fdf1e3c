"""The command that serves says who may come in, and the whole application lets in nobody else."""

from __future__ import annotations

import desk
import provider
import pytest
import requests
from serving import Served


@pytest.fixture(scope="module")
def whole(meridian, provided):
    """The real application with the real provider, served as `make run` does it."""
    with Served(
        meridian, SIGN_IN="oidc", OIDC_ISSUER=provided.issuer, OIDC_CLIENT_ID=provider.CLIENT_ID, SECRET_KEY=desk.KEY,
        OIDC_CLIENT_SECRET=provider.CLIENT_SECRET, PUBLIC_ADDRESS=f"http://localhost:{provided.port}",
        VIEWER_GROUPS="staff", EDITOR_GROUPS="desk", STEWARD_GROUPS="data",
    ) as served:
        yield served


def test_it_says_that_people_sign_in_and_where(whole, provided):
    assert f"Sign-in: OpenID Connect at {provided.issuer.split('/')[2]}\n" in whole.said


def test_without_a_sign_in_it_says_that_this_machine_is_steward(meridian):
    with Served(meridian) as served:
        assert "This computer only; you are the steward\n" in served.said
        assert requests.get(served.address + "/", timeout=20).status_code == 200
        refused = requests.get(served.address + "/", headers={"X-Forwarded-For": "192.0.2.7"}, timeout=20)
        assert refused.status_code == 403


@pytest.mark.parametrize(("path", "status"), [
    ("/", 302), ("/progress?year=2020", 302), ("/data", 302), ("/nothing-here", 302), ("/export/headline.csv", 302),
    ("/export/everything.zip", 302), ("/_dash-layout", 302), ("/_dash-dependencies", 302),
])
def test_nothing_is_shown_to_somebody_who_is_not_signed_in(whole, path, status):
    asked = desk.Browser(whole.address).get(path)
    assert asked.status_code == status and asked.headers["Location"].startswith("/sign-in?next=")
    plain = requests.get(whole.address + path, headers={"Accept": "*/*"}, allow_redirects=False, timeout=20)
    assert (plain.status_code, plain.text) == (401, "Sign in first.\n")


def test_a_callback_of_somebody_who_is_not_signed_in_is_refused(whole):
    posted = requests.post(whole.address + "/_dash-update-component", json={}, headers={"Origin": whole.address}, timeout=20)
    assert posted.status_code == 401


def test_who_signed_in_sees_the_dashboard_and_no_other_site_acts_for_them(whole):
    browser = desk.Browser(whole.address)
    before = browser.get("/sign-in")
    assert "no-store" in before.headers["Cache-Control"]
    # The provider sends people to PUBLIC_ADDRESS, where a proxy would pass them on to here.
    came_in = browser.get(whole.address + "/sign-in/done?" + browser.callback("vera", "/progress").partition("?")[2])
    assert (came_in.status_code, came_in.headers["Location"]) == (302, "/progress")
    assert browser.get("/progress").status_code == 200
    assert browser.get("/export/headline.csv").status_code == 200
    for path in ("/_dash-update-component", "/sign-out"):
        for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
            assert browser.session.post(whole.address + path, json={}, headers=headers, timeout=20).status_code == 403
    assert browser.session.post(whole.address + "/sign-out", timeout=20).status_code == 403
    assert browser.get("/progress").status_code == 200
    out = browser.session.post(whole.address + "/sign-out", headers={"Origin": whole.address}, timeout=20)
    assert out.status_code == 200
    assert browser.get("/progress").status_code == 302
