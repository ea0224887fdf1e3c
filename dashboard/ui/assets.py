"""Files below assets/ as a document has them: by an address that changes with the file, or written into the document itself.

The pages themselves take two: all style sheets as one with their icons in it, and all scripts as one. Whatever text a browser
asks for is compressed once and kept.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from mimetypes import guess_type
from urllib.parse import quote

import brotli
import flask

from dashboard.kept import Kept
from dashboard.settings import ROOT

ASSETS = ROOT / "assets"
NAMED = re.compile(r'url\("\.\./([^"]+)"\)')
PAGE_STYLE, PAGE_SCRIPT, PAGE_ICONS = "/assets/pages.css", "/assets/pages.js", "/assets/icons.svg"
KINDS = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml; charset=utf-8"}
ICON_OF_SITE = "/favicon.ico"
"""Where browsers look for an icon of what names none: pictures, downloads, JSON."""
FIRST_SCRIPTS = ("scripts/theme.js", "scripts/arrival.js")
"""What must run before the first paint, and so stands in the head of every page."""
FIRST_STYLES = tuple(f"css/{name}.css" for name in ("05-reset", "10-tokens", "15-base", "18-page", "20-shell", "22-seal"))
"""How the frame of a page looks, the first sheets of all. They stand in the page itself: its head can be read before anything
else has come."""
NOT_ON_PAGES = frozenset({*FIRST_SCRIPTS, *FIRST_STYLES, "scripts/standalone.js", "css/70-standalone.css"})
PACKED = ("text/", "application/json", "application/javascript", "image/svg+xml")
LARGE = 400_000
BYTES_KEPT = 16 * 2**20
ONE_ICON = "var(--icon, none) center / contain no-repeat"
PLACED = re.compile(r'--icon: url\("\.\./icons/([\w-]+)\.svg"\)')
DRAWN = '<svg xmlns="http://www.w3.org/2000/svg"'
ICON = re.compile(r"^\.icon-([\w-]+) \{[^}]*\}\n", re.MULTILINE)
NOTE = re.compile(r"/\*.*?\*/", re.DOTALL)
FURTHER_LETTERS = re.compile(r"[\u0100-\u02BA\u1D00-\u1EFF\u20A0-\u20AB\u20AD-\u20C0\u2C60-\u2C7F\uA720-\uA7FF]")
FURTHER_FACE = re.compile(r"@font-face \{[^}]*latin-ext[^}]*\}\n*")
"""The second file of the type face, for letters that few documents have."""


def asset(path: str) -> str:
    """The address of a file, which browsers may keep until the file changes."""
    return f"/assets/{path}?m={(ASSETS / path).stat().st_mtime}"


@lru_cache(maxsize=64)
def data_address(path: str) -> str:
    """A file as an address that holds it."""
    kind = guess_type(path)[0] or "font/woff2"
    return f"data:{kind};base64,{base64.b64encode((ASSETS / path).read_bytes()).decode('ascii')}"


def script_text(path: str) -> str:
    """A script as it may stand inside a <script> element."""
    return re.sub(r"<(?=/script|!--)", r"\\x3c", (ASSETS / path).read_text(encoding="utf-8"), flags=re.IGNORECASE)


def style_text(paths: Iterable[str], document: str) -> str:
    """Style sheets as one text that asks for no file: type face and icons are in it, as far as the document uses them."""
    text = "\n".join((ASSETS / path).read_text(encoding="utf-8") for path in paths)
    text = ICON.sub(lambda icon: icon[0] if f"icon-{icon[1]}" in document else "", text)
    if not FURTHER_LETTERS.search(document):
        text = FURTHER_FACE.sub("", text)
    return NAMED.sub(lambda file: f'url("{data_address(file[1])}")', text)


@lru_cache(maxsize=1)
def page_files() -> dict[str, tuple[bytes, str]]:
    """The style sheet, the script and the icons of the product's pages, by path: their bytes and the address that changes with
    them."""
    made = {
        PAGE_STYLE: _with_files(_text_of(_those_of_pages("css", "*.css"))).encode(),
        PAGE_SCRIPT: _text_of(_those_of_pages("scripts", "*.js")).encode(),
        PAGE_ICONS: _sheet_of_icons().encode(),
    }
    return {path: (text, _stamped(path, text)) for path, text in made.items()}


@lru_cache(maxsize=1)
def first_style() -> str:
    """The <style> element at the head of every page: how its frame looks, before the pages' style sheet has come."""
    return "<style>" + re.sub(r"\s*\n\s*", "\n", _with_files(NOTE.sub("", _text_of(FIRST_STYLES)))).strip() + "</style>"


@lru_cache(maxsize=1)
def first_script() -> str:
    """What runs before anything of a page is shown, written into it: as a file it would hold up the page until it has come."""
    return "\n".join(map(script_text, FIRST_SCRIPTS))


