"""Files below assets/ as a document has them: by an address that changes with the file, or written into the document itself."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable
from functools import lru_cache
from mimetypes import guess_type

from dashboard.settings import ROOT

ASSETS = ROOT / "assets"
NAMED = re.compile(r'url\("\.\./([^"]+)"\)')
ICON = re.compile(r"^\.icon-([\w-]+) \{[^}]*\}\n", re.MULTILINE)
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
