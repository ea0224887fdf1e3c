"""Signing in with a real provider over real HTTP: who gets in, as what, and what a stolen or forged part is worth."""

from __future__ import annotations

import logging
import threading
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, quote, urlsplit

import desk
import provider
import pytest

from dashboard.ui import sign_in as module
from dashboard.ui.sign_in import safe_next


def asked_for(address: str) -> dict[str, str]:
    return {key: values[0] for key, values in parse_qs(urlsplit(address).query).items()}


@pytest.mark.parametrize(("name", "told"), [
    ("vera", "viewer id-vera Vera"),
    ("eddy", "editor id-eddy Eddy"),       # in both staff and desk: the higher role
    ("stella", "steward id-stella Stella"),
    ("uma", "editor id-uma Uma"),          # her groups stand in the user info alone
])
def test_a_person_gets_in_with_the_highest_role_of_their_groups(browser, name, told):
    came_in = browser.sign_in(name, path="/progress?year=2020")
    assert (came_in.status_code, came_in.text) == (200, told)
    assert came_in.url == browser.address + "/progress?year=2020"
    assert browser.get("/").text == told


def test_a_person_in_no_group_is_refused_and_logged(browser, logged):
    refused = browser.sign_in("nora")
    assert refused.status_code == 403 and "You have no role here" in refused.text
    assert "id-nora" not in refused.text
    assert browser.get("/").status_code == 302
    assert ("sign_in_refused", "id-nora", "in no group that has a role") in logged()


def test_a_wrong_password_stays_at_the_provider(browser):
    refused = browser.sign_in("vera", "wrong")
    assert "127.0.0.1" in refused.url and "correct username and password" in refused.text
    assert browser.get("/").status_code == 302


def test_the_flow_asks_for_a_code_bound_to_this_browser(browser, provided):
    begun = browser.get("/sign-in?next=/gender")
    assert begun.status_code == 302
    assert begun.headers["Location"].startswith(provided.issuer + "/authorize/?")
    asked = asked_for(begun.headers["Location"])
    assert asked["response_type"] == "code" and asked["code_challenge_method"] == "S256" and asked["client_id"] == "results"
    assert asked["redirect_uri"] == browser.address + "/sign-in/done" and asked["scope"] == "openid profile groups"
    assert min(len(asked[key]) for key in ("state", "nonce", "code_challenge")) >= 20
    again = asked_for(browser.get("/sign-in").headers["Location"])
    assert [key for key in ("state", "nonce", "code_challenge") if again[key] == asked[key]] == []


def test_a_wrong_state_is_refused_and_logged(browser, logged):
    address = browser.callback("vera")
    state = asked_for(address)["state"]
    for forged in (state[:-1] + ("a" if state[-1] != "a" else "b"), state.swapcase(), state + "a", "", "%ED%A0%80", "a" * 4000):
        assert browser.get(address.replace(state, forged)).status_code == 403
    assert logged()[0] == ("sign_in_refused", "", "the state is none that was given out here")
    assert browser.get("/").status_code == 302


def test_a_callback_brought_to_another_browser_lets_nobody_in(browser, served):
    """Signing a victim in as the attacker: the address of the attacker's callback is opened in the victim's browser."""
    address = browser.callback("vera")
    victim = desk.Browser(served.address)
    victim.get("/sign-in")
    assert victim.get(address).status_code == 403
    assert victim.get("/").status_code == 302


def test_a_code_is_worth_nothing_the_second_time(browser, logged):
    address = browser.callback("vera")
    before = browser.cookie
    assert browser.get(address).status_code == 302
    assert browser.get(address).status_code == 403
    # With the cookie of the flow the state fits once more, and the provider refuses the code.
    assert browser.holding(before).get(address).status_code == 403
    assert ("sign_in_refused", "", "the provider says invalid_grant") in logged()
    assert browser.get("/").text == "viewer id-vera Vera"


