"""Every answer from a roll-up, asked of the engine or added up in memory, is the answer that the facts give, for any selection."""

from __future__ import annotations

import math
import random
import shutil
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.rollups import ADDED_UP, ANSWERED, memory
from dashboard.warehouse import QUERY_FILES, Store, Warehouse

# The macros that read roll-ups, said again from what was delivered: one cell an activity, so that nothing has been added up.
FROM_FACTS = """
create table one_by_one as
select
    a.activity_id, year(a.started_on)::integer as year, quarter(a.started_on)::integer as quarter,
    a.date_precision = 'year' as is_year_only, a.pillar, a.activity_type, a.modality,
    1::bigint as activities,
    (a.activity_id not in (select activity_id from delivered.activity_countries))::bigint as activities_unlisted,
    (sum(p.persons_total) is not null or coalesce(max(p.total_withheld) = 'under', false))::bigint as activities_with_total,
    (sum(p.women) is not null)::bigint as activities_with_women,
    sum(p.persons_total)::bigint as persons, sum(p.women)::bigint as women, sum(p.men)::bigint as men,
    sum(p.persons_total - coalesce(p.women, 0) - coalesce(p.men, 0)) filter (where not p.sex_withheld)::bigint as not_stated,
    sum(p.persons_total) filter (where p.women is not null)::bigint as persons_women_reported,
    sum(p.men) filter (where p.women is not null)::bigint as men_where_women_reported,
    sum(p.persons_total - p.women - coalesce(p.men, 0)) filter (where p.women is not null)::bigint
        as not_stated_where_women_reported,
    sum(p.persons_total) filter (where p.sex_withheld)::bigint as persons_sex_withheld,
    (count(p.total_withheld) > 0)::bigint as activities_withheld,
    coalesce(max(p.total_withheld) = 'under', false)::bigint as totals_under,
    coalesce(bool_or(p.role = 'withheld'), false)::bigint as roles_withheld,
    coalesce(bool_or(p.sex_withheld), false)::bigint as sexes_withheld,
from delivered.activities as a
left join delivered.participants as p using (activity_id)
group by all;

create table somewhere as
select a.activity_id, coalesce(c.country_code, 'not_listed') as country_code, coalesce(n.region, 'not_listed') as region,
    n.programme_status,
from delivered.activities as a
left join delivered.activity_countries as c using (activity_id)
left join delivered.countries as n using (country_code);

create macro is_kept(s, id, in_year, in_pillar, of_type, in_modality) as
    ((s).years is null or list_contains((s).years, in_year))
    and ((s).pillars is null or list_contains((s).pillars, in_pillar))
    and ((s).activity_types is null or list_contains((s).activity_types, of_type))
    and ((s).modalities is null or list_contains((s).modalities, in_modality))
    and id in (
        select activity_id from somewhere
        where ((s).regions is null or list_contains((s).regions, region))
            and ((s).countries is null or list_contains((s).countries, country_code))
    );

create macro is_place(s, in_region, in_country) as
    ((s).regions is null or list_contains((s).regions, in_region))
    and ((s).countries is null or list_contains((s).countries, in_country));

create or replace macro selected_cells(s) as table
select * exclude (activity_id) from one_by_one where is_kept(s, activity_id, year, pillar, activity_type, modality);

create or replace macro selected_kinds(s) as table
select * exclude (activity_id) from one_by_one where is_kept(s, activity_id, year, pillar, activity_type, modality);

create or replace macro selected_country_cells(s) as table
select country_code, region, programme_status, o.* exclude (activity_id)
from somewhere join one_by_one as o using (activity_id)
where is_place(s, region, country_code) and is_kept(s, o.activity_id, year, pillar, activity_type, modality);

create or replace macro selected_region_cells(s) as table
select region, o.* exclude (activity_id)
from (select distinct activity_id, region from somewhere where is_place(s, region, country_code))
join one_by_one as o using (activity_id)
where is_kept(s, o.activity_id, year, pillar, activity_type, modality);

create or replace macro selected_status_cells(s) as table
select programme_status, o.* exclude (activity_id)
from (select distinct activity_id, programme_status from somewhere
    where programme_status is not null and is_place(s, region, country_code))
join one_by_one as o using (activity_id)
where is_kept(s, o.activity_id, year, pillar, activity_type, modality);

create or replace macro selected_roles(s) as table
select o.year, o.pillar, o.activity_type, o.modality, p.role,
    1::bigint as activities,
    (p.persons_total is not null or coalesce(p.total_withheld = 'under', false))::bigint as activities_with_total,
    (p.women is not null)::bigint as activities_with_women,
    p.persons_total as persons, p.women, p.men,
    case when not p.sex_withheld then p.persons_total - coalesce(p.women, 0) - coalesce(p.men, 0) end as not_stated,
    case when p.women is not null then p.persons_total end as persons_women_reported,
    case when p.sex_withheld then p.persons_total end as persons_sex_withheld,
    (p.total_withheld is not null)::bigint as activities_withheld,
    p.sex_withheld::bigint as sexes_withheld,
from one_by_one as o
join delivered.participants as p using (activity_id)
where is_kept(s, o.activity_id, o.year, o.pillar, o.activity_type, o.modality);

create macro bit_at(n) as set_bit(repeat('0', 1000)::bit, n::integer, 1);
create table country_numbers as select country_code, row_number() over () as n from delivered.countries;
create table partner_numbers as select partner, row_number() over () as n from delivered.partners;
create table priority_numbers as
select priority_id, row_number() over () as n from delivered.priorities where year = (select planned_year from programme);

create or replace table rolled.planned as
select planned_year, (select count(*) from delivered.priorities where year = planned_year) as priorities from programme;

create or replace macro selected_measures(s) as table
select o.* exclude (activity_id), c.countries, p.partners, l.priorities
from one_by_one as o
left join (
    select activity_id, bit_or(bit_at(n)) as countries
    from somewhere join country_numbers using (country_code)
    where is_place(s, region, country_code)
    group by activity_id
) as c using (activity_id)
left join (
    select activity_id, bit_or(bit_at(n)) as partners
    from delivered.activity_partners join partner_numbers using (partner)
    group by activity_id
) as p using (activity_id)
left join (
    select activity_id, bit_or(bit_at(n)) as priorities
    from delivered.priority_links join priority_numbers using (priority_id)
    group by activity_id
) as l using (activity_id)
where is_kept(s, o.activity_id, o.year, o.pillar, o.activity_type, o.modality);

create or replace macro compared_links(s, o) as table
select *, case when not is_second or (is_first and relation = 'prepared_by') then 'achieved' else 'planned' end as side
from (
    select
        l.priority_id, l.activity_id, l.relation, l.reason, l.linked_by, a.pillar,
        is_kept(s, a.activity_id, a.year, a.pillar, a.activity_type, a.modality) as is_first,
        is_kept(o, a.activity_id, a.year, a.pillar, a.activity_type, a.modality) as is_second,
    from priority_links as l
    join one_by_one as a using (activity_id)
    where l.priority_id in (
        select priority_id from delivered.priorities
        where ((o).years is null or list_contains((o).years, year)) and ((o).pillars is null or list_contains((o).pillars, pillar))
    )
)
where is_first or is_second;

create or replace macro selected_activities(s) as table
select * from activity_facts as a where is_kept(s, a.activity_id, a.year, a.pillar, a.activity_type, a.modality);
"""

