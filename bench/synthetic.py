"""Invented data packages of any size, written as the deliveries that the ingest takes. The same seed gives the same bytes.

One row of `participants` is one activity and role; an activity has about ten. Columns are drawn with numpy as codes and written by
DuckDB, file by file, so ten million rows take seconds. Only country names and regions are real.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from dashboard.settings import ROOT

VERSION = 1  # raise it when the same seed would give other bytes
SEED = 20_260_101
MOST_ROWS = 200_000  # of a delivered file of head counts
ROWS_OF_ACTIVITIES = 100_000  # in a file, whose rows are long
LEAST_FILES = 20
RESTRICTED_EVERY = 20  # one in so many files of head counts is restricted

FIRST_YEAR, ACHIEVED_YEAR, PLANNED_YEAR = 2018, 2024, 2025
CUT_OFF = date(2025, 9, 30)
YEAR_WEIGHTS = (6, 8, 9, 7, 11, 14, 18, 13)

# Region -> six countries of it.
PLACES = {
    "Western Africa": "BEN CIV GHA GMB NGA SEN",
    "Eastern Africa": "ETH KEN MDG MOZ TZA ZMB",
    "Northern Africa": "DZA EGY LBY MAR SDN TUN",
    "Caribbean": "BHS CUB DOM HTI JAM TTO",
    "Central America": "CRI GTM HND MEX PAN SLV",
    "South America": "ARG BRA CHL COL ECU PER",
    "South-eastern Asia": "IDN KHM LAO MYS PHL THA",
    "Western Asia": "ARM GEO IRQ JOR LBN TUR",
    "Southern Europe": "ALB BIH ESP GRC ITA PRT",
    "Eastern Europe": "BGR HUN MDA POL ROU UKR",
}
CODES = [code for codes in PLACES.values() for code in codes.split()]
IN_A_REGION = 6

PILLARS = ("prevention", "inquiry", "trial", "cooperation", "evidence")
TYPES = ("course", "workshop", "mentoring", "study_visit", "round_table", "assessment", "simulation", "conference", "webinar",
         "advice", "seminar", "field_day")
MODALITIES = ("on_site", "remote", "blended")
ROLES = ("trainee", "trainer", "speaker", "observer", "moderator", "interpreter", "organiser", "mentor", "mentee", "expert", "host",
         "guest")
STATUSES = ("founding", "joined", "observer")
KINDS = ("public_body", "institute", "association", "network")
DRUGS = ("cocaine", "heroin", "cannabis", "amphetamines", "other_drugs")
CONVEYANCES = ("vessel", "container", "vehicle", "aircraft")
PLACE_KINDS = ("port", "airport", "border", "inland")
STAGES = ("arrest", "charge", "conviction")
PARTNERS, PRIORITIES_A_YEAR, LINKS, EVENTS = 40, 30, 400, 400

Columns = Mapping[str, np.ndarray]


def write_package(folder: Path, rows: int, seed: int = SEED) -> Path:
    """Write a data package with so many rows of head counts into a folder that is not there yet; the folder."""
    folder.mkdir(parents=True)
    (folder / "programme.toml").write_text(_programme(rows), encoding="utf-8")
    chance = np.random.Generator(np.random.PCG64(seed))
    activities = _activities(chance, max(rows // 10, 1))
    _write_large(folder, activities, _head_counts(chance, activities, rows), chance)
    _write_small(folder, activities, chance)
    return folder


# What was done


def _drawn(chance: np.random.Generator, weights: Iterable[float], n: int) -> np.ndarray:
    """So many positions in a list of weights, each drawn as often as it weighs."""
    ends = np.cumsum(np.asarray(list(weights), dtype=float))
    return np.searchsorted(ends / ends[-1], chance.random(n), side="right").astype(np.int32)


def _activities(chance: np.random.Generator, n: int) -> Columns:
    """Activities in the order of their days; categories as positions, days since 1970, -1 where there is none."""
    year = FIRST_YEAR + _drawn(chance, YEAR_WEIGHTS, n)
    first = np.array([(date(y, 1, 1) - date(1970, 1, 1)).days for y in range(FIRST_YEAR, PLANNED_YEAR + 2)])
    first_day, next_year = first[year - FIRST_YEAR], first[year - FIRST_YEAR + 1]
    cut_off = (CUT_OFF - date(1970, 1, 1)).days
    day = first_day + (chance.random(n) * (np.minimum(next_year, cut_off + 1) - first_day)).astype(np.int64)
    precision = _drawn(chance, (93, 5, 2), n)
    day = np.where(precision == 2, first_day, day)
    month = day.astype("datetime64[D]").astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    day = np.where(precision == 1, month, day)
    order = np.argsort(day, kind="stable")
    day, precision = day[order], precision[order]
    kind = _drawn(chance, range(len(TYPES) + 3, 3, -1), n)
    usual = kind % len(PILLARS)
    return {
        "day": day,
        "precision": precision,
        "year": (day.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970),
        "last_day": np.where(precision == 0, np.minimum(day + chance.integers(0, 5, n), cut_off), -1),
        "type": kind,
        "pillar": np.where(chance.random(n) < 0.85, usual, chance.integers(0, len(PILLARS), n)),
        "modality": _drawn(chance, (60, 28, 12), n),
        "spread": _drawn(chance, (80, 14, 6), n),  # one country, several of a region, none listed
        "first_country": _drawn(chance, 1 / np.arange(2, len(CODES) + 2) ** 0.6, n),
        "countries": chance.integers(2, IN_A_REGION + 1, n),
        "partners": _drawn(chance, (10, 50, 30, 10), n),
        "first_partner": chance.integers(0, PARTNERS, n),
        "roles": np.where(chance.random(n) < 0.05, 0, chance.integers(9, len(ROLES) + 1, n)),
        "first_role": chance.integers(0, len(ROLES), n),
    }


def _head_counts(chance: np.random.Generator, activities: Columns, rows: int) -> Columns:
    """Exactly so many rows, those of an activity together; -1 where nothing is stated."""
    roles = activities["roles"].copy()
    while missing := rows - int(roles.sum()):
        able = np.flatnonzero(roles < len(ROLES) if missing > 0 else roles > 0)[: abs(missing)]
        roles[able] += np.sign(missing)
    activity = np.repeat(np.arange(len(roles)), roles)
    nth = np.arange(rows) - np.repeat(np.cumsum(roles) - roles, roles)
    total = 1 + (-np.log1p(-chance.random(rows)) * 8).astype(np.int64)
    share = 0.25 + 0.06 * activities["pillar"][activity] + 0.3 * chance.random(rows)
    women = np.minimum(np.rint(total * share).astype(np.int64), total)
    men = np.maximum(total - women - (chance.random(rows) < 0.1), 0)
    told = _drawn(chance, (50, 10, 34, 3, 3), rows)  # all; women only; total; total and a percentage; a percentage
    return {
        "activity": activity,
        "role": (activities["first_role"][activity] + nth) % len(ROLES),
        "total": np.where(told == 4, -1, total),
        "women": np.where(told <= 1, women, -1),
        "men": np.where(told == 0, men, -1),
        "per_mille": np.where(told >= 3, (share * 1000).astype(np.int64), -1),
    }


def _repeated(first: np.ndarray, times: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Row numbers repeated so many times each, and which repetition each is."""
    owner = np.repeat(first, times)
    return owner, np.arange(len(owner)) - np.repeat(np.cumsum(times) - times, times)