def test_a_made_up_code_and_an_error_from_the_provider_are_refused(browser, logged):
    for answer, reason in (
        ("code=made-up", "the provider says invalid_grant"), ("error=access_denied", "the provider says access_denied"),
        ("error=%3Cscript%3E", "the provider says an unknown error"), ("x=1", "the answer holds no code"),
        ("code=a&iss=https://other.example", "the answer is of another provider"),
    ):
        state = asked_for(browser.get("/sign-in").headers["Location"])["state"]
        refused = browser.get(f"/sign-in/done?state={state}&{answer}")
        assert refused.status_code == 403 and "script" not in refused.text
        assert logged()[-1] == ("sign_in_refused", "", reason)
        # A flow that failed is over.
        assert browser.get(f"/sign-in/done?state={state}&{answer}").status_code == 403
        assert logged()[-1] == ("sign_in_refused", "", "the state is none that was given out here")


def test_a_flow_ends_after_half_an_hour(browser, monkeypatch):
    address = browser.callback("vera")
    monkeypatch.setattr(module, "FLOW_LIVES_S", -1)
    assert browser.get(address).status_code == 403


def test_three_tabs_can_sign_in_side_by_side_and_a_fourth_forgets_the_first(browser, logged):
    long = "/" + quote("".join(map(chr, range(0x4E00, 0x4E4C))))
    states = [asked_for(browser.get("/sign-in?next=" + quote(long)).headers["Location"])["state"] for _ in range(4)]
    assert safe_next(long) == long and len(browser.cookie) < 4000
    for state in states:
        assert browser.get(f"/sign-in/done?state={state}").status_code == 403
    assert [reason for _, _, reason in logged()] == [
        "the state is none that was given out here", *["the answer holds no code"] * 3,
    ]


def test_the_cookie_after_signing_in_is_another_and_the_old_one_is_worth_nothing(browser):
    """Session fixation: whoever planted or copied the cookie before gains nothing by it."""
    browser.get("/sign-in")
    planted = browser.cookie
    browser.sign_in("stella")
    first = browser.cookie
    assert first not in ("", planted)
    assert browser.holding(planted).get("/").status_code == 302
    # Signing in once more ends the session before.
    browser.get("/sign-in", allow_redirects=True)
    second = browser.cookie
    assert second != first
    assert browser.holding(first).get("/").status_code == 302
    assert browser.holding(second).get("/").text == "steward id-stella Stella"


def test_a_changed_cookie_is_nobody(browser):
    browser.sign_in("stella")
    whole = browser.cookie
    body, _, signature = whole.rpartition(".")
    for forged in (whole[1:], body, body + "." + signature[::-1], whole + "a", "a" * 4000, "{}"):
        assert browser.holding(forged).get("/").status_code == 302


def test_signing_out_ends_the_session_on_the_server(browser):
    browser.sign_in("stella")
    copied = browser.cookie
    own = {"Origin": browser.address}
    assert browser.holding(copied).get("/").status_code == 200
    out = browser.session.post(browser.address + "/sign-out", headers=own, timeout=20)
    assert out.status_code == 200 and "You are signed out." in out.text
    assert browser.holding(copied).get("/").status_code == 302
    assert browser.get("/").status_code == 302


@pytest.mark.parametrize("headers", [
    {}, {"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"},
])
def test_another_site_can_sign_nobody_out(browser, headers):
    browser.sign_in("stella")
    assert browser.session.post(browser.address + "/sign-out", headers=headers, timeout=20).status_code == 403
    browser.get("/sign-out")
    assert browser.get("/").status_code == 200