CHOICES = {
    "charts/activity_list": {
        "sort": ("-started_on", "-started_on", "started_on", "started_on", "persons", "-title"), "q": ("", "", "", "mixed"),
        "priority": ("",), "first": (0, 0, 1, 4)},
    "charts/women_by_activity": {"first": (0, 0, 1, 4), "dots": (2, 5, 1000)},
    "charts/achievements_without_follow_up": {"first": (0, 0, 1, 4)},
    "charts/compare_pillars": {"measure": ("activities", "countries", "persons", "women_share")},
    "charts/countries_map": {"measure": ("activities", "persons", "seizures")},
    "charts/countries_ranked": {"measure": ("activities", "persons", "seizures")},
    "charts/sex_reported": {"by": ("pillar", "type", "modality", "region", "year", "role")},
    "charts/women_share_by": {"by": ("pillar", "type", "modality", "region", "year", "role")},
}
QUERIES = (*ANSWERED, "charts/activities_by_pillar_quarter")


class Both:
    """One database twice: as it was built and the product asks it, and with every roll-up worked out anew from the deliveries."""

    def __init__(self, database: Path, folder: Path):
        # Copies, for the release may be open elsewhere with the settings of a server.
        built, anew = folder / "built.duckdb", folder / "facts.duckdb"
        shutil.copyfile(database, built)
        shutil.copyfile(database, anew)
        self.facts = duckdb.connect(str(anew))
        self.compared = list(self.facts.execute("select achieved_year, planned_year from programme").fetchone())
        self.facts.execute(FROM_FACTS)
        self.built = Warehouse(SimpleNamespace(database=built, name="built"))

    def from_facts(self, name: str, asked: dict[str, object]) -> list[tuple]:
        """What a query finds in the facts."""
        return self.facts.execute(QUERY_FILES[name].sql, self.built.bound(asked)).fetchall()

    def values(self, column: str, table: str) -> list[object]:
        """Distinct values of a column, and one that nothing has."""
        found = self.facts.table(table).select(column).distinct().order(column).fetchall()
        return [*(value for (value,) in found), 1900 if column == "year" else "nowhere"]


