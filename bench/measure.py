"""The measurements, each of both apps in turn within one run. A part runs alone or after the others."""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from types import TracebackType

from bench.browsing import Visit, browser, mail
from bench.load import Crowd, Step, Told
from bench.report import Row, Target
from bench.serving import Line, Ours, Plain, Request, Server, free_port, resident_mb
from bench.synthetic import PILLARS, SEED, VERSION, write_package
from bench.tables import read_into
from bench.truth import FIRST, Expected, Selection, Truth
from dashboard.settings import ROOT

WORK = Path(__file__).parent / ".work"
SIZES = {"10k": 10_000, "100k": 100_000, "1M": 1_000_000, "10M": 10_000_000}
MIDDLE = "1M"
BUILDERS = ("dashboard/ingest/*.py", "dashboard/warehouse.py", "queries/warehouse/*.sql", "queries/checks/*.sql")
ORDER = ("change", "grows", "cpu", "load", "crowd", "cold", "bytes", "requests", "memory", "build", "start")
READERS, CROWD = 50, 200
OTHER_PAGES = ("gender", "compare", "activities")  # those whose words say how many activities there are
RECORDED = FIRST.toggled("pillar", PILLARS[-1])
STEPS = 12  # of a reader, before they begin again
THINK_S = (2.0, 4.0)


@dataclass(frozen=True)
class Often:
    """How often each thing is measured: the knob for how long all of it takes."""

    rounds: int = 5
    changes: int = 10  # in the browser, a round
    asked: int = 10  # by HTTP, a round
    builds: int = 5
    building_s: float = 240  # after so long no further build is begun
    load_s: float = 15
    crowd_s: float = 60
    walks: int = 100  # that the crowd makes


OFTEN = Often()
QUICKLY = Often(rounds=3, changes=5, asked=5, builds=1, load_s=4, crowd_s=10, walks=50)


@dataclass
class Place:
    """What is measured at one size: the data package of our server, the database of the plain one, and the truth of both."""

    size: str
    data: Path
    database: Path
    truth: Truth

    def servers(self) -> tuple[Server, Server]:
        """Both servers, not started."""
        return Ours(self.data, free_port()), Plain(self.database, free_port())


@dataclass(frozen=True)
class Ran:
    """What a program took."""

    seconds: float
    peak_mb: float


