"""What the operator chose, read from the environment once. Whoever may be reached by others must say who may come in."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
LOOPBACK = ("127.0.0.1", "localhost", "::1", "[::1]")
EVERYBODY = "*"
A_SECRET = 'python -c "import secrets; print(secrets.token_urlsafe(48))"'
# Words that stand in instructions and examples, never in a random key; and keys that were printed in documentation.
SAMPLE_WORDS = ("change", "secret", "password", "example", "sample", "placeholder", "default", "tokenurlsafe", "abcdefgh",
                "12345678")
SAMPLE_KEYS = ("192b9bdd22ab9ed4d12e236c78afcb9a393ec15f71bbf5dc987d54727823bcbf",)


class SettingsError(ValueError):
    """A setting that cannot be used; the message names it and says what would be right."""


@dataclass(frozen=True)
class Settings:
    """One value per setting; `HELP` holds the line the README prints for each."""

    host: str = "127.0.0.1"
    port: int = 8050
    data: Path = ROOT / "data"
    threads: int = 8
    allowed_hosts: tuple[str, ...] = ()
    public_address: str = ""
    secret_key: str = field(default="", repr=False)
    state: str = field(default="", repr=False)
    sign_in: str = ""
    viewer_groups: tuple[str, ...] = ()
    editor_groups: tuple[str, ...] = ()
    steward_groups: tuple[str, ...] = ()
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: str = field(default="", repr=False)
    oidc_groups_claim: str = "groups"
    proxy_addresses: tuple[str, ...] = ()
    proxy_user_header: str = "X-Forwarded-User"
    proxy_groups_header: str = "X-Forwarded-Groups"
    link_days: int = 90
    link_most_days: int = 365
    link_never: bool = False
    small_group: int = 5
    chrome: str = ""
    template: Path | None = None

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Read every setting that `HELP` lists. Raises SettingsError that names what is unusable or missing."""
        given = os.environ if environment is None else environment
        data = Path(given.get("DATA") or ROOT / "data")
        if not data.is_absolute():
            data = Path.cwd() / data
        if not (data / "programme.toml").is_file():
            raise SettingsError(f"DATA: {data} holds no programme.toml; name a folder such as data or examples/meridian")
        public_address = _address("PUBLIC_ADDRESS", given.get("PUBLIC_ADDRESS"), has_path=False)
        public_host = re.sub(r":\d+$", "", urlsplit(public_address).netloc)
        settings = cls(
            host=given.get("HOST") or cls.host,
            port=_whole("PORT", given.get("PORT"), cls.port, 1, 65535),
            data=data,
            threads=_whole("THREADS", given.get("THREADS"), cls.threads, 1, 64),
            allowed_hosts=tuple(dict.fromkeys([*_hosts(given.get("ALLOWED_HOSTS")), *_hosts(public_host)])),
            public_address=public_address,
            secret_key=_secret(given.get("SECRET_KEY")),
            state=_database(given.get("STATE")),
            sign_in=_one_of("SIGN_IN", given.get("SIGN_IN"), ("oidc", "proxy"), ""),
            viewer_groups=_names(given.get("VIEWER_GROUPS")),
            editor_groups=_names(given.get("EDITOR_GROUPS")),
            steward_groups=_names(given.get("STEWARD_GROUPS")),
            oidc_issuer=_address("OIDC_ISSUER", given.get("OIDC_ISSUER"), has_path=True),
            oidc_client_id=given.get("OIDC_CLIENT_ID") or "",
            oidc_client_secret=given.get("OIDC_CLIENT_SECRET") or "",
            oidc_groups_claim=given.get("OIDC_GROUPS_CLAIM") or cls.oidc_groups_claim,
            proxy_addresses=tuple(_peer(one) for one in _names(given.get("PROXY_ADDRESSES"))),
            proxy_user_header=_header("PROXY_USER_HEADER", given.get("PROXY_USER_HEADER"), cls.proxy_user_header),
            proxy_groups_header=_header("PROXY_GROUPS_HEADER", given.get("PROXY_GROUPS_HEADER"), cls.proxy_groups_header),
            link_days=_whole("LINK_DAYS", given.get("LINK_DAYS"), cls.link_days, 1, 3650),
            link_most_days=_whole("LINK_MOST_DAYS", given.get("LINK_MOST_DAYS"), cls.link_most_days, 1, 3650),
            link_never=_one_of("LINK_NEVER", given.get("LINK_NEVER"), ("no", "yes"), "no") == "yes",
            small_group=_whole("SMALL_GROUP", given.get("SMALL_GROUP"), cls.small_group, 2, 100),
            chrome=str(_file("CHROME", given.get("CHROME"), "/usr/bin/chromium") or ""),
            template=_file("TEMPLATE", given.get("TEMPLATE"), "/srv/results/template.pptx"),
        )
        settings._check()
        return settings

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach the address served."""
        return self.host in LOOPBACK

    @property
    def is_for_others(self) -> bool:
        """Whether others are meant to reach it, directly or by a name that is not this machine's own."""
        return not self.is_loopback or any(name not in LOOPBACK for name in self.allowed_hosts)

    @property
    def address(self) -> str:
        """Where readers find the dashboard: PUBLIC_ADDRESS, else this machine's own."""
        return self.public_address or f"http://localhost:{self.port}"

    def role(self, groups: tuple[str, ...]) -> str | None:
        """The highest role that a person in these groups has; None for who has none."""
        held = set(groups)
        if held & set(self.steward_groups):
            return "steward"
        if held & set(self.editor_groups):
            return "editor"
        if EVERYBODY in self.viewer_groups or held & set(self.viewer_groups):
            return "viewer"
        return None

    def _check(self) -> None:
        """Refuse what is well written but cannot be meant together."""
        if self.link_days > self.link_most_days:
            raise SettingsError(f"LINK_DAYS: {self.link_days} is more than LINK_MOST_DAYS allows; "
                                f"try LINK_DAYS={self.link_most_days} or LINK_MOST_DAYS={self.link_days}")
        for name in ("editor_groups", "steward_groups"):
            if EVERYBODY in getattr(self, name):
                raise SettingsError(f"{name.upper()}: '*' would give this role to everybody; name groups. "
                                    "Only VIEWER_GROUPS may be '*'")
        if self.proxy_user_header.lower() == self.proxy_groups_header.lower():
            raise SettingsError("PROXY_GROUPS_HEADER: the same as PROXY_USER_HEADER; "
                                f"try {Settings.proxy_groups_header} and {Settings.proxy_user_header}")
        missing = self._missing()
        if missing:
            raise SettingsError("\n".join(missing))

    def _missing(self) -> list[str]:
        """What must still be set, one line each, the reason first; empty if everything is there."""
        lines = []
        if not self.sign_in:
            if self.is_for_others:
                lines.append("SIGN_IN: set it to oidc, with OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET; "
                             "or to proxy, with PROXY_ADDRESSES, behind a proxy that signs people in")
                lines.append("VIEWER_GROUPS, EDITOR_GROUPS, STEWARD_GROUPS: name the groups that may see, share and publish")
            elif unused := self._unused():
                return [f"{', '.join(unused)}: without SIGN_IN this has no effect and whoever is at this machine is steward; "
                        f"set SIGN_IN={'proxy' if 'PROXY_ADDRESSES' in unused else 'oidc'} or leave this out"]
        else:
            needed = {
                "oidc": {"OIDC_ISSUER": "the address of the provider, such as https://login.example.org/realms/staff",
                         "OIDC_CLIENT_ID": "the name the provider knows the dashboard by",
                         "OIDC_CLIENT_SECRET": "the secret the provider gave the dashboard"},
                "proxy": {"PROXY_ADDRESSES": "the addresses of the proxy that signs people in, such as 10.0.0.5"},
            }[self.sign_in]
            lines += [f"{name}: set it to {meaning}" for name, meaning in needed.items() if not getattr(self, name.lower())]
            if not (self.viewer_groups or self.editor_groups or self.steward_groups):
                lines.append("VIEWER_GROUPS, EDITOR_GROUPS, STEWARD_GROUPS: nobody could come in; name at least one group, "
                             "or set VIEWER_GROUPS='*' for everybody who can sign in")
        if self.is_for_others:
            if not self.secret_key:
                lines.append(f"SECRET_KEY: set it to a secret of your own; this prints one: {A_SECRET}")
            if not self.public_address and self.sign_in != "proxy":
                lines.append("PUBLIC_ADDRESS: set it to the address readers open (needed with SIGN_IN=oidc), "
                             "such as https://results.example.org")
        if not lines:
            return []
        if self.is_for_others:
            name = f"HOST={self.host}" if not self.is_loopback else "ALLOWED_HOSTS or PUBLIC_ADDRESS"
            reason = f"Others can reach this dashboard ({name}), so it must know who may come in. Set:"
        else:
            reason = f"SIGN_IN={self.sign_in} needs more. Set:"
        return [reason, *(f"  {line}" for line in lines)]

    def _unused(self) -> list[str]:
        """Settings of a sign-in that were given although there is none."""
        names = ("oidc_issuer", "oidc_client_id", "oidc_client_secret", "proxy_addresses", "viewer_groups", "editor_groups",
                 "steward_groups")
        return [name.upper() for name in names if getattr(self, name)]