def same(one: object, other: object) -> bool:
    """Whether two cells are equal; shares and sums of decimals to their last digits."""
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=1e-12)
    return one == other


@pytest.fixture(scope="module", params=["crimjust", "crimjust published", "meridian", "meridian published", "mixed", "empty"])
def both(request, crimjust, meridian, tmp_path_factory):
    name, _, which = request.param.partition(" ")
    folder = tmp_path_factory.mktemp("facts")
    if name in ("mixed", "empty"):
        source = mixed(meridian, folder, activities=600 if name == "mixed" else 0)
    else:
        package = {"crimjust": crimjust, "meridian": meridian}[name]
        release = (package / "warehouse" / "CURRENT").read_text(encoding="utf-8").strip()
        source = package / "warehouse" / release / ("published.duckdb" if which else "warehouse.duckdb")
    made = Both(source, folder)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(memory, "AT_ONCE", 3)  # of so few activities too, those sought are not all among the first looked at
        yield made
    made.built.close()
    made.facts.close()


def mixed(meridian: Path, folder: Path, activities: int) -> Path:
    """A database of so many activities with many countries each, and head counts of every kind that the disclosure rule leaves."""
    release = (meridian / "warehouse" / "CURRENT").read_text(encoding="utf-8").strip()
    target = folder / "mixed.duckdb"
    chance = random.Random(20201125)
    with duckdb.connect(str(target)) as made:
        made.execute("attach $path as old (read_only)", {"path": str(meridian / "warehouse" / release / "warehouse.duckdb")})
        made.execute("create schema delivered")
        names = made.execute(
            "select table_name from duckdb_tables() where database_name = 'old' and schema_name = 'delivered'").fetchall()
        for (name,) in names:
            made.table(f"old.delivered.{name}").create(f"delivered.{name}")
        made.execute("detach old")
        countries = [code for (code,) in made.execute("select country_code from delivered.countries order by all").fetchall()]
        partners = [name for (name,) in made.execute("select partner from delivered.partners order by all").fetchall()]
        roles = [key for (key,) in made.execute(
            "select key from delivered.categories where dimension = 'role' order by all").fetchall()]
        kinds = {dimension: [key for (key,) in made.execute(
            "select key from delivered.categories where dimension = $d order by all", {"d": dimension}).fetchall()]
            for dimension in ("pillar", "activity_type", "modality")}
        first, delivery = made.execute("select min(year(started_on)), any_value(delivery_id) from delivered.activities").fetchone()
        rows = {"activities": [], "activity_countries": [], "activity_partners": [], "participants": []}
        for n in range(activities):
            of = {"activity_id": f"M{n:04}", "delivery_id": delivery, "row_number": 1}
            precision = chance.choice(("day", "month", "year"))
            rows["activities"].append(of | {
                "title": "Mixed", "pillar": chance.choice(kinds["pillar"]), "activity_type": chance.choice(kinds["activity_type"]),
                "modality": chance.choice(kinds["modality"]), "date_precision": precision, "source_url": "https://example.org/",
                "started_on": date(first + chance.randint(0, 3), 1 if precision == "year" else chance.randint(1, 12), 1)})
            rows["activity_countries"] += [
                of | {"country_code": code} for code in chance.sample(countries, chance.choice((0, 1, 1, 2, 3, 5)))]
            rows["activity_partners"] += [
                of | {"partner": partner} for partner in chance.sample(partners, chance.randint(0, min(2, len(partners))))]
            for role in [*chance.sample(roles, chance.randint(0, len(roles))), *(["withheld"] if chance.random() < 0.3 else [])]:
                total = chance.choice((None, chance.randint(0, 60)))
                women = None if total is None or chance.random() < 0.5 else chance.randint(0, total)
                men = None if total is None or chance.random() < 0.5 else chance.randint(0, total - (women or 0))
                hidden = chance.choice(("under", "small_group")) if role == "withheld" and total is None else None
                rows["participants"].append(of | {
                    "role": role, "persons_total": total, "women": women, "men": men, "total_withheld": hidden,
                    "women_pct_as_reported": chance.choice((None, None, 12.5, 40.0)),
                    "sex_withheld": hidden is not None or (women is None and men is None and chance.random() < 0.4)})
        for name, told in rows.items() if activities else ():
            made.execute(f"insert into delivered.{name} by name select unnest($told, recursive := true)", {"told": told})
        for step in sorted((Path(__file__).parent.parent / "queries" / "warehouse").glob("*.sql")):
            made.execute(step.read_text(encoding="utf-8"))
    return target


