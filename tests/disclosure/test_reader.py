"""What a reader of the published databases of two releases can work out from every number that the charts answer.

Small packages with random restricted head counts and a correction are built as deliveries are. Every chart that counts persons
is asked in every way the data offer; each number becomes an equation over the true head counts, and a solver looks for the
least and the most that every withheld cell can be. The reader is told more than charts tell: which roles there are, and which
of their cells are stated."""

from __future__ import annotations

import functools
import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp
from tiny_package import TinyPackage, csv_bytes, write_origin

from dashboard.chart import Desk, answer
from dashboard.content import CHARTS
from dashboard.ingest import build as building
from dashboard.warehouse import Store, Warehouse

ROLES = ("participant", "speaker", "trainer")
CELLS = ("persons", "women", "men")
MOST = 1000
WEB = "https://example.org/page"

# activity -> pillar, type, modality, first day, countries
ACTIVITIES = {
    "A-1": ("training", "course", "in_person", "2020-02-03", ("KEN", "GHA")),
    "A-2": ("training", "course", "online", "2020-03-01", ("KEN",)),
    "A-3": ("research", "meeting", "online", "2021-01-01", ()),
    "A-4": ("research", "course", "online", "2020-05-01", ("GHA",)),
    "A-5": ("training", "meeting", "in_person", "2021-02-01", ("KEN", "NAM")),
}
REGIONS = {"KEN": "Eastern Africa", "GHA": "Western Africa", "NAM": "Southern Africa"}
STATUS = {"KEN": "participating", "GHA": "participating", "NAM": "invited"}

Count = tuple[int | None, int | None, int | None]


@dataclass(frozen=True)
class Row:
    """A true head count: persons, women, men; and whether its delivery is public."""

    counts: Count
    is_public: bool

    def cell(self, name: str) -> int | None:
        return self.counts[CELLS.index(name)]


Truth = dict[tuple[str, str], Row]
"""The rows of one release, by activity and role."""


def random_count(dice: random.Random) -> Count:
    persons = dice.choice((1, 2, 3, 4, 5, 6, 7, 9, 12, 20, 30))
    women = dice.randint(0, persons)
    return dice.choice((
        (persons, women, persons - women), (persons, women, persons - women), (persons, None, None), (persons, women, None),
        (persons, None, persons - women),
    ))


def random_truth(seed: int) -> tuple[Truth, Truth]:
    """The head counts of two releases: the second corrects every third row, and makes some of those public."""
    dice = random.Random(seed)
    first = {
        (activity, role): Row(random_count(dice), dice.random() < 0.25)
        for activity in ACTIVITIES for role in dice.sample(ROLES, dice.randint(1, 3))
    }
    second = dict(first)
    for key in first:
        if dice.random() < 0.3:
            second[key] = Row(random_count(dice), dice.random() < 0.2)
    return first, second


def deliver(folder: Path, first: Truth, second: Truth) -> tuple[str, str]:
    """Build both releases through the real ingest and return their names."""
    package = TinyPackage(folder)
    package.categories["role"] = list(ROLES)
    package.tables["activities"] = [
        package.tables["activities"][0],
        *([key, f"Activity {key}", "", pillar, kind, modality, day, "", "day", "", "", "", "", WEB, "", ""]
          for key, (pillar, kind, modality, day, _) in ACTIVITIES.items()),
    ]
    package.tables["activity_countries"] = [
        ["activity_id", "country_code"], *([key, code] for key, told in ACTIVITIES.items() for code in told[4])
    ]
    package.tables["priority_links"][2][1] = "A-5"
    heading = package.tables["participants"][0]
    del package.tables["participants"]
    package.write()
    parts = {
        "public": (first, True, "public", "2021-07-01"), "restricted": (first, False, "restricted", "2021-07-01"),
        "later-public": (second, True, "public", "2021-07-08"), "later-restricted": (second, False, "restricted", "2021-07-08"),
    }
    names = []
    for name, (truth, is_public, confidentiality, read_on) in parts.items():
        rows = [
            [*key, *("" if count is None else str(count) for count in row.counts), "", ""]
            for key, row in sorted(truth.items())
            if row.is_public == is_public and (truth is first or first[key] != row)
        ]
        if rows:
            path = folder / "deliveries" / "participants" / f"{name}.csv"
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(csv_bytes([heading, *rows]))
            earlier = [f"participants/{one}" for one in ("public", "restricted") if (path.parent / f"{one}.csv").exists()]
            corrects = {} if truth is first else {"corrects": str(earlier).replace("'", '"')}
            write_origin(path, confidentiality=f'"{confidentiality}"', date_read=read_on, **corrects)
        if name in ("restricted", "later-restricted"):
            names.append(building.build(folder).release)
    return names[0], names[1]


