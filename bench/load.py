"""Many readers at once, each with a connection of its own, in a process of their own. Every answer is looked at: one that does not
say the right number of persons is an error."""

from __future__ import annotations

import asyncio
import multiprocessing
import random
import time
from collections.abc import Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property

from bench.serving import Request, unpacked

LONGEST_TOLD = 2000


@dataclass(frozen=True)
class Step:
    """One change of a reader: the requests that it sends to a host, what their answers together must say, and the view's name."""

    view: str
    host: str
    requests: tuple[Request, ...]
    says: str

    @cached_property
    def sent(self) -> tuple[bytes, ...]:
        """What goes over the wire."""
        return tuple(request.as_bytes(self.host) for request in self.requests)


@dataclass
class Told:
    """What readers saw: milliseconds of each change, how many were to views nobody had asked for before, and errors."""

    ms: list[float] = field(default_factory=list)
    first_times: int = 0
    errors: list[str] = field(default_factory=list)
    seconds: float = 0

    @property
    def per_second(self) -> float:
        """Changes answered in a second."""
        return len(self.ms) / self.seconds


class Crowd:
    """A process that plays readers."""

    def __init__(self) -> None:
        self._pool = ProcessPoolExecutor(1, multiprocessing.get_context("spawn"))
        self._pool.submit(time.sleep, 0).result()

    def play(self, host: str, readers: list[list[Step]], seconds: float, think_s: tuple[float, float] = (0, 0)) -> Future[Told]:
        """Let each reader make changes one after the other, round and round, until the time is over; between two changes they
        think, for a time drawn from `think_s`."""
        return self._pool.submit(_play, host, readers, seconds, think_s)

    def close(self) -> None:
        """End the process."""
        self._pool.shutdown()


def _play(host: str, readers: list[list[Step]], seconds: float, think_s: tuple[float, float]) -> Told:
    return asyncio.run(_all(host, readers, seconds, think_s))


async def _all(host: str, readers: list[list[Step]], seconds: float, think_s: tuple[float, float]) -> Told:
    told = Told()
    seen: set[str] = set()
    right: set[tuple[str, int]] = set()
    begun = time.perf_counter()
    ends = begun + seconds
    await asyncio.gather(*(
        _reader(host, steps, ends, think_s, random.Random(n), told, seen, right) for n, steps in enumerate(readers)
    ))
    told.seconds = time.perf_counter() - begun
    return told


async def _reader(host: str, steps: list[Step], ends: float, think_s: tuple[float, float], chance: random.Random, told: Told,
                  seen: set[str], right: set[tuple[str, int]]) -> None:
    name, port = host.split(":")
    reader, writer = await asyncio.open_connection(name, int(port), limit=1 << 20)
    at = 0
    await asyncio.sleep(chance.uniform(0, think_s[1]))
    while time.perf_counter() < ends:
        step = steps[at % len(steps)]
        at += 1
        if step.view not in seen:
            seen.add(step.view)
            told.first_times += 1
        begun = time.perf_counter()
        try:
            answers = []
            for request in step.sent:
                writer.write(request)
                answers.append(await _answer(reader))
            took = time.perf_counter() - begun
            if _is_right(step, answers, told, right):
                told.ms.append(took * 1000)
        except (OSError, ValueError, asyncio.IncompleteReadError) as fault:
            told.errors.append(f"{step.view}: {fault!r}")
            writer.close()
            reader, writer = await asyncio.open_connection(name, int(port), limit=1 << 20)
        if think_s[1]:
            await asyncio.sleep(chance.uniform(*think_s))
    writer.close()


async def _answer(reader: asyncio.StreamReader) -> tuple[int, str, bytes]:
    """Status, content encoding and body of one answer."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    headers: Mapping[str, str] = {
        key.strip().lower(): value.strip() for key, _, value in (line.partition(":") for line in head[1:]) if key
    }
    status = int(head[0].split(" ")[1])
    if headers.get("transfer-encoding", "").lower() == "chunked":
        parts = []
        while size := int((await reader.readuntil(b"\r\n")).split(b";")[0], 16):
            parts.append(await reader.readexactly(size))
            await reader.readexactly(2)
        await reader.readuntil(b"\r\n")
        body = b"".join(parts)
    else:
        body = await reader.readexactly(int(headers.get("content-length", "0")))
    return status, headers.get("content-encoding", ""), body


def _is_right(step: Step, answers: list[tuple[int, str, bytes]], told: Told, right: set[tuple[str, int]]) -> bool:
    """Hold the answers of a step against what they must say; the same bytes for the same view are unpacked once."""
    key = step.view, hash(tuple(body for _, _, body in answers))
    if key in right:
        return True
    statuses = {status for status, _, _ in answers}
    texts = [unpacked(body, encoding).decode("utf-8", "replace") for _, encoding, body in answers]
    if statuses == {200} and any(step.says in text for text in texts):
        right.add(key)
        return True
    told.errors.append(f"{step.view}: status {statuses}, without {step.says}: {' '.join(texts)[:LONGEST_TOLD]}")
    return False
