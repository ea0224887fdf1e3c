"""How a TOML file is held against the keys it should have: each known, there, of the right type and not blank."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from dashboard.ingest.faults import Fault
from dashboard.ingest.values import Refused, refuse_text

_KINDS = {str: "a text", bool: "true or false", int: "a whole number"}


@dataclass
class TomlFile:
    """One TOML file under its reported name; what is wrong with it is added to `faults`."""

    file: str
    faults: list[Fault]
    content: bytes = b""

    def fault(self, key: str, wrong: str, right: str) -> None:
        """Add a fault of this file."""
        self.faults.append(Fault(self.file, 0, key, wrong, right))

    def read(self, path: Path) -> dict[str, Any] | None:
        """What the file says, None (and a fault) if it cannot be read. Keeps its bytes in `content`."""
        try:
            self.content = path.read_bytes()
            return tomllib.loads(self.content.decode("utf-8-sig"))
        except FileNotFoundError:
            self.fault("", "the file is missing", "add it")
        except UnicodeDecodeError:
            self.fault("", "the file is not UTF-8", "save it as UTF-8")
        except tomllib.TOMLDecodeError as reason:
            self.fault("", f"the file is no TOML: {reason}", 'write lines such as title = "..."')
        return None

    def fields(
        self,
        table: str,
        given: Any,
        wanted: Mapping[str, type],
        optional: Collection[str] = (),
        other_keys: tuple[str, ...] = (),
    ) -> dict[str, Any]:
        """The usable values of a table (`table` is its name, blank for the whole file). All else becomes a fault.
        `other_keys` are known too, and left to the caller."""
        place = table + "." if table else ""
        known = [*wanted, *other_keys]
        if not isinstance(given, dict):
            self.fault(table, "there is no such table", f"add it with {', '.join(wanted)}")
            return {}
        for key in given.keys() - set(known):
            near = get_close_matches(key, known, n=1)
            self.fault(
                place + key,
                "the key is unknown",
                f"did you mean {near[0]!r}?" if near else f"use only {', '.join(known)}",
            )
        usable = {}
        for key, kind in wanted.items():
            value = given.get(key)
            if value is None:
                if key not in optional:
                    self.fault(place + key, "the key is missing", f"add it ({_KINDS[kind]})")
            elif type(value) is not kind:
                self.fault(place + key, f"the value is not {_KINDS[kind]}", f"write {_KINDS[kind]}")
            elif not isinstance(value, str) or self._is_clean(place + key, value, may_be_blank=key == "banner"):
                usable[key] = value
        return usable

    def _is_clean(self, place: str, value: str, may_be_blank: bool) -> bool:
        if not value.strip():
            if not may_be_blank:
                self.fault(place, "the text is blank", "write it")
            return may_be_blank
        try:
            refuse_text(value.strip())
        except Refused as reason:
            self.fault(place, reason.wrong, reason.right)
            return False
        return True