# What is asked


def kept_by(query: dict[str, str]) -> frozenset[str]:
    """The activities that filters keep."""

    def passes(key: str) -> bool:
        pillar, kind, modality, day, countries = ACTIVITIES[key]
        places = [(code, REGIONS[code]) for code in countries] or [("not_listed", "not_listed")]
        told = {"year": day[:4], "pillar": pillar, "type": kind, "modality": modality}
        return all(query[name] in ("all", value) for name, value in told.items() if name in query) and any(
            query.get("country", code) == code and query.get("region", region) == region for code, region in places
        )

    return frozenset(key for key in ACTIVITIES if passes(key))


@functools.cache
def queries(release: int) -> list[dict[str, str]]:
    """Filters that keep every set of activities that filters can keep, of each release in another way."""
    offered = {
        "year": ("all", "2020", "2021"), "pillar": ("", "training", "research"), "type": ("", "course", "meeting"),
        "modality": ("", "in_person", "online"), "region": ("", *REGIONS.values(), "not_listed"),
        "country": ("", *REGIONS, "not_listed"),
    }
    ways: dict[frozenset[str], list[dict[str, str]]] = {}
    for values in itertools.product(*offered.values()):
        query = {name: value for name, value in zip(offered, values, strict=True) if value}
        ways.setdefault(kept_by(query), []).append(query)
    return [sorted(found, key=len)[:2][-release] for kept, found in ways.items() if kept]


@dataclass(frozen=True)
class Number:
    """A number that a chart gave, and what it says it counts: a column, of some activities, in one role if that is told."""

    chart: str
    column: str
    activities: frozenset[str]
    role: str
    value: int


COUNTED = ("persons", "women", "men", "not_stated", "withheld", "persons_women_reported", "men_where_women_reported",
           "not_stated_where_women_reported")


COUNTING = tuple(name for name, (chart, _) in CHARTS.items() if "participants" in chart.facts and not chart.rows)
"""The charts that count persons."""


def asked(warehouse: Warehouse, release: int, charts: tuple[str, ...]) -> Iterator[Number]:
    """Every count of persons that charts give for `queries`, however they are split; of several measures, for persons."""
    desk = Desk(warehouse)
    for name in charts:
        chart, page = CHARTS[name]
        controls = [c for c in page.controls if c.key in chart.takes and c.values and c.key != "sort"]
        for choices in itertools.product(*(["persons"] if c.key == "measure" else dict(c.values) for c in controls)):
            chosen = dict(zip((c.key for c in controls), choices, strict=True))
            for query in queries(release):
                other = {f"to.{key}": value for key, value in query.items()} if page.sides else {}
                words = "&".join(f"{key}={value}" for key, value in {**query, **other, **chosen}.items())
                view, notices = desk.view(page, words)
                assert not notices, words
                for row in answer(chart, page, view, desk).records():
                    yield from numbers_of(name, row, query, chosen.get("measure", ""))
    chart, page = CHARTS["activity_record"]
    for activity in ACTIVITIES:
        [record] = answer(chart, page, desk.view(page, f"record={activity}")[0], desk).records()
        for part in record["participants"] or ():
            for column in CELLS:
                if part[column] is not None:
                    yield Number("activity_record", column, frozenset({activity}), part["role"], int(part[column]))


