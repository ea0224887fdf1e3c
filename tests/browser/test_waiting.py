"""While an answer is on its way the page says so, and old figures never stand under new filters."""

from __future__ import annotations

import re

from playwright.sync_api import Page, Route
from visitor import SETTLED, Visitor, chips, open_filter, settled, tiles, until

CALLBACK = re.compile(r"/view\?")


class Held:
    """Answers of the server kept back until they are let go, one by one, in any order."""

    def __init__(self, page: Page):
        self.page = page
        self.routes: list[Route] = []
        page.route(CALLBACK, lambda route: self.routes.append(route))

    def wait_for(self, n: int) -> None:
        until(self.page, lambda: len(self.routes) >= n, f"{n} requests are under way, now {len(self.routes)}")

    def let_go(self, i: int) -> None:
        self.routes[i].continue_()


def is_busy(page: Page) -> bool:
    return page.locator("#content").get_attribute("aria-busy") == "true"


def opacity(page: Page) -> float:
    return page.evaluate("() => Number(getComputedStyle(document.querySelector('#content > .cards')).opacity)")


def test_a_page_can_be_read_and_used_before_any_picture_can_be_drawn(visitor: Visitor) -> None:
    page = visitor.page(knows=False)
    drawing: list[Route] = []
    page.route(re.compile("plotly"), lambda route: drawing.append(route))
    page.goto(visitor.address + "/", wait_until="commit")
    until(page, lambda: drawing, "the page asks for what draws pictures")
    assert page.locator(".brand-name").inner_text() == "CRIMJUST" and page.title() == "Overview · CRIMJUST"
    assert page.locator("#sections a").count() == 10 and page.locator(".funder").is_visible()
    assert tiles(page)["Activities"] == "19" and page.locator(".picture .main-svg").count() == 0
    until(page, lambda: is_busy(page), "the page says that something is missing")
    page.locator('.segment:text-is("2021")').click()
    until(page, lambda: tiles(page)["Activities"] == "13", "the words of the view are there")
    page.locator('#sections a[href^="/gender"]').click()
    until(page, lambda: page.locator("h1").inner_text() == "Gender", "the page last asked for is shown")
    for route in drawing:
        route.continue_()
    settled(page)
    assert page.locator("h1").inner_text() == "Gender" and page.locator(".picture .main-svg").count() > 0


def test_a_page_that_waits_is_busy_and_keeps_chips_and_figures_of_one_view_together(visitor: Visitor) -> None:
    page = visitor.open("/")
    before = tiles(page)
    open_filter(page, "Pillar")
    held = Held(page)
    page.locator('[data-key="from-pillar:research"]').evaluate("(a) => a.click()")
    held.wait_for(1)
    assert is_busy(page)
    assert (tiles(page), chips(page)) == (before, [])
    until(page, lambda: opacity(page) < 0.8, "the old figures are dimmed")
    held.let_go(0)
    settled(page)
    assert chips(page) == ["Research"] and tiles(page)["Activities"] == "2"
    assert not is_busy(page)


def test_no_moment_shows_new_chips_beside_old_numbers(visitor: Visitor) -> None:
    page = visitor.open("/")
    open_filter(page, "Pillar")
    page.evaluate("""() => {
        window.seen = new Set();
        const look = () => {
            const chip = document.querySelector("#filters .chip .chip-value"), tile = document.querySelector(".tile-value");
            const busy = document.getElementById("content").getAttribute("aria-busy") === "true";
            window.seen.add(`${chip ? chip.textContent : "none"} ${tile ? tile.textContent : "none"} ${busy ? "busy" : "settled"}`);
            requestAnimationFrame(look);
        };
        look();
    }""")
    page.locator('[data-key="from-pillar:research"]').evaluate("(a) => a.click()")
    settled(page)
    seen = set(page.evaluate("() => [...window.seen]"))
    assert {"none 19 settled", "Research 2 settled"} <= seen
    assert seen <= {"none 19 settled", "none 19 busy", "Research 2 busy", "Research 2 settled"}


def test_two_quick_changes_end_on_the_last_whichever_answer_comes_first(visitor: Visitor) -> None:
    for order in ((0, 1), (1, 0)):
        page = visitor.open("/")
        held = Held(page)
        page.locator('.segment:text-is("2021")').click()
        held.wait_for(1)
        page.locator('.segment:text-is("All years")').click()
        held.wait_for(2)
        for i in order:
            held.let_go(i)
            page.wait_for_timeout(400)
            assert tiles(page)["Activities"] in ("19", "119"), order
        settled(page)
        assert page.url.endswith("/?year=all"), order
        assert tiles(page)["Activities"] == "119", order
        assert page.locator('.segment[aria-checked="true"]').inner_text() == "All years", order


def test_an_answer_that_hangs_holds_up_no_later_one(visitor: Visitor) -> None:
    page = visitor.open("/")
    held = Held(page)
    page.locator('.segment:text-is("2021")').click()
    held.wait_for(1)
    page.locator('.segment:text-is("All years")').click()
    held.wait_for(2)
    held.let_go(1)
    settled(page)
    assert tiles(page)["Activities"] == "119" and page.locator("#unanswered").count() == 0


def test_a_page_asked_for_given_up_and_asked_for_again_is_shown(visitor: Visitor) -> None:
    page = visitor.open("/")
    held = Held(page)
    go = "(address) => window.dash_clientside.dashboard.go(address)"
    for n, address in enumerate(("/gender", "/?year=2021", "/gender"), 1):
        page.evaluate(go, address)
        held.wait_for(n)
    held.let_go(2)
    until(page, lambda: page.locator("h1").inner_text() == "Gender", "the page last asked for is shown")
    settled(page)


