"""A reader with a real browser. Whatever goes wrong behind the scenes is recorded: errors of the console, of the page, of the
content policy, and requests to anybody else."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import axe_playwright_python
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Locator, Page, Request

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
WAITS_S = 30
KNOWING: dict[Browser, tuple[BrowserContext, list[Page]]] = {}
"""The window of a reader who knows the dashboard, one a browser, with its empty pages."""

SETTLED = """() => {
    const main = document.getElementById("content");
    if (!main || !document.getElementById("page-title") || main.getAttribute("aria-busy") === "true") return false;
    return [...document.querySelectorAll("#content .picture")].every(
        (graph) => graph.querySelector(".main-svg") && graph.querySelector(".js-plotly-plot"));
}"""

MARKS = """(card) => [...card.querySelectorAll(".js-plotly-plot .trace")].flatMap((group) => {
    const points = group.__data__, trace = points && points[0] && points[0].trace;
    if (!trace || !trace.customdata) return [];
    return [...group.querySelectorAll("path.point, .point path")].map((mark, i) => {
        let data = trace.customdata[i];
        if (Array.isArray(data)) data = data[data.length - 1];
        const box = mark.getBoundingClientRect();
        return {address: data, x: box.x + box.width / 2, y: box.y + box.height / 2, width: box.width, height: box.height};
    });
})"""


FAINT = """() => {
    const channel = (c) => (c /= 255) <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    const rgb = (colour) => colour.match(/[\\d.]+/g).map(Number);
    const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
    const found = new Set();
    document.querySelectorAll(".js-plotly-plot .main-svg text").forEach((text) => {
        const said = text.textContent.trim(), box = text.getBoundingClientRect();
        if (!said || !box.width || text.closest(".bartext-inside, .sankey, .mapboxlayer")) return;
        const style = getComputedStyle(text), fill = rgb(style.fill);
        if (style.fill === "none" || fill[3] === 0 || style.opacity === "0") return;
        const ground = light(rgb(getComputedStyle(text.closest(".card")).backgroundColor));
        const ink = light(fill);
        const ratio = (Math.max(ground, ink) + 0.05) / (Math.min(ground, ink) + 0.05);
        if (ratio < 4.5) found.add(`${text.closest(".card").id}: "${said}" ${style.fill} ${ratio.toFixed(1)}`);
    });
    return [...found];
}"""


def until(page: Page, condition: str | Callable[[], Any], what: str) -> Any:
    """Wait for a script or a function to give something true; its value. Playwright's own wait needs what the policy forbids."""
    ends = time.monotonic() + WAITS_S
    while time.monotonic() < ends:
        found = condition() if callable(condition) else page.evaluate(condition)
        if found:
            return found
        page.wait_for_timeout(20)
    raise AssertionError(f"{WAITS_S} s passed and still not: {what}")


def settled(page: Page) -> Page:
    """The page once its answer has come and every picture is drawn."""
    until(page, SETTLED, "the page is settled")
    # Cards put late pieces in within two frames.
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    until(page, SETTLED, "the page is settled")
    return page


def go(page: Page, address: str) -> Page:
    """Follow a link of the product to an address, without loading the page anew."""
    page.evaluate("(address) => window.dash_clientside.dashboard.go(address)", address)
    return settled(page)


def address_of(page: Page) -> str:
    """Path and query of what the browser shows."""
    parts = urlsplit(page.url)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def open_tables(page: Page) -> Page:
    """The page with every table that can be opened in it, whether it is on screen or not."""
    page.evaluate("() => window.dash_clientside?.dashboard.unfold_tables_now()")
    return page


def open_filter(page: Page, name: str, side: str = "from") -> Locator:
    """A filter, opened with its options."""
    fold = page.locator(f'.filter-side[data-side="{side}"] details.filter', has=page.locator(f'.filter-name:text-is("{name}")'))
    if fold.get_attribute("open") is None:
        fold.locator("summary").click()
    fold.locator(".option").first.wait_for()
    return fold


def texts(page: Page) -> dict[str, str]:
    """All words of every card and its table, by chart: what must be the same wherever the address is opened."""
    return open_tables(page).evaluate("""() => Object.fromEntries([...document.querySelectorAll("section.card")].map(
        (card) => [card.id, card.textContent.replace(/\\s+/g, " ").trim()]))""")


def card(page: Page, chart: str) -> Locator:
    return page.locator(f"#card-{chart}")


def tiles(page: Page, chart: str = "headline") -> dict[str, str]:
    """The headline numbers by their label."""
    return page.evaluate("""(card) => Object.fromEntries([...document.querySelectorAll(`#${card} .tile`)].map(
        (tile) => [tile.querySelector(".tile-label").textContent, tile.querySelector(".tile-value").textContent]))""",
                         f"card-{chart}")


def picture(page: Page, chart: str) -> list[dict[str, Any]]:
    """The traces that a picture shows."""
    return page.evaluate("""(card) => document.querySelector(`#${card} .js-plotly-plot`).data.map(
        (trace) => ({type: trace.type, name: trace.name, x: [...(trace.x || [])], y: [...(trace.y || [])]}))""", f"card-{chart}")


