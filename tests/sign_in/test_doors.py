"""The other ways in: this machine, and a proxy that is trusted; what the cookie is like, and whose request is our own."""

from __future__ import annotations

import desk
import flask
import pytest
from serving import free_port
from werkzeug.test import EnvironBuilder

from dashboard.settings import Settings
from dashboard.ui.sign_in import is_own_request

PROXY = {"sign_in": "proxy", "proxy_addresses": ("10.0.0.5", "2001:db8::5"), "host": "0.0.0.0"}


def asked(settings, register, peer, path="/", **headers):
    server, _ = desk.make(settings, register)
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return server.test_client().get(path, headers=desk.HTML | given, environ_base={"REMOTE_ADDR": peer})


# This machine

@pytest.mark.parametrize("peer", ["127.0.0.1", "::1", "::ffff:127.0.0.1", "127.0.0.2"])
def test_with_nothing_configured_whoever_sits_at_this_machine_is_steward(register, peer):
    assert asked(Settings(), register, peer).text == "steward local This computer"


@pytest.mark.parametrize("peer", ["192.0.2.7", "10.0.0.5", "2001:db8::5", "::ffff:192.0.2.7", "", "localhost"])
def test_with_nothing_configured_another_machine_is_nobody(register, peer):
    refused = asked(Settings(), register, peer)
    assert refused.status_code == 403 and "open only on the computer that it runs on" in refused.text


@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Real-IP", "Forwarded", "Via", "X-Forwarded-Host"])
def test_who_comes_through_a_proxy_of_this_machine_does_not_sit_at_it(register, header):
    assert asked(Settings(), register, "127.0.0.1", **{header: "127.0.0.1"}).status_code == 403


@pytest.mark.parametrize("settings", [Settings(host="0.0.0.0"), Settings(allowed_hosts=("results.example",))])
def test_where_others_are_served_nobody_is_steward_by_sitting_there(register, settings):
    assert asked(settings, register, "127.0.0.1").status_code == 403


def test_without_openid_connect_there_are_no_pages_to_sign_in_or_out_at(register):
    for settings in (Settings(), desk.settings(Settings().data, **PROXY)):
        server, sign_in = desk.make(settings, register)
        assert not sign_in.has_pages
        assert {rule.rule for rule in server.url_map.iter_rules()} == {"/", "/<path:_>", "/change"}


def test_a_sign_in_configured_on_this_machine_leaves_nobody_steward(register, tmp_path):
    assert asked(desk.settings(tmp_path, oidc_issuer="https://login.example"), register, "127.0.0.1").status_code == 302


# A proxy

@pytest.mark.parametrize(("groups", "told"), [
    ("staff", "viewer ann ann"), ("desk, staff", "editor ann ann"), ("other,data", "steward ann ann"),
])
@pytest.mark.parametrize("peer", ["10.0.0.5", "::ffff:10.0.0.5", "2001:db8::5", "2001:0db8:0:0::5"])
def test_a_trusted_proxy_names_the_person_and_their_groups(register, tmp_path, peer, groups, told):
    assert asked(desk.settings(tmp_path, **PROXY), register, peer, X_Forwarded_User="ann", X_Forwarded_Groups=groups).text == told


@pytest.mark.parametrize("peer", ["10.0.0.6", "127.0.0.1", "::1", "192.0.2.7", ""])
def test_anybody_else_is_not_believed(register, tmp_path, peer):
    forged = asked(desk.settings(tmp_path, **PROXY), register, peer, X_Forwarded_User="ann", X_Forwarded_Groups="data",
                   X_Forwarded_For="10.0.0.5", X_Real_IP="10.0.0.5", Forwarded="for=10.0.0.5", X_Remote_User="ann")
    assert forged.status_code == 401 and "has not said who you are" in forged.text


@pytest.mark.parametrize("user", ["", " ", "eve,ann", b"ann\x1b[2J".decode("latin-1"), "a" * 201, "\xff"])
def test_what_is_no_name_of_one_person_is_nobody(register, tmp_path, user):
    assert asked(desk.settings(tmp_path, **PROXY), register, "10.0.0.5", X_Forwarded_User=user,
                 X_Forwarded_Groups="data").status_code == 401


def test_a_name_in_any_script_arrives_as_it_is(register, tmp_path):
    told = asked(desk.settings(tmp_path, **PROXY), register, "10.0.0.5", X_Forwarded_User="Zoë".encode().decode("latin-1"),
                 X_Forwarded_Groups="staff")
    assert told.text == "viewer Zoë Zoë"


@pytest.mark.parametrize("groups", ["", "other", "Data", "*"])
def test_a_person_in_no_group_has_no_role(register, tmp_path, groups):
    refused = asked(desk.settings(tmp_path, **PROXY), register, "10.0.0.5", X_Forwarded_User="ann", X_Forwarded_Groups=groups)
    assert refused.status_code == 403 and "You have no role here" in refused.text


