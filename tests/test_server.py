"""The server gives every answer its headers, tells nobody what it is made of, and answers nonsense with a plain refusal."""

from __future__ import annotations

import html
import json
import logging
import re
from importlib.metadata import version
from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.content import CHARTS, PAGES
from dashboard.settings import Settings
from dashboard.ui import server as product
from dashboard.ui.gate import CALLBACKS
from dashboard.ui.server import LARGEST_REQUEST, create_app

ROUTES = {
    "/", "/<path:path>", "/_dash-component-suites/<string:package_name>/<path:fingerprinted_path>", "/_dash-dependencies",
    "/_dash-layout", "/_dash-update-component", "/_favicon.ico", "/_reload-hash", "/assets/<path:filename>", "/export/",
    "/export/<name>.<kind>", "/export/everything.zip", "/health", "/static/<path:filename>",
    "/links", "/links/new", "/links/preview", "/links/<link_id>", "/links/<link_id>/make", "/links/<link_id>/reissue",
    "/links/<link_id>/<any(pause,resume,revoke,extend):change>",
    "/present", "/present/new", "/present/choose", "/present/add", "/present/<deck_id>", "/present/<deck_id>/show",
    "/present/<deck_id>/reissue", "/present/<deck_id>/make", "/present/<deck_id>/delete",
    "/present/<deck_id>/<any(rename,duplicate,section):change>", "/present/<deck_id>/<item_id>/picture",
    "/present/<deck_id>/<item_id>/say", "/present/<deck_id>/<item_id>/move", "/present/<deck_id>/<item_id>/remove",
    "/releases/<name>/serve", "/card.png", "/picture.png", "/embed", "/opened", "/print", "/export/page.pdf", "/export/page.html",
}
SERVED = [*(page.path for page in PAGES), "/health", "/export/", "/export/headline.csv", "/export/headline.xlsx",
          "/export/everything.zip", "/export/page.html?of=/gender", "/print?of=/gender%3Fyear%3Dall",
          "/present", "/_dash-layout", "/_dash-dependencies", "/assets/css/10-tokens.css", "/assets/eu-emblem.svg"]
REFUSED = ["/nothing", "/export/nothing.csv", "/export/headline.csv?colour=red", "/assets/nothing.css",
           "/_dash-component-suites/dash/nothing.js"]
VISIT = {
    "output": "..page.children...mounted.data..",
    "outputs": [{"id": "page", "property": "children"}, {"id": "mounted", "property": "data"}],
    "inputs": [{"id": "visit", "property": "data", "value": {"path": "/", "search": ""}}],
    "changedPropIds": ["visit.data"],
    "state": [],
}
SELECT_OUTPUT = (
    '..{"key":["ALL"],"part":"graph"}.figure...{"key":["ALL"],"part":"graph"}.style...{"key":["ALL"],"part":"live"}.data-html..'
)
PARTS = ("graph", "figure"), ("graph", "style"), ("live", "data-html")


def select(search: str, graphs: list[str], pieces: list[str], path: str = "/") -> dict[str, Any]:
    """The request that a change of filter makes on a page with these pictures and pieces."""
    keys = {"graph": graphs, "live": pieces}
    return {
        "output": SELECT_OUTPUT,
        "outputs": [[{"id": {"key": key, "part": part}, "property": prop} for key in keys[part]] for part, prop in PARTS],
        "inputs": [{"id": "selection", "property": "data", "value": {"path": path, "search": search}}],
        "changedPropIds": ["selection.data"],
        "state": [],
    }


def explain(chart: Any, path: Any = "/", search: Any = "") -> dict[str, Any]:
    """The request that a press on 'explain this number' makes."""
    return {
        "output": "..explain.is_open...explain-body.data-html..",
        "outputs": [{"id": "explain", "property": "is_open"}, {"id": "explain-body", "property": "data-html"}],
        "inputs": [{"id": "asked", "property": "data", "value": {"chart": chart, "path": path, "search": search, "press": 1}}],
        "changedPropIds": ["asked.data"],
        "state": [],
    }


