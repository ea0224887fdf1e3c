"""The server gives every answer its headers, tells nobody what it is made of, and answers nonsense with a plain refusal."""

from __future__ import annotations

import base64
import gzip
import hashlib
import html
import json
import logging
import re
from importlib.metadata import version
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

import brotli
import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.content import CHARTS, PAGES
from dashboard.settings import ROOT, Settings
from dashboard.ui import server as product
from dashboard.ui.gate import CALLBACKS
from dashboard.ui.server import LARGEST_REQUEST, create_app
from dashboard.ui.shell import folds

ROUTES = {
    "/", "/<path:path>", "/_dash-component-suites/<string:package_name>/<path:fingerprinted_path>", "/_dash-dependencies",
    "/_dash-layout", "/_dash-update-component", "/_favicon.ico", "/favicon.ico", "/_reload-hash",
    "/assets/<path:filename>", "/export/",
    "/export/<name>.<kind>", "/export/everything.zip", "/health", "/static/<path:filename>",
    "/links", "/links/new", "/links/preview", "/links/<link_id>", "/links/<link_id>/make", "/links/<link_id>/reissue",
    "/links/<link_id>/<any(pause,resume,revoke,extend):change>",
    "/present", "/present/new", "/present/choose", "/present/add", "/present/<deck_id>", "/present/<deck_id>/show",
    "/present/<deck_id>/reissue", "/present/<deck_id>/make", "/present/<deck_id>/delete",
    "/present/<deck_id>/<any(rename,duplicate,section):change>", "/present/<deck_id>/<item_id>/picture",
    "/present/<deck_id>/<item_id>/say", "/present/<deck_id>/<item_id>/move", "/present/<deck_id>/<item_id>/remove",
    "/view", "/assets/pages.css", "/assets/pages.js", "/assets/icons.svg",
    "/releases/<name>/serve", "/card.png", "/picture.png", "/embed", "/opened", "/print", "/export/page.pdf", "/export/page.html",
}
SERVED = [*(page.path for page in PAGES), "/health", "/export/", "/export/headline.csv", "/export/headline.xlsx",
          "/export/everything.zip", "/export/page.html?of=/gender", "/print?of=/gender%3Fyear%3Dall",
          "/present", "/view?of=/gender%3Fyear%3D2021", "/_dash-layout", "/_dash-dependencies", "/assets/css/10-tokens.css",
          "/assets/pages.css", "/assets/pages.js", "/assets/icons.svg", "/assets/eu-emblem.svg"]
REFUSED = ["/nothing", "/export/nothing.csv", "/export/headline.csv?colour=red", "/assets/nothing.css",
           "/_dash-component-suites/dash/nothing.js"]
def explain(chart: Any, path: Any = "/", search: Any = "") -> dict[str, Any]:
    """The request that a press on 'explain this number' makes."""
    return {
        "output": "explain-body.data-html",
        "outputs": {"id": "explain-body", "property": "data-html"},
        "inputs": [{"id": "asked", "property": "data-asked",
                    "value": {"chart": chart, "path": path, "search": search, "press": 1}}],
        "changedPropIds": ["asked.data-asked"],
        "state": [],
    }


ASK = explain("headline")


def ask_of(value: Any) -> dict[str, Any]:
    return ASK | {"inputs": [{"id": "asked", "property": "data-asked", "value": value}]}


def view(client: FlaskClient, address: str, **shown: Any) -> Any:
    """A view as the script of a page asks for it; `shown` is the page (on) and the stamp (had) of what is on screen, and the folded
    pieces that are open."""
    return client.get("/view", query_string={"of": address, **shown})


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
    assert post(client, ASK).headers["Cache-Control"] == "no-store"
    assert view(client, "/?year=2021").headers["Cache-Control"] == "no-store"


def test_scripts_in_a_page_are_those_that_its_policy_allows(client):
    response = client.get("/")
    allowed = re.findall(r"'sha256-([^']+)'", response.headers["Content-Security-Policy"])
    written = re.findall(r"<script>(.+?)</script>", response.get_data(as_text=True), re.DOTALL)
    digests = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in written]
    assert len(written) == 1 and "data-theme" in written[0]
    assert digests[0] in allowed


def test_files_that_carry_a_stamp_of_their_content_are_kept_for_a_year_and_others_are_not(client):
    named = client.get("/").get_data(as_text=True) + client.get("/assets/pages.css").get_data(as_text=True)
    for file in ("pages.css", "pages.js", "icons.svg", "vendor/plotly.min.js", "fonts/inter-latin.woff2",
                 "favicon.svg"):
        stamped = re.search(rf'"(/assets/{re.escape(file)}\?m=[\w.]+)"', named)
        assert stamped, file
        assert "immutable" in client.get(stamped[1]).headers["Cache-Control"]
        assert "immutable" not in client.get(f"/assets/{file}").headers.get("Cache-Control", "")


