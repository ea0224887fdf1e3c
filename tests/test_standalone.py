"""Documents that stand alone hold what the page holds, within what their reader may see, and need nobody."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from html import unescape
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote

import pytest
from pypdf import PdfReader
from sealed_link import ALL, NEUTRAL, Sealed, share

from dashboard.chart import Answer, answer
from dashboard.content import CHARTS, PAGES
from dashboard.language import language
from dashboard.settings import Settings
from dashboard.snapshots import snapshot
from dashboard.ui.cards import HAS_TABLE, is_drawn
from dashboard.ui.desks import Desks
from dashboard.ui.server import create_app
from dashboard.ui.standalone import IN_WORDS, ROWS_KEPT, ROWS_ON_PAPER, _figures, copy, led_to, paper
from dashboard.warehouse import Store

WORDS = language("en")
AT = datetime(2021, 3, 1, 9, 30, tzinfo=UTC)
NOT_CELLS = {"url", "hash"}
OURS = {"Origin": "http://localhost"}


class Read(HTMLParser):
    """A document as a reader has it: its words, and the rows of the tables in each card."""

    def __init__(self, document: str):
        super().__init__()
        self.words, self.rows, self.scripts, self.addresses = "", {}, [], []
        self._card, self._in, self._cell, self._is_data = "", "", None, False
        self.feed(document)
        self.words = " ".join(self.words.split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.addresses += [value or "" for name, value in attrs if name in ("href", "src", "action", "srcset", "data")]
        if tag == "section" and (given.get("id") or "").startswith("card-"):
            self._card = str(given["id"])[5:]
        if tag in ("script", "style"):
            self._in = tag
            if tag == "script":
                self.scripts.append((given, ""))
        if tag == "table":
            self._is_data = given.get("class") == "data-table"
        if tag == "tr" and self._is_data:
            self.rows.setdefault(self._card, []).append([])
        if tag in ("td", "th") and self._is_data:
            self._cell = ""

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self._in = ""
        elif tag in ("td", "th") and self._cell is not None:
            self.rows[self._card][-1].append(" ".join(self._cell.split()))
            self._cell = None
        if not self._in:
            self.words += " " if tag not in ("strong", "span", "a") else ""

    def handle_data(self, data: str) -> None:
        if self._in == "script":
            self.scripts[-1] = (self.scripts[-1][0], self.scripts[-1][1] + data)
        elif not self._in:
            self.words += data
            if self._cell is not None:
                self._cell += data


def drawn(read: Read) -> dict[str, Any]:
    return next(json.loads(text) for given, text in read.scripts if given.get("id") == "figures")


@pytest.fixture(scope="module")
def desks(packages) -> dict[str, Desks]:
    """The desks of both packages."""
    return {name: Desks(Store(data)) for name, data in packages.items()}


@pytest.fixture(scope="module")
def made(desks) -> Callable[..., tuple[str, list[Answer]]]:
    """made("copy", "crimjust", "gender", query) -> the document and the answers of its cards."""

    def make(kind: str, package: str, key: str, query: str = "") -> tuple[str, list[Answer]]:
        desk = desks[package].current()
        page = next(page for page in PAGES if page.key == key)
        view, notices = desk.view(page, query)
        assert not notices
        document = (copy if kind == "copy" else paper)(page, view, desk, WORDS, AT)
        asked = [chart for chart in page.charts if not chart.asked_by or view.choices.get(chart.asked_by)]
        return document, [answer(chart, page, view, desk) for chart in asked]

    return make


# The same words and numbers

@pytest.mark.parametrize("kind", ["copy", "paper"])
@pytest.mark.parametrize("package", ["crimjust", "meridian"])
@pytest.mark.parametrize("key", [page.key for page in PAGES])
def test_a_document_of_a_page_has_every_word_and_value_of_every_figure(made, kind, package, key):
    document, answers = made(kind, package, key)
    read = Read(document)
    assert answers
    for given in answers:
        chart = given.chart
        for text in snapshot(given, CHARTS[chart.name][1], WORDS).texts():
            assert " ".join(text.split()) in read.words, (chart.name, text)
        assert (chart.name in drawn(read)) == (is_drawn(chart) and not given.is_empty)
        has_table = chart.mark == "table" or (chart.mark in HAS_TABLE and not (kind == "paper" and chart.mark in IN_WORDS))
        if has_table and not given.is_empty:
            names = [(n, (name, how)) for n, (name, how) in enumerate(given.columns()) if how.kind not in NOT_CELLS]
            shown = [[row[n] for n, _ in names] for row in read.rows[chart.name] if len(row) == len(given.columns())]
            assert shown[0] == [WORDS(how.label) for _, (_, how) in names]
            expected = [[" ".join(given.cell(name, row, WORDS).split()) for _, (name, _) in names] for row in given.records()]
            assert shown[1:] == expected[:ROWS_KEPT if kind == "copy" else ROWS_ON_PAPER], chart.name


def test_a_copy_holds_rows_that_the_page_shows_a_part_of(made):
    """163 seizures and 3005 annual figures of all years, of which a page shows 150; 119 activities, of which it shows 25."""
    rows = Read(made("copy", "crimjust", "seizures", "year=all")[0]).rows
    assert (len(rows["seizure_list"]), len(rows["seizures_annual"])) == (164, 3006)
    activities = Read(made("copy", "crimjust", "activities", "year=all")[0])
    assert len(activities.rows["activity_list"]) == 120 and "119 activities, 1–119 shown" in activities.words
    short = Read(made("paper", "crimjust", "seizures", "year=all")[0])
    assert len(short.rows["seizures_annual"]) == 101 and "The first 100 of 3,005 rows" in short.words


def test_a_document_follows_its_view(made):
    read = Read(made("copy", "crimjust", "gender", "year=2020&pillar=institutional_integrity")[0])
    assert "Filters Year 2020 Pillar Integrity" in read.words
    assert "79 of the 250" not in read.words and "79 of the 250" in Read(made("copy", "crimjust", "gender", "year=2020")[0]).words


def test_an_opened_record_is_in_its_document_and_no_other_is(made):
    document, answers = made("paper", "crimjust", "activities", "record=CJ-2020-006")
    assert [one.chart.name for one in answers] == ["activity_record", "activity_list"] and 'id="card-activity_record"' in document
    assert 'id="card-activity_record"' not in made("paper", "crimjust", "activities")[0]


# Nothing outside

@pytest.mark.parametrize("package", ["crimjust", "meridian"])
@pytest.mark.parametrize("kind", ["copy", "paper"])
def test_a_file_asks_for_nothing_and_runs_only_what_was_written_into_it(made, package, kind):
    for page in PAGES:
        document, _ = made(kind, package, page.key)
        read = Read(document)
        policy = unescape(re.search(r'Content-Security-Policy" content="([^"]*)"', document)[1])
        assert policy.startswith("default-src 'none'; ") and "unsafe-inline'; img-src data:; font-src data:" in policy
        allowed = set(re.findall(r"'sha256-([^']+)'", policy))
        run = [text for given, text in read.scripts if given.get("type") != "application/json"]
        assert {base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in run} == allowed and run
        assert all("src" not in given for given, _ in read.scripts)
        assert [one for one in read.addresses if not one.startswith(("data:", "#", "http://", "https://"))] == []
        asked = re.findall(r'<(?!a )[a-z]+ [^>]*(?:href|src)="(?!data:)', document) + re.findall(
            r"url\((?!\"data:)[^)]*", "".join(re.findall("<style>(.*?)</style>", document, re.DOTALL)))
        assert asked == []
        assert document.count("</body>") == 1


def test_a_text_of_the_data_cannot_end_the_element_that_the_figures_stand_in():
    from dashboard.ui.standalone import Cards, Sheet

    bad = "</script><script>alert(1)</script><!--\u2028"
    sheet = Sheet("copy", "", "", Cards((), {"x": {"data": [{"name": bad}], "layout": {}}}, ()), "en", (), {})
    written = _figures(sheet)
    assert "<" not in written and "\u2028" not in written and json.loads(written)["x"]["data"][0]["name"] == bad


def test_a_document_of_staff_leads_back_only_where_the_dashboard_is_known_to_be():
    reach = led_to("https://results.example.org")
    assert reach("/gender?year=2020") == "https://results.example.org/gender?year=2020"
    assert reach("//evil.example/") is None and reach("javascript:alert(1)") is None
    assert led_to("")("/gender") is None and led_to("")("https://a.example/b") == "https://a.example/b"


# Sealed

@pytest.fixture
def sharing(applications, packages) -> Callable[..., Sealed]:
    """sharing(...) -> a link of the gender page of 2020, the year held fixed, unless chosen otherwise."""
    def made(**chosen: Any) -> Sealed:
        given = {"pages": ("gender",), "path": "/gender", "query": "year=2020", "locked": ("year",)} | chosen
        return share(applications["crimjust"].server.test_client(), packages["crimjust"], **given)

    return made


KEPT = ("/export/page.html", "/export/page.pdf", "/print")


def test_a_copy_of_a_sealed_page_has_its_seal_and_never_its_token(sharing):
    sealed = sharing(label="Annex 3")
    copied = sealed.get("/export/page.html?of=/gender")
    text, read = copied.get_data(as_text=True), Read(copied.get_data(as_text=True))
    assert copied.status_code == 200 and copied.headers["Content-Disposition"].startswith('attachment; filename="gender-p-')
    fingerprint = sealed.link.fingerprint[:16].upper()
    assert "Annex 3" in read.words and "79 of the 250" in read.words and "Copy made" in read.words
    assert "-".join(fingerprint[n:n + 4] for n in range(0, 16, 4)) in read.words
    for document in (text, sealed.get("/print?of=/gender").get_data(as_text=True).replace(f"{sealed.root}/export/page.pdf", "")):
        assert sealed.token not in document and "/s/" not in document.replace("/s/s", "")
    assert [entry.detail for entry in sealed.register.log(link_id=sealed.link.id) if entry.what == "exported"] == [
        copied.headers["Content-Disposition"].partition('"')[2].rstrip('"')]


def test_documents_stay_within_the_link(sharing):
    sealed, one = sharing(), sharing(chart="women_share")
    for address in KEPT:
        for path in ("/progress", "/", "/activities", "/nothing", "//gender", "https://evil.example/"):
            refused = sealed.get(f"{address}?of={quote(path)}")
            assert (refused.status_code, refused.get_data(as_text=True)) == (404, NEUTRAL), (address, path)
        assert sealed.get(f"{address}?of={quote('/gender?year=2019')}").status_code == 400
    assert set(Read(one.get("/export/page.html?of=/gender").get_data(as_text=True)).rows) == {"women_share"}
    assert Read(sealed.get("/export/page.html").get_data(as_text=True)).words.count("In this document") == 0


@pytest.mark.parametrize(("missing", "refused"), [
    ("pictures", {"/print", "/export/page.pdf"}), ("table", {"/export/page.html"}), ("data", {"/export/page.html"}),
])
def test_a_document_is_for_readers_who_may_have_what_is_in_it(sharing, missing, refused):
    sealed = sharing(may=ALL - {missing})
    menu = sealed.pieces("/gender")["live:keep"]
    for address in KEPT:
        response = sealed.get(f"{address}?of=/gender")
        assert (response.status_code == 404) == (address in refused), address
        assert (address in menu) == (address not in refused)
    if missing == "table":
        assert Read(sealed.get("/print?of=/gender").get_data(as_text=True)).rows == {}


def test_nothing_is_offered_to_readers_who_may_only_look(sharing):
    assert "live:keep" not in sharing(may=frozenset({"filter"})).pieces("/gender")


# Embeds

@pytest.mark.parametrize("package", ["crimjust", "meridian"])
@pytest.mark.parametrize("name", [name for name, (chart, _) in CHARTS.items() if not chart.asked_by])
def test_every_figure_can_be_embedded_with_all_its_words(applications, packages, desks, package, name):
    chart, page = CHARTS[name]
    sealed = share(applications[package].server.test_client(), packages[package], pages=(page.key,), chart=name, path=page.path)
    response = sealed.client.get(f"/embed/{sealed.token}")
    read = Read(response.get_data(as_text=True))
    desk = desks[package].for_link(sealed.link, "")
    given = answer(chart, page, desk.hold(desk.reader.opening), desk)
    assert response.status_code == 200 and "Set-Cookie" not in response.headers
    for text in snapshot(given, page, WORDS).texts():
        assert " ".join(text.split()) in read.words, text
    loaded = [str(told.get("src")) for told, _ in read.scripts if "src" in told]
    assert any("plotly" in one for one in loaded) == (is_drawn(chart) and not given.is_empty)
    assert all(one.startswith("/assets/") for one in loaded)
    assert all(one.startswith(("/assets/", "https://", "http://")) or one == sealed.root for one in read.addresses), read.addresses


def test_an_embed_is_of_one_figure_and_of_nothing_else(sharing):
    page, one = sharing(), sharing(chart="women_share")
    for address in (f"/embed/{page.token}", f"/embed/{one.token}/", f"/embed/{one.token}/gender", "/embed/", "/embed/x",
                    f"/embed/{one.token[:-1]}", f"/s/{page.token}/embed"):
        refused = one.client.get(address)
        assert (refused.status_code, refused.get_data(as_text=True)) == (404, NEUTRAL), address
    one.register.revoke(one.link.id, by="editor")
    gone = one.client.get(f"/embed/{one.token}")
    assert (gone.status_code, gone.get_data(as_text=True)) == (410, NEUTRAL)
    assert one.client.get("/embed").status_code == 404 and one.client.post("/opened", headers=OURS).status_code in (404, 405)


def test_an_embed_takes_a_theme_and_no_other_parameter(sharing):
    one = sharing(chart="women_share")

    def told(query: str) -> str:
        return one.client.get(f"/embed/{one.token}{query}").get_data(as_text=True)

    plain = told("")
    assert 'data-theme="dark"' in told("?theme=dark") and 'data-theme="light"' in told("?theme=light")
    assert told("?theme=%22%3E%3Cscript%3E") == told("?year=2019&pillar=research") == plain and "79 of the 250" in plain


def test_an_embed_has_no_table_for_readers_who_may_not_see_it(sharing):
    assert Read(sharing(chart="women_share", may=frozenset()).get("/embed").get_data(as_text=True)).rows == {}
    assert len(Read(sharing(chart="women_share").get("/embed").get_data(as_text=True)).rows["women_share"]) == 2


def test_an_embed_is_counted_when_its_script_runs_and_not_when_its_address_is_fetched(sharing):
    one = sharing(chart="women_share")
    one.client.get(f"/embed/{one.token}")
    assert one.register.link(one.link.id).opened == 0
    assert one.client.post(f"{one.root}/opened").status_code == 403
    assert one.client.post(f"{one.root}/opened", headers={"Origin": "https://evil.example"}).status_code == 403
    assert one.client.post(f"{one.root}/opened", headers=OURS).status_code == 204
    assert one.client.get(f"{one.root}/opened").status_code in (404, 405)
    assert one.register.link(one.link.id).opened == 1


def test_an_embed_behind_a_passcode_says_so_and_where_it_is_asked_for(sharing):
    one = sharing(chart="women_share", passcode="orchid-7-lake")
    asked = one.client.get(f"/embed/{one.token}", headers={"Accept": "text/html"})
    text = asked.get_data(as_text=True)
    assert asked.status_code == 401 and "This figure is protected by a passcode." in text and f'href="{one.root}"' in text
    assert "women" not in text and one.client.get(f"/embed/{one.token}/opened").status_code == 404


def test_only_the_sites_of_the_link_may_frame_its_embed(sharing):
    for sites, told in ((("https://a.example",), "https://a.example"), ((), "'none'")):
        one = sharing(chart="women_share", sites=sites)
        headers = one.client.get(f"/embed/{one.token}").headers
        assert f"frame-ancestors {told}" in headers["Content-Security-Policy"].split("; ")
        assert "unsafe-eval" not in headers["Content-Security-Policy"] and "script-src 'self'" in headers["Content-Security-Policy"]


# Paper

def pdf_of(client: Any, address: str) -> PdfReader:
    response = client.get(f"/export/page.pdf?of={quote(address)}")
    assert (response.status_code, response.content_type) == (200, "application/pdf"), response.get_data(as_text=True)[:300]
    return PdfReader(io.BytesIO(response.data))


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text).replace("\u00ad", "")


def test_a_pdf_has_a_title_page_every_figure_with_its_table_and_page_numbers(applications, packages, ask):
    for package, asking, year in (("crimjust", ask, "2020"), ("meridian", ask.meridian, "2023")):
        pdf = pdf_of(applications[package].server.test_client(), f"/gender?year={year}")
        texts = [page.extract_text() for page in pdf.pages]
        whole = squeezed(" ".join(texts))
        page = CHARTS["women_share"][1]
        assert "Gender" in texts[0] and "Filters" in texts[0]
        assert f"Year{year}" in squeezed(texts[0]).replace(":", "")
        for chart in page.charts:
            given = asking.answer(chart.name, f"year={year}")
            assert whole.count(squeezed(chart.title)) >= 2 and squeezed(given.finding(WORDS)) in whole
            for caveat in given.caveats:
                assert squeezed(caveat.text) in whole
        for n, text in enumerate(texts, 1):
            assert f"{n} / {len(texts)}" in text
            assert asking.desk.warehouse.release.name in text
        assert "In this document" in texts[0] and asking.desk.warehouse.release.programme.funder_line.split()[0] in texts[0]


def test_a_pdf_is_tagged_and_says_its_title_and_language(applications, packages):
    pdf = pdf_of(applications["crimjust"].server.test_client(), "/progress")
    root = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and root["/Lang"].startswith("en") and "/StructTreeRoot" in root
    assert pdf.metadata.title == "Progress · CRIMJUST"
    outline = [one.title for one in pdf.outline if not isinstance(one, list)] + [
        one.title for part in pdf.outline if isinstance(part, list) for one in part if not isinstance(one, list)]
    assert {"Progress", "Results against their targets", "Reported outputs without a target"} <= set(outline)
    sheets = {(round(float(page.mediabox.width)), round(float(page.mediabox.height))) for page in pdf.pages}
    assert sheets == {(595, 842), (842, 595)}  # A4, upright and across


def test_a_server_without_a_browser_says_so_and_still_prints_in_the_readers(packages):
    client = create_app(Settings(data=packages["meridian"], chrome="/nothing/here")).server.test_client()
    told = client.get("/export/page.pdf?of=/gender")
    assert told.status_code == 503 and "This server has no browser to make a PDF with." in told.get_data(as_text=True)
    printed = client.get("/print?of=/gender").get_data(as_text=True)
    assert "data-prints" in printed and "page.pdf" not in printed and "@page" in printed


def test_a_page_to_print_runs_no_script_of_its_own(applications):
    read = Read(applications["crimjust"].server.test_client().get("/print?of=/geography").get_data(as_text=True))
    assert [text.strip() for given, text in read.scripts if given.get("type") != "application/json" and text.strip()] == []
    assert set(drawn(read)) == {"countries_map", "countries_ranked"} and "/export/page.pdf?of=%2Fgeography" in read.addresses
