"""What the operator chose, read from the environment once."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


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

    @classmethod
    def from_environment(cls, environment: dict[str, str] | None = None) -> Settings:
        """Read HOST, PORT, DATA, THREADS and ALLOWED_HOSTS. Raises SettingsError naming the first that is unusable."""
        given = os.environ if environment is None else environment
        data = Path(given.get("DATA") or ROOT / "data")
        if not data.is_absolute():
            data = Path.cwd() / data
        if not (data / "programme.toml").is_file():
            raise SettingsError(f"DATA: {data} holds no programme.toml; name a folder such as data or examples/meridian")
        return cls(
            host=given.get("HOST") or cls.host,
            port=_whole("PORT", given.get("PORT"), cls.port, 1, 65535),
            data=data,
            threads=_whole("THREADS", given.get("THREADS"), cls.threads, 1, 64),
            allowed_hosts=tuple(h for h in (given.get("ALLOWED_HOSTS") or "").replace(",", " ").split() if h),
        )

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach the address served."""
        return self.host in ("127.0.0.1", "localhost", "::1")


HELP = {
    "HOST": "address to listen on (127.0.0.1: this machine only)",
    "PORT": "port to listen on (8050)",
    "DATA": "folder with programme.toml and deliveries (data)",
    "THREADS": "requests answered at the same time (8)",
    "ALLOWED_HOSTS": "host names a request may ask for, separated by commas; needed behind a proxy or on a public address",
}


def _whole(name: str, text: str | None, default: int, least: int, most: int) -> int:
    if not text:
        return default
    if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
        raise SettingsError(f"{name}: {text!r} is no whole number from {least} to {most}; try {default}")
    return int(text)
