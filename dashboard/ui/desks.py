"""The desks of this process: one a release that is read, lent to each reader with their reach, and the pages last composed."""

from __future__ import annotations

import threading
from collections import OrderedDict

from dashboard.chart import Desk, OutOfScope, Page, Reader
from dashboard.content import PAGES
from dashboard.language import Language
from dashboard.links import Link, Person
from dashboard.ui.shell import Composed, compose
from dashboard.warehouse import DamagedRelease, NoRelease, Store, Warehouse

PAGES_KEPT = 300
DESKS_KEPT = 8


class Desks:
    """Hands out desks. Every figure that leaves the application is asked of one of them."""

    def __init__(self, store: Store):
        self.store = store
        self._desks: OrderedDict[tuple[str, bool], Desk] = OrderedDict()
        self._pages: OrderedDict[tuple[str, ...], Composed] = OrderedDict()
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

    def composed(self, page: Page, query: str, desk: Desk, words: Language) -> Composed:
        """A page for the view that an address asks for. Equal views, however they are written, are composed once."""
        view, notices = desk.view(page, query)
        if notices or any(chart.rows for chart in page.charts):  # what no query answers can change within a release
            return compose(page, view, notices, desk, words)
        reader, newest = desk.reader, desk.newest
        key = (
            desk.warehouse.release.name, newest.warehouse.release.name if newest else "", reader.base,
            reader.link.id if reader.link else reader.role, words.code, view.address(),
        )
        with self._lock:
            if key in self._pages:
                self._pages.move_to_end(key)
                return self._pages[key]
        made = compose(page, view, notices, desk, words)
        if not made.has_failed:
            with self._lock:
                self._pages[key] = made
                while len(self._pages) > PAGES_KEPT:
                    self._pages.popitem(last=False)
        return made

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
