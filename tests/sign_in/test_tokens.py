"""Providers that lie, fall silent or are imitated: no token that does not hold lets anybody in."""

from __future__ import annotations

import json
import time
from urllib.parse import parse_qs, urlsplit

import desk
import pytest
from impostor import CLIENT_SECRET, KEY, OTHER_KEY, PUBLIC_PEM, b64, signed

from dashboard.ui import provider as module


@pytest.fixture
def visit(impostor, register, tmp_path):
    """visit() -> (status, what the page then says) after one whole sign-in with the impostor."""
    impostor.behave()
    made, _ = desk.make(desk.settings(tmp_path, oidc_issuer=impostor.issuer, oidc_client_secret=CLIENT_SECRET), register)
    client = made.test_client()

    def visited() -> tuple[int, str]:
        begun = client.get("/sign-in", headers=desk.HTML)
        if begun.status_code != 302:
            return begun.status_code, begun.text
        asked = parse_qs(urlsplit(begun.headers["Location"]).query)
        impostor.nonce = impostor.nonce or asked["nonce"][0]
        done = client.get(f"/sign-in/done?code=any&state={asked['state'][0]}", headers=desk.HTML)
        page = client.get("/", headers=desk.HTML)
        impostor.nonce = ""
        return done.status_code, page.text if page.status_code == 200 else "nobody"

    return visited


def test_an_honest_token_lets_in(visit):
    assert visit() == (302, "editor id-ivy Ivy")


def claiming(**claims):
    def change(impostor):
        impostor.claims = claims
    return change


def signing(token):
    def change(impostor):
        impostor.token = token
    return change


def answering(answer):
    def change(impostor):
        impostor.answer = answer
    return change


def tampered(claims):
    header, _, signature = signed(claims).split(".")
    return f"{header}.{b64(json.dumps(claims | {'groups': ['data']}).encode())}.{signature}"


@pytest.mark.parametrize("change", [
    pytest.param(claiming(exp=int(time.time()) - 3600), id="expired"),
    pytest.param(claiming(exp=None), id="never expires"),
    pytest.param(claiming(aud="another-dashboard"), id="foreign audience"),
    pytest.param(claiming(aud="another-dashboard", azp="results"), id="foreign audience, our party"),
    pytest.param(claiming(aud=["results", "another-dashboard"]), id="two audiences, no party"),
    pytest.param(claiming(aud=["results", "another-dashboard"], azp="another-dashboard"), id="two audiences, foreign party"),
    pytest.param(claiming(aud=None), id="no audience"),
    pytest.param(claiming(iss="https://evil.example"), id="foreign issuer"),
    pytest.param(claiming(iss=None), id="no issuer"),
    pytest.param(claiming(nonce="of another sign-in"), id="wrong nonce"),
    pytest.param(claiming(nonce=None), id="no nonce"),
    pytest.param(claiming(nonce=None, nonce_supported=False), id="nonce not supported"),
    pytest.param(claiming(sub=None), id="no subject"),
    pytest.param(claiming(sub=""), id="empty subject"),
    pytest.param(claiming(sub="ivy\nsteward"), id="line break in the subject"),
    pytest.param(claiming(at_hash="b3RoZXItdG9rZW4tb3Ro"), id="hash of another access token"),
    pytest.param(claiming(nbf=int(time.time()) + 3600), id="not yet valid"),
    pytest.param(signing(tampered), id="changed after signing"),
    pytest.param(signing(lambda claims: signed(claims, key=OTHER_KEY)), id="signed by another key"),
    pytest.param(signing(lambda claims: signed(claims, key=OTHER_KEY, kid="two")), id="signed by an unknown key"),
    pytest.param(signing(lambda claims: signed(claims, "none", kid=None)), id="alg none"),
    pytest.param(signing(lambda claims: signed(claims, "none")), id="alg none with a key's name"),
    pytest.param(signing(lambda claims: signed(claims, "None")), id="alg None"),
    pytest.param(signing(lambda claims: signed(claims, "HS256", CLIENT_SECRET.encode())), id="signed with the client's secret"),
    pytest.param(signing(lambda claims: signed(claims, "HS256", PUBLIC_PEM)), id="signed with the public key as a secret"),
    pytest.param(signing(lambda claims: "not.a.token"), id="no token at all"),
    pytest.param(signing(lambda claims: ""), id="empty token"),
    pytest.param(signing(lambda claims: "a" * 100_000), id="endless token"),
    pytest.param(answering(lambda told: {key: told[key] for key in told if key != "id_token"}), id="no ID token"),
    pytest.param(answering(lambda told: told | {"id_token": None}), id="null for an ID token"),
    pytest.param(answering(lambda told: {"error": "invalid_client"}), id="client refused"),
    pytest.param(answering(lambda told: [told]), id="a list"),
    pytest.param(answering(lambda told: "text"), id="a text"),
])
def test_a_token_that_does_not_hold_lets_nobody_in(visit, impostor, logged, change):
    change(impostor)
    assert visit() == (403, "nobody")
    assert [what for what, _, _ in logged()] == ["sign_in_refused"]