def test_a_star_makes_everybody_whom_the_proxy_names_a_viewer_and_nobody_else(register, tmp_path):
    settings = desk.settings(tmp_path, **PROXY | {"viewer_groups": ("*",)})
    assert asked(settings, register, "10.0.0.5", X_Forwarded_User="ann").text == "viewer ann ann"
    assert asked(settings, register, "10.0.0.5").status_code == 401


def test_the_headers_are_those_that_were_set(register, tmp_path):
    settings = desk.settings(tmp_path, **PROXY | {"proxy_user_header": "X-User", "proxy_groups_header": "X-Groups"})
    assert asked(settings, register, "10.0.0.5", X_User="ann", X_Groups="desk").text == "editor ann ann"
    assert asked(settings, register, "10.0.0.5", X_Forwarded_User="ann", X_Forwarded_Groups="data").status_code == 401


def test_a_header_written_with_underscores_does_not_pass_for_the_proxys(register, tmp_path):
    """The server drops it, so a proxy that removes the header by its name removes all there is."""
    running = desk.Served(free_port())
    running.application, _ = desk.make(desk.settings(tmp_path, **PROXY | {"proxy_addresses": ("127.0.0.1",)}), register)
    browser = desk.Browser(running.address.replace("localhost", "127.0.0.1"))
    assert browser.get("/", headers={"X-Forwarded-User": "ann", "X-Forwarded-Groups": "data"}).text == "steward ann ann"
    assert browser.get("/", headers={"X_Forwarded_User": "ann", "X_Forwarded_Groups": "data"}).status_code == 401
    assert browser.get("/", headers={"X-Forwarded-User": "ann", "X_Forwarded_User": "eve", "X-Forwarded-Groups": "staff",
                                     "X_Forwarded_Groups": "data"}).text == "viewer ann ann"
    running.close()


# The cookie

@pytest.mark.parametrize(("public_address", "name", "is_secure"), [
    ("https://results.example", "__Host-session", True), ("", "session", False),
])
def test_the_cookie_is_for_this_host_and_no_script(register, tmp_path, impostor, public_address, name, is_secure):
    impostor.behave()
    server, _ = desk.make(desk.settings(tmp_path, oidc_issuer=impostor.issuer, public_address=public_address), register)
    answer = server.test_client().get("/sign-in", base_url=public_address or "http://localhost:8050")
    (cookie,) = answer.headers.getlist("Set-Cookie")
    parts = [part.strip() for part in cookie.split(";")]
    assert parts[0].split("=")[0] == name
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(parts) and ("Secure" in parts) is is_secure
    assert [part for part in parts if part.startswith("Domain")] == []


def test_without_a_key_set_the_machines_own_signs_the_cookie(register, tmp_path):
    server, _ = desk.make(desk.settings(tmp_path, secret_key="", oidc_issuer="https://login.example"), register)
    assert len(server.secret_key) >= 32


# Whose request it is

@pytest.mark.parametrize(("headers", "is_own"), [
    ({"Origin": "https://results.example"}, True),
    ({"Origin": "http://results.example"}, True),        # TLS may end before the dashboard
    ({"Origin": "HTTPS://Results.Example"}, True),
    ({"Origin": "https://results.example", "Sec-Fetch-Site": "same-origin"}, True),
    ({"Sec-Fetch-Site": "same-origin"}, True),
    ({"Sec-Fetch-Site": "none"}, True),
    ({}, False),
    ({"Sec-Fetch-Site": "cross-site"}, False),
    ({"Sec-Fetch-Site": "same-site"}, False),
    ({"Sec-Fetch-Site": ""}, False),
    ({"Origin": "https://results.example", "Sec-Fetch-Site": "cross-site"}, False),
    ({"Origin": "https://evil.example"}, False),
    ({"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"}, False),
    ({"Origin": "https://results.example.evil.example"}, False),
    ({"Origin": "https://evilresults.example"}, False),
    ({"Origin": "https://results.example:8443"}, False),
    ({"Origin": "https://results.example@evil.example"}, False),
    ({"Origin": "https://evil.example/results.example"}, False),
    ({"Origin": "https://evil@results.example"}, False),
    ({"Origin": "https://results.example/"}, False),
    ({"Origin": "results.example"}, False),
    ({"Origin": "null"}, False),
    ({"Origin": "null", "Sec-Fetch-Site": "same-origin"}, True),     # a form under Referrer-Policy: no-referrer
    ({"Origin": "null", "Sec-Fetch-Site": "none"}, False),
    ({"Origin": "null", "Sec-Fetch-Site": "cross-site"}, False),
    ({"Origin": ""}, False),
    ({"Referer": "https://results.example/"}, False),
])
def test_a_request_is_our_own_if_the_browser_says_so(headers, is_own):
    made = EnvironBuilder(method="POST", headers={"Host": "results.example"} | headers).get_environ()
    assert is_own_request(flask.Request(made)) is is_own


def test_behind_a_proxy_that_changes_the_host_the_public_address_is_our_own():
    def says(origin):
        made = EnvironBuilder(method="POST", headers={"Host": "127.0.0.1:8050", "Origin": origin}).get_environ()
        return is_own_request(flask.Request(made), "https://results.example")

    assert says("https://results.example")
    assert not says("http://results.example") and not says("https://evil.example")
