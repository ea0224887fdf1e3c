"""Somebody else's site, which shows a view of the dashboard in one of its pages."""

from __future__ import annotations

import threading
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Host:
    """A site on another origin, and another site than the dashboard's: one page with one frame, or with `html` as it is."""

    def __init__(self) -> None:
        self.framed, self.html = "", ""
        host = self

        class Answer(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                frame = f'<iframe src="{escape(host.framed)}" width="1000" height="700"></iframe>'
                page = f'<!DOCTYPE html><title>Host</title><meta name="viewport" content="width=device-width">{host.html or frame}'
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.end_headers()
                self.wfile.write(page.encode())

            def log_message(self, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        self.site = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
