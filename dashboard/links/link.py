"""What a sealed link is, what its maker may choose, and which state it is in. Pure: no database, no clock of its own."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv4Address
from typing import Literal, Protocol

from dashboard.language import Sentence

ACTIONS = ("filter", "table", "data", "pictures")
"""What a link may allow: filter further, see tables, download data, download pictures."""
State = Literal["draft", "live", "paused", "ended", "revoked"]
Problem = tuple[str, str]

LONGEST_LABEL = 120
SHORTEST_PASSCODE, LONGEST_PASSCODE = 6, 100
MOST_SITES = 10
THIS_MACHINE = ("localhost", "127.0.0.1")
# Characters that change the direction of what follows can make a line of a list read as something else.
DIRECTIONS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class LinkError(ValueError):
    """What was asked of a link cannot be done; the message says why and what can."""


class Limits(Protocol):
    """The operator's limits for new links, as the settings hold them."""

    @property
    def link_most_days(self) -> int: ...

    @property
    def link_never(self) -> bool: ...


@dataclass(frozen=True)
class Link:
    """One sealed link as the register holds it. Times are aware and in UTC.

    `pages` are page keys, empty for everything; `chart` names the single card, '' otherwise. `release` is '' where the link
    follows the newest, else `fingerprint` is the SHA-256 of that release's published database. `path` and `query` (without
    '?') are what it opens with. `locked` are keys of filters its reader may not change, with 'to.' before those of the second
    side. `sites` are the origins that may frame it. `ends_at` is None if it never ends. `id` is public; the address is not here.
    """

    id: str
    label: str
    pages: tuple[str, ...]
    chart: str
    release: str
    fingerprint: str
    path: str
    query: str
    locked: tuple[str, ...]
    may: frozenset[str]
    language: str
    made_by: str
    made_at: datetime
    ends_at: datetime | None
    sites: tuple[str, ...] = ()
    has_passcode: bool = False
    paused: bool = False
    revoked_at: datetime | None = None
    is_draft: bool = False
    reissue_of: str = ""
    opened: int = 0
    last_opened_at: datetime | None = None

    def state(self, now: datetime) -> State:
        """What the link is at `now` (aware). It ends at the very moment of `ends_at`. Where several states hold, the one that
        lasts longest is given."""
        if self.revoked_at is not None:
            return "revoked"
        if self.ends_at is not None and now >= self.ends_at:
            return "ended"
        if self.is_draft:
            return "draft"
        return "paused" if self.paused else "live"


@dataclass(frozen=True)
class NewLink:
    """What the maker of a link chooses; fields as in Link. `passcode` is '' where none is asked for."""

    label: str
    pages: tuple[str, ...]
    chart: str
    release: str
    fingerprint: str
    path: str
    query: str
    locked: tuple[str, ...]
    may: frozenset[str]
    language: str
    ends_at: datetime | None
    sites: tuple[str, ...] = ()
    passcode: str = ""

    def problems(self, limits: Limits, now: datetime) -> list[Problem]:
        """Everything that keeps the link from being made: the field and a sentence that says what would be right."""
        return [*self._label(), *self._end(limits, now), *self._may(), *self._sites(), *self._passcode()]

    def _label(self) -> Iterator[Problem]:
        if not self.label.strip():
            yield "label", Sentence("The label is empty; say who the link is for or what it shows.")
        if len(self.label) > LONGEST_LABEL:
            yield "label", Sentence("The label has {n} characters; at most {most} are possible.",
                                    n=len(self.label), most=LONGEST_LABEL)
        if visible(self.label) != self.label:
            yield "label", Sentence("The label holds a line break or another character that cannot be seen; write it in one line.")

    def _end(self, limits: Limits, now: datetime) -> Iterator[Problem]:
        if self.ends_at is None:
            if not limits.link_never:
                yield "ends_at", Sentence("A link must end here; choose a day within the next {days} days.",
                                          days=limits.link_most_days)
        elif self.ends_at.tzinfo is None:
            yield "ends_at", Sentence("The end has no time zone; give it one, such as UTC.")
        elif self.ends_at <= now:
            yield "ends_at", Sentence("The end is in the past; choose a later day.")
        elif self.ends_at - now > timedelta(days=limits.link_most_days):
            yield "ends_at", Sentence("The end is too far away; choose a day within the next {days} days.",
                                      days=limits.link_most_days)

    def _may(self) -> Iterator[Problem]:
        for action in sorted(self.may - set(ACTIONS)):
            yield "may", Sentence("{action} is nothing a link can allow; choose among {actions}.",
                                  action=repr(visible(action)), actions=", ".join(ACTIONS))

    def _sites(self) -> Iterator[Problem]:
        if len(self.sites) > MOST_SITES:
            yield "sites", Sentence("{n} sites are named; at most {most} are possible.", n=len(self.sites), most=MOST_SITES)
        for site in self.sites:
            if fault := _fault_of_site(site):
                yield "sites", Sentence("{site}: {fault}", site=repr(visible(site)), fault=fault)

    def _passcode(self) -> Iterator[Problem]:
        if self.passcode and len(self.passcode) < SHORTEST_PASSCODE:
            yield "passcode", Sentence("The passcode is too short; use at least {least} characters, or none at all.",
                                       least=SHORTEST_PASSCODE)
        if len(self.passcode) > LONGEST_PASSCODE:
            yield "passcode", Sentence("The passcode is too long; use at most {most} characters.", most=LONGEST_PASSCODE)


def visible(text: str) -> str:
    """`text` with every character that cannot be seen or would break the line replaced by U+FFFD."""
    return "".join(
        "\N{REPLACEMENT CHARACTER}" if unicodedata.category(one) in ("Cc", "Cs", "Zl", "Zp") or one in DIRECTIONS else one
        for one in text
    )


def _fault_of_site(site: str) -> str:
    """Why an origin cannot be named to a browser as one that may frame a link; '' if it can."""
    right = Sentence("write it like https://www.example.org")
    found = re.fullmatch(r"([A-Za-z][A-Za-z0-9+.-]*)://([^/?#\\]*)(.*)", site, flags=re.DOTALL)
    if found is None:
        return Sentence("no address of a site; {right}", right=right)
    scheme, place, rest = found[1].lower(), found[2], found[3]
    if "@" in place:
        return Sentence("a site has no user name before it; {right}", right=right)
    if "*" in site:
        return Sentence("a site is named in full, without '*'; {right}", right=right)
    if rest:
        return Sentence("a site ends after its name, without a path and without a '/'; {right}", right=right)
    host, colon, port = place.partition(":")
    if colon and (not re.fullmatch(r"[0-9]{1,5}", port) or not 1 <= int(port) <= 65535):
        return Sentence("the port is no number from 1 to 65535; write it like https://www.example.org:8443")
    if not _is_host(host):
        return Sentence("no name of a site that every browser understands; {right}", right=right)
    if scheme != "https" and not (scheme == "http" and host.lower() in THIS_MACHINE):
        return Sentence("only https sites may show a link; {right}", right=right)
    return ""


def _is_host(host: str) -> bool:
    labels = host.split(".")
    if not 0 < len(host) <= 253 or not all(re.fullmatch(r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?", one) for one in labels):
        return False
    if not labels[-1].isdigit():
        return True
    try:
        IPv4Address(host)
    except ValueError:
        return False
    return True