def visit(value: Any) -> dict[str, Any]:
    return VISIT | {"inputs": [{"id": "visit", "property": "data", "value": value}]}


def post(client: FlaskClient, body: Any) -> Any:
    """Send a callback's request; a text or bytes go as they are."""
    data = body if isinstance(body, str | bytes) else json.dumps(body)
    return client.post(CALLBACKS, data=data, content_type="application/json")


# Routes and methods

def test_the_routes_are_those_that_were_thought_about(applications):
    """A new one fails here until it is classed as served, refused, or never reached."""
    for app in applications.values():
        assert {rule.rule for rule in app.server.url_map.iter_rules()} == ROUTES


@pytest.mark.parametrize("address", SERVED)
def test_what_the_product_serves_is_there(client, address):
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("address", [
    "/nothing", "/nothing?year=2020", "/gender/", "/index.html", "/.git/config", "/app.py", "/data/programme.toml", "/_mcp", "/mcp",
    "/healthy", "/health/", "/_dash-layoutx", "/_dash-anything", "/_reload-hash", "/static/x.css", "/assets/", "/assets/css/",
    "/assets/nothing.css", "/assets/../app.py", "/assets/%2e%2e/app.py", "/assets/..%2fapp.py", "/%2e%2e/", "/a%0d%0aSet-Cookie:x",
    "/_dash-component-suites/dash/nothing.js", "/_dash-component-suites/nothing/x.js",
    "/_dash-component-suites/dash/../../app.py", "/_dash-component-suites/plotly/../../../../etc/passwd",
])
def test_an_address_at_which_nothing_stands_is_not_found_in_plain_words(client, address):
    response = client.get(address)
    assert response.status_code == 404
    assert response.content_type == "text/plain; charset=utf-8"
    assert response.get_data(as_text=True) == "There is nothing at this address.\n"
    assert "Location" not in response.headers


def test_a_refusal_is_a_small_page_for_a_browser_without_a_script(client):
    response = client.get("/nothing", headers={"Accept": "text/html,application/xhtml+xml"})
    assert response.status_code == 404 and response.content_type == "text/html; charset=utf-8"
    said = response.get_data(as_text=True)
    assert "There is nothing at this address." in said and 'href="/"' in said and "<script" not in said


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "POST", "CONNECT", "PROPFIND"])
@pytest.mark.parametrize("address", ["/", "/gender", "/health", "/export/", "/export/headline.csv", "/_dash-layout",
                                     "/assets/css/10-tokens.css"])
def test_no_address_takes_a_request_that_changes_something(client, method, address):
    assert client.open(address, method=method).status_code == 405


def test_only_posts_are_taken_where_figures_are_asked_for(client):
    assert client.get(CALLBACKS).status_code in (404, 405)


# Headers

@pytest.mark.parametrize("address", [*SERVED, *REFUSED])
def test_every_answer_carries_the_same_protection(client, address):
    headers = client.get(address).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert "Server" not in headers and "X-Powered-By" not in headers


def policy_of(response: Any) -> dict[str, list[str]]:
    parts = [part.split() for part in response.headers["Content-Security-Policy"].split(";")]
    return {part[0]: part[1:] for part in parts}


@pytest.mark.parametrize("address", [*SERVED, *REFUSED])
def test_the_content_policy_allows_our_own_files_and_no_inline_or_evaluated_script(client, address):
    policy = policy_of(client.get(address))
    assert policy["default-src"] == ["'none'"]
    assert policy["base-uri"] == policy["frame-ancestors"] == ["'none'"]
    assert policy["connect-src"] == policy["font-src"] == policy["form-action"] == ["'self'"]
    assert policy["script-src"][0] == "'self'"
    assert all(re.fullmatch(r"'sha256-[A-Za-z0-9+/]{43}='", source) for source in policy["script-src"][1:])
    assert policy["style-src"] == ["'self'", "'unsafe-inline'"]
    everywhere = " ".join(source for sources in policy.values() for source in sources)
    assert "unsafe-eval" not in everywhere and "http" not in everywhere and "*" not in everywhere


