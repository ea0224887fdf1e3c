"""What is wrong with a delivery, said so that the person who made the file can put it right."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

SHOWN = 60


@dataclass(frozen=True, order=True)
class Fault:
    """One thing that is wrong. `row` is the number a spreadsheet shows (the header is row 1), 0 for the whole file;
    `column` is a column, or a key of an origin or of programme.toml."""

    file: str
    row: int
    column: str
    wrong: str
    right: str

    def __str__(self) -> str:
        place = [printable(self.file)]
        if self.row:
            place.append(f"row {self.row}")
        if self.column:
            place.append(printable(self.column))
        return f"{', '.join(place)}: {self.wrong}; {self.right}"


class Faulty(Exception):
    """A data package that cannot be built: all its faults in the order of the files, and how many of its deliveries
    (given with their files) have none."""

    def __init__(self, faults: Iterable[Fault], deliveries: Iterable[tuple[str, str]]):
        self.faults = tuple(sorted(set(faults)))
        faulty = {fault.file for fault in self.faults}
        files = list(deliveries)
        self.sound = sum(faulty.isdisjoint(pair) for pair in files)
        self.deliveries = len(files)
        super().__init__(f"{len(self.faults)} faults")


def printable(text: str) -> str:
    """Text safe to print: cut to a line's length, with everything that is not visible escaped."""
    cut = text if len(text) <= SHOWN * 2 else text[: SHOWN * 2] + "..."
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in cut)


def shown(value: str) -> str:
    """A cell's value in quotes, cut short, escaped."""
    return repr(value if len(value) <= SHOWN else value[:SHOWN] + "...")