def test_each_icon_stands_on_the_sheet_of_icons_where_the_style_sheets_look_for_it(client):
    styles = client.get("/").get_data(as_text=True) + client.get("/assets/pages.css").get_data(as_text=True)
    sheet = ElementTree.fromstring(client.get("/assets/icons.svg").get_data(as_text=True))
    places = re.findall(r"\.icon-([\w-]+) \{ --at: (\d+); \}", styles)
    assert len(places) > 40
    for name, place in places:
        alone = ElementTree.parse(ROOT / "assets" / "icons" / f"{name}.svg").getroot()
        there = sheet[int(place)]
        assert there.get("y") == str(32 * int(place)), name
        assert [part.attrib for part in there.iter()][1:] == [part.attrib for part in alone.iter()][1:], name


def test_a_browser_that_looks_for_an_icon_of_a_file_finds_that_of_the_pages(client):
    """Browsers ask for it beside every picture, download or JSON that they show; where it leads changes with the icon."""
    found = client.get("/favicon.ico")
    assert found.status_code == 302 and found.headers["Cache-Control"] == "no-store"
    assert f'"{found.headers["Location"]}"' in client.get("/").get_data(as_text=True)
    icon = client.get(found.headers["Location"])
    assert icon.status_code == 200 and icon.content_type.startswith("image/svg+xml")
    assert "immutable" in icon.headers["Cache-Control"]


# What nobody is told

LIBRARIES = ("dash", "plotly", "flask", "werkzeug", "duckdb", "pandas", "waitress", "brotli", "orjson")


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
        response = view(app.server.test_client(), "/")
    said = response.get_data(as_text=True)
    assert response.status_code == 500
    reference = re.fullmatch(r"Something went wrong here\. Tell the team this reference: ([0-9a-f]{8})\n", said)
    assert reference and reference[1] in caplog.text and "secret of /srv/somewhere" in caplog.text


def test_what_is_sent_before_anything_is_asked_for_holds_no_record(applications, ask):
    """Dash's layout is of the explain panel: nothing of any release is in it."""
    for name in ("crimjust", "meridian"):
        said = applications[name].server.test_client().get("/_dash-layout").get_data(as_text=True)
        assert len(said) < 1000 and not re.search(r"women|participants|activit|\d{3}", said, re.IGNORECASE)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.key)
def test_a_document_holds_what_the_view_at_its_address_holds(client, page):
    told = view(client, f"{page.path}?year=2021").get_json()
    document = client.get(f"{page.path}?year=2021").get_data(as_text=True)
    figures = json.loads(re.search(r'<script type="application/json" id="figures">(.*?)</script>', document)[1])
    assert f'id="page" class="page">{told["html"]}</div>' in document.replace('class="page" id="page"', 'id="page" class="page"')
    assert figures["pictures"] == told["pictures"] and figures["page"] == told["page"]


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

def test_a_page_comes_with_its_figures(applications):
    client = applications["crimjust"].server.test_client()
    for said in (client.get("/").get_data(as_text=True), view(client, "/").get_json()["html"]):
        assert ">19<" in said and ">1,032<" in said


def test_a_change_of_filter_brings_every_piece_in_one_answer(applications):
    client = applications["crimjust"].server.test_client()
    told = view(client, "/?year=2021", on="overview").get_json()
    assert ">13<" in told["live"]["mark:headline"] and "2021" in told["live"]["subtitle:headline"] and "html" not in told
    assert sum(sum(trace["y"]) for trace in told["pictures"]["activities_over_time"]["data"]) == 13


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.key)
def test_what_a_change_leaves_out_is_what_is_on_screen_already(client, page):
    """Pieces on screen, with those of the change put over them, are the pieces of the view: whichever way it was reached."""
    def whole(address: str) -> dict[str, Any]:
        return view(client, address, on=page.key).get_json()

    addresses = [page.path, f"{page.path}?year=2021", f"{page.path}?year=all", f"{page.path}?pillar=research", page.path]
    shown = whole(addresses[0])
    for address in addresses[1:]:
        change = view(client, address, on=page.key, had=shown["stamp"]).get_json()
        reached = change | {part: shown[part] | change[part] for part in ("live", "pictures")}
        assert reached == whole(address), address
        shown = reached
    if not any(chart.rows for chart in page.charts):  # else nothing is kept of it, for it may change within a release
        assert view(client, addresses[-1], on=page.key, had=shown["stamp"]).get_json()["live"] == {}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.key)