# Large files


def _list(values: Sequence[str]) -> str:
    return "[" + ", ".join(f"'{value}'" for value in values) + "]"


ACTIVITY = "'A' || lpad({}::varchar, 7, '0')"
SELECTS = {
    "activities": f"""
        select {ACTIVITY.format('n')} as activity_id,
            {_list([t.replace('_', ' ').capitalize() for t in TYPES])}[type + 1] || ' no. ' || n as title,
            'An invented activity, made to measure speed.' as summary,
            {_list(PILLARS)}[pillar + 1] as pillar, {_list(TYPES)}[type + 1] as activity_type,
            {_list(MODALITIES)}[modality + 1] as modality,
            date '1970-01-01' + day::integer as started_on,
            case when last_day >= 0 then date '1970-01-01' + last_day::integer end as ended_on,
            ['day', 'month', 'year'][precision + 1] as date_precision,
            null as venue_city, null as venue_country_code, null as audience, null as funder_as_reported,
            'https://example.org/synthetic/activities' as source_url, null as source_published_on, null as note
        from slice""",
    "activity_countries": f"select {ACTIVITY.format('n')} as activity_id, {_list(CODES)}[country + 1] as country_code from slice",
    "activity_partners": f"select {ACTIVITY.format('n')} as activity_id, 'Partner ' || (partner + 1) as partner from slice",
    "participants": f"""
        select {ACTIVITY.format('activity')} as activity_id, {_list(ROLES)}[role + 1] as role,
            nullif(total, -1) as persons_total, nullif(women, -1) as women, nullif(men, -1) as men,
            case when per_mille >= 0 then (per_mille // 10) || '.' || (per_mille % 10) end as women_pct_as_reported, null as note
        from slice""",
}


