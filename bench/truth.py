"""What readers ask, and what a page must then show: worked out by DuckDB from the plain tables, with SQL that neither app has.

A selection is the filters of the overview; its numbers are compared as the texts a reader sees, so a time counts only if the page
is right.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import quote
from zlib import crc32

import duckdb

from bench.synthetic import ACHIEVED_YEAR, CODES, FIRST_YEAR, MODALITIES, PILLARS, PLACES, PLANNED_YEAR, TYPES

YEARS = {
    str(ACHIEVED_YEAR): [ACHIEVED_YEAR], str(PLANNED_YEAR): [PLANNED_YEAR], "compared": [ACHIEVED_YEAR, PLANNED_YEAR],
    "all": list(range(FIRST_YEAR, PLANNED_YEAR + 1)),
}
"""Every year that the page offers as a choice."""
FILTERS: dict[str, tuple[str, ...]] = {
    "pillar": PILLARS, "type": TYPES, "modality": MODALITIES, "region": tuple(PLACES), "country": tuple(CODES),
}


@dataclass(frozen=True)
class Selection:
    """A year's word and the values of each filter; `filters` is sorted and has no empty filter."""

    year: str = str(ACHIEVED_YEAR)
    filters: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def toggled(self, key: str, value: str) -> Selection:
        """With one value more, or without it if it is there."""
        chosen = dict(self.filters)
        values = tuple(sorted(set(chosen.get(key, ())) ^ {value}))
        chosen = {**chosen, key: values} if values else {k: v for k, v in chosen.items() if k != key}
        return Selection(self.year, tuple(sorted(chosen.items())))

    def adds(self, before: Selection) -> str:
        """The filter of which it has a value that the selection before had not; empty if there is none."""
        chosen = dict(before.filters)
        return next((key for key, values in self.filters if set(values) - set(chosen.get(key, ()))), "")

    @property
    def query(self) -> str:
        """The canonical query of its address, with its question mark; empty for the page as it opens."""
        parts = [("year", (self.year,))] if self.year != str(ACHIEVED_YEAR) else []
        told = "&".join(f"{key}={quote(','.join(values), safe=',')}" for key, values in [*parts, *self.filters])
        return f"?{told}" if told else ""


FIRST = Selection()
AT_MOST_REFUSED = 300
"""Changes in a row that are not taken before a reader gives up."""
READERS_SENT = 50
"""Readers who try to find something new, one after the other."""


class Stuck(ValueError):
    """Nothing is left to click for a reader."""


def walk(seed: str, takes: Callable[[Selection, Selection], bool] = lambda before, after: True) -> Iterator[Selection]:
    """A reader's clicks from the page as it opens: each changes the year or one value of one filter, as `takes` likes
    it, which is given the selection before and after. Some filters and values are looked at more than others; nobody keeps more
    than three values for long. Raises Stuck where none is taken."""
    chance = random.Random(seed)
    now, refused = FIRST, 0
    while refused < AT_MOST_REFUSED:
        chosen = [(key, value) for key, values in now.filters for value in values]
        if len(chosen) > 2 or (chosen and chance.random() < 0.25):
            after = now.toggled(*chance.choice(chosen))
        elif chance.random() < 0.25:
            after = Selection(chance.choice([year for year in YEARS if year != now.year]), now.filters)
        else:
            key = chance.choices(list(FILTERS), weights=(30, 15, 12, 23, 20))[0]
            options = FILTERS[key]
            if key == "country" and "region" in dict(now.filters):
                options = tuple(code for region in dict(now.filters)["region"] for code in PLACES[region].split())
            after = now.toggled(key, chance.choices(options, weights=[1 / (n + 2) for n in range(len(options))])[0])
        if takes(now, after):
            now, refused = after, 0
            yield now
        refused += 1
    raise Stuck(f"{seed}: nothing is left to click at {now.query}; more rows are needed")


@dataclass(frozen=True)
class Expected:
    """What the overview shows for a selection, as texts without blanks, and the numbers of its two pictures."""

    tiles: list[str]
    findings: list[str]
    earlier: list[str]
    later: list[str]
    columns: list[int]
    places: list[int]

    @property
    def is_full(self) -> bool:
        """Whether no card is empty."""
        return self.tiles[0] != "0" and bool(self.places) and "notstated" not in (*self.tiles, *self.earlier, *self.later)


def number(value: int | None) -> str:
    """A whole number as both apps write it, without blanks."""
    return "notstated" if value is None else f"{value:,}"


def share(part: int | None, whole: int | None) -> str:
    """A share in per cent, one decimal."""
    return f"{100 * (part or 0) / whole:.1f}%" if whole else "notstated"