def numbers_of(chart: str, row: dict[str, Any], query: dict[str, str], measure: str) -> Iterator[Number]:
    kept, role = kept_by(query), ""
    if "activity_id" in row:
        kept &= {row["activity_id"]}
    elif "split_by" in row:
        role = row["code"] if row["split_by"] == "role" else ""
        key = row["split_by"]
        kept &= kept_by({} if key == "role" else {key: row["code"]})
    elif "country_code" in row:
        kept &= kept_by({"country": row["country_code"]})
    elif chart == "country_status":
        codes = [code for code, status in STATUS.items() if status == row["programme_status"]]
        codes = ["not_listed"] if row["programme_status"] == "not_listed" else codes
        codes = [code for code in codes if query.get("country", code) == code
                 and query.get("region", REGIONS.get(code, code)) == REGIONS.get(code, code)]
        kept &= frozenset().union(*(kept_by({"country": code}) for code in codes))
    elif chart == "compare_pillars":
        kept &= kept_by({"pillar": row["pillar"]})
    sides = {"achieved": kept, "planned": kept}
    if chart == "year_strip":
        without_year = kept_by({key: value for key, value in query.items() if key != "year"})
        sides = {side: without_year & kept_by({"year": year}) for side, year in (("achieved", "2020"), ("planned", "2021"))}
    for column in COUNTED:
        if isinstance(row.get(column), int):
            yield Number(chart, column, kept, role, row[column])
    if "value" in row and measure == "persons" and row["value"] is not None:
        yield Number(chart, "persons", kept, role, row["value"])
    if row.get("measure", measure) in ("persons", "persons_women_reported", "women"):
        for side, of_side in sides.items():
            if row.get(side) is not None:
                yield Number(chart, row.get("measure", measure), of_side, role, int(row[side]))


# The attack


class Attack:
    """Equations over the true restricted cells of both releases; a row that was not corrected has the same cells in both."""

    def __init__(self, truths: tuple[Truth, Truth]):
        self.truths = truths
        self.place: dict[tuple[int, str, str, str], int] = {}
        values: list[int] = []
        for release, truth in enumerate(truths):
            for (activity, role), row in truth.items():
                for cell in CELLS:
                    value = row.cell(cell)
                    if row.is_public or value is None:
                        continue
                    if release and truths[0].get((activity, role)) == row:
                        self.place[1, activity, role, cell] = self.place[0, activity, role, cell]
                    else:
                        self.place[release, activity, role, cell] = len(values)
                        values.append(value)
        self.values = np.array(values)
        self.equations: dict[tuple[float, ...], tuple[float, float]] = {}
        for release, truth in enumerate(truths):
            for activity, role in truth:
                whole = self._sum(release, [(activity, role)], {"persons": 1, "women": -1, "men": -1})[0]
                self._add(whole, 0, np.inf)

    def _sum(self, release: int, rows: list[tuple[str, str]], times: dict[str, int]) -> tuple[np.ndarray, int]:
        """A sum of true cells: its factors, and what public rows add to it. What is not stated adds nothing."""
        factors, known = np.zeros(len(self.values)), 0
        for key in rows:
            for cell, factor in times.items():
                value = self.truths[release][key].cell(cell)
                if value is None:
                    continue
                if (release, *key, cell) in self.place:
                    factors[self.place[release, *key, cell]] += factor
                else:
                    known += factor * value
        return factors, known

    def _add(self, factors: np.ndarray, least: float, most: float) -> None:
        if factors.any():
            key = tuple(factors)
            before = self.equations.get(key, (-np.inf, np.inf))
            self.equations[key] = max(before[0], least), min(before[1], most)

    def read(self, release: int, warehouse: Warehouse, charts: tuple[str, ...] = COUNTING) -> int:
        """Take in everything a published database tells, and hold each number against the true counts: a chart that gives
        something else misleads its readers. Returns how many numbers there were."""
        page = CHARTS["activity_record"][1]
        desk = Desk(warehouse)
        shown: dict[str, list[dict[str, Any]]] = {}
        for activity in ACTIVITIES:
            view = desk.view(page, f"record={activity}")[0]
            [record] = answer(CHARTS["activity_record"][0], page, view, desk).records()
            shown[activity] = record["participants"] or []
            for part in shown[activity]:
                if part["total_withheld"] == "under":
                    self._add(self._sum(release, self._behind(release, activity, part["role"]), {"persons": 1})[0], 0, 4)
        count = 0
        for number in asked(warehouse, release, charts):
            factors, known = np.zeros(len(self.values)), 0
            for activity in sorted(number.activities):
                for part in shown[activity]:
                    if part["persons"] is not None and number.role in ("", part["role"]):
                        more = self._sum(release, self._behind(release, activity, part["role"]), counted(number.column, part))
                        factors, known = factors + more[0], known + more[1]
            assert factors @ self.values + known == number.value, number
            self._add(factors, number.value - known, number.value - known)
            count += 1
        return count

    def _behind(self, release: int, activity: str, role: str) -> list[tuple[str, str]]:
        """The delivered rows that a published row stands for."""
        truth = self.truths[release]
        if role == "withheld":
            return [key for key, row in truth.items() if key[0] == activity and not row.is_public]
        return [(activity, role)]

    def pinned(self) -> set[tuple[int, str, str, str]]:
        """The cells that can have one value only."""
        factors = np.array(list(self.equations))
        least, most = np.array(list(self.equations.values())).T
        told = LinearConstraint(factors, least, most)
        found = set()
        for cell, place in self.place.items():
            wanted = np.zeros(len(self.values))
            wanted[place] = 1
            ends = [milp(sign * wanted, constraints=told, integrality=1, bounds=Bounds(0, MOST)) for sign in (1, -1)]
            assert all(end.success for end in ends)
            if round(ends[0].fun) == round(-ends[1].fun):
                found.add(cell)
        return found

    def published(self, warehouses: list[Warehouse]) -> set[tuple[int, str, str, str]]:
        """The cells that a reader may know: published ones, those of rows not corrected that the other release publishes, and
        the women or men of a sum that has none."""
        found = set()
        for release, warehouse in enumerate(warehouses):
            page = CHARTS["activity_record"][1]
            for activity in ACTIVITIES:
                view = Desk(warehouse).view(page, f"record={activity}")[0]
                [record] = answer(CHARTS["activity_record"][0], page, view, Desk(warehouse)).records()
                for part in record["participants"] or ():
                    for key in self._behind(release, activity, part["role"]):
                        for cell in CELLS:
                            others = {"women": part["men"], "men": part["women"], "persons": None}[cell]
                            is_nobody = part[cell] == 0 or (others is not None and others == part["persons"])
                            if (part[cell] is not None and part["role"] != "withheld") or (is_nobody and cell != "persons"):
                                found.add((release, *key, cell))
        known = {self.place[cell] for cell in found if cell in self.place}
        return {cell for cell, place in self.place.items() if place in known}


