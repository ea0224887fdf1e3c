"""One table of what was measured: ours, the plain app, their ratio, the target, and whether it is reached."""

from __future__ import annotations

import platform
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version

import psutil

COLUMNS = ("what", "at", "ours", "plain", "ratio", "target", "reached", "measured")


@dataclass(frozen=True)
class Target:
    """A limit on the measured value itself, or on its ratio to the other one; with neither nothing is asked."""

    most: float | None = None
    least: float | None = None
    most_ratio: float | None = None
    least_ratio: float | None = None

    def told(self, value: Callable[[float], str]) -> str:
        """The target in words."""
        if self.most is not None:
            return "0" if self.most == 0 else f"at most {value(self.most)}"
        if self.least is not None:
            return f"at least {value(self.least)}"
        if self.most_ratio is not None:
            return f"at most {self.most_ratio:g}x"
        return f"at least {self.least_ratio:g}x" if self.least_ratio is not None else ""

    def is_reached(self, ours: float, other: float | None) -> bool | None:
        """Whether it is; None if nothing is asked or it cannot be said."""
        if self.most is not None:
            return ours <= self.most
        if self.least is not None:
            return ours >= self.least
        if other and self.most_ratio is not None:
            return ours / other <= self.most_ratio
        if other and self.least_ratio is not None:
            return ours / other >= self.least_ratio
        return None


@dataclass(frozen=True)
class Row:
    """One measurement: `other` is what ours is divided by, usually the plain app's; `how` says from what it was taken."""

    what: str
    at: str
    ours: float
    other: float | None
    unit: str
    target: Target
    how: str


def _value(amount: float, unit: str) -> str:
    if unit == "kB" and amount >= 1000:
        return f"{amount / 1000:,.2f} MB"
    if unit == "MB" and amount >= 10_000:
        return f"{amount / 1000:,.1f} GB"
    digits = 0 if amount >= 100 or amount == int(amount) else 1 if amount >= 10 else 2
    return f"{amount:,.{digits}f}{f' {unit}' if unit else ''}"


def as_markdown(rows: list[Row], sizes: list[str], quick: bool, seconds: float) -> str:
    """The table with the machine it was measured on."""
    libraries = ", ".join(f"{name} {version(name)}" for name in ("dash", "plotly", "duckdb", "pandas", "waitress"))
    memory = psutil.virtual_memory().total / 2**30
    lines = [
        f"Measured {'quickly ' if quick else ''}in {seconds / 60:.1f} minutes with {', '.join(sizes)} participant rows on"
        f" {psutil.cpu_count()} processors and {memory:.0f} GB of memory; Python {platform.python_version()}, {libraries}.",
        "",
        "| " + " | ".join(COLUMNS) + " |",
        "| " + " | ".join("---" for _ in COLUMNS) + " |",
    ]
    for row in rows:
        reached = row.target.is_reached(row.ours, row.other)
        cells = (
            row.what, row.at, _value(row.ours, row.unit), "" if row.other is None else _value(row.other, row.unit),
            f"{row.ours / row.other:.2f}x" if row.other else "", row.target.told(lambda v, unit=row.unit: _value(v, unit)),
            {True: "yes", False: "**no**", None: ""}[reached], row.how,
        )
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)