class Bench:
    """One run: prepares what each size needs when a part first asks for it, and gathers the rows."""

    def __init__(self, sizes: list[str], quick: bool):
        self.sizes = sorted(sizes, key=lambda size: SIZES[size])
        self.often = QUICKLY if quick else OFTEN
        self._rows: dict[str, list[Row]] = {section: [] for section in ORDER}
        self._places: dict[str, Place] = {}
        self._recordings: dict[tuple[str, str], list[Request]] = {}

    def __enter__(self) -> Bench:
        self._crowd = Crowd()
        self._opened = browser()
        self._browser = self._opened.__enter__()
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self._opened.__exit__(kind, value, trace)
        self._crowd.close()

    @property
    def rows(self) -> list[Row]:
        """Everything measured so far, in the order of the table."""
        return [row for section in ORDER for row in self._rows[section]]

    def run(self, part: str) -> None:
        """Measure one of PARTS."""
        begun = time.monotonic()
        print(f"{part} ...", flush=True)
        PARTS[part](self)
        print(f"{part}: {time.monotonic() - begun:.0f} s", flush=True)

    @property
    def largest(self) -> str:
        """The size at which the server and the build are measured."""
        return self.sizes[-1]

    @property
    def middle(self) -> str:
        """The size at which many readers and first visits are measured."""
        return MIDDLE if MIDDLE in self.sizes else self.largest

    def _add(self, section: str, what: str, at: str, ours: float, other: float | None, unit: str, target: Target, how: str) -> None:
        row = Row(what, at, ours, other, unit, target, how)
        self._rows[section].append(row)
        beside = "" if other is None else f", plain {other:.2f}"
        print(f"  {what}, {at}: {ours:.2f}{beside} {unit}", flush=True)

    # What is measured

    def place(self, size: str) -> Place:
        """The package, the release and the plain tables of a size. What an earlier run left is used if it is still the same."""
        found = self._unbuilt(size)
        if not _built_by(found.data).exists() or _built_by(found.data).read_text() != _builders():
            _build(found.data)
        return found

    def _unbuilt(self, size: str) -> Place:
        if size in self._places:
            return self._places[size]
        folder = WORK / f"{size}-{SEED}-v{VERSION}"
        data, database = folder / "data", folder / "plain.duckdb"
        if not data.exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            unfinished = write_package(folder / "unfinished", SIZES[size])
            unfinished.rename(data)
        if not database.exists():
            read_into(folder / "unfinished.duckdb", data)
            (folder / "unfinished.duckdb").rename(database)
        self._places[size] = Place(size, data, database, Truth(database))
        return self._places[size]

    def build(self) -> None:
        """A release from CSV, beside what DuckDB alone needs for the same files."""
        place = self._unbuilt(self.largest)
        ours: list[Ran] = []
        alone: list[Ran] = []
        begun = time.monotonic()
        while not ours or (len(ours) < self.often.builds and time.monotonic() - begun < self.often.building_s):
            ours.append(_build(place.data))
            target = place.database.with_name("alone.duckdb")
            target.unlink(missing_ok=True)
            alone.append(_ran([sys.executable, "-m", "bench.tables", str(place.data), str(target)]))
            target.unlink()
        how = f"median of {len(ours)}; beside it DuckDB's own read_csv into a database"
        self._add("build", "release build from CSV", place.size, _median(one.seconds for one in ours),
                  _median(one.seconds for one in alone), "s", Target(most_ratio=3), how)
        self._add("build", "peak memory of the build", place.size, _median(one.peak_mb for one in ours),
                  _median(one.peak_mb for one in alone), "MB", Target(), how)

    def start(self) -> None:
        """From the start of the process to the first right answer with figures."""
        place = self.place(self.largest)
        took: dict[str, list[float]] = {"ours": [], "plain": []}
        requests = {}
        for server in place.servers():
            with server:
                requests[server.app] = self._requests(place, server, RECORDED, FIRST)[0]
        for _ in range(self.often.rounds):
            for server in place.servers():
                begun = time.perf_counter()
                server.start()
                server.until_answered(requests[server.app], _says(place.truth.of(FIRST)))
                took[server.app].append(time.perf_counter() - begun)
                server.end()
        self._add("start", "server start to first answer", place.size, _median(took["ours"]), _median(took["plain"]), "s",
                  Target(most=3), f"median of {self.often.rounds}; the answer is that with the figures")

    def change(self) -> None:
        """Changes of a filter in the browser, at every size."""
        taken = {}
        for size in self.sizes:
            taken[size] = self._change(self.place(size))
        if len(taken) > 1:
            small, large = self.sizes[0], self.sizes[-1]
            for name, at in (("p50", 0.5), ("p95", 0.95)):
                self._add("grows", f"the same at {large} against {small}, {name}", large, _quantile(taken[large], at),
                          _quantile(taken[small], at), "ms", Target(most_ratio=1.2), f"ours at {large} and at {small}")

    def _change(self, place: Place) -> list[float]:
        seen = {FIRST}
        took: dict[str, list[float]] = {"ours": [], "plain": []}
        received: dict[str, list[int]] = {"ours": [], "plain": []}
        requests: dict[str, list[int]] = {"ours": [], "plain": []}
        paths: Counter[str] = Counter()
        rounds = [place.truth.new_changes(f"change {n}", self.often.changes + 1, seen) for n in range(self.often.rounds)]
        running = place.servers()
        with running[0], running[1]:
            for n, changes in enumerate(rounds):
                for server in running[:: 1 if n % 2 == 0 else -1]:
                    visit = Visit(self._browser, server, place.truth.of(FIRST))
                    visit.settle()
                    visit.change(changes[0], place.truth.of(changes[0]))  # the first of a page is not counted
                    for selection in changes[1:]:
                        took[server.app].append(visit.change(selection, place.truth.of(selection)))
                        received[server.app].append(visit.wire.received)
                        requests[server.app].append(visit.wire.requests)
                        if server.app == "ours":
                            paths.update(visit.wire.paths)
                    visit.close()
        limit = {"1M": 0.4, "10M": 0.25}.get(place.size)
        how = f"{len(took['ours'])} changes of {self.often.rounds} visits, not cached by the server"
        for name, at in (("p50", 0.5), ("p95", 0.95)):
            self._add("change", f"filter change, {name}", place.size, _quantile(took["ours"], at), _quantile(took["plain"], at),
                      "ms", Target(most_ratio=limit), how)
        if place.size == self.middle:
            self._add("bytes", "bytes of a filter change", place.size, _median(received["ours"]) / 1000,
                      _median(received["plain"]) / 1000, "kB", Target(most=12), "median, with headers")
            self._add("requests", "requests per filter change", place.size, statistics.mean(requests["ours"]),
                      statistics.mean(requests["plain"]), "", Target(most=1),
                      f"mean of everything the browser asks the server for: {', '.join(path for path, _ in paths.most_common(4))}")
        return took["ours"]

    def cpu(self) -> None:
        """Processor time of a change by HTTP, the first time and again, and the memory that the servers have come to."""
        place = self.place(self.largest)
        spent: dict[str, list[tuple[float, float]]] = {"ours": [], "plain": []}
        resident = {}
        seen = {FIRST, RECORDED}
        rounds = [place.truth.new_changes(f"cpu {n}", self.often.asked, seen) for n in range(self.often.rounds)]
        running = place.servers()
        elsewhere: dict[str, list[float]] = {}
        with running[0], running[1]:
            steps = {server.app: self._steps(place, server, rounds) for server in running}
            for n in range(self.often.rounds):
                for server in running:
                    new = _spent(server, steps[server.app][n], 1)
                    spent[server.app].append((new, _spent(server, steps[server.app][n], 10 if server.app == "ours" else 1)))
            for server in running:
                resident[server.app] = server.resident_mb()
            for page in OTHER_PAGES:
                walks = [place.truth.new_changes(f"cpu {page} {n}", self.often.asked, seen) for n in range(self.often.rounds)]
                elsewhere[page] = [_spent(running[0], steps, 1) for steps in self._steps_elsewhere(place, running[0], walks, page)]
        how = f"median of {self.often.rounds} times {self.often.asked} changes by HTTP"
        for name, at, most in (("not yet cached", 0, 15), ("cached", 1, 3)):
            self._add("cpu", f"server CPU per filter change, {name}", place.size, _median(one[at] for one in spent["ours"]),
                      _median(one[at] for one in spent["plain"]), "ms", Target(most=most), how)
        for page, ms in elsewhere.items():
            self._add("cpu", f"server CPU per filter change on {page}, not yet cached", place.size, _median(ms), None, "ms",
                      Target(), how)
        self._add("memory", "resident memory of the server", place.size, resident["ours"], resident["plain"], "MB",
                  Target(most_ratio=1), f"after these {self.often.rounds * self.often.asked} views")

    def load(self) -> None:
        """Readers who change filters as fast as answers come."""
        place = self.place(self.middle)
        told: dict[str, list[Told]] = {"ours": [], "plain": []}
        readers = place.truth.readers("load", READERS, STEPS)
        for _ in range(self.often.rounds):
            for server in place.servers():  # each time anew: nothing is cached when the readers come
                with server:
                    steps = self._steps(place, server, readers)
                    server.until_answered(self._requests(place, server, RECORDED, FIRST)[0])  # it has loaded what it loads late
                    told[server.app].append(self._crowd.play(server.host, steps, self.often.load_s).result())
                    if server.app == "ours":
                        _hold(server, told["ours"][-1])
        ours = told["ours"]
        new = statistics.mean(one.first_times / len(one.ms) for one in ours)
        self._add("load", f"changes per second, {READERS} viewers", place.size, _median(one.per_second for one in ours),
                  _median(one.per_second for one in told["plain"]), "", Target(least_ratio=100),
                  f"median of {self.often.rounds} times {self.often.load_s:g} s from a fresh start; {new:.0%} of our answers to"
                  " views nobody had asked for")

    def crowd(self) -> None:
        """Many readers who look before they click, ours alone."""
        place = self.place(self.middle)
        server = place.servers()[0]
        walks = place.truth.readers("crowd", self.often.walks, STEPS)
        with server:
            steps = self._steps(place, server, [_begun_at(walks[n % len(walks)], n // len(walks)) for n in range(CROWD)])
            playing = self._crowd.play(server.host, steps, self.often.crowd_s, THINK_S)
            time.sleep(self.often.crowd_s / 2)
            before = server.resident_mb()
            time.sleep(self.often.crowd_s / 2 - 0.5)
            after = server.resident_mb()
            told = playing.result()
        at = f"{place.size}, {self.often.crowd_s:g} s"
        how = (f"{len(told.ms)} changes, each {THINK_S[0]:g} to {THINK_S[1]:g} s after the one before; {told.first_times} of them"
               " to views nobody had asked for")
        self._add("crowd", f"errors, {CROWD} viewers", at, len(told.errors), None, "", Target(most=0), how)
        self._add("crowd", f"p95 of an answer, {CROWD} viewers", at, _quantile(told.ms, 0.95), None, "ms", Target(most=1000), how)
        self._add("crowd", f"resident memory, {CROWD} viewers", at, after, before, "MB", Target(most_ratio=1.05),
                  "at the end and half way")

    def cold(self) -> None:
        """First visits with an empty browser."""
        place = self.place(self.middle)
        expected = place.truth.of(FIRST)
        shell: dict[str, list[float]] = {"ours": [], "plain": []}
        complete: dict[str, list[float]] = {"ours": [], "plain": []}
        received: dict[str, list[float]] = {"ours": [], "plain": []}
        running = place.servers()
        with running[0], running[1], mail() as elsewhere:
            for n in range(self.often.rounds + 1):
                for server in running:
                    visit = Visit(self._browser, server, expected, elsewhere)
                    visit.settle()
                    if n:  # the first visit of all warms the browser
                        shell[server.app].append(visit.shell_ms)
                        complete[server.app].append(visit.complete_ms)
                        received[server.app].append(visit.wire.received / 1000)
                    visit.close()
        how = f"median of {self.often.rounds} visits from another site, with an empty cache"
        for what, found, ratio in (("shell readable", shell, 0.3), ("page complete", complete, 0.6)):
            self._add("cold", f"cold load, {what}", place.size, _median(found["ours"]), _median(found["plain"]), "ms",
                      Target(most_ratio=ratio), how)
        self._add("bytes", "bytes of a cold load", place.size, _median(received["ours"]), _median(received["plain"]), "kB",
                  Target(most=1400), how)

    # Steps of the measurements

    def _requests(self, place: Place, server: Server, before: Selection, wanted: Selection) -> list[Request]:
        """What a server is sent for a change, from what a real browser sent for another one."""
        if (place.size, server.app) not in self._recordings:
            visit = Visit(self._browser, server, place.truth.of(FIRST))
            visit.settle()
            self._recordings[place.size, server.app] = visit.recorded(RECORDED, place.truth.of(RECORDED))
            visit.close()
        return server.for_selection(self._recordings[place.size, server.app], RECORDED, before, wanted)

    def _steps(self, place: Place, server: Server, readers: list[list[Selection]]) -> list[list[Step]]:
        """What readers send to a server."""
        return [
            [
                Step(after.query, server.host, tuple(self._requests(place, server, before, after)), _says(place.truth.of(after)))
                for before, after in pairwise([FIRST, *changes])
            ]
            for changes in readers
        ]

    def _steps_elsewhere(self, place: Place, server: Server, readers: list[list[Selection]], page: str) -> list[list[Step]]:
        """What readers of another page send to the dashboard; its answers say how many activities there are."""
        assert isinstance(server, Ours)
        return [
            [
                replace(step, requests=tuple(server.on_page(one, page) for one in step.requests),
                        says=place.truth.of(after).tiles[0])
                for step, after in zip(steps, changes, strict=True)
            ]
            for steps, changes in zip(self._steps(place, server, readers), readers, strict=True)
        ]


PARTS: dict[str, Callable[[Bench], None]] = {
    "build": Bench.build, "start": Bench.start, "change": Bench.change, "cpu": Bench.cpu, "load": Bench.load, "crowd": Bench.crowd,
    "cold": Bench.cold,
}


def _begun_at(walk: list[Selection], turn: int) -> list[Selection]:
    """A walk that goes round and round, begun elsewhere for each reader who makes it."""
    at = turn * len(walk) // 4 % len(walk)
    return walk[at:] + walk[:at]


def _says(expected: Expected) -> str:
    """What an answer must hold to be the right one: the number of persons."""
    return expected.tiles[1]


def _hold(server: Server, told: Told) -> None:
    if told.errors:
        raise AssertionError(f"{server.app}: {len(told.errors)} errors, the first: {told.errors[0]}\n{server.logged()}")


def _spent(server: Server, steps: list[Step], times: int) -> float:
    """Milliseconds of processor time that a step takes, asked for one after the other."""
    line = Line(server.host)
    before = server.cpu_s()
    for step in steps * times:
        said = [line.ask(request) for request in step.requests]
        assert all(status == 200 for status, _ in said), f"{server.app}, {step.view}: {said}"
        assert any(step.says in content for _, content in said), f"{server.app}, {step.view}: an answer without {step.says}"
    spent = server.cpu_s() - before
    line.close()
    return spent * 1000 / (len(steps) * times)


def _median(values: Iterable[float]) -> float:
    return statistics.median(values)


def _quantile(values: list[float], at: float) -> float:
    """The smallest value that so large a part of the values does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, -int(-at * len(ordered) // 1) - 1))]


# Releases


def _builders() -> str:
    """A stamp of the code that a release depends on."""
    files = sorted(file for pattern in BUILDERS for file in ROOT.glob(pattern))
    return sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def _built_by(data: Path) -> Path:
    return data.with_name("built-by")


def _build(data: Path) -> Ran:
    """Build the release of a package as `make data` does, none being there."""
    shutil.rmtree(data / "warehouse", ignore_errors=True)
    _built_by(data).unlink(missing_ok=True)
    ran = _ran([sys.executable, "-m", "dashboard.ingest", "build", "--data", str(data)])
    _built_by(data).write_text(_builders())
    return ran


def _ran(command: list[str]) -> Ran:
    """Run a program to its end, looking at its memory as often as costs nothing. Raises RuntimeError if it fails."""
    begun = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    peak = 0.0
    while process.poll() is None:
        peak = max(peak, resident_mb(process.pid))
        time.sleep(0.05)
    if process.returncode:
        raise RuntimeError(f"{' '.join(command[1:4])} ended with {process.returncode}")
    return Ran(time.perf_counter() - begun, peak)