def test_the_refusals_of_callbacks_are_protected_too(client):
    for response in (post(client, {}), post(client, "{"), client.get("/", headers={"Host": "evil.example"}),
                     client.open("/", method="PUT"), post(client, "x" * (LARGEST_REQUEST + 1))):
        assert response.status_code in (400, 405, 413)
        assert policy_of(response)["default-src"] == ["'none'"]
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("address", ["/", "/gender?year=2021", "/health", "/export/", "/export/headline.csv", "/_dash-layout",
                                     "/_dash-dependencies", "/nothing"])
def test_what_depends_on_the_release_is_never_stored(client, address):
    assert client.get(address).headers["Cache-Control"] == "no-store"


def test_answers_with_figures_are_never_stored(client):
    assert post(client, VISIT).headers["Cache-Control"] == "no-store"


def test_files_that_carry_a_stamp_of_their_content_are_kept_for_a_year_and_others_are_not(client):
    page = client.get("/").get_data(as_text=True)
    stamped = re.search(r'href="(/assets/css/10-tokens\.css\?m=[\d.]+)"', page)
    assert stamped
    assert "immutable" in client.get(stamped[1]).headers["Cache-Control"]
    assert "immutable" not in client.get("/assets/css/10-tokens.css").headers.get("Cache-Control", "")


# What nobody is told

LIBRARIES = ("dash", "plotly", "flask", "werkzeug", "duckdb", "pandas", "waitress", "dash-bootstrap-components")


@pytest.mark.parametrize("address", ["/", *REFUSED, "/_dash-layout", "/health", "/export/", "/_dash-dependencies"])
def test_no_answer_names_a_version_a_path_or_python(client, address, packages):
    response = client.get(address)
    said = html.unescape(response.get_data(as_text=True)) + str(response.headers)
    said = said.replace("sha256-", "").replace("\\u002f", "/")
    for library in LIBRARIES:
        written = version(library).replace(".", "[._]")
        assert not re.search(rf"(?<![\d.]){written}(?![\d.])", said), library
    assert not re.search(r"python|site-packages|Traceback|/home/|/root/|/usr/|\.py\b", said, re.IGNORECASE)
    assert all(str(package) not in said for package in packages.values())


def test_a_failure_is_told_by_a_reference_alone_and_logged_in_full(applications, monkeypatch, caplog):
    def fail(*_: Any) -> None:
        raise RuntimeError("secret of /srv/somewhere")

    app = applications["crimjust"]
    monkeypatch.setattr(product, "page_at", fail)
    with caplog.at_level(logging.ERROR):
        response = post(app.server.test_client(), VISIT)
    said = response.get_data(as_text=True)
    assert response.status_code == 500
    reference = re.fullmatch(r"Something went wrong here\. Tell the team this reference: ([0-9a-f]{8})\n", said)
    assert reference and reference[1] in caplog.text and "secret of /srv/somewhere" in caplog.text


def test_the_page_before_the_figures_holds_no_record(applications, ask):
    """What is sent before anything is asked for: names and labels, no record and no count."""
    for name, asking in (("crimjust", ask), ("meridian", ask.meridian)):
        client = applications[name].server.test_client()
        said = "".join(html.unescape(client.get(address).get_data(as_text=True)) for address in ("/_dash-layout", "/"))
        activities = asking("activity_list", "year=all")
        assert len(activities) in (119, 70)
        assert [row for row in activities if row["title"] in said or row["activity_id"] in said] == []
        assert not re.search(r"women|participants", said, re.IGNORECASE)


# Hosts

@pytest.mark.parametrize("host", [
    "evil.example", "evil.example:8050", "localhost.evil.example", "169.254.169.254", "localhost@evil", "xn--lcalhost-54a",
    "127.0.0.2",
])
def test_a_foreign_host_is_refused(client, host):
    for address in ("/", "/health", "/export/headline.csv", "/_dash-layout"):
        response = client.get(address, headers={"Host": host})
        assert response.status_code == 400
        assert response.get_data(as_text=True) == "This address is not served here.\n"


@pytest.mark.parametrize("host", ["localhost", "localhost:8050", "127.0.0.1:8050", "[::1]:8050"])
def test_the_names_of_this_machine_are_served(client, host):
    assert client.get("/health", headers={"Host": host}).status_code == 200


