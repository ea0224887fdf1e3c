"""Embeds as they are on somebody else's site: another origin, no cookies of others, every width."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import chromium
import pytest
from hosting import Host
from playwright.sync_api import Browser, Frame, Page
from sealed_link import new_link, register_of
from visitor import faint_words, faults_of_access, open_tables, settled, until

from dashboard.content import CHARTS
from dashboard.links import Link, Register
from dashboard.ui.sharing_pages import embed_address, frame_html

READY = "() => document.documentElement?.hasAttribute('data-ready') && document.fonts.status === 'loaded'"
SIZES = """() => ({
    document: Math.ceil(document.documentElement.getBoundingClientRect().height),
    tall: document.documentElement.scrollHeight - window.innerHeight,
    wide: document.documentElement.scrollWidth - window.innerWidth,
    inner: [...document.querySelectorAll("main *")].filter((one) => {
        const style = getComputedStyle(one), scrolls = (way) => ["auto", "scroll"].includes(way);
        return one.clientHeight && scrolls(style.overflowY) && one.scrollHeight > one.clientHeight + 1;
    }).map((one) => one.className),
})"""
WORDS = """(card) => Object.fromEntries([
    ".card-title", ".card-subtitle", ".card-finding", ".data-table", ".card-foot", ".tiles",
].map((part) => [part, [...card.querySelectorAll(part)].map((one) => one.textContent.replace(/\\s+/g, " ").trim())]))"""


@pytest.fixture(scope="module")
def register(packages: dict[str, Path]) -> Register:
    return register_of(packages["crimjust"])


@pytest.fixture
def share(served: dict[str, Any], packages: dict[str, Path], register: Register) -> Any:
    """share("women_share", ...) -> a link of one figure of 2020, and its address."""
    def made(chart: str, **chosen: Any) -> tuple[Link, str]:
        page = CHARTS[chart][1]
        given = {"pages": (page.key,), "chart": chart, "path": page.path, "query": "year=2020", "locked": ("year",)} | chosen
        link, token = register.make(new_link(packages["crimjust"], **given), by="editor")
        return link, f"{served['crimjust'].address}/s/{token}"

    return made


@pytest.fixture(scope="module")
def host() -> Iterator[Host]:
    served = Host()
    yield served
    served.server.shutdown()


@pytest.fixture(scope="module")
def strict(browser: Browser) -> Iterator[Browser]:
    """A browser that keeps no cookies of a site within another."""
    launched = browser.browser_type.launch(
        executable_path=chromium.find(), args=[*chromium.ARGUMENTS, "--test-third-party-cookie-phaseout"])
    yield launched
    launched.close()


def framed(page: Page) -> Frame:
    frame = until(page, lambda: next((one for one in page.frames if "/embed/" in one.url), None), "the frame has its page")
    frame.wait_for_load_state()
    until(page, lambda: frame.evaluate(READY), "the frame has its figure")
    return frame


@pytest.mark.parametrize("chart", ["headline", "women_share", "countries_map", "priority_matrix"])
def test_a_frame_is_as_tall_as_its_figure_at_every_width_and_scrolls_nowhere(strict, share, host, chart):
    link, address = share(chart, sites=(host.site,))
    host.html = "<style>body { margin: 0; }</style>" + frame_html(link, address)
    context = strict.new_context(viewport={"width": 280, "height": 600})
    page = context.new_page()
    page.add_init_script("addEventListener('message', (e) => { if (e.data.kind) window.told = e.data; })")
    page.goto(host.site)
    for width in (280, 320, 768, 1200):
        page.set_viewport_size({"width": width, "height": 600})
        page.evaluate("document.querySelector('iframe').scrollIntoView()")  # it is loaded when it is needed
        frame = framed(page)

        def fits(frame: Frame = frame) -> bool:
            sizes, told = frame.evaluate(SIZES), page.evaluate("window.told")
            is_tall = page.evaluate("document.querySelector('iframe').clientHeight")
            return told == {"kind": "dashboard-embed-height", "height": is_tall} and sizes == {
                "document": is_tall, "tall": 0, "wide": 0, "inner": []}

        until(page, fits, f"the frame is as tall and as wide as its document at {width}")
        assert 120 < frame.evaluate(SIZES)["document"] < 2600
    assert context.cookies() == [] and len(page.frames) == 2
    context.close()


def test_a_table_in_a_frame_is_whole_and_the_frame_grows_with_it(strict, share, host):
    link, address = share("countries_map", sites=(host.site,))
    host.html = frame_html(link, address)
    context = strict.new_context(viewport={"width": 320, "height": 600})
    page = context.new_page()
    page.goto(host.site)
    frame = framed(page)
    before = frame.evaluate(SIZES)["document"]
    frame.locator("[data-show=table]").focus()
    page.keyboard.press("Enter")
    assert frame.locator(".card-table tbody tr").count() == 54 and frame.locator(".card-chart").is_hidden()
    sizes = until(page, lambda: next((told for told in [frame.evaluate(SIZES)] if told["document"] == page.evaluate(
        "document.querySelector('iframe').clientHeight") and told["tall"] == 0), None), "the frame has grown")
    assert sizes["document"] > before + 500 and (sizes["wide"], sizes["inner"]) == (0, [])
    context.close()


@pytest.mark.parametrize("sites", [(), ("https://elsewhere.example",)])
def test_a_site_that_the_link_does_not_name_shows_nothing(browser, share, host, sites):
    link, address = share("women_share", sites=sites)
    host.html = frame_html(link, address)
    context = browser.new_context()
    page = context.new_page()
    refusals: list[str] = []
    page.on("console", lambda message: refusals.append(message.text))
    page.goto(host.site)
    until(page, lambda: any("frame-ancestors" in one for one in refusals), "the browser refused the frame")
    assert all("79 of" not in (frame.locator("body").text_content() or "") for frame in page.frames[1:])
    context.close()


@pytest.mark.parametrize("chart", ["headline", "women_share", "sex_reported"])
def test_an_embed_says_what_the_sealed_page_says(visiting, share, chart):
    _, address = share(chart)
    root = address.partition("/s/")[0]
    page = visiting(root).open(address.removeprefix(root))
    told = open_tables(page).locator("section.card").evaluate(WORDS)
    traces = page.evaluate("() => [...document.querySelectorAll('.js-plotly-plot')].map((one) => one.data.map((t) => [t.x, t.y]))")
    page.goto(embed_address(address))
    until(page, READY, "the embed is drawn")
    assert page.locator("section.card").evaluate(WORDS) == told and told[".card-title"]
    assert page.evaluate(
        "() => [...document.querySelectorAll('.js-plotly-plot')].map((one) => one.data.map((t) => [t.x, t.y]))") == traces
    assert page.title() == f"{told['.card-title'][0]} · CRIMJUST"


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (768, "dark")])
@pytest.mark.parametrize("chart", ["women_by_activity", "results_framework"])
def test_an_embed_is_within_reach_of_everybody(visiting, share, chart, width, scheme):
    _, address = share(chart)
    page = visiting(address.partition("/s/")[0]).page(width=width, scheme=scheme)
    page.goto(embed_address(address))
    until(page, READY, "the embed is drawn")
    assert faults_of_access(page) == [] and faint_words(page) == []
    picture = page.get_by_role("img", name=page.locator("h2").inner_text())
    assert picture.count() == (1 if chart == "women_by_activity" else 0)
    for theme, ground in (("light", "rgb(255, 255, 255)"), ("dark", "rgb(21, 28, 36)")):
        page.goto(f"{embed_address(address)}?theme={theme}")
        assert page.evaluate("() => getComputedStyle(document.body).backgroundColor") == ground


def test_without_a_script_an_embed_has_its_table(browser, share):
    _, address = share("women_share")
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(embed_address(address))
    assert page.locator(".card-table tbody tr").is_visible() and "79 of the 250" in page.locator(".finding").inner_text()
    assert page.locator(".picture, .view-toggle").all_inner_texts() and not page.locator(".picture").is_visible()
    context.close()


def test_an_embed_is_counted_once_it_is_seen(visiting, share, register):
    link, address = share("headline")
    page = visiting(address.partition("/s/")[0]).page(knows=False)
    page.goto(embed_address(address))
    until(page, lambda: register.link(link.id).opened == 1, "it is counted")


@pytest.mark.parametrize(("chart", "has_plotly"), [("headline", False), ("women_share", True)])
def test_an_embed_loads_only_what_its_figure_needs(browser, share, chart, has_plotly):
    """All that comes over the wire into an empty browser, compressed as it is."""
    _, address = share(chart)
    loaded = {}
    for name, where in (("page", address), ("embed", embed_address(address))):
        context = browser.new_context()
        page = context.new_page()
        wire = context.new_cdp_session(page)
        sizes: list[float] = []
        addresses: list[str] = []
        wire.on("Network.loadingFinished", lambda told, sizes=sizes: sizes.append(told["encodedDataLength"]))
        page.on("request", lambda request, addresses=addresses: addresses.append(request.url))
        wire.send("Network.enable")
        page.goto(where, wait_until="networkidle")
        if name == "page":
            settled(page)
        else:
            until(page, READY, "the embed is drawn")
            assert any("plotly" in one for one in addresses) == has_plotly
            assert not any("dash" in one.partition("/assets/")[0].rpartition("/")[2] or "bootstrap" in one for one in addresses)
        loaded[name] = sum(sizes)
        context.close()
    assert loaded["embed"] < loaded["page"] < (650_000 if has_plotly else 150_000), loaded
    assert loaded["embed"] < (450_000 if has_plotly else 90_000), loaded