def test_a_token_a_little_late_is_taken_for_clocks_differ(visit, impostor):
    impostor.claims = {"exp": int(time.time()) - 20}
    assert visit()[1] == "editor id-ivy Ivy"


def test_groups_are_taken_from_the_user_info_of_the_same_person_only(visit, impostor):
    impostor.claims = {"groups": None}
    assert visit() == (302, "editor id-ivy Ivy")
    impostor.userinfo = {"sub": "id-eve", "groups": ["data"]}
    assert visit()[0] == 403
    impostor.userinfo = {"groups": ["data"]}
    assert visit()[0] == 403


def test_user_info_never_overrules_the_token(visit, impostor):
    impostor.claims = {"groups": ["staff"]}
    impostor.userinfo = {"sub": "id-ivy", "groups": ["data"], "name": "Eve"}
    assert visit() == (302, "viewer id-ivy Ivy")
    impostor.claims = {"groups": None}
    assert visit() == (302, "steward id-ivy Ivy")


@pytest.mark.parametrize("groups", [["other"], [], "desk,data", {"desk": True}, [["desk"]], 7, [None], "*"])
def test_groups_of_another_form_give_no_role(visit, impostor, groups):
    impostor.claims = {"groups": groups}
    assert visit() == (403, "nobody")


def test_a_name_with_control_characters_is_not_shown(visit, impostor):
    impostor.claims = {"name": "Ivy\x1b[2J", "preferred_username": "ivy"}
    assert visit()[1] == "editor id-ivy ivy"


@pytest.mark.parametrize("metadata", [
    {"issuer": "https://evil.example"}, {"issuer": None}, {"token_endpoint": "http://evil.example/token"},
    {"authorization_endpoint": "javascript:alert(1)"}, {"jwks_uri": None}, {"userinfo_endpoint": "ftp://evil.example"},
    {"id_token_signing_alg_values_supported": ["none"]}, {"id_token_signing_alg_values_supported": ["HS256", "none"]},
])
def test_a_provider_that_says_of_itself_what_cannot_be_right_is_not_used(visit, impostor, metadata):
    impostor.metadata = metadata
    status, page = visit()
    assert status == 503 and "The service that signs you in does not answer" in page


def test_a_provider_is_asked_about_itself_once(visit, impostor):
    impostor.asked.clear()
    visit()
    visit()
    assert impostor.asked.count("/.well-known/openid-configuration") == 1


def test_changed_keys_of_the_provider_are_noticed(visit, impostor, monkeypatch):
    assert visit()[0] == 302
    monkeypatch.setattr("impostor.KEY", OTHER_KEY)
    impostor.token = lambda claims: signed(claims, key=OTHER_KEY)
    assert visit() == (403, "editor id-ivy Ivy")     # the session before stays; the keys are asked for again
    assert visit() == (302, "editor id-ivy Ivy")
    assert KEY is not OTHER_KEY


def test_a_provider_that_fails_half_way_is_no_fault_of_the_person(visit, impostor):
    impostor.status = 502
    assert visit() == (503, "nobody")


def test_a_provider_that_is_down_is_said_clearly_and_not_asked_by_everybody(register, tmp_path, closed_port, monkeypatch):
    made, _ = desk.make(desk.settings(tmp_path, oidc_issuer=f"http://127.0.0.1:{closed_port}", oidc_client_secret="x"), register)
    client = made.test_client()
    answer = client.get("/sign-in", headers=desk.HTML)
    assert answer.status_code == 503 and "does not answer. Try again in a minute" in answer.text and "Traceback" not in answer.text
    assert answer.headers["Retry-After"] == "60"
    begun = time.monotonic()
    assert [client.get("/sign-in").status_code for _ in range(20)] == [503] * 20
    assert time.monotonic() - begun < 1
    assert client.get("/", headers=desk.HTML).headers["Location"] == "/sign-in?next=%2F"


def test_a_provider_that_comes_back_is_used_again(visit, impostor, monkeypatch):
    impostor.metadata = {"issuer": "https://evil.example"}
    assert visit()[0] == 503
    impostor.metadata = {}
    assert visit()[0] == 503
    monkeypatch.setattr(module, "SILENCE_S", 0)
    assert visit()[0] == 302


def test_nobody_can_fill_the_log_with_refusals(impostor, register, logged, tmp_path):
    impostor.behave()
    made, _ = desk.make(desk.settings(tmp_path, oidc_issuer=impostor.issuer, oidc_client_secret=CLIENT_SECRET), register)
    client = made.test_client()
    assert {client.get("/sign-in/done?state=x").status_code for _ in range(200)} == {403}
    assert len(logged()) == 60
