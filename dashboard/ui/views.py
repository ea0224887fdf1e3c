"""How a composed page travels: as a document the first time, and after that as what a change of view changes in it.

A reader's script names the view that it shows by its stamp, and is sent only the pieces and pictures that are others in the view
it asks for. What is folded away, lists of options and tables, is most of a page and seldom looked at: it is sent while it is open.
To open it is to ask for the view on screen again. What was sent once is kept as it was sent, compressed, so that the same change
costs the next reader nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import brotli
import flask
import orjson
from werkzeug.http import parse_accept_header

from dashboard.chart import Desk, Page
from dashboard.kept import Kept
from dashboard.language import Language
from dashboard.ui.desks import Desks, Shown
from dashboard.ui.fragments import as_html
from dashboard.ui.shell import page_layout, unfold

BYTES_KEPT = 48 * 2**20
QUALITY = 5
"""Of Brotli, for answers: as small as the best of gzip, at a fraction of its cost."""



@dataclass(frozen=True)
class Asked:
    """What a script asks for: the view, its reader, what is on screen by the name of its page and its stamp, and which folded
    pieces are to be opened."""

    page: Page
    query: str
    desk: Desk
    words: Language
    on: str = ""
    had: str = ""
    open: tuple[str, ...] = ()


class Views:
    """Makes documents and changes out of composed pages, and keeps what it made."""

    def __init__(self, desks: Desks):
        self._desks = desks
        self._made: Kept[tuple[bytes, bool]] = Kept(BYTES_KEPT, lambda made: len(made[0]))

    def page(self, asked: Asked) -> tuple[str, str]:
        """The HTML of a page, and as JSON its stamp and pictures for the script that draws them."""
        shown = self._desks.composed(asked.page, asked.query, asked.desk, asked.words)
        told = {"page": asked.page.key, "stamp": shown.stamp, "pictures": shown.encoded_pictures()}
        return self._page(asked, shown), orjson.dumps(told).replace(b"<", b"\\u003c").decode()

    def change(self, asked: Asked, takes_brotli: bool) -> bytes:
        """JSON that turns the page on screen into the view asked for. A page that is another one comes whole."""
        shown = self._desks.composed(asked.page, asked.query, asked.desk, asked.words)
        before = self._desks.shown(shown, asked.had) if asked.on == asked.page.key else None
        kind = "br" if takes_brotli else "plain"
        if not shown.is_kept:
            return _packed(self._change(asked, shown, before)[0], takes_brotli)
        key = (kind, shown.stamp, asked.on == asked.page.key, before.stamp if before else "", asked.open)

        def made() -> tuple[bytes, bool]:
            change, is_good = self._change(asked, shown, before)
            return _packed(change, takes_brotli), is_good

        return self._made.get(key, made, lambda made: made[1])[0]

    def _page(self, asked: Asked, shown: Shown) -> str:
        def made() -> tuple[bytes, bool]:
            return as_html(page_layout(asked.page, shown.composed, asked.desk, asked.words)).encode(), True

        return (self._made.get(("page", shown.stamp), made) if shown.is_kept else made())[0].decode()

    def _change(self, asked: Asked, shown: Shown, before: Shown | None) -> tuple[bytes, bool]:
        """The answer, and whether it may be kept: whatever failed in it is tried anew for the next reader."""
        told: dict[str, object] = {"page": asked.page.key, "stamp": shown.stamp}
        pictures = shown.encoded_pictures()
        if asked.on != asked.page.key:
            return orjson.dumps(told | {"html": self._page(asked, shown), "pictures": pictures}), True
        told["unfolded"], has_failed = unfold(asked.open, asked.page, shown.composed.view, asked.desk, asked.words)
        live = shown.composed.live
        if before is not None:
            live = {key: text for key, text in live.items() if before.composed.live.get(key) != text}
            pictures = {name: drawn for name, drawn in pictures.items() if before.pictures.get(name) != shown.pictures[name]}
        return orjson.dumps(told | {"live": live, "pictures": pictures}), not has_failed


def _packed(body: bytes, takes_brotli: bool) -> bytes:
    return brotli.compress(body, quality=QUALITY, mode=brotli.MODE_TEXT) if takes_brotli else body


@lru_cache(maxsize=64)
def _takes_brotli(accepted: str) -> bool:
    return parse_accept_header(accepted).quality("br") > 0


def install(server: flask.Flask, views: Views, asked: Callable[[str, str, str, list[str]], Asked]) -> None:
    """Add the route by which a page's script asks for another view. `asked` finds the view within the reader's reach."""

    @server.get("/view")
    def view() -> flask.Response:
        given = flask.request.args
        takes_brotli = _takes_brotli(flask.request.headers.get("Accept-Encoding", ""))
        of, on, had = (given.get(name, "") for name in ("of", "on", "had"))
        body = views.change(asked(of, on, had, given.getlist("open")), takes_brotli)
        response = flask.Response(body, content_type="application/json")
        if takes_brotli:
            response.headers["Content-Encoding"] = "br"
        response.headers["Vary"] = "Accept-Encoding"
        return response