class Truth:
    """Answers from the plain tables of one package, kept beside them for the next run."""

    def __init__(self, database: Path):
        self._database = database
        self._file = database.with_name(f"expected-{crc32(Path(__file__).read_bytes()):08x}.json")  # of this very code
        self._kept: dict[str, dict[str, Any]] = json.loads(self._file.read_text()) if self._file.exists() else {}
        self._written = len(self._kept)
        self._engine: duckdb.DuckDBPyConnection | None = None

    def of(self, selection: Selection) -> Expected:
        """What the page must show."""
        key = selection.query
        if key not in self._kept:
            self._kept[key] = asdict(self._worked_out(selection))
        return Expected(**self._kept[key])

    def new_changes(self, seed: str, steps: int, seen: set[Selection]) -> list[Selection]:
        """So many changes of a reader, each to a selection that is not among `seen` (it is then) and leaves no card empty."""
        for reader in range(READERS_SENT):
            known, found = {*seen}, list[Selection]()
            try:
                for selection in islice(walk(f"{seed} {reader}", partial(self._is_new, known)), steps):
                    known.add(selection)
                    found.append(selection)
            except Stuck:
                continue
            seen |= known
            self._write()
            return found
        raise Stuck(f"{seed}: none of {READERS_SENT} readers finds {steps} changes in a row that nobody has made")

    def readers(self, seed: str, readers: int, steps: int) -> list[list[Selection]]:
        """What so many readers click through, each from the page as it opens."""
        found = [list(islice(walk(f"{seed} {n}", self._is_offered), steps)) for n in range(readers)]
        self._write()
        return found

    def _write(self) -> None:
        if len(self._kept) > self._written:
            self._file.write_text(json.dumps(self._kept))
            self._written = len(self._kept)

    def _is_new(self, seen: set[Selection], before: Selection, after: Selection) -> bool:
        return after not in seen and self._is_offered(before, after)

    def _is_offered(self, before: Selection, after: Selection) -> bool:
        """Whether a page has a link for a change and no empty card after it; what keeps no further activity is not offered."""
        return self.of(after).is_full and self.of(before).tiles[0] != self.of(after).tiles[0]

    def _worked_out(self, selection: Selection) -> Expected:
        if self._engine is None:
            self._engine = duckdb.connect()
            self._engine.execute("attach $path as plain (read_only)", {"path": str(self._database)})
            self._engine.execute(PREPARED)
        chosen = dict(selection.filters)
        given = {key: list(chosen[key]) if key in chosen else None for key in FILTERS}
        self._engine.execute(KEPT_PLACES, {key: given[key] for key in ("region", "country")})
        self._engine.execute(KEPT, given)

        def asked(sql: str, years: list[int]) -> list[tuple[Any, ...]]:
            assert self._engine is not None
            return self._engine.execute(sql, {"years": years}).fetchall()

        years = YEARS[selection.year]
        activities, persons, of_known, women = asked(TOTALS, years)[0]
        (served, priorities), = asked(SERVED, years)
        findings = [
            number(asked(MOST.format("pillar"), years)[0][0] if activities else 0), number(activities),
            number(asked(MOST.format("modality"), years)[0][0] if activities else 0), number(activities),
            share(women, of_known).removesuffix("%"), number(women), number(of_known), number((persons or 0) - (of_known or 0)),
            number(served), number(priorities), str(PLANNED_YEAR), number(priorities - served),
        ]
        by_year = max(years) - min(years) > 1 and asked(SPAN, years)[0][0]
        return Expected(
            tiles=[number(activities), number(persons), share(women, of_known), number(asked(COUNTRIES, years)[0][0]),
                   f"{number(served)}of{number(priorities)}"],
            findings=findings,
            earlier=_strip(asked, ACHIEVED_YEAR),
            later=_strip(asked, PLANNED_YEAR),
            columns=sorted(n for (n,) in asked(COLUMNS.format("year" if by_year else "year, quarter"), years)),
            places=sorted(n for (n,) in asked(PLACED, years)),
        )


def _strip(asked: Callable[[str, list[int]], list[tuple[Any, ...]]], year: int) -> list[str]:
    activities, persons, of_known, women = asked(TOTALS, [year])[0]
    return [number(activities), number(persons), share(women, of_known), number(asked(COUNTRIES, [year])[0][0]),
            number(asked(PARTNERS, [year])[0][0])]


PREPARED = """
    create table counted as
    select a.activity_id, year(a.started_on) as year, quarter(a.started_on) as quarter, a.pillar, a.activity_type as type,
        a.modality, p.persons, p.of_known, p.women,
    from plain.activities as a
    left join (
        select activity_id, sum(persons_total) as persons, sum(case when women is not null then persons_total end) as of_known,
            sum(women) as women
        from plain.participants group by activity_id
    ) as p using (activity_id);
    create table places as
    select activity_id, country_code, region from plain.activity_countries join plain.countries using (country_code);
"""
KEPT_PLACES = """
    create or replace temp table kept_places as
    from places
    where ($region is null or region in (select unnest($region::varchar[])))
        and ($country is null or country_code in (select unnest($country::varchar[])))
"""
KEPT = """
    create or replace temp table kept as
    from counted
    where ($pillar is null or pillar in (select unnest($pillar::varchar[])))
        and ($type is null or type in (select unnest($type::varchar[])))
        and ($modality is null or modality in (select unnest($modality::varchar[])))
        and (($region is null and $country is null) or activity_id in (select activity_id from kept_places))
"""
OF_YEARS = "from kept where list_contains($years, year)"
TOTALS = f"select count(*), sum(persons), sum(of_known), sum(women) {OF_YEARS}"
SPAN = f"select max(year) - min(year) > 1 {OF_YEARS}"
COUNTRIES = f"select count(distinct country_code) from kept_places where activity_id in (select activity_id {OF_YEARS})"
PARTNERS = f"select count(distinct partner) from plain.activity_partners where activity_id in (select activity_id {OF_YEARS})"
PLACED = f"""
    select count(*) from kept_places where activity_id in (select activity_id {OF_YEARS}) group by country_code
"""
COLUMNS = f"select count(*) {OF_YEARS} group by {{}}, pillar"
MOST = f"select count(*) as n {OF_YEARS} group by {{}} order by n desc limit 1"
SERVED = f"""
    select count(*) filter (where priority_id in (
        select priority_id from plain.priority_links where activity_id in (select activity_id {OF_YEARS})
    )), count(*) from plain.priorities where year = {PLANNED_YEAR}
"""
