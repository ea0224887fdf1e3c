"""Pieces of a page sent as HTML: every value in them is text, and a browser reads back what was written."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from dash import dcc
from dash import html as components
from hypothesis import given
from hypothesis import strategies as st

from dashboard.content import CHARTS
from dashboard.language import language
from dashboard.ui import html
from dashboard.ui.fragments import Written, as_html
from dashboard.ui.links import sources
from dashboard.ui.marks import MARKS
from dashboard.ui.tables import data_table

HOSTILE = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", '"><svg onload=alert(1)>', "' onmouseover='alert(1)",
    "</td></table>", "&lt;b&gt;", "<!--", "]]>", "\x00<b>", "javascript:alert(1)",
]
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\x00"), max_size=40)


class Read(HTMLParser):
    """What a browser finds: elements with their attributes, and all text."""

    def __init__(self, fragment: str):
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(fragment)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


@given(text=TEXT)
def test_a_text_is_read_back_as_it_was_written_wherever_it_stands(text):
    found = Read(as_html(html.Td(html.A(text, href=text, title=text, **{"data-key": text}), className=text)))
    assert found.text == text
    assert [tag for tag, _ in found.elements] == ["td", "a"]
    assert found.elements[0][1]["class"] == text
    assert found.elements[1][1] == {"href": text, "title": text, "data-key": text}


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_opens_no_element_and_no_attribute(text):
    found = Read(as_html([html.P(text), html.P(title=text), html.Span(text, className=text, **{"aria-label": text})]))
    assert [tag for tag, _ in found.elements] == ["p", "p", "span"]
    assert {name for _, attributes in found.elements for name in attributes} <= {"title", "class", "aria-label"}


def test_components_that_need_a_script_are_not_sent_as_text():
    for component in (dcc.Graph(), dcc.Markdown("x"), dcc.Link("x", href="/"), components.P("x", n_clicks=1)):
        with pytest.raises(TypeError):
            as_html(html.Div([component]))
    with pytest.raises(TypeError):
        as_html(html.P(id={"type": "card", "index": 1}))


def test_what_is_written_already_is_sent_as_it_is_and_nothing_else():
    assert as_html(html.P(Written("<b>1</b>"))) == "<p><b>1</b></p>"
    assert as_html(html.P(str(Written("<b>1</b>")))) == "<p>&lt;b&gt;1&lt;/b&gt;</p>"
    assert as_html(html.P(title=Written('">'))) == '<p title="&quot;&gt;"></p>'


def test_nothing_and_what_is_false_leave_no_trace():
    assert as_html([None, False, "", []]) == ""
    assert as_html(html.P(hidden=False, title=None)) == "<p></p>"
    assert as_html(html.P(hidden=True)) == "<p hidden></p>"
    assert as_html(0) == "0"


def test_attributes_are_those_of_html():
    field = html.Input(className="field", htmlFor="a", tabIndex=-1, style={"--share": "0.5", "maxHeight": "1px"})
    assert as_html(field) == '<input class="field" for="a" tabindex="-1" style="--share:0.5;max-height:1px">'


def drawn(name: str, asking):
    given_answer = asking.answer(name, "" if CHARTS[name][1].sides or not CHARTS[name][1].filters else "year=all")
    if given_answer.is_empty:
        return None
    words = language("en")
    mark = MARKS.get(given_answer.chart.mark)
    return as_html([mark(given_answer, words) if mark else None, data_table(given_answer, words)])


@pytest.mark.parametrize("name", CHARTS)
def test_every_mark_and_table_is_well_formed_and_links_only_to_us_or_plain_web_addresses(asking, name):
    fragment = drawn(name, asking)
    if fragment is None:
        return
    for tag, attributes in Read(fragment).elements:
        assert tag not in ("script", "iframe", "object", "embed", "style", "base", "meta", "link"), tag
        assert not [key for key in attributes if key.startswith("on")], attributes
        address = attributes.get("href")
        if address is not None:
            assert address.startswith(("/", "#", "https://", "http://")) and not address.startswith("//"), address
            if address.startswith("http"):
                assert attributes["rel"] == "noopener noreferrer" and attributes["target"] == "_blank"


@pytest.mark.parametrize("address", [
    "javascript:alert(1)", " JavaScript:alert(1)", "data:text/html,<script>alert(1)</script>", "//evil.example/x", "ftp://example.org/x",
    "vbscript:x", "http://", "https:///x", "report of 2020, page 3",
])
def test_a_source_that_is_no_plain_web_address_stays_text(address):
    found = Read(as_html(sources(address, language("en"))))
    assert found.elements == [] and found.text == address


def test_sources_are_links_named_by_their_host_that_open_beside_the_dashboard():
    found = Read(as_html(sources("https://www.example.org/a?b=1&c=2 | http://other.example/", language("en"))))
    assert found.text == "example.org, other.example"
    assert [attributes["href"] for _, attributes in found.elements] == ["https://www.example.org/a?b=1&c=2", "http://other.example/"]
    assert {(attributes["target"], attributes["rel"]) for _, attributes in found.elements} == {("_blank", "noopener noreferrer")}
