"""What the maker of a link may choose, and the states of a link. No database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

import pytest
from chosen import NOON

from dashboard.links import ACTIONS, Link


@dataclass(frozen=True)
class Limits:
    link_most_days: int = 365
    link_never: bool = False


def fields_at_fault(chosen, limits=Limits()):
    return [field for field, _ in chosen.problems(limits, NOON)]


def said(chosen, limits=Limits()):
    return " ".join(message for _, message in chosen.problems(limits, NOON))


def test_what_is_well_chosen_has_no_problem(new):
    assert new().problems(Limits(), NOON) == []


@pytest.mark.parametrize("label", [
    "", "   ", "x" * 121, "two\nlines", "a\x00b", "tab\there", "del\x7f", "\x85", "\u2028", "\u202egnp.exe", "\ud800",
])
def test_a_label_is_one_visible_line_of_at_most_120_characters(new, label):
    assert set(fields_at_fault(new(label=label))) == {"label"}


@pytest.mark.parametrize("label", ["x" * 120, "Überprüfung – 2020/21", "مراجعة", "審査 👩‍💻"])
def test_a_label_may_be_in_any_language(new, label):
    assert new(label=label).problems(Limits(), NOON) == []


def test_a_link_ends_later_than_now_and_within_the_days_allowed(new):
    assert fields_at_fault(new(ends_at=NOON)) == ["ends_at"]
    assert fields_at_fault(new(ends_at=NOON - timedelta(seconds=1))) == ["ends_at"]
    assert fields_at_fault(new(ends_at=NOON + timedelta(seconds=1))) == []
    assert fields_at_fault(new(ends_at=NOON + timedelta(days=365))) == []
    assert fields_at_fault(new(ends_at=NOON + timedelta(days=365, seconds=1))) == ["ends_at"]
    assert "365 days" in said(new(ends_at=NOON + timedelta(days=400)))
    assert "7 days" in said(new(ends_at=NOON + timedelta(days=8)), Limits(link_most_days=7))


def test_an_end_is_compared_as_a_moment_whatever_its_time_zone(new):
    nairobi = timezone(timedelta(hours=3))
    assert fields_at_fault(new(ends_at=datetime(2026, 3, 2, 14, 59, tzinfo=nairobi))) == ["ends_at"]  # 11:59 UTC
    assert fields_at_fault(new(ends_at=datetime(2026, 3, 2, 15, 1, tzinfo=nairobi))) == []
    assert fields_at_fault(new(ends_at=datetime(2026, 3, 20, 12, 0))) == ["ends_at"]


def test_a_link_without_end_is_made_only_where_the_operator_allows_it(new):
    assert fields_at_fault(new(ends_at=None)) == ["ends_at"]
    assert fields_at_fault(new(ends_at=None), Limits(link_never=True)) == []


def test_only_known_actions_are_allowed_and_data_do_not_need_the_table(new):
    assert fields_at_fault(new(may=frozenset({"filter", "drill"}))) == ["may"]
    assert "filter, table, data, pictures" in said(new(may=frozenset({"drill"})))
    assert fields_at_fault(new(may=frozenset({"data"}))) == []
    assert fields_at_fault(new(may=frozenset())) == []
    assert fields_at_fault(new(may=frozenset(ACTIONS))) == []


@pytest.mark.parametrize("site", [
    "https://example.org", "https://a.b-c.example.org:8443", "https://EXAMPLE.org", "https://intranet", "https://192.0.2.7",
    "https://xn--bcher-kva.example", "http://localhost", "http://localhost:8050", "http://127.0.0.1:3000",
])
def test_a_site_is_an_origin(new, site):
    assert new(sites=(site,)).problems(Limits(), NOON) == []


@pytest.mark.parametrize("site", [
    "", "*", "example.org", "https://", "https://*.example.org", "https://*", "https://example.org/", "https://example.org/page",
    "https://example.org?x", "https://example.org#x", "https://user@example.org", "https://user:pw@example.org",
    "http://example.org", "http://localhost.example.org", "http://127.0.0.2", "ftp://example.org", "javascript:alert(1)",
    "data:text/html,x", "'self'", "https:", "https://example.org:0", "https://example.org:65536", "https://example.org:",
    "https://example.org:80x", "https://example.org; script-src *", "https://example.org https://evil.example",
    "https://example.org,https://evil.example", "https://example.org\n", " https://example.org", "https://-a.example",
    "https://a..example", "https://example.org.", "https://bücher.example", "https://999.1.1.1", "https://[::1]",
    "https://example.org\\@evil.example", "null", "https://" + "a" * 64 + ".example",
])
def test_a_site_that_is_no_origin_is_refused(new, site):
    chosen = new(sites=("https://www.example.org", site))
    assert fields_at_fault(chosen) == ["sites"]
    assert "https" in said(chosen)


def test_at_most_ten_sites_may_frame_a_link(new):
    ten = tuple(f"https://s{n}.example.org" for n in range(10))
    assert fields_at_fault(new(sites=ten)) == []
    assert fields_at_fault(new(sites=(*ten, "https://s10.example.org"))) == ["sites"]


def test_a_passcode_has_6_to_100_characters_or_is_not_there(new):
    assert [fields_at_fault(new(passcode="x" * n)) for n in (0, 5, 6, 100, 101)] == [[], ["passcode"], [], [], ["passcode"]]
    assert "sesam" not in said(new(passcode="sesam"))


def test_every_problem_is_told_at_once(new):
    chosen = new(label="", ends_at=None, may=frozenset({"drill"}), sites=("*",), passcode="123")
    assert fields_at_fault(chosen) == ["label", "ends_at", "may", "sites", "passcode"]


def link(**given):
    usual = {
        "id": "L-23456789", "label": "A", "pages": (), "chart": "", "release": "", "fingerprint": "", "path": "/", "query": "",
        "locked": (), "may": frozenset(), "language": "en", "made_by": "Ada", "made_at": NOON, "ends_at": NOON + timedelta(days=1),
    }
    return Link(**(usual | given))


def test_a_link_ends_at_the_very_moment_of_its_end():
    assert link().state(NOON + timedelta(days=1, microseconds=-1)) == "live"
    assert link().state(NOON + timedelta(days=1)) == "ended"
    assert link(ends_at=None).state(NOON + timedelta(days=40_000)) == "live"


def test_the_state_that_lasts_longest_wins():
    later = NOON + timedelta(days=2)
    assert link(paused=True).state(NOON) == "paused"
    assert link(paused=True).state(later) == "ended"
    assert link(paused=True, revoked_at=NOON).state(later) == "revoked"
    assert link(is_draft=True).state(NOON) == "draft"
    assert link(is_draft=True).state(later) == "ended"
    assert link(is_draft=True, revoked_at=NOON).state(NOON) == "revoked"