def test_what_is_folded_comes_while_it_is_open_and_not_before(client, page):
    """Opened where it stands or together with a change, it is the same; no other piece comes with it."""
    document = client.get(page.path).get_data(as_text=True)
    keys = sorted(folds(page))
    assert len(keys) == document.count(" data-folded") and 'class="option"' not in document
    shown = view(client, page.path, on=page.key).get_json()
    assert shown["unfolded"] == {} and not shown["live"].keys() & {*keys}
    opened = view(client, page.path, on=page.key, had=shown["stamp"], open=keys).get_json()
    assert opened["stamp"] == shown["stamp"]
    if not any(chart.rows for chart in page.charts):
        assert opened["live"] == opened["pictures"] == {}
    empty = {f"table:{chart.name}" for chart in page.charts if "empty-state" in shown["live"][f"state:{chart.name}"]}
    assert opened["unfolded"].keys() == {*keys} - empty
    for key, text in opened["unfolded"].items():
        assert view(client, page.path, on=page.key, open=[key, "table:nothing", "options:from:year"]).get_json() == (
            shown | {"unfolded": {key: text}})


def test_a_list_of_options_and_a_table_say_what_is_theirs(applications):
    client = applications["crimjust"].server.test_client()
    told = view(client, "/?year=2020", on="overview", open=["options:from:pillar", "table:year_strip"]).get_json()["unfolded"]
    counted = re.findall(r'"option-label">([^<]+)</span><span class="option-count">(\d+)<', told["options:from:pillar"])
    assert counted == [("Capacity", "6"), ("Integrity", "4"), ("Research", "2"), ("Cooperation", "4"), ("Management", "3")]
    assert re.findall(r'<td class="number">(?:<[^>]*>)?([\d,]+)', told["table:year_strip"])[:2] == ["19", "13"]


def test_a_table_that_fails_says_so_and_is_asked_anew(applications, monkeypatch):
    client = applications["crimjust"].server.test_client()
    shown = {"on": "overview", "open": "table:year_strip"}

    def fails(*_: Any) -> None:
        raise RuntimeError("broken")

    with monkeypatch.context() as broken:
        broken.setattr("dashboard.ui.cards.data_table", fails)
        assert "could not be worked out" in view(client, "/?year=2019", **shown).get_json()["unfolded"]["table:year_strip"]
    assert "data-table" in view(client, "/?year=2019", **shown).get_json()["unfolded"]["table:year_strip"]


def test_a_change_from_what_is_not_known_any_more_brings_everything(client):
    whole = view(client, "/gender?year=2021", on="gender").get_json()
    for had in ("", "x", "0" * 24, "%00", view(client, "/", on="overview").get_json()["stamp"]):
        assert view(client, "/gender?year=2021", on="gender", had=had).get_json() == whole


def test_an_answer_is_the_same_however_it_is_packed(client):
    address = "/view?of=/gender%3Fyear%3D2021&on=gender"
    bare, packed = client.get(address), client.get(address, headers={"Accept-Encoding": "br"})
    assert packed.headers["Content-Encoding"] == "br" and brotli.decompress(packed.data) == bare.data
    zipped = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert zipped.headers["Content-Encoding"] == "gzip" and gzip.decompress(zipped.data) == bare.data


@pytest.mark.parametrize("file", ["pages.css", "pages.js", "vendor/plotly.min.js", "geo/world_110m.json", "favicon.svg"])
def test_a_file_is_the_same_however_it_is_packed_and_is_not_sent_again(client, file):
    bare = client.get(f"/assets/{file}").data
    for how, unpack in (("br", brotli.decompress), ("gzip", gzip.decompress)):
        sent = client.get(f"/assets/{file}", headers={"Accept-Encoding": how})
        assert sent.headers["Content-Encoding"] == how and unpack(sent.data) == bare
        assert sent.headers["Vary"] == "Accept-Encoding"
        again = client.get(f"/assets/{file}", headers={"Accept-Encoding": how, "If-None-Match": sent.headers["ETag"]})
        assert again.status_code == 304 and again.data == b""


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
    assert post(client, ask_of(value | {"chart": "headline"} if isinstance(value, dict) else value)).status_code == 400


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


@pytest.mark.parametrize("address", ["/nothing", "", "gender", "//gender", "/gender/", "/view", "?year=2021", "/../gender", "http://x/"])
def test_a_view_of_no_page_is_not_found(client, address):
    response = view(client, address)
    assert response.status_code == 404 and response.get_data(as_text=True) == "There is nothing at this address.\n"