HELP = {
    "HOST": "address to listen on (127.0.0.1: this machine only)",
    "PORT": "port to listen on (8050)",
    "DATA": "folder with programme.toml and deliveries (data)",
    "THREADS": "requests answered at the same time (8)",
    "ALLOWED_HOSTS": "host names a request may ask for, separated by commas; needed behind a proxy or on a public address",
    "PUBLIC_ADDRESS": "https address at which readers open the dashboard; its host is allowed by itself (http://localhost:PORT)",
    "SECRET_KEY": "at least 32 random characters, the same for every process; signs cookies and encrypts the addresses of links",
    "STATE": "database of links, decks, sessions and log: sqlite:///… or postgresql://… (a SQLite file in DATA/state)",
    "SIGN_IN": "how people sign in: oidc or proxy (nobody does; whoever is at this machine is steward)",
    "VIEWER_GROUPS": "groups that may see everything, separated by commas; * for everybody who can sign in",
    "EDITOR_GROUPS": "groups that may also make links",
    "STEWARD_GROUPS": "groups that may also publish data; the highest role counts, and who is in no group is refused",
    "OIDC_ISSUER": "OpenID Connect: address of the provider",
    "OIDC_CLIENT_ID": "OpenID Connect: the name the provider knows the dashboard by",
    "OIDC_CLIENT_SECRET": "OpenID Connect: the secret that goes with it",
    "OIDC_GROUPS_CLAIM": "OpenID Connect: the claim that lists a person's groups (groups)",
    "PROXY_ADDRESSES": "proxy: IP addresses whose identity headers are believed, separated by commas",
    "PROXY_USER_HEADER": "proxy: header that names the person (X-Forwarded-User)",
    "PROXY_GROUPS_HEADER": "proxy: header that lists the person's groups, separated by commas (X-Forwarded-Groups)",
    "LINK_DAYS": "days after which a link ends unless its maker chooses (90)",
    "LINK_MOST_DAYS": "the most days a link may live (365)",
    "LINK_NEVER": "whether a link may have no end: no or yes (no)",
    "SMALL_GROUP": "counts of fewer persons than this are withheld from whoever opens a link, 2 to 100 (5)",
    "CHROME": "Chrome or Chromium that draws pictures and PDF files on the server (the one installed, if there is one)",
    "TEMPLATE": "PowerPoint file whose master, colours and type decks are made with (the product's own)",
}


