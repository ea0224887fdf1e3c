"""A real browser signs in at a real provider and out again, under the headers that every page carries."""

from __future__ import annotations

import flask
import pytest
from provider import PASSWORD

pytestmark = pytest.mark.browser
PAGE = '<!DOCTYPE html><title>in</title><form method="post" action="{}/sign-out"><button>Sign out</button></form>'


def strict(response: flask.Response) -> flask.Response:
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Content-Security-Policy"] = "default-src 'none'; form-action 'self'"
    return response


def test_a_person_signs_in_and_out_and_no_other_site_does_it_for_them(served, provided, real_browser):
    assert served.application is not None
    served.application.after_request(strict)
    served.application.add_url_rule("/form", "form", lambda: PAGE.format(""))
    page = real_browser.new_context().new_page()
    page.goto(served.address + "/form?a=b")
    page.fill("input[name=username]", "vera")
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(served.address + "/form?a=b")

    # Another site posts to the dashboard with the person's own browser.
    page.route("http://127.0.0.1:*/evil", lambda route: route.fulfill(content_type="text/html", body=PAGE.format(served.address)))
    page.goto(provided.issuer.replace("/o", "/evil"))
    with page.expect_response("**/sign-out") as posted:
        page.click("button")
    assert posted.value.status == 403
    page.goto(served.address + "/form")
    assert page.title() == "in"

    with page.expect_response("**/sign-out") as left:
        page.click("button")
    assert left.value.status == 200 and "You are signed out." in page.content()
