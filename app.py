"""The dashboard's front door: settings, the application, and a server for it."""

from __future__ import annotations

import ctypes
import gc
import logging
import signal
import socket
import sys
from contextlib import suppress
from urllib.parse import urlsplit

import waitress

from dashboard.links import RegisterError
from dashboard.settings import Settings, SettingsError
from dashboard.ui.server import create_app
from dashboard.warehouse import DamagedRelease, NoRelease

SWITCH_S = 0.001
ALLOCATED = 10_000
M_ARENA_MAX, ARENAS = -8, 4


def share_memory() -> None:
    """Let all threads take memory from the same few places. The C library of most Linux systems would give each thread its own,
    where what one has let go of is of no use to the others."""
    with suppress(OSError, AttributeError):  # other C libraries have no such choice
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, ARENAS)


def spare_searching() -> None:
    """Let Python search for what is no longer needed only in what comes to be from now on, and less often: what the application
    consists of stays, and to go through it again and again would be a tenth of what a view costs."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(ALLOCATED, 20, 20)


def listen(settings: Settings) -> socket.socket:
    """A socket on the address asked for. Exits with a clear message if it cannot be had."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    taken = socket.socket(family, socket.SOCK_STREAM)
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        taken.bind((settings.host, settings.port))
        taken.listen()  # from here on nobody is turned away, and no second server gets the port
    except OSError as fault:
        sys.exit(f"Cannot listen on {settings.host} port {settings.port}: {fault.strerror}. "
                 f"Choose another, for instance: make run PORT={settings.port + 1}")
    return taken


def who_may_come_in(settings: Settings) -> str:
    """The way in, for whoever starts the server."""
    if settings.sign_in == "oidc":
        return f"Sign-in: OpenID Connect at {urlsplit(settings.oidc_issuer).netloc}"
    if settings.sign_in == "proxy":
        return f"Sign-in: whom the proxy at {', '.join(settings.proxy_addresses)} names in {settings.proxy_user_header}"
    return "This computer only; you are the steward"


def main() -> None:
    """Serve until interrupted."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    for name, level in (("waitress", logging.ERROR), ("alembic", logging.WARNING), ("choreographer", logging.WARNING),
                        ("browser_proc", logging.ERROR)):
        logging.getLogger(name).setLevel(level)
    share_memory()
    try:
        settings = Settings.from_environment()
        door = listen(settings)
        app = create_app(settings)
    except (SettingsError, RegisterError, NoRelease, DamagedRelease) as fault:
        sys.exit(str(fault))
    spare_searching()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    print(who_may_come_in(settings), flush=True)
    shown = f"[{settings.host}]" if ":" in settings.host else settings.host
    print(f"Serving on http://{'localhost' if settings.is_loopback else shown}:{settings.port}/  (Ctrl-C ends it)", flush=True)
    # The thread that reads and writes waits for those that answer for as long as Python lets each of them run, usually 5 ms. The
    # shorter that is, the sooner two hundred readers at once are heard; much shorter, and threads do little but take turns.
    sys.setswitchinterval(SWITCH_S)
    # Headers of a proxy stay, for they tell that somebody does not sit at this machine; nothing else believes them.
    waitress.serve(app.server, sockets=[door], threads=settings.threads, ident=None, connection_limit=1000,
                   asyncore_use_poll=True, clear_untrusted_proxy_headers=False)
    print("Ended.", flush=True)


if __name__ == "__main__":
    main()
else:
    share_memory()
    server = create_app(Settings.from_environment()).server
    spare_searching()