@st.composite
def selections(draw, both):
    """A selection of any filters, each with none, one, several or values that nothing has; now and then with an empty list."""
    columns = {
        "years": ("year", "activity_facts"), "pillars": ("pillar", "activity_facts"), "regions": ("region", "countries_of_sets"),
        "countries": ("country_code", "countries_of_sets"), "activity_types": ("activity_type", "activity_facts"),
        "modalities": ("modality", "activity_facts"), "drugs": ("drug", "seizure_events"),
    }
    asked, most = {}, draw(st.sampled_from((1, 4)))  # readers choose one value of a filter more often than several
    for field, (column, table) in columns.items():
        values = st.lists(st.sampled_from(both.values(column, table)), max_size=most, unique=True)
        asked[field] = draw(st.one_of(st.none(), values))
    if draw(st.booleans()):
        asked["years"] = both.compared
    return asked


@settings(max_examples=16, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=st.data())
def test_an_answer_from_roll_ups_is_the_answer_of_the_facts(both, data):
    one = data.draw(selections(both))
    other = data.draw(st.one_of(st.just(one), selections(both)))
    for name in QUERIES:
        hold(both, name, asked_of(both, data, name, {"selection": one, "other": other}))


def asked_of(both: Both, data: st.DataObject, name: str, sides: dict[str, object]) -> dict[str, object]:
    """What a query may be asked for two selections: choices of every kind; of a list, all of it, or more than there is, or less."""
    asked = sides | {choice: data.draw(st.sampled_from(values)) for choice, values in CHOICES.get(name, {}).items()}
    asked |= {"most": data.draw(st.sampled_from((3, 8, 1000) if name.startswith("records/") else (3, 8, 1000, None))), "listed": 2}
    if name == "charts/year_strip":
        asked["selection"] = sides["selection"] | {"years": both.compared}
    return {key: asked[key] for key in QUERY_FILES[name].parameters}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=st.data())
def test_the_sets_of_a_selection_are_those_with_a_country_that_it_keeps(both, data):
    asked = data.draw(selections(both))
    bound = both.built.bound({"selection": asked})["selection"]
    sets = both.facts.execute(
        "select distinct country_set from countries_of_sets"
        " where ($regions::varchar[] is null or region in (select unnest($regions)))"
        " and ($countries::varchar[] is null or country_code in (select unnest($countries))) order by all",
        {name: asked[name] for name in ("regions", "countries")}).fetchall()
    assert bound["sets"] == (None if asked["regions"] is asked["countries"] is None else [one for (one,) in sets])


def hold(both: Both, name: str, asked: dict[str, object]) -> None:
    """Hold what the product finds against the facts, row by row."""
    found, expected = both.built.run(name, asked).values, both.from_facts(name, asked)
    assert len(found) == len(expected), name
    for row, other in zip(found, expected, strict=True):
        assert all(map(same, row, other)), (name, row, other)


@pytest.mark.parametrize("name", ADDED_UP)
def test_what_is_added_up_in_memory_asks_the_engine_nothing(crimjust, name):
    warehouse = Warehouse(Store(crimjust).current().release)
    warehouse.close()
    choices = {choice: values[0] for choice, values in CHOICES.get(name, {}).items()}
    asked = dict.fromkeys(("pillars", "regions", "countries", "activity_types", "modalities", "drugs")) | {"years": [2020, 2021]}
    several = {"pillars": ["research", "criminal_justice"], "regions": ["South America"], "countries": ["COL", "KEN", "PER"]}
    for more in ({}, several):
        given = {"selection": asked | more, "other": asked, **choices}
        found = warehouse.run(name, {key: given[key] for key in QUERY_FILES[name].parameters}).values
        assert found or more


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=st.data())
def test_what_is_withheld_of_two_selections_is_counted_once(both, data):
    sides = {side: data.draw(selections(both)) for side in ("selection", "other")}
    counted = both.facts.execute(
        "select count(*) filter (where persons_withheld = 'under'), count(persons_withheld),"
        " count(*) filter (where role_withheld), count(*) filter (where sex_withheld) from activity_facts where activity_id in"
        " (select activity_id from selected_activities($selection) union select activity_id from selected_activities($other))",
        both.built.bound(sides)).fetchall()
    assert both.built.run("caveats/withheld", sides).values == counted


def test_a_roll_up_is_no_larger_than_what_it_adds_up(both):
    """An activity adds at most one cell to those by set of countries."""
    cells, activities = both.facts.execute(
        "select (select count(*) from rolled.cells where scope = 'set'), (select count(*) from activity_facts)").fetchone()
    assert min(1, activities) <= cells <= activities
    held = both.facts.execute("select coalesce(sum(activities), 0) from rolled.cells where scope = 'everywhere'").fetchone()
    assert held == (activities,)