@pytest.mark.parametrize(("visits_min", "status"), [
    ([0, 119], 200), ([0, 121], 302),                                   # idle for two hours
    ([*range(0, 720, 60), 719], 200), ([*range(0, 720, 60), 721], 302),    # twelve hours in all
])
def test_a_session_ends_when_idle_and_at_last_in_any_case(browser, monkeypatch, visits_min, status):
    begun = datetime.now(UTC)
    browser.sign_in("vera")
    for minute in visits_min:
        class Clock(datetime):
            at = begun + timedelta(minutes=minute)

            @classmethod
            def now(cls, tz=None):
                return cls.at

        monkeypatch.setattr(module, "datetime", Clock)
        answered = browser.get("/")
        assert answered.status_code == 200 or minute == visits_min[-1]
    assert answered.status_code == status


@pytest.mark.parametrize("wanted", [
    "//evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example", "https:evil.example", "javascript:alert(1)",
    "/ä", "/a b", "/\t/evil.example", "/\n/evil.example", "\t//evil.example", "/%0d%0aLocation:x\r\nSet-Cookie: a=b", " /",
    "evil", "", "///evil.example", "/x//evil.example", "/" + "a" * 700, "/sign-in", "/sign-in?next=/", "/sign-out",
    "/\x00", "/\x7f", "/\u2028",
])
def test_what_is_no_path_of_this_server_leads_to_the_overview(wanted):
    assert safe_next(wanted) == "/"


@pytest.mark.parametrize("wanted", ["/", "/progress", "/compare?year=2020&country=KEN", "/export/headline.csv?a=%2F%5C", "/?u=https://a//b"])
def test_a_path_of_this_server_is_kept_as_it_is(wanted):
    assert safe_next(wanted) == wanted


@pytest.mark.parametrize("wanted", ["//evil.example", "/\\evil.example", "https://evil.example", "javascript:x", "/a\r\nX-Evil: 1"])
def test_signing_in_leads_to_no_other_site(browser, wanted):
    address = browser.callback("vera", path="/sign-in?next=" + quote(wanted, safe=""))
    came_in = browser.get(address)
    assert (came_in.status_code, came_in.headers["Location"]) == (302, "/")
    assert "X-Evil" not in came_in.headers


@pytest.mark.parametrize("path", ["//evil.example/", "/%5Cevil.example", "/%2F%2Fevil.example", "/%0d%0aX-Evil:1"])
def test_a_page_asked_for_never_sends_the_browser_elsewhere(browser, path):
    asked = browser.get(browser.address + path)
    assert asked.headers["Location"].startswith("/sign-in?next=")
    assert safe_next(asked_for(asked.headers["Location"])["next"]).startswith("/")
    assert not safe_next(asked_for(asked.headers["Location"])["next"]).startswith(("//", "/\\"))
    assert "X-Evil" not in asked.headers


def test_what_is_no_visit_of_a_page_is_refused_without_a_redirect(browser):
    plain = browser.get("/progress", headers={"Accept": "application/json"})
    assert (plain.status_code, plain.text) == (401, "Sign in first.\n")
    posted = browser.session.post(browser.address + "/change", headers={"Origin": browser.address}, timeout=20)
    assert posted.status_code == 401


def test_a_name_in_a_header_signs_nobody_in(browser):
    assert browser.get("/", headers={"X-Forwarded-User": "stella", "X-Forwarded-Groups": "data"}).status_code == 302


def test_no_secret_code_or_cookie_reaches_a_log(browser, logged, caplog):
    with caplog.at_level(logging.DEBUG):
        address = browser.callback("eddy")
        browser.get(address)
        browser.get(address)
        browser.session.post(browser.address + "/sign-out", headers={"Origin": browser.address}, timeout=20)
    assert "sign-in refused" in caplog.text
    of_the_server = [one.getMessage() for one in caplog.records if one.threadName != threading.main_thread().name]
    assert any("/o/token/" in one for one in of_the_server)
    ours = "\n".join(of_the_server) + repr(logged())
    sent = asked_for(address)
    hidden = [provider.CLIENT_SECRET, provider.PASSWORD, desk.KEY, sent["code"], sent["state"], "code_verifier", "eyJ"]
    assert [one for one in hidden if one in ours] == []