def test_a_host_that_the_operator_names_is_served_and_others_still_are_not(crimjust):
    app = create_app(Settings(host="0.0.0.0", data=crimjust, allowed_hosts=("results.example",)))
    client = app.server.test_client()
    assert client.get("/health", headers={"Host": "results.example"}).status_code == 200
    assert client.get("/health", headers={"Host": "other.example"}).status_code == 400


# Health

def test_health_names_the_release_and_its_cut_off(applications, packages):
    told = {name: app.server.test_client().get("/health").get_json() for name, app in applications.items()}
    for name, data in packages.items():
        assert told[name]["status"] == "ok"
        assert told[name]["release"] == (data / "warehouse" / "CURRENT").read_text("utf-8").strip()
    assert told["crimjust"]["cut_off"] == "2021-12-31"


# Tools for programs that nobody asked for

@pytest.mark.parametrize("name", ["DASH_MCP_ENABLED", "DASH_DEBUG", "FLASK_DEBUG", "DASH_HOT_RELOAD", "DASH_UI"])
def test_no_variable_of_the_environment_opens_a_debugger_or_a_tool_server(crimjust, monkeypatch, name):
    monkeypatch.setenv(name, "true")
    app = create_app(Settings(data=crimjust))
    client = app.server.test_client()
    assert {rule.rule for rule in app.server.url_map.iter_rules()} == ROUTES
    for address in ("/_mcp", "/mcp", "/_dash-mcp", "/console"):
        assert client.get(address).status_code == 404
        assert client.post(address, json={"jsonrpc": "2.0", "id": 1, "method": "initialize"}).status_code in (404, 405)
    assert post(client, {}).status_code == 400
    assert client.get("/nothing").get_data(as_text=True) == "There is nothing at this address.\n"


# Callbacks

def test_a_visit_brings_the_page_with_its_figures(applications):
    said = post(applications["crimjust"].server.test_client(), VISIT).get_data(as_text=True)
    assert "19" in said and "1,032" in said


def test_a_change_of_filter_brings_every_piece_in_one_answer(applications):
    body = select("?year=2021", ["activities_over_time", "activities_map"], ["mark:headline", "subtitle:headline", "chips"])
    response = post(applications["crimjust"].server.test_client(), body)
    told = response.get_json()["response"]
    assert ">13<" in told['{"key":"mark:headline","part":"live"}']["data-html"]
    assert "2021" in told['{"key":"subtitle:headline","part":"live"}']["data-html"]
    assert sum(sum(trace["y"]) for trace in told['{"key":"activities_over_time","part":"graph"}']["figure"]["data"]) == 13


@pytest.mark.parametrize("name", CHARTS)
def test_every_figure_is_explained(client, name):
    _, page = CHARTS[name]
    response = post(client, explain(name, page.path))
    assert response.status_code == 200
    assert CHARTS[name][0].title in html.unescape(response.get_json()["response"]["explain-body"]["data-html"])


NO_ADDRESSES = [
    None, "", "/", 1, 1.5, True, [], {}, ["/"], {"path": "/"}, {"search": ""}, {"path": None, "search": ""},
    {"path": "/", "search": None}, {"path": 1, "search": ""}, {"path": "/", "search": 2.5}, {"path": ["/"], "search": ""},
    {"path": "/", "search": ["?year=2020"]}, {"path": "/", "search": {"year": 2020}}, {"path": True, "search": ""},
    {"path": "/" * 201, "search": ""}, {"path": float("nan"), "search": float("nan")}, {"path": "/", "search": float("inf")},
]


@pytest.mark.parametrize("value", NO_ADDRESSES, ids=repr)
def test_what_is_no_address_is_refused(client, value):
    assert post(client, visit(value)).status_code == 400
    body = select("", [], [])
    body["inputs"][0]["value"] = value
    assert post(client, body).status_code == 400