def _whole(name: str, text: str | None, default: int, least: int, most: int) -> int:
    if not text:
        return default
    if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
        raise SettingsError(f"{name}: {text!r} is no whole number from {least} to {most}; try {default}")
    return int(text)


def _one_of(name: str, text: str | None, choices: tuple[str, ...], default: str) -> str:
    if not text:
        return default
    if text not in choices:
        raise SettingsError(f"{name}: {text!r} is none of the choices; try {' or '.join(choices)}")
    return text


def _file(name: str, text: str | None, example: str) -> Path | None:
    if not text:
        return None
    place = Path(text)
    if not place.is_file():
        raise SettingsError(f"{name}: there is no file {text!r}; give the whole path of one, such as {example}")
    return place


def _hosts(text: str | None) -> list[str]:
    return (text or "").replace(",", " ").split()


def _names(text: str | None) -> tuple[str, ...]:
    """Names separated by commas; a name may contain blanks."""
    return tuple(dict.fromkeys(one.strip() for one in (text or "").split(",") if one.strip()))


def _address(name: str, text: str | None, has_path: bool) -> str:
    """An https address without a slash at its end; http only for this machine."""
    if not text:
        return ""
    right = "https://login.example.org/realms/staff" if has_path else "https://results.example.org"
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise SettingsError(f"{name}: {text!r} is no address; try {right}") from None
    if not re.fullmatch(r"[!-~]+", text) or not parts.hostname or parts.scheme not in ("https", "http"):
        raise SettingsError(f"{name}: {text!r} is no address; try {right}")
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise SettingsError(f"{name}: {text!r} travels unencrypted, and http is only for this machine itself; try {right}")
    if "@" in parts.netloc or "?" in text or "#" in text:
        raise SettingsError(f"{name}: an address with a user name, '?' or '#' is not one to use here; try {right}")
    if parts.path.strip("/") and not has_path:
        raise SettingsError(f"{name}: {text!r} goes on after the host, but the dashboard is served at '/'; try {right}")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    usual = {"https": 443, "http": 80}[parts.scheme]
    return f"{parts.scheme}://{host}{f':{port}' if port and port != usual else ''}{parts.path}".rstrip("/")


