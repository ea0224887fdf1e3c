"""One of several processes that use the same register at once: waits for a line, then does what it was told."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta

from chosen import KEY

from dashboard.links import NewLink, Register


def main(what: str, url: str, times: str, link_id: str = "") -> None:
    """what: 'start' opens the register after the line; 'write' makes, opens and reads links after it."""
    register = Register(url, KEY) if what == "write" else None
    print("ready", flush=True)
    sys.stdin.readline()
    register = register or Register(url, KEY)
    ends_at = datetime.now(UTC) + timedelta(days=1)
    for number in range(int(times)):
        if what == "write":
            register.opened(link_id)
        _, token = register.make(NewLink(str(number), (), "", "", "", "/", "", (), frozenset(), "en", ends_at), by="worker")
        print(token, flush=True)
    register.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