def marks(page: Page, chart: str) -> list[dict[str, Any]]:
    """Every mark of a picture that leads somewhere: its address and its middle on the screen."""
    card(page, chart).scroll_into_view_if_needed()
    return card(page, chart).evaluate(MARKS)


def press_mark(page: Page, chart: str, leads_to: str) -> None:
    """Click the largest mark that leads to an address ending so, as a reader does: go there, then press."""
    found = [mark for mark in marks(page, chart) if str(mark["address"]).endswith(leads_to)]
    assert found, f"no mark of {chart} leads to …{leads_to}"
    largest = max(found, key=lambda mark: mark["width"] * mark["height"])
    page.mouse.move(largest["x"] - 3, largest["y"] - 3)
    page.mouse.move(largest["x"], largest["y"])
    page.wait_for_timeout(150)
    page.mouse.down()
    page.mouse.up()


def chips(page: Page) -> list[str]:
    return page.evaluate("""() => [...document.querySelectorAll("#filters .chip .chip-value")].map((c) => c.textContent)""")


def choose(page: Page, name: str, value: str, side: str = "from", wait: bool = True) -> None:
    """Open a filter and tick one of its options."""
    fold = open_filter(page, name, side)
    fold.locator(".option", has=page.locator(f'.option-label:text-is("{value}")')).click()
    if wait:
        settled(page)


def faults_of_access(page: Page, only: list[str] | None = None) -> list[str]:
    """What axe-core finds wrong, rule by rule with the first element each; `only` restricts it to some rules. The rows of a
    table are made alike, so the first ten stand for all."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE)
    options = {"resultTypes": ["violations"]} | ({"runOnly": {"type": "rule", "values": only}} if only else {})
    found = page.evaluate("(options) => axe.run({exclude: [['tbody > tr:nth-child(n+11)']]}, options)", options)
    return [
        f"{one['id']}: {one['help']} ({len(one['nodes'])}×, first {one['nodes'][0]['target']}: {one['nodes'][0]['html'][:160]})"
        for one in found["violations"]
    ]


def faint_words(page: Page) -> list[str]:
    """Words in pictures that stand out too little from their card. axe does not look into pictures."""
    return page.evaluate(FAINT)


class Visitor:
    """Opens pages of one server; `faults` holds all that must not happen meanwhile."""

    def __init__(self, browser: Browser, address: str):
        self.browser = browser
        self.address = address
        self.faults: list[str] = []
        self.requests: list[Request] = []
        self._contexts: list[BrowserContext] = []
        self._known: list[Page] = []
        self._listening = {"console": self._heard, "pageerror": self._failed, "request": self._asked}

    def page(
        self, width: int = 1366, height: int = 768, scheme: str = "light", reduced_motion: str = "null", knows: bool = True,
        **options: Any,
    ) -> Page:
        """An empty page of a reader who `knows` the dashboard: its files are in the browser, but no choice of theirs is. One
        who does not, or whose browser is set otherwise by `options`, has a window of their own."""
        if knows and not options:
            if self.browser not in KNOWING:
                KNOWING[self.browser] = self.browser.new_context(), []
            context, empty = KNOWING[self.browser]
            page = empty.pop() if empty else context.new_page()
            page.bring_to_front()  # behind another it would be drawn once a second
            page.set_viewport_size({"width": width, "height": height})
            page.mouse.move(0, 0)
            self._known.append(page)
        else:
            context = self.browser.new_context(viewport={"width": width, "height": height}, **options)
            self._contexts.append(context)
            page = context.new_page()
        page.emulate_media(media="null", color_scheme=scheme, reduced_motion=reduced_motion)
        page.set_default_timeout(WAITS_S * 1000)
        for event, listen in self._listening.items():
            page.on(event, listen)
        return page

    def open(self, path: str, *, wait: bool = True, **options: Any) -> Page:
        """A page at an address of the product, settled unless asked not to wait."""
        page = self.page(**options)
        page.goto(self.address + path, wait_until="domcontentloaded")
        return settled(page) if wait else page

    def callbacks(self) -> int:
        """How many requests have gone to the server that were for no file of its own."""
        return sum(not urlsplit(request.url).path.startswith(("/assets/", "/_dash-component-suites/"))
                   for request in self.requests if request.url.startswith("http"))

    def close(self) -> None:
        """Close the windows of their own, and empty the pages of the known one: nothing that was chosen there stays."""
        for context in self._contexts:
            context.close()
        for page in self._known:
            for event, listen in self._listening.items():
                page.remove_listener(event, listen)
            page.unroute_all(behavior="ignoreErrors")
            if page.url.startswith("http"):
                page.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
            page.goto(self.address + "/assets/favicon.svg")  # of this site: for an empty page its process would be ended
            page.context.clear_cookies()
            KNOWING[self.browser][1].append(page)

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "assert") or "Content Security Policy" in message.text:
            self.faults.append(f"console {message.type}: {message.text} ({message.location['url']})")

    def _failed(self, fault: Error) -> None:
        self.faults.append(f"page error: {fault}")

    def _asked(self, request: Request) -> None:
        self.requests.append(request)
        if not request.url.startswith((self.address + "/", "data:", "blob:" + self.address)):
            self.faults.append(f"a request to another host: {request.url}")