@lru_cache(maxsize=1)
def allowed_script() -> str:
    """The source by which a content security policy allows the script in a page, and no other."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(first_script().encode()).digest()).decode()}'"


def further_style() -> str:
    """The link to the pages' style sheet."""
    return f'<link rel="stylesheet" href="{page_file(PAGE_STYLE)}">'


def page_file(path: str) -> str:
    """The address of the pages' style sheet or script."""
    return page_files()[path][1]


def _those_of_pages(folder: str, kind: str) -> list[str]:
    found = (f"{folder}/{path.name}" for path in sorted((ASSETS / folder).glob(kind)))
    return [path for path in found if path not in NOT_ON_PAGES]


def _text_of(paths: Iterable[str]) -> str:
    return "\n".join(map(_text, paths))


def _stamped(path: str, text: bytes) -> str:
    return f"{path}?m={hashlib.sha256(text).hexdigest()[:16]}"


# A browser opens each drawing as a document of its own before it paints, and a page has some twenty different icons at once. So
# its icons lie on one sheet, one below the other with as much room between them, and each shows its own place of it.


@lru_cache(maxsize=1)
def _icons() -> list[str]:
    styles = _text_of(FIRST_STYLES) + _text_of(_those_of_pages("css", "*.css"))
    return sorted({icon[1] for icon in PLACED.finditer(styles)})


@lru_cache(maxsize=1)
def _sheet_of_icons() -> str:
    icons = [re.sub(r">\s+<", "><", _text(f"icons/{name}.svg").strip()) for name in _icons()]
    placed = [icon.replace(DRAWN, f'<svg y="{32 * n}"', 1) for n, icon in enumerate(icons)]
    height = 32 * len(placed)
    return f'{DRAWN} width="16" height="{height}" viewBox="0 0 16 {height}">' + "\n".join(placed) + "</svg>"


def _with_files(style: str) -> str:
    """A style sheet with places on the sheet of icons, other drawings in it, and the addresses of other files."""
    sheet = _stamped(PAGE_ICONS, _sheet_of_icons().encode())
    style = PLACED.sub(lambda icon: f"--at: {_icons().index(icon[1])}", style)
    style = style.replace(ONE_ICON, f'url("{sheet}") 0 calc(var(--at, -1) * -2em) / 1em auto no-repeat')
    return NAMED.sub(lambda file: f'url("{_drawn(file[1]) if file[1].endswith(".svg") else asset(file[1])}")', style)


def _text(path: str) -> str:
    return (ASSETS / path).read_text(encoding="utf-8")


def _drawn(path: str) -> str:
    """An icon as an address that holds it, as text, which compresses better among its like than in base64."""
    return "data:image/svg+xml," + quote(_text(path).strip().replace('"', "'"), safe=" '=:/;,()<>!*+@$&?-._~")\
        .replace("<", "%3C").replace(">", "%3E")


def install(server: flask.Flask) -> None:
    """Add the routes of the pages' own files and of the icon, and keep what was compressed."""
    for path, (text, _) in page_files().items():
        server.add_url_rule(path, path, _answering(text, KINDS[path.rpartition(".")[2]]))
    server.add_url_rule(ICON_OF_SITE, ICON_OF_SITE, lambda: flask.redirect(asset("favicon.svg")))
    server.after_request(_packed_once())


def _answering(text: bytes, kind: str) -> Callable[[], flask.Response]:
    def answer() -> flask.Response:
        response = flask.Response(text, content_type=kind)
        response.set_etag(hashlib.sha256(text).hexdigest()[:16])
        return response

    return answer


def _packed_once() -> Callable[[flask.Response], flask.Response]:
    kept: Kept[bytes] = Kept(BYTES_KEPT, len)

    def finish(response: flask.Response) -> flask.Response:
        request = flask.request
        if (request.method != "GET" or response.status_code != 200 or "Content-Encoding" in response.headers
                or not request.path.startswith(("/assets/", "/_dash-component-suites/"))
                or not (response.content_type or "").startswith(PACKED)):
            return response
        how = next((one for one in ("br", "gzip") if one in request.accept_encodings), None)
        if how is None:
            return response
        response.direct_passthrough = False
        etag, _ = response.get_etag()
        response.set_data(kept.get((request.path, etag or str(response.last_modified), how),
                                   lambda: _packed(response.get_data(), how)))
        response.headers["Content-Encoding"] = how
        response.headers["Vary"] = "Accept-Encoding"
        if etag:
            response.set_etag(f"{etag}:{how}")
        response.make_conditional(request)
        return response

    return finish


def _packed(text: bytes, how: str) -> bytes:
    if how == "gzip":
        return gzip.compress(text, 9, mtime=0)
    # The best quality of Brotli takes seconds for the largest file and gains a tenth.
    return brotli.compress(text, quality=11 if len(text) < LARGE else 9)