def _write_large(folder: Path, activities: Columns, head_counts: Columns, chance: np.random.Generator) -> None:
    numbers = np.arange(len(activities["day"]))
    spread, first = activities["spread"], activities["first_country"]
    placed = spread < 2
    owner, nth = _repeated(numbers[placed], np.where(spread == 0, 1, activities["countries"])[placed])
    country = first[owner] // IN_A_REGION * IN_A_REGION + (first[owner] + nth) % IN_A_REGION
    with_partner, which = _repeated(numbers, activities["partners"])
    partner = (activities["first_partner"][with_partner] + which * 7) % PARTNERS
    tables: dict[str, tuple[Columns, int]] = {
        "activities": ({"n": numbers, **activities}, ROWS_OF_ACTIVITIES),
        "activity_countries": ({"n": owner, "country": country}, MOST_ROWS),
        "activity_partners": ({"n": with_partner, "partner": partner}, MOST_ROWS),
        "participants": (head_counts, MOST_ROWS),
    }
    with duckdb.connect() as engine:
        for dataset, (columns, most) in tables.items():
            frame = pd.DataFrame(dict(columns))
            least = LEAST_FILES if dataset == "participants" else 1
            size = min(most, -(-len(frame) // least))
            for part, start in enumerate(range(0, len(frame), size), start=1):
                engine.register("slice", frame.iloc[start : start + size])
                file = _place(folder, dataset, f"part-{part:03d}")
                # A path is no value that can be bound; this one is made of names of ours.
                engine.execute(f"copy ({SELECTS[dataset]}) to '{str(file).replace(chr(39), chr(39) * 2)}' (header, delimiter ',')")
                restricted = dataset == "participants" and part % RESTRICTED_EVERY == 0
                _write_origin(file, dataset, "restricted" if restricted else "public")


# Small files


def _write_small(folder: Path, activities: Columns, chance: np.random.Generator) -> None:
    source = "https://example.org/synthetic"
    known = _countries()
    statuses = [STATUSES[i] for i in _drawn(chance, (40, 45, 15), len(CODES))]
    _write(folder, "countries", "country_code,country_name,short_name,region,programme_status,joined_year,source_url", [
        (code, *known[code], status, FIRST_YEAR if status == "founding" else "", source)
        for code, status in zip(CODES, statuses, strict=True)
    ])
    _write(folder, "partners", "partner,full_name,kind,source_url", [
        (f"Partner {n}", f"Invented partner number {n}", KINDS[n % len(KINDS)], source) for n in range(1, PARTNERS + 1)
    ])
    priorities = [
        (f"P{year}-{n:02d}", year, PILLARS[n % len(PILLARS)], f"Invented priority {n} of {year}", source)
        for year in (ACHIEVED_YEAR, PLANNED_YEAR) for n in range(1, PRIORITIES_A_YEAR + 1)
    ]
    _write(folder, "priorities", "priority_id,year,pillar,priority,source_url", priorities)
    _write(folder, "priority_links", "priority_id,activity_id,relation,reason", _links(activities, chance))
    _write(folder, "seizure_events",
           "seizure_id,seized_on,date_precision,country_code,place,drug,quantity_kg,quantity_as_reported,conveyance,place_kind,"
           "origin_country_code,destination_country_code,follow_up_as_reported,follow_up_stage,source_url,publisher,note",
           [_event(n, chance, source) for n in range(EVENTS)])
    years = range(FIRST_YEAR, PLANNED_YEAR)
    _write(folder, "annual_seizures", "country_code,year,drug,quantity_kg,source_url,source_title,note", [
        (code, year, drug, int(chance.integers(0, 50_000)), source, "Invented annual report", "")
        for code in CODES for year in years for drug in DRUGS
    ])
    _write_framework(folder, source, chance)
    some = chance.integers(0, len(activities["day"]), 20)
    _write(folder, "caveats", "caveat_id,dataset,record_id,country_code,year,severity,text", [
        ("C01", "activities", "", "", PLANNED_YEAR, "note", f"{PLANNED_YEAR} ends in September."),
        ("C02", "participants", "", "", "", "note", "All head counts are invented."),
        *((f"C{n:02d}", "activities", f"A{a:07d}", "", "", "note", "An invented doubt.") for n, a in enumerate(some, start=3)),
        *((f"C{n:02d}", "activities", "", CODES[n], "", "warning", "An invented doubt about a country.") for n in range(30, 40)),
    ])


def _countries() -> dict[str, tuple[str, str, str]]:
    """Code -> name, short name and region of every country that the shipped package knows."""
    found = {}
    for file in sorted((ROOT / "data" / "deliveries" / "countries").glob("*.csv")):
        with file.open(encoding="utf-8-sig", newline="") as text:
            for row in csv.DictReader(text):
                found[row["country_code"]] = row["country_name"], row["short_name"], row["region"]
    return found


def _links(activities: Columns, chance: np.random.Generator) -> list[tuple[str, str, str, str]]:
    """Links of priorities to activities of the years that each relation allows; not every priority has one."""
    year = activities["year"]
    found = {}
    for _ in range(LINKS):
        of = (ACHIEVED_YEAR, PLANNED_YEAR)[int(chance.integers(0, 2))]
        n = int(chance.integers(1, PRIORITIES_A_YEAR - 5))
        relation = ("prepared_by", "served_by")[int(chance.integers(0, 2))]
        ends = (FIRST_YEAR, of) if relation == "prepared_by" else (of, of + 2)
        start, end = np.searchsorted(year, ends)
        if start < end:
            activity = int(chance.integers(start, end))
            found[f"P{of}-{n:02d}", f"A{activity:07d}", relation] = "An invented reason."
    return [(*key, reason) for key, reason in sorted(found.items())]


def _event(n: int, chance: np.random.Generator, source: str) -> tuple[object, ...]:
    def one(of: Sequence[str]) -> str:
        return of[int(chance.integers(0, len(of)))]

    day = date.fromordinal(int(chance.integers(date(FIRST_YEAR, 1, 1).toordinal(), CUT_OFF.toordinal())))
    kilograms = int(chance.integers(1, 5000))
    stage = one(("", "", *STAGES))
    return (f"S{n:04d}", day, "day", one(CODES), "", one(DRUGS), kilograms, f"{kilograms} kilograms", one(CONVEYANCES),
            one(PLACE_KINDS), one(CODES), one(CODES), "An invented follow-up." if stage else "", stage, source, "Nobody", "")


def _write_framework(folder: Path, source: str, chance: np.random.Generator) -> None:
    _write(folder, "results", "result_id,level,parent_result_id,pillar,statement,source_url,note", [
        ("R0", "impact", "", "", "An invented impact", source, ""),
        *((f"R{n}", "outcome", "R0", pillar, f"Invented outcome {n}", source, "") for n, pillar in enumerate(PILLARS, start=1)),
        *((f"R{n}.1", "output", f"R{n}", pillar, f"Invented output {n}", source, "") for n, pillar in enumerate(PILLARS, start=1)),
    ])
    first, last = date(FIRST_YEAR, 1, 1), date(PLANNED_YEAR, 12, 31)
    numbers = range(1, 2 * len(PILLARS) + 1)
    _write(folder, "indicators",
           "indicator_id,result_id,indicator,unit,direction,accumulation,value_kind,baseline_date,baseline_value,priority_id,"
           "computed_rule,computed_argument,source_url,note", [
               *((f"I{n:02d}", f"R{(n + 1) // 2}" + (".1" if n % 2 else ""), f"Invented indicator {n}", "cases", "rising",
                  "cumulative", "number", first, 0, "", "", "", source, "") for n in numbers),
               ("I99", "R1", "Joined countries that took part", "countries", "rising", "cumulative", "number", first, 0, "",
                "countries_active_after_baseline", "joined", source, ""),
           ])
    _write(folder, "indicator_targets", "indicator_id,target_date,target_value,target_text,decided_on,source_url,note",
           [(f"I{n:02d}", last, 100 * n, "", first, source, "") for n in (*numbers[:-1], 99)])
    _write(folder, "indicator_values", "indicator_id,value_date,date_precision,part,value,value_text,source_url,note", [
        (f"I{n:02d}", date(year, 6, 30), "day", "", (year - FIRST_YEAR) * int(chance.integers(1, 20 * n)), "", source, "")
        for n in numbers for year in range(FIRST_YEAR + 1, PLANNED_YEAR + 1)
    ])
    _write(folder, "outputs", "output_id,year_from,year_to,indicator,pillar,value,unit,source_url,note", [
        (f"O{year}-{n}", year, year, f"Invented output figure {n}", pillar, int(chance.integers(1, 900)), "cases", source, "")
        for year in range(FIRST_YEAR, PLANNED_YEAR) for n, pillar in enumerate(PILLARS, start=1)
    ])


def _write(folder: Path, dataset: str, header: str, rows: list[tuple[object, ...]]) -> None:
    file = _place(folder, dataset, "invented")
    with file.open("w", encoding="utf-8", newline="") as text:
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(header.split(","))
        writer.writerows(rows)
    _write_origin(file, dataset, "public")


def _place(folder: Path, dataset: str, stem: str) -> Path:
    (folder / "deliveries" / dataset).mkdir(parents=True, exist_ok=True)
    return folder / "deliveries" / dataset / f"{stem}.csv"


def _write_origin(file: Path, dataset: str, confidentiality: str) -> None:
    with file.open("rb") as content:
        checksum = hashlib.file_digest(content, "sha256").hexdigest()
    file.with_suffix(".origin.toml").write_text(
        f'producer = "Nobody (invented)"\ntitle = "Invented {dataset}, {file.stem}"\n'
        f'address = "https://example.org/synthetic/{dataset}/{file.stem}"\ndate_read = {CUT_OFF}\nlicence = "Public domain"\n'
        f'confidentiality = "{confidentiality}"\nsha256 = "{checksum}"\n', encoding="utf-8",
    )


def _programme(rows: int) -> str:
    categories = {
        "pillar": PILLARS, "activity_type": TYPES, "modality": MODALITIES, "programme_status": STATUSES, "partner_kind": KINDS,
        "role": ROLES, "drug": DRUGS, "conveyance": CONVEYANCES, "place_kind": PLACE_KINDS, "follow_up_stage": STAGES,
    }
    told = [f"""[programme]
key = "synthetic"
name = "Synthetic"
full_name = "Synthetic programme of {rows:,} head counts (invented)"
tagline = "Nothing here happened"
implemented_by = "Nobody"
default_language = "en"
fictional = true
banner = "Invented data: every activity and figure here was drawn by a program, to measure speed."

[funder]
line = "Funded by nobody"
emblem = "eu-emblem.svg"
framework = "Invented"

[years]
achieved = {ACHIEVED_YEAR}
planned = {PLANNED_YEAR}
default = "{ACHIEVED_YEAR}"
first = {FIRST_YEAR}
cut_off = "{CUT_OFF}"

[[years.partial]]
year = {PLANNED_YEAR}
note = "January to September only."

[disclaimers]
map = "The part that countries play here is invented."
seizures = "Invented."
register = "Invented."
links = "Invented."
"""]
    for dimension, keys in categories.items():
        for key in keys:
            label = key.replace("_", " ").capitalize()
            told.append(f'\n[[categories.{dimension}]]\nkey = "{key}"\nlabel = "{label}"\nshort = "{label}"\n')
    return "".join(told)