def _secret(text: str | None) -> str:
    """A secret long and random enough to sign with. The message never repeats it."""
    if not text:
        return ""
    plain = re.sub(r"[^a-z0-9]", "", text.lower())
    if len(text) < 32:
        wrong = f"has {len(text)} characters, and at least 32 are needed"
    elif len(set(text)) < 10 or text in (text + text)[1:-1]:
        wrong = "repeats itself and can be guessed"
    elif text in SAMPLE_KEYS or any(word in plain for word in SAMPLE_WORDS):
        wrong = "is a sample or a sentence, and others know it"
    else:
        return text
    raise SettingsError(f"SECRET_KEY: {wrong}; this prints one: {A_SECRET}")


def _database(text: str | None) -> str:
    """The address of a database of a kind that is served. The message never repeats it, for it may hold a password."""
    if text and not re.match(r"(sqlite:///.|(postgres|postgresql|postgresql\+psycopg)://.)", text):
        raise SettingsError("STATE: this is no address of a SQLite or PostgreSQL database; "
                            "try sqlite:////var/lib/results/links.sqlite or postgresql://user:password@host/name")
    return text or ""


def _peer(text: str) -> str:
    try:
        address = ip_address(text)
    except ValueError:
        raise SettingsError(f"PROXY_ADDRESSES: {text!r} is no single IP address; list each proxy, such as 10.0.0.5") from None
    if address.is_unspecified or address.is_multicast:
        raise SettingsError(f"PROXY_ADDRESSES: {text!r} is no address of one machine; list each proxy, such as 10.0.0.5")
    return str(address)


def _header(name: str, text: str | None, default: str) -> str:
    if text and not re.fullmatch(r"[A-Za-z][A-Za-z0-9-]{0,80}", text):
        raise SettingsError(f"{name}: {text!r} is no name of a header; try {default}")
    return text or default
