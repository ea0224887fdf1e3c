"""Many readers at once, each with a connection of its own, in a process of their own. Every answer is looked at: one that does not
say the right number of persons is an error."""

from __future__ import annotations

import asyncio
import multiprocessing
import random
import re
import time
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property

from bench.serving import Request, unpacked

LONGEST_TOLD = 2000
HEADERS = re.compile(rb"\r\n([^:\r\n]+):[ \t]*([^\r\n]*)")


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
    seen: set[str] = field(default_factory=set)
    right: set[tuple[str, int]] = field(default_factory=set)

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
    begun = time.perf_counter()
    playing = [_Reader(host, steps, begun + seconds, think_s, random.Random(n), told) for n, steps in enumerate(readers)]
    await asyncio.gather(*(one.play() for one in playing))
    told.seconds = time.perf_counter() - begun
    return told


class _Reader(asyncio.Protocol):
    """One reader on a connection of their own. What comes is looked at as it comes: what readers take of the processors a server
    lacks."""

    def __init__(self, host: str, steps: list[Step], ends: float, think_s: tuple[float, float], chance: random.Random, told: Told):
        self._host, self._steps, self._ends, self._think_s, self._chance, self._told = host, steps, ends, think_s, chance, told
        self._at = 0
        self._sent: tuple[bytes, ...] = ()
        self._received = b""
        self._answers: list[tuple[int, str, bytes]] = []
        self._answered: asyncio.Future[None] | None = None

    async def play(self) -> None:
        """Make changes until the time is over."""
        loop = asyncio.get_running_loop()
        await self._connect()
        await asyncio.sleep(self._chance.uniform(0, self._think_s[1]))
        while time.perf_counter() < self._ends:
            step = self._steps[self._at % len(self._steps)]
            self._at += 1
            self._told.first_times += step.view not in self._told.seen
            self._told.seen.add(step.view)
            self._sent, self._answers, self._answered = step.sent, [], loop.create_future()
            begun = time.perf_counter()
            self._line.write(step.sent[0])
            try:
                await self._answered
                took = time.perf_counter() - begun
                if _is_right(step, self._answers, self._told):
                    self._told.ms.append(took * 1000)
            except (OSError, ValueError) as fault:
                self._told.errors.append(f"{step.view}: {fault!r}")
                self._line.close()
                await self._connect()
            if self._think_s[1]:
                await asyncio.sleep(self._chance.uniform(*self._think_s))
        self._answered = None
        self._line.close()

    async def _connect(self) -> None:
        name, port = self._host.split(":")
        self._received = b""
        self._line, _ = await asyncio.get_running_loop().create_connection(lambda: self, name, int(port))

    def data_received(self, data: bytes) -> None:
        """Take what came; a whole answer is followed by the step's next request."""
        self._received += data
        try:
            found = _answer(self._received)
        except ValueError as fault:
            self._fail(fault)
            return
        if found is None or self._answered is None:
            return
        self._received = b""
        self._answers.append(found)
        if len(self._answers) < len(self._sent):
            self._line.write(self._sent[len(self._answers)])
        elif not self._answered.done():
            self._answered.set_result(None)

    def connection_lost(self, exc: Exception | None) -> None:
        """The server went away."""
        self._fail(exc or ConnectionResetError("the connection was closed"))

    def _fail(self, fault: Exception) -> None:
        if self._answered is not None and not self._answered.done():
            self._answered.set_exception(fault)


def _answer(received: bytes) -> tuple[int, str, bytes] | None:
    """Status, content encoding and body of the answer that was received; None while a part of it is missing."""
    head, ended, body = received.partition(b"\r\n\r\n")
    if not ended:
        return None
    told = dict(HEADERS.findall(head))
    headers = {key.lower(): value.lower().decode() for key, value in told.items()}
    if headers.get(b"transfer-encoding") == "chunked":
        parts = []
        while True:
            size, ended, body = body.partition(b"\r\n")
            length = int(size.split(b";")[0], 16) if ended else 0
            if not ended or len(body) < length + 2:
                return None
            if not length:
                break
            parts.append(body[:length])
            body = body[length + 2:]
        body = b"".join(parts)
    elif len(body) < int(headers.get(b"content-length", "0")):
        return None
    return int(head.split(b" ", 2)[1]), headers.get(b"content-encoding", ""), body


def _is_right(step: Step, answers: list[tuple[int, str, bytes]], told: Told) -> bool:
    """Hold the answers of a step against what they must say; the same bytes for the same view are unpacked once."""
    key = step.view, hash(tuple(body for _, _, body in answers))
    if key in told.right:
        return True
    statuses = {status for status, _, _ in answers}
    texts = [unpacked(body, encoding).decode("utf-8", "replace") for _, encoding, body in answers]
    if statuses == {200} and any(step.says in text for text in texts):
        told.right.add(key)
        return True
    told.errors.append(f"{step.view}: status {statuses}, without {step.says}: {' '.join(texts)[:LONGEST_TOLD]}")
    return False
