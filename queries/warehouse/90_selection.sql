-- What a selection keeps, said once per fact. Every chart query reads these macros and never filters by itself.
-- A null list means "no filter", an empty list means "nothing". Besides its filters a selection has `sets`, the sets of countries
-- with at least one that it keeps, `places`, by which its activities add up, and `reach`, the countries that it keeps of those places
-- (dashboard/rollups.py).

-- Whether an activity of a year and kind is kept, wherever it was.
create macro keeps(s, in_year, in_pillar, of_type, in_modality) as
    ((s).years is null or list_contains((s).years, in_year))
    and ((s).pillars is null or list_contains((s).pillars, in_pillar))
    and ((s).activity_types is null or list_contains((s).activity_types, of_type))
    and ((s).modalities is null or list_contains((s).modalities, in_modality));

create macro keeps_place(s, in_region, in_country) as
    ((s).regions is null or list_contains((s).regions, in_region))
    and ((s).countries is null or list_contains((s).countries, in_country));

create macro is_everywhere(s) as (s).regions is null and (s).countries is null;

-- Activities one by one, without their words (`activities` has them).
create macro selected_activities(s) as table
select *
from activity_facts as a
where keeps(s, a.year, a.pillar, a.activity_type, a.modality) and (is_everywhere(s) or list_contains((s).sets, a.country_set));

-- Activities added up: each activity kept is in one cell, in whichever places. These macros name the columns that are asked of them,
-- for every other one would cost each answer time.
create macro selected_cells(s) as table
select
    c.year, c.pillar, c.activity_type, c.modality, c.activities_unlisted, c.men_where_women_reported, c.not_stated_where_women_reported,
    c.activities, c.activities_with_total, c.activities_with_women, c.persons, c.persons_women_reported, c.women, c.men, c.not_stated,
    c.persons_sex_withheld, c.activities_withheld, c.sexes_withheld,
from rolled.cells as c
where list_contains((s).places, c.place) and keeps(s, c.year, c.pillar, c.activity_type, c.modality);

-- The same by year and kind only, with the countries, partners and planned priorities that they reach, as sets of bits.
create macro selected_measures(s) as table
select
    m.year, m.pillar, m.activity_type, m.modality,
    m.activities, m.activities_unlisted, m.activities_with_total, m.persons, m.persons_women_reported, m.women,
    m.persons_sex_withheld, m.activities_withheld, m.sexes_withheld,
    if((s).reach is null, m.countries, m.countries & (s).reach::bit) as countries, m.partners, m.priorities,
from rolled.cells as m
where list_contains((s).places, m.place) and keeps(s, m.year, m.pillar, m.activity_type, m.modality);

-- How many are in sets of bits taken together.
create macro count_of(sets) as coalesce(bit_count(bit_or(sets)), 0)::bigint;

-- Activities alone.
create macro selected_kinds(s) as table
select c.year, c.quarter, c.is_year_only, c.pillar, c.activity_type, c.modality, c.activities
from rolled.quarters as c
where list_contains((s).places, c.place) and keeps(s, c.year, c.pillar, c.activity_type, c.modality);

-- The same by country, region or status of countries, where an activity stands in each of its own.
create macro selected_country_cells(s) as table
select
    c.in_place as country_code, c.region, c.programme_status, c.year, c.pillar, c.activities, c.activities_with_total, c.persons,
    c.activities_withheld,
from rolled.cells as c
where c.scope = 'country' and keeps_place(s, c.region, c.in_place) and keeps(s, c.year, c.pillar, c.activity_type, c.modality);

create macro selected_region_cells(s) as table
select
    c.region,
    c.activities, c.activities_with_total, c.activities_with_women, c.persons, c.persons_women_reported, c.women, c.men, c.not_stated,
    c.persons_sex_withheld, c.activities_withheld, c.sexes_withheld,
from rolled.cells as c
where (s).countries is null and c.scope = 'region' and keeps_place(s, c.region, null)
    and keeps(s, c.year, c.pillar, c.activity_type, c.modality)
union all
-- An activity in two of the countries chosen must not count twice in their region.
select
    r.region,
    c.activities, c.activities_with_total, c.activities_with_women, c.persons, c.persons_women_reported, c.women, c.men, c.not_stated,
    c.persons_sex_withheld, c.activities_withheld, c.sexes_withheld,
from rolled.cells as c
join (select distinct country_set, region from countries_of_sets where keeps_place(s, region, country_code)) as r using (country_set)
where (s).countries is not null and keeps(s, c.year, c.pillar, c.activity_type, c.modality);

create macro selected_status_cells(s) as table
select c.programme_status, c.activities, c.persons, c.activities_withheld
from rolled.cells as c
where is_everywhere(s) and c.scope = 'status' and keeps(s, c.year, c.pillar, c.activity_type, c.modality)
union all
select r.programme_status, c.activities, c.persons, c.activities_withheld
from rolled.cells as c
join (
    select distinct country_set, programme_status
    from countries_of_sets
    where programme_status is not null and keeps_place(s, region, country_code)
) as r using (country_set)
where not is_everywhere(s) and keeps(s, c.year, c.pillar, c.activity_type, c.modality);

-- Who took part by role. What stands without a set of countries is added up everywhere.
create macro keeps_set(s, in_set) as case when is_everywhere(s) then in_set is null else list_contains((s).sets, in_set) end;

create macro selected_roles(s) as table
select
    c.role,
    c.activities, c.activities_with_total, c.activities_with_women, c.persons, c.persons_women_reported, c.women, c.men, c.not_stated,
    c.persons_sex_withheld, c.activities_withheld, c.sexes_withheld,
from rolled.roles as c
where keeps_set(s, c.country_set) and keeps(s, c.year, c.pillar, c.activity_type, c.modality);

create macro keeps_event(s, in_year, in_region, in_country, of_drug) as
    ((s).years is null or list_contains((s).years, in_year))
    and keeps_place(s, in_region, in_country)
    and ((s).drugs is null or list_contains((s).drugs, of_drug));

create macro selected_events(s) as table
select * from seizure_events as e where keeps_event(s, e.year, e.region, e.country_code, e.drug);

create macro selected_annual_seizures(s) as table
select * from annual_seizures as e where keeps_event(s, e.year, e.region, e.country_code, e.drug);

create macro keeps_priority(s, in_year, of_pillar) as
    ((s).years is null or list_contains((s).years, in_year))
    and ((s).pillars is null or list_contains((s).pillars, of_pillar));

create macro selected_priorities(s) as table
select * from priorities as p where keeps_priority(s, p.year, p.pillar);

create macro keeps_output(s, from_year, to_year, of_pillar) as
    ((s).years is null or list_has_any((s).years, range(from_year, to_year + 1)))
    and ((s).pillars is null or list_contains((s).pillars, of_pillar));

create macro selected_outputs(s) as table
select * from outputs as o where keeps_output(s, o.year_from, o.year_to, o.pillar);

-- The results of the framework and their indicators. They have no year of their own: an indicator's value is the latest.
create macro selected_results(s) as table
select *
from results as r
where (s).pillars is null or list_contains((s).pillars, r.pillar);

create macro selected_indicators(s) as table
select i.*
from indicators as i
join selected_results(s) as r using (result_id);
