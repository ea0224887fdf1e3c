"""The desks of this process: one a release that is read, lent to each reader with their reach, and the pages last composed."""

from __future__ import annotations

import os
import threading
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b

import orjson

from dashboard.chart import Desk, OutOfScope, Page, QueryFailed, Reader, View, answer
from dashboard.content import PAGES
from dashboard.kept import Kept
from dashboard.language import Language
from dashboard.links import Link, Person
from dashboard.ui.shell import Composed, compose
from dashboard.warehouse import DamagedRelease, NoRelease, Store, Warehouse

BYTES_KEPT = 64 * 2**20
DESKS_KEPT = 8
COMPOSED_AT_ONCE = max(2, os.cpu_count() or 1)
"""Pages, by as many threads of their own: whoever asks for one that is kept need not wait for those that are not, and the engine
keeps memory aside for every thread that ever asked it something."""


@dataclass(frozen=True)
class Shown:
    """A composed page with its pictures as JSON, and a stamp: equal for equal views with equal contents shown to readers of equal
    reach, and for nothing else. `is_kept` says that the same address shows the same for as long as the release is served."""

    composed: Composed
    pictures: dict[str, bytes]
    scope: tuple[str, ...]
    stamp: str
    is_kept: bool

    def encoded_pictures(self) -> dict[str, orjson.Fragment]:
        """The pictures as parts of a larger JSON text."""
        return {name: orjson.Fragment(drawn) for name, drawn in self.pictures.items()}

    @property
    def bytes(self) -> int:
        """About how much memory it takes; a picture is in it as JSON and as what that was made from."""
        return sum(map(len, self.composed.live.values())) + 6 * sum(map(len, self.pictures.values())) + 10_000


def _shown(composed: Composed, scope: tuple[str, ...], is_kept: bool) -> Shown:
    pictures = {name: orjson.dumps(one, default=str) for name, one in composed.pictures.items()}
    drawn = {name: orjson.Fragment(one) for name, one in pictures.items()}
    told = orjson.dumps([scope, composed.view.address(), composed.live, drawn])
    return Shown(composed, pictures, scope, blake2b(told, digest_size=12).hexdigest(), is_kept)


def _ask_ahead(page: Page, view: View, desk: Desk, done: threading.Event) -> None:
    """Have the charts of a page answered that the engine is asked for, the last one first, until whoever composes it is done: it
    finds them answered then."""
    for chart in reversed(page.charts):
        if done.is_set():
            return
        if chart.is_asked(view) and not desk.warehouse.knows(chart.query):
            with suppress(QueryFailed):  # its card says so
                answer(chart, page, view, desk)


def _length(key: tuple[str, ...]) -> int:
    """About how much memory a key takes, and what leads to it."""
    return 400 + 2 * sum(map(len, key))


class Desks:
    """Hands out desks. Every figure that leaves the application is asked of one of them."""

    def __init__(self, store: Store):
        self.store = store
        self._desks: OrderedDict[tuple[str, bool], Desk] = OrderedDict()
        self._pages: Kept[Shown] = Kept(BYTES_KEPT, lambda shown: shown.bytes)
        self._stamps: Kept[tuple[str, ...]] = Kept(BYTES_KEPT // 64, _length)
        self._read: Kept[tuple[str, ...]] = Kept(BYTES_KEPT // 64, _length)
        self._at_work = ThreadPoolExecutor(COMPOSED_AT_ONCE, "compose")
        self._lock = threading.Lock()

    def current(self) -> Desk:
        """The desk of the release served now, for nobody in particular."""
        return self._of(self.store.current())

    def for_person(self, person: Person, name: str) -> Desk:
        """The release served now, all of it, for a person; `name` is what their way out is labelled with, if there is one."""
        return self.current().serving(Reader(role=person.role, name=name), sibling=self._sibling)

    def for_link(self, link: Link, base: str) -> Desk:
        """What a link opens, in the release it is pinned to or the newest. Raises OutOfScope if that release cannot honour what
        the link holds, NoRelease or DamagedRelease if the data are not those it was made for."""
        warehouse = self.store.published(link.release)
        if link.release and warehouse.release.sha256 != link.fingerprint:
            raise DamagedRelease(f"{link.id}: release {link.release} is not the one this link was made for")
        opening = next((page for page in PAGES if page.path == link.path), None)
        reader = Reader(base=base, link=link)
        desk = self._of(warehouse).serving(reader, opening)
        if link.release:
            try:
                desk.newest = self._of(self.store.published()).serving(reader, opening)
            except (OutOfScope, NoRelease, DamagedRelease):
                desk.newest = None
        return desk

    def composed(self, page: Page, query: str, desk: Desk, words: Language) -> Shown:
        """A page for the view that an address asks for. Equal views, however they are written, are composed once."""
        reader, newest = desk.reader, desk.newest
        scope = (
            desk.warehouse.release.name, newest.warehouse.release.name if newest else "", reader.base,
            reader.link.id if reader.link else reader.role, words.code, page.key,
        )
        if (read := self._read.find((*scope, query))) and (found := self._pages.find(read)):
            return found
        view, notices = desk.view(page, query)
        if notices or any(chart.rows for chart in page.charts):  # what no query answers can change within a release
            return _shown(compose(page, view, notices, desk, words), scope, False)
        key = (*scope, view.address())

        def made() -> Shown:
            # A second thread, if one is free, asks for the answers from the other end of the page.
            done = threading.Event()
            ahead = self._at_work.submit(_ask_ahead, page, view, desk, done)
            try:
                composed = compose(page, view, notices, desk, words)
            finally:
                done.set()
                ahead.cancel()
            return _shown(composed, scope, not composed.has_failed)

        shown = self._pages.get(key, lambda: self._at_work.submit(made).result(), lambda made: made.is_kept)
        if shown.is_kept:
            self._read.keep((*scope, query), key)
            self._stamps.keep((*scope, shown.stamp), key)
        return shown

    def shown(self, like: Shown, stamp: str) -> Shown | None:
        """The page of a stamp as far as it is known still, if it was composed for the same readers as another one."""
        key = self._stamps.find((*like.scope, stamp))
        found = None if key is None else self._pages.find(key)
        return found if found is not None and found.stamp == stamp else None

    def _sibling(self, name: str) -> Desk | None:
        try:
            return self._of(self.store.full(name))
        except (NoRelease, DamagedRelease):
            return None

    def _of(self, warehouse: Warehouse) -> Desk:
        release = warehouse.release
        key = (release.folder.name, release.is_published)
        with self._lock:
            desk = self._desks.get(key)
        if desk is None or desk.warehouse is not warehouse:
            desk = Desk(warehouse)
        with self._lock:
            self._desks[key] = desk
            self._desks.move_to_end(key)
            while len(self._desks) > DESKS_KEPT:
                self._desks.popitem(last=False)
        return desk