def test_three_quick_changes_without_any_delay_end_on_the_last(visitor: Visitor) -> None:
    page = visitor.open("/")
    page.evaluate("""() => ["2021", "all", "2020"].forEach((year) => {
        const go = window.dash_clientside.dashboard.go; go(`/?year=${year}&pillar=research`); })""")
    settled(page)
    page.wait_for_timeout(500)
    settled(page)
    assert tiles(page)["Activities"] == "2" and chips(page) == ["Research"]
    assert page.evaluate(SETTLED)


def test_a_change_of_page_while_an_answer_is_on_its_way_ends_on_the_page(visitor: Visitor) -> None:
    page = visitor.open("/")
    held = Held(page)
    page.locator('.segment:text-is("2021")').click()
    held.wait_for(1)
    page.locator('#sections a[href^="/gender"]').click()
    held.wait_for(2)
    held.let_go(1)
    page.wait_for_timeout(500)
    held.let_go(0)
    until(page, lambda: page.locator("h1").inner_text() == "Gender", "the page last asked for is shown")
    page.wait_for_timeout(500)
    settled(page)
    assert page.locator("h1").inner_text() == "Gender"


def test_an_answer_that_never_comes_is_said_and_the_old_figures_do_not_pass_for_new(visitor: Visitor) -> None:
    page = visitor.open("/")
    page.route(CALLBACK, lambda route: route.abort())
    page.locator('.segment:text-is("2021")').click()
    said = page.locator("#unanswered")
    said.wait_for()
    assert "The server did not answer. The figures shown are those of the view before." in said.inner_text()
    assert said.get_attribute("role") == "alert"
    assert page.locator("#content").get_attribute("data-stale") == "true"
    until(page, lambda: opacity(page) < 0.8, "the old figures are dimmed")
    page.unroute(CALLBACK)
    said.locator("button").click()
    settled(page)
    assert tiles(page)["Activities"] == "13" and page.locator("#unanswered").count() == 0
    visitor.faults.clear()  # the browser's own lines about the request that was cut off


def test_a_failure_of_the_server_is_said_as_well(visitor: Visitor) -> None:
    page = visitor.open("/")
    page.route(CALLBACK, lambda route: route.fulfill(status=500, body="Something went wrong here."))
    page.locator('.segment:text-is("2021")').click()
    page.locator("#unanswered").wait_for()
    assert tiles(page)["Activities"] == "19" and page.locator("#content").get_attribute("data-stale") == "true"
    page.unroute(CALLBACK)
    page.locator('.segment:text-is("All years")').click()
    until(page, lambda: tiles(page)["Activities"] == "119", "the next answer is shown")
    until(page, lambda: page.locator("#unanswered").count() == 0, "the words are gone")
    visitor.faults.clear()


def test_a_list_opened_while_a_view_is_on_its_way_is_the_list_of_that_view(visitor: Visitor) -> None:
    """Every activity has one pillar: of 2020 the list counts 19 activities, of 2021 it counts 13."""
    page = visitor.open("/")
    held = Held(page)
    page.locator('.segment:text-is("2021")').click()
    held.wait_for(1)
    page.locator("details.filter", has=page.locator('.filter-name:text-is("Pillar")')).locator("summary").click()
    held.wait_for(2)
    assert page.locator(".option").count() == 0
    held.let_go(1)
    settled(page)

    def counted() -> int:
        return sum(map(int, page.locator(".option-count").all_inner_texts()))

    assert (tiles(page)["Activities"], counted()) == ("13", 13)
    held.let_go(0)
    page.wait_for_timeout(300)
    assert (tiles(page)["Activities"], counted()) == ("13", 13)


def test_what_cannot_be_opened_says_so_and_can_be_opened_again(visitor: Visitor) -> None:
    page = visitor.open("/")
    page.route(CALLBACK, lambda route: route.abort())
    fold = page.locator("details.filter", has=page.locator('.filter-name:text-is("Pillar")'))
    fold.locator("summary").click()
    until(page, lambda: fold.locator("[role=alert]").count(), "it is said that no answer came")
    assert "did not answer" in fold.locator("[role=alert]").inner_text() and tiles(page)["Activities"] == "19"
    page.unroute(CALLBACK)
    fold.locator("summary").click()
    fold.locator("summary").click()
    fold.locator(".option").first.wait_for()
    assert fold.locator("[role=alert]").count() == 0 and fold.locator(".option").count() == 5
    visitor.faults.clear()  # the browser tells of the answer that was kept from it


def test_the_masthead_is_shown_before_the_page_below_it_is_laid_out(visitor: Visitor) -> None:
    page = visitor.page(knows=False)
    page.add_init_script("""requestAnimationFrame(function look() {
        const masthead = document.querySelector(".masthead"), shown = document.getElementById("page");
        if (!masthead || !shown) return requestAnimationFrame(look);
        window.first = [masthead.getBoundingClientRect().height > 0, getComputedStyle(shown).display];
    })""")
    page.goto(visitor.address + "/", wait_until="commit")
    settled(page)
    assert page.evaluate("() => window.first[0]") is True
    assert page.evaluate("() => getComputedStyle(document.getElementById('page')).display") == "contents"
    assert page.locator("html[data-arriving]").count() == 0 and page.locator(".emblem").evaluate("(one) => one.naturalWidth > 0")


def test_a_page_without_a_script_stands_as_one_with_it(visitor: Visitor) -> None:
    def places(knows: bool) -> list[object]:
        page = visitor.page(java_script_enabled=knows)
        page.goto(visitor.address + "/gender")
        if knows:
            settled(page)
        return [page.locator(part).first.bounding_box() for part in ("header.masthead", "#sections", "#filters", "#page-title")]

    assert places(False) == places(True)