def counted(column: str, part: dict[str, Any]) -> dict[str, int]:
    """How the cells behind a published row of known total add up to a column, as its definition says."""
    known = [cell for cell in ("women", "men") if part[cell] is not None]
    left = {"persons": 1, **dict.fromkeys(known, -1)}
    if column == "persons":
        return {"persons": 1}
    if column in ("women", "men"):
        return {column: 1} if column in known else {}
    if column == "not_stated":
        return {} if part["sex_withheld"] else left
    if column == "withheld":
        return {"persons": 1} if part["sex_withheld"] else {}
    if "women" not in known:
        return {}
    if column == "men_where_women_reported":
        return {"men": 1} if "men" in known else {}
    return left if column == "not_stated_where_women_reported" else {"persons": 1}


SUMS = ("headline", "women_share")


@pytest.mark.parametrize(("seed", "charts"), [(5, COUNTING), (2, SUMS), (6, SUMS), (9, SUMS)])
def test_no_withheld_cell_is_told_by_any_chart_of_two_releases(tmp_path, seed, charts):
    truths = random_truth(seed)
    names = deliver(tmp_path / "data", *truths)
    store, attack = Store(tmp_path / "data"), Attack(truths)
    published = [store.published(name) for name in names]
    assert all(attack.read(release, warehouse, charts) > 50 for release, warehouse in enumerate(published))
    withheld = attack.place.keys() - attack.published(published)
    assert len(withheld) > 10
    assert withheld & attack.pinned() == set()


def test_without_history_the_same_reader_finds_the_small_role(tmp_path, monkeypatch):
    """23 persons in two roles; then 20 and, corrected, 8: there had been 3."""
    participants, trainers = Row((20, None, None), False), Row((3, None, None), False)
    first = {("A-1", "participant"): participants, ("A-1", "trainer"): trainers}
    truths = first, {**first, ("A-1", "trainer"): Row((8, None, None), False)}
    monkeypatch.setattr(building, "small_groups", lambda delivered, threshold, history: frozenset())
    names = deliver(tmp_path / "data", *truths)
    store, attack = Store(tmp_path / "data"), Attack(truths)
    published = [store.published(name) for name in names]
    for release, warehouse in enumerate(published):
        attack.read(release, warehouse, ("headline",))
    withheld = attack.place.keys() - attack.published(published)
    assert withheld & attack.pinned() == {(0, "A-1", "trainer", "persons")}
