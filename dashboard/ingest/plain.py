"""The short way of large files: what is plainly right goes from CSV into typed rows without passing through Python.

A file takes it only if that is proved for all of it. The engine's reader is held to an account of every byte; every cell is either
of a form that the rules of values.py cannot refuse, or its text was put to those rules; and every row meets a narrower form of
the rules of validate.py. All other files are read cell by cell, and it is there that faults are found and told.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import duckdb

from dashboard.ingest import tables
from dashboard.ingest.package import Delivery
from dashboard.ingest.programme import Programme
from dashboard.ingest.read import MAX_BYTES, MAX_CELL, MAX_ROWS, clean
from dashboard.ingest.rows import Rows
from dashboard.ingest.schema import DATASETS, Column, Dataset
from dashboard.ingest.values import PLACEHOLDERS, Categories, Refused, value_of

LEAST_BYTES = 32_000  # a smaller file is read before the engine has been asked
BATCH_BYTES = 64_000_000  # files that are read at once; as many more are copied meanwhile

_DECIMAL = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,3})?")
_EMPTY_AND_MORE = re.compile(rb"[^,\n]\x02|\x02[^,\n]")  # next to an empty quoted cell something that is no separator
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Copy:
    """A private copy of a delivered file, with line feeds only and without a byte order mark. `size` is that of what follows the
    header, `lines` the lines there; `quotes` are those of the whole file."""

    delivery: Delivery
    path: Path
    header: tuple[str, ...]
    size: int
    lines: int
    quotes: int


def take_plain(
    rows: Rows, deliveries: Sequence[Delivery], programme: Programme | None, least: int = LEAST_BYTES
) -> Iterator[tuple[Delivery, bool]]:
    """Every delivery in its order, and whether it was plain and its rows are taken. Files of fewer than `least` bytes are not
    looked at."""
    batch: list[Copy] = []

    def settle() -> Iterator[tuple[Delivery, bool]]:
        if batch and programme is not None:
            yield from _take(rows, batch, programme)
        for copy in batch:
            copy.path.unlink()
        batch.clear()

    with ThreadPoolExecutor(1, "copy") as beside:
        for delivery, copy in _copies(beside, rows.scratch, deliveries, least if programme is not None else None):
            if copy is None or not _go_together([*batch, copy]):
                yield from settle()
            if copy is None:
                yield delivery, False
            else:
                batch.append(copy)
        yield from settle()


def _copies(
    beside: ThreadPoolExecutor, scratch: Path, deliveries: Sequence[Delivery], least: int | None
) -> Iterator[tuple[Delivery, Copy | None]]:
    """Every delivery with its copy, None of one that is not plain or has fewer than `least` bytes; the next ones are copied
    `beside` while those before are read."""
    waiting: deque[tuple[Delivery, Future[Copy | None]]] = deque()
    for number, delivery in enumerate(deliveries):
        copy: Future[Copy | None] = Future()
        if least is not None and delivery.size >= least and delivery.file.endswith(".csv"):
            copy = beside.submit(_copy, delivery, scratch / f"{number}.csv")
        else:
            copy.set_result(None)
        waiting.append((delivery, copy))
        while sum(one.size for one, _ in waiting) > BATCH_BYTES:
            first, copied = waiting.popleft()
            yield first, copied.result()
    for delivery, copy in waiting:
        yield delivery, copy.result()


def _go_together(batch: Sequence[Copy]) -> bool:
    alike = {(copy.delivery.dataset, copy.header) for copy in batch}
    return len(alike) == 1 and sum(copy.size for copy in batch) <= BATCH_BYTES


def _copy(delivery: Delivery, path: Path) -> Copy | None:
    """Copy a file if its bytes are plain: those that were hashed, UTF-8, one header of exactly the columns, quotes only around
    cells, and no line end but at the end of a row. What is copied is what is read."""
    content = delivery.read()
    if content is None or len(content) > MAX_BYTES:
        return None
    body = content.removeprefix(_BOM)
    ends = body.count(b"\n")
    if returns := body.count(b"\r"):
        if not returns == ends == body.count(b"\r\n"):
            return None
        body = body.replace(b"\r\n", b"\n")
    if not body.endswith(b"\n"):
        body += b"\n"
        ends += 1
    if b"\0" in body or not 1 < ends <= MAX_ROWS + 1:
        return None
    try:
        if not body.isascii():
            body.decode("utf-8")
        first = body[: body.index(b"\n")].decode("ascii")
    except UnicodeDecodeError:
        return None
    header = tuple(first.split(","))
    if sorted(header) != sorted(column.name for column in DATASETS[delivery.dataset].columns):
        return None
    quotes = body.count(b'"')
    if quotes and not _quotes_only_cells(body):
        return None
    path.write_bytes(body)
    return Copy(delivery, path, header, len(body) - len(first) - 1, ends - 1, quotes)


def _quotes_only_cells(body: bytes) -> bool:
    """Whether every quote is around a whole cell, or doubled inside of one that is quoted. A cell that begins or ends with a quote
    of its own is not recognised."""
    pair = b"\2"
    if pair in body:
        return False
    parts = body.replace(b'""', pair).split(b'"')
    outside, cells = parts[::2], parts[1::2]
    left = b'"'.join(outside)
    separators = {b",", b"\n"}
    return (
        len(outside) == len(cells) + 1
        and {part[:1] for part in outside[1:]} <= separators
        and {part[-1:] for part in outside[:-1]} <= separators
        and not (pair in left and _EMPTY_AND_MORE.search(left))
    )


def _take(rows: Rows, batch: Sequence[Copy], programme: Programme) -> Iterator[tuple[Delivery, bool]]:
    """Take a batch whole, or else file by file."""
    if _is_taken(rows, batch, programme):
        yield from ((copy.delivery, True) for copy in batch)
    elif len(batch) == 1:
        yield batch[0].delivery, False
    else:
        for copy in batch:
            yield copy.delivery, _is_taken(rows, [copy], programme)


def _is_taken(rows: Rows, batch: Sequence[Copy], programme: Programme) -> bool:
    dataset = DATASETS[batch[0].delivery.dataset]
    engine = rows.connection
    try:
        columns = dict.fromkeys(batch[0].header, "varchar")
        engine.execute(tables.STAGE.sql, {"files": [str(copy.path) for copy in batch], "columns": columns})
        firsts = _account(engine, dataset, batch)
        if firsts is None or not _is_sound(engine, dataset, programme):
            return False
        places = {"deliveries": [copy.delivery.id for copy in batch], "firsts": firsts}
        engine.execute(tables.take(dataset).sql, places)
    # A file that the engine cannot read, or a cell that it cannot cast: there will be a fault to tell, or a form it does not know.
    except (duckdb.InvalidInputException, duckdb.ConversionException):
        return False
    finally:
        engine.execute("drop table if exists staged")
    return True


def _account(engine: duckdb.DuckDBPyConnection, dataset: Dataset, batch: Sequence[Copy]) -> list[int] | None:
    """Where the rows of each file begin, if every byte of every file is in a cell of its own row or between two."""
    quoted = any(copy.quotes for copy in batch)
    told = engine.execute(tables.account(dataset).sql, {"quoted": quoted}).fetchall()
    if [one[0] for one in told] != list(range(len(batch))):
        return None
    for copy, (_, count, first, last, whole, size, quotes, headers) in zip(batch, told, strict=True):
        between = count * len(dataset.columns)  # a comma after each cell but the last of a row, which has a line feed
        if count != copy.lines or last - first + 1 != count or whole != count or headers:
            return None
        if size + between + copy.quotes - quotes != copy.size:
            return None
    return [one[2] for one in told]


def _is_sound(engine: duckdb.DuckDBPyConnection, dataset: Dataset, programme: Programme) -> bool:
    """Whether all that is staged is right."""
    categories = programme.keys()
    for column in dataset.columns:
        statement = tables.unproven(dataset, column)
        values = {"placeholders": list(PLACEHOLDERS)} if "$placeholders" in statement.sql else None
        texts = engine.execute(statement.sql, values)
        while some := texts.fetchmany(1000):
            if not all(is_right(text, column, categories) for (text,) in some):
                return False
    period = {"first_year": programme.first_year, "cut_off": programme.cut_off}
    return engine.execute(tables.unsound(dataset).sql, period).fetchall() == [(0,)]


def is_right(text: str, column: Column, categories: Categories) -> bool:
    """Whether a cell is right by the rules of values.py and written as the engine would write its value."""
    if len(text) > MAX_CELL or clean(text) != text:
        return False
    try:
        value = value_of(text, column, categories)
    except Refused:
        return False
    if isinstance(value, Decimal):
        return _DECIMAL.fullmatch(text) is not None
    return text == ("" if value is None else str(value))