@pytest.mark.parametrize("value", [
    {"chart": "nothing", "path": "/", "search": ""}, {"chart": None, "path": "/", "search": ""},
    {"chart": ["headline"], "path": "/", "search": ""}, {"chart": {}, "path": "/", "search": ""},
    {"chart": "headline", "path": "/gender", "search": ""}, {"chart": 1, "path": "/", "search": ""}, {"path": "/", "search": ""},
    None, [],
], ids=repr)
def test_an_explanation_of_nothing_is_refused(client, value):
    body = explain("headline")
    body["inputs"][0]["value"] = value
    assert post(client, body).status_code == 400


def test_a_page_that_is_none_is_said_to_be_none(client):
    response = post(client, visit({"path": "/nothing", "search": ""}))
    assert response.status_code == 200 and "There is no such page" in response.get_data(as_text=True)
    assert post(client, select("", [], [], "/nothing")).status_code == 400


MALFORMED = {
    "nothing": b"", "no json": b"{", "a number": b"1", "a list": b"[]", "null": b"null", "a text": b'"x"', "an empty object": b"{}",
    "not utf-8": b'{"output": "\xff\xfe"}', "nul": b"\x00", "deep brackets": b"[" * 50_000, "deep objects": b'{"a":' * 20_000,
    "unknown output": json.dumps(VISIT | {"output": "secret.data"}),
    "no output": json.dumps({key: value for key, value in VISIT.items() if key != "output"}),
    "output is a list": json.dumps(VISIT | {"output": ["page.children"]}),
    "output is null": json.dumps(VISIT | {"output": None}),
    "no inputs": json.dumps({key: value for key, value in VISIT.items() if key != "inputs"}),
    "too many inputs": json.dumps(VISIT | {"inputs": VISIT["inputs"] * 2}),
    "inputs are an object": json.dumps(VISIT | {"inputs": {}}),
    "inputs are texts": json.dumps(VISIT | {"inputs": ["visit.data"]}),
    "an input without id": json.dumps(VISIT | {"inputs": [{"property": "data", "value": {"path": "/", "search": ""}}]}),
    "an input that is null": json.dumps(VISIT | {"inputs": [None]}),
    "forged state": json.dumps(VISIT | {"state": [{"id": "role", "property": "data", "value": "admin"}]}),
    "state is null": json.dumps(VISIT | {"state": None}),
    "state is a number": json.dumps(VISIT | {"state": 7}),
    "changed is a number": json.dumps(VISIT | {"changedPropIds": 7}),
    "changed holds null": json.dumps(VISIT | {"changedPropIds": [None]}),
    "changed names nothing": json.dumps(VISIT | {"changedPropIds": ["nothing"]}),
    "no outputs": json.dumps({key: value for key, value in VISIT.items() if key != "outputs"}),
    "outputs are a text": json.dumps(VISIT | {"outputs": "page.children"}),
    "outputs are empty": json.dumps(VISIT | {"outputs": []}),
    "outputs are too many": json.dumps(VISIT | {"outputs": VISIT["outputs"] * 3}),
    "one output instead of two": json.dumps(VISIT | {"outputs": VISIT["outputs"][0]}),
    "a client side callback": json.dumps({
        "output": "settled.data", "outputs": {"id": "settled", "property": "data"},
        "inputs": [{"id": "page", "property": "children"}, []], "changedPropIds": [], "state": [],
    }),
    "select without outputs": json.dumps(select("", [], []) | {"outputs": []}),
    "select with flat outputs": json.dumps(select("", [], []) | {"outputs": VISIT["outputs"]}),
    "select of ids that are texts": json.dumps(select("", [], []) | {"outputs": [[{"id": "x", "property": "figure"}], [], []]}),
    "select of keys that are lists": json.dumps(select("", [[]], [])),
    "select of keys that are objects": json.dumps(select("", [], [{}])),
    "select of keys that are null": json.dumps(select("", [None], [None])),
    "select of unknown keys": json.dumps(select("", ["nothing"], ["nothing:nothing"])),
    "select with NaN": json.dumps(select("", [], []) | {
        "inputs": [{"id": "selection", "property": "data", "value": float("nan")}],
    }),
    "a lone surrogate": b'{"output": "\\ud800", "inputs": [], "outputs": {}, "changedPropIds": [], "state": []}',
    "a surrogate in the address": json.dumps(visit({"path": "/", "search": "?q=\ud800"})),
    "an id that is an object": json.dumps(VISIT | {
        "inputs": [{"id": {"a": 1}, "property": "data", "value": {"path": "/", "search": ""}}],
    }),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_a_malformed_request_is_never_a_failure(client, name):
    response = post(client, MALFORMED[name])
    assert response.status_code in (200, 204, 400, 413, 415)
    assert "Traceback" not in response.get_data(as_text=True)


@pytest.mark.parametrize("query", [
    "?job=1", "?cacheKey=x&job=y", "?oldJob=1&oldJob=2", "?cancelJob=../x", "?endId=x", "?endId=", "?endId=%ff~0",
])
def test_parameters_beside_a_callback_change_nothing(client, query):
    for body in (VISIT, explain("headline")):
        assert client.post(CALLBACKS + query, json=body).status_code == 200


@pytest.mark.parametrize("content_type", [
    "text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/xml", "",
])
def test_a_callback_in_another_form_than_json_is_refused(client, content_type):
    response = client.post(CALLBACKS, data=json.dumps(VISIT), content_type=content_type)
    assert response.status_code in (400, 415)


def test_a_request_larger_than_the_limit_is_refused_unread(client):
    assert post(client, json.dumps(visit({"path": "/", "search": "?" + "x" * LARGEST_REQUEST}))).status_code == 413
    assert post(client, json.dumps(visit({"path": "/", "search": "?" + "x" * 10_000}))).status_code == 200


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
    | st.sampled_from(["/", "?year=2020", "page", "visit", "data", "selection", "ALL", "graph", "live"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
        st.sampled_from(["id", "property", "value", "path", "search", "key", "part", "chart"]) | st.text(max_size=5), inner,
        max_size=4),
    max_leaves=12,
)
OUTPUTS = st.sampled_from([VISIT["output"], SELECT_OUTPUT, explain("headline")["output"], "settled.data", "x.y"])
WHOLE = st.fixed_dictionaries({}, optional={
    "output": OUTPUTS | ANYTHING, "outputs": ANYTHING, "inputs": ANYTHING, "state": ANYTHING, "changedPropIds": ANYTHING,
    "parsedChangedPropsIds": ANYTHING, "background": ANYTHING,
})
NEARLY = st.builds(
    lambda base, changed: base | changed,
    st.sampled_from([VISIT, select("?year=2020", ["activities_map"], ["chips"]), explain("headline")]),
    st.one_of(
        st.fixed_dictionaries({"outputs": ANYTHING}), st.fixed_dictionaries({"inputs": ANYTHING}),
        st.fixed_dictionaries({"state": ANYTHING}), st.fixed_dictionaries({"changedPropIds": ANYTHING}),
        st.fixed_dictionaries({"parsedChangedPropsIds": ANYTHING, "background": ANYTHING, "ids": ANYTHING}),
        st.fixed_dictionaries({"inputs": ANYTHING.map(lambda value: [{"id": "visit", "property": "data", "value": value}])}),
        st.fixed_dictionaries({"outputs": st.lists(st.lists(st.fixed_dictionaries(
            {"id": ANYTHING, "property": ANYTHING}), max_size=2), min_size=3, max_size=3)}),
    ),
)


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(body=WHOLE | NEARLY | ANYTHING)
def test_no_request_whatsoever_is_a_failure(applications, body):
    response = post(applications["crimjust"].server.test_client(), body)
    assert response.status_code in (200, 204, 400), body


@settings(max_examples=150)
@given(path=st.text(max_size=60), query=st.text(max_size=60))
def test_no_address_whatsoever_is_a_failure(applications, path, query):
    response = applications["crimjust"].server.test_client().get("/" + quote(path), query_string=query)
    assert response.status_code in (200, 308, 400, 404)


@settings(max_examples=100)
@given(query=st.text(max_size=120))
def test_no_filter_whatsoever_makes_a_download_fail(applications, query):
    response = applications["crimjust"].server.test_client().get("/export/headline.csv", query_string=query)
    assert response.status_code in (200, 400)
