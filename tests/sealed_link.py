"""Links made with the application's own register, and a reader who opens them with nothing but their address."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient

from dashboard.content import PAGES
from dashboard.links import Link, NewLink, Register, default_state, own_key
from dashboard.ui.shell import folds
from dashboard.warehouse import Store

ALL = frozenset({"filter", "table", "data", "pictures"})
NEUTRAL = "There is nothing to see at this address. If you were sent it, ask whoever sent it to you.\n"


def register_of(data: Path) -> Register:
    """The register that the application of a data package uses when nothing is configured."""
    return Register(default_state(data), own_key(data))


def new_link(data: Path, **chosen: Any) -> NewLink:
    """A link of the whole first release served, for thirty days, unless chosen otherwise."""
    store = Store(data)
    release = chosen.get("release", store.current().release.name)
    given: dict[str, Any] = {
        "label": "For the contracting authority", "pages": (), "chart": "", "release": release,
        "fingerprint": store.published(release).release.sha256 if release else "", "path": "/", "query": "", "locked": (),
        "may": ALL, "language": "en", "ends_at": datetime.now(UTC) + timedelta(days=30), "sites": (), "passcode": "",
    }
    return NewLink(**(given | chosen))


class Sealed:
    """A link and its reader."""

    def __init__(self, client: FlaskClient, register: Register, link: Link, token: str):
        self.client, self.register, self.link, self.token = client, register, link, token

    @property
    def root(self) -> str:
        return f"/s/{self.token}"

    def get(self, address: str = "", **headers: str) -> Any:
        """What the reader is answered at an address below the link's own."""
        return self.client.get(self.root + address, headers=headers)

    def ask(self, body: Any) -> Any:
        """A callback's request below the link's own address."""
        return self.client.post(f"{self.root}/_dash-update-component", data=json.dumps(body), content_type="application/json")

    def visit(self, path: str, search: str = "", **shown: Any) -> Any:
        """A view as the script of a page asks for it; `shown` is the page (on) and the stamp (had) of what is on screen, and the
        folded pieces that are open."""
        return self.client.get(f"{self.root}/view", query_string={"of": path + search, **shown})

    def explain(self, chart: str, path: str, search: str = "") -> Any:
        """The explanation of a figure."""
        return self.ask({
            "output": "explain-body.data-html", "outputs": {"id": "explain-body", "property": "data-html"},
            "inputs": [{"id": "asked", "property": "data-asked",
                        "value": {"chart": chart, "path": self.root + path, "search": search, "press": 1}}],
            "changedPropIds": ["asked.data-asked"], "state": [],
        })

    def figures(self, path: str, search: str = "") -> dict[str, str]:
        """Everything on a page that follows the address, by piece, as sent; what tells of changes or notices is left out."""
        return {key: text for key, text in self.pieces(path, search).items() if key not in ("live:changed", "live:notices")}

    def pieces(self, path: str, search: str = "") -> dict[str, str]:
        """The HTML of every live piece of a page, folded or not, and the JSON of every picture, by kind and key."""
        page = next(page for page in PAGES if page.path == path)
        response = self.visit(path, search, on=page.key, open=sorted(folds(page)))
        assert response.status_code == 200, response.get_data(as_text=True)
        told = response.get_json()
        return {f"live:{key}": text for key, text in (told["live"] | told["unfolded"]).items()} | {
            f"graph:{name}": json.dumps(drawn, sort_keys=True) for name, drawn in told["pictures"].items()}


def share(client: FlaskClient, data: Path, **chosen: Any) -> Sealed:
    """A live link as chosen, with its reader."""
    register = register_of(data)
    link, token = register.make(new_link(data, **chosen), by="editor")
    return Sealed(client, register, link, token)