MALFORMED = {
    "nothing": b"", "no json": b"{", "a number": b"1", "a list": b"[]", "null": b"null", "a text": b'"x"', "an empty object": b"{}",
    "not utf-8": b'{"output": "\xff\xfe"}', "nul": b"\x00", "deep brackets": b"[" * 50_000, "deep objects": b'{"a":' * 20_000,
    "unknown output": json.dumps(ASK | {"output": "secret.data"}),
    "no output": json.dumps({key: value for key, value in ASK.items() if key != "output"}),
    "output is a list": json.dumps(ASK | {"output": ["explain-body.data-html"]}),
    "output is null": json.dumps(ASK | {"output": None}),
    "no inputs": json.dumps({key: value for key, value in ASK.items() if key != "inputs"}),
    "too many inputs": json.dumps(ASK | {"inputs": ASK["inputs"] * 2}),
    "inputs are an object": json.dumps(ASK | {"inputs": {}}),
    "inputs are texts": json.dumps(ASK | {"inputs": ["asked.data-asked"]}),
    "an input without id": json.dumps(ASK | {"inputs": [{"property": "data", "value": {"path": "/", "search": ""}}]}),
    "an input that is null": json.dumps(ASK | {"inputs": [None]}),
    "forged state": json.dumps(ASK | {"state": [{"id": "role", "property": "data", "value": "admin"}]}),
    "state is null": json.dumps(ASK | {"state": None}),
    "state is a number": json.dumps(ASK | {"state": 7}),
    "changed is a number": json.dumps(ASK | {"changedPropIds": 7}),
    "changed holds null": json.dumps(ASK | {"changedPropIds": [None]}),
    "changed names nothing": json.dumps(ASK | {"changedPropIds": ["nothing"]}),
    "no outputs": json.dumps({key: value for key, value in ASK.items() if key != "outputs"}),
    "outputs are a text": json.dumps(ASK | {"outputs": "explain-body.data-html"}),
    "outputs are empty": json.dumps(ASK | {"outputs": []}),
    "outputs are many": json.dumps(ASK | {"outputs": [ASK["outputs"]] * 3}),
    "a callback that there was once": json.dumps({
        "output": "..page.children...mounted.data..", "outputs": [{"id": "page", "property": "children"}, []],
        "inputs": [{"id": "visit", "property": "data", "value": {"path": "/", "search": ""}}], "changedPropIds": [], "state": [],
    }),
    "with NaN": json.dumps(ask_of(float("nan"))),
    "a lone surrogate": b'{"output": "\\ud800", "inputs": [], "outputs": {}, "changedPropIds": [], "state": []}',
    "a surrogate in the address": json.dumps(ask_of({"chart": "headline", "path": "/", "search": "?q=\ud800"})),
    "an id that is an object": json.dumps(ASK | {
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
    assert client.post(CALLBACKS + query, json=ASK).status_code == 200


@pytest.mark.parametrize("content_type", [
    "text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/xml", "",
])
def test_a_callback_in_another_form_than_json_is_refused(client, content_type):
    response = client.post(CALLBACKS, data=json.dumps(ASK), content_type=content_type)
    assert response.status_code in (400, 415)


def test_a_request_larger_than_the_limit_is_refused_unread(client):
    assert post(client, json.dumps(explain("headline", search="?" + "x" * LARGEST_REQUEST))).status_code == 413
    assert post(client, json.dumps(explain("headline", search="?" + "x" * 10_000))).status_code == 200


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
    | st.sampled_from(["/", "?year=2020", "explain-body", "asked", "data-asked", "data-html", "ALL", "headline"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
        st.sampled_from(["id", "property", "value", "path", "search", "key", "part", "chart"]) | st.text(max_size=5), inner,
        max_size=4),
    max_leaves=12,
)
OUTPUTS = st.sampled_from([ASK["output"], "asked.data-asked", "..page.children...mounted.data..", "x.y"])
WHOLE = st.fixed_dictionaries({}, optional={
    "output": OUTPUTS | ANYTHING, "outputs": ANYTHING, "inputs": ANYTHING, "state": ANYTHING, "changedPropIds": ANYTHING,
    "parsedChangedPropsIds": ANYTHING, "background": ANYTHING,
})
NEARLY = st.builds(
    lambda base, changed: base | changed,
    st.just(ASK),
    st.one_of(
        st.fixed_dictionaries({"outputs": ANYTHING}), st.fixed_dictionaries({"inputs": ANYTHING}),
        st.fixed_dictionaries({"state": ANYTHING}), st.fixed_dictionaries({"changedPropIds": ANYTHING}),
        st.fixed_dictionaries({"parsedChangedPropsIds": ANYTHING, "background": ANYTHING, "ids": ANYTHING}),
        st.fixed_dictionaries({"inputs": ANYTHING.map(lambda value: [{"id": "asked", "property": "data-asked", "value": value}])}),
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
@given(of=st.text(max_size=60) | st.sampled_from(["/", "/gender?year=2021"]), on=st.text(max_size=20) | st.just("gender"),
       had=st.text(max_size=30))
def test_no_view_whatsoever_is_a_failure(applications, of, on, had):
    assert view(applications["crimjust"].server.test_client(), of, on=on, had=had).status_code in (200, 404)


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
