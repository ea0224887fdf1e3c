-- Roll-ups: activities and who took part, added up by everything a selection can ask for, so that an answer costs the same however
-- many activities there are. A sum is null where no activity in it states the count. A test holds every answer from here
-- against the same answer worked out from the facts.
-- Places by which activities are added up: everywhere, each region, country and status of countries, and each set of countries.
create table rolled.places as
select (row_number() over (order by position, in_place, country_set))::integer as place, * exclude (position)
from (
    select 1 as position, 'everywhere' as scope, null::varchar as in_place, null::varchar as region,
        null::varchar as programme_status, null::integer as country_set,
    union all
    select distinct 2, 'region', region, region, null, null from countries_of_sets
    union all
    select distinct 3, 'country', country_code, region, programme_status, null from countries_of_sets
    union all
    select distinct 4, 'status', programme_status, null, programme_status, null
    from countries_of_sets
    where programme_status is not null
    union all
    select 5, 'set', null, null, null, country_set from country_sets
);

-- The sets of countries with one that a place keeps. An activity stands in everywhere and in its set, and in each of its regions,
-- countries and statuses.
create temp table sets_of_places as
select distinct p.place, c.country_set
from rolled.places as p
join countries_of_sets as c
    on p.scope = 'everywhere' or (p.scope = 'region' and p.in_place = c.region) or (p.scope = 'country' and p.in_place = c.country_code)
    or (p.scope = 'status' and p.in_place = c.programme_status) or (p.scope = 'set' and p.country_set = c.country_set);

-- Sets of countries and kinds that activities have together.
create temp table set_kinds as
select row_number() over (order by country_set, kind)::integer as set_kind, *
from (select distinct country_set, kind from activity_facts);

create temp table set_kinds_of_activities as
select f.activity_id, k.set_kind
from activity_facts as f
join set_kinds as k using (country_set, kind);

-- Activities begun by place, kind and quarter.
create table rolled.quarters as
with
begun as (
    select country_set, kind, quarter, date_precision = 'year' as is_year_only, count(*) as activities
    from activity_facts
    group by all
),
placed as (
    select place, kind, quarter, is_year_only, sum(activities)::bigint as activities
    from begun
    join sets_of_places using (country_set)
    group by all
)
select p.place, p.scope, k.*, b.quarter, b.is_year_only, b.activities
from placed as b
join rolled.places as p using (place)
join rolled.kinds as k using (kind)
order by b.place, b.kind, b.quarter, b.is_year_only;

-- What persons did, by set of countries, year and kind; without a set, everywhere.
create table rolled.roles as
with
counted as (
    select
        a.set_kind, r.role,
        -- An activity has one row a role.
        count(*)::bigint as activities,
        count(r.persons_total) as totals,
        count(r.women)::bigint as activities_with_women,
        sum(r.persons_total)::bigint as persons,
        sum(r.women)::bigint as women,
        sum(r.men)::bigint as men,
        sum(r.persons_total) filter (where r.women is not null)::bigint as persons_women_reported,
    from participants as r
    join set_kinds_of_activities as a using (activity_id)
    group by all
),
hidden as (
    select
        a.set_kind, r.role,
        count(r.persons_total) filter (where r.sex_withheld) as totals,
        sum(r.persons_total) filter (where r.sex_withheld)::bigint as persons_sex_withheld,
        count(r.total_withheld)::bigint as activities_withheld,
        count(*) filter (where r.total_withheld = 'under') as totals_under,
        count(*) filter (where r.sex_withheld)::bigint as sexes_withheld,
    from participants as r
    join set_kinds_of_activities as a using (activity_id)
    where r.sex_withheld or r.role = 'withheld'
    group by all
)
select
    s.country_set, k.* exclude (kind), c.role, c.activities,
    -- A total that is withheld for being small is stated all the same.
    (c.totals + coalesce(h.totals_under, 0))::bigint as activities_with_total,
    c.activities_with_women, c.persons, c.women, c.men,
    case when c.totals > coalesce(h.totals, 0)
        then c.persons - coalesce(c.women, 0) - coalesce(c.men, 0) - coalesce(h.persons_sex_withheld, 0) end as not_stated,
    c.persons_women_reported, h.persons_sex_withheld,
    coalesce(h.activities_withheld, 0)::bigint as activities_withheld,
    coalesce(h.sexes_withheld, 0)::bigint as sexes_withheld,
from counted as c
join set_kinds as s using (set_kind)
join rolled.kinds as k using (kind)
left join hidden as h using (set_kind, role);

insert into rolled.roles by name
select year, pillar, activity_type, modality, role,
    sum(columns(r.* exclude (country_set, year, pillar, activity_type, modality, role)))::bigint,
from rolled.roles as r
group by all
order by year, pillar, activity_type, modality, role;

-- Every activity by the highest share of women, of equal ones by most persons: its row among the facts.
create table rolled.by_women_share as
select rowid::integer as fact
from activity_facts
order by women::double / nullif(persons_women_reported, 0) desc nulls last, persons desc nulls last, rowid;

-- The few activities that links and caveats name, with their words.
create table rolled.named_activities as
select a.*, f.country_set
from activities as a
join activity_facts as f using (activity_id)
where a.activity_id in (select activity_id from delivered.priority_links union select record_id from caveats);

-- Priorities with what a selection asks of them and of the activities linked to them: one row for each country of such an activity,
-- and one for a priority without.
create table rolled.linked_priorities as
select
    p.priority_id, p.year as priority_year, p.pillar as priority_pillar,
    p.year = (select planned_year from programme) as is_planned,
    l.activity_id, l.relation, l.reason, l.linked_by, a.year, a.pillar, a.activity_type, a.modality, c.region, c.country_code,
from priorities as p
left join priority_links as l using (priority_id)
left join rolled.named_activities as a using (activity_id)
left join countries_of_sets as c using (country_set);

-- Every caveat with what a selection asks of the record it is about: one row for each country of an activity and year of an output.
-- Null is what does not matter, '' what is not known. A caveat about a record that is not there touches nothing.
create table rolled.doubts as
with
named as (
    select activity_id as record_id, title as touches, year as of_year, pillar, activity_type, coalesce(modality, '') as modality,
        region as of_region, country_code as of_country, null::varchar as drug,
    from rolled.named_activities
    join countries_of_sets using (country_set)
    union all
    select seizure_id, null, year, null, null, null, coalesce(region, ''), country_code, coalesce(drug, '') from seizure_events
    union all
    select result_id, statement, null, coalesce(pillar, ''), null, null, null, null, null from results
    union all
    select i.indicator_id, i.indicator, null, coalesce(r.pillar, ''), null, null, null, null, null
    from indicators as i
    join results as r using (result_id)
    union all
    select output_id, indicator, unnest(range(year_from, year_to + 1)), coalesce(pillar, ''), null, null, null, null, null from outputs
)
select
    c.caveat_id, c.dataset, c.record_id, c.severity, c.text,
    coalesce(k.touches, concat_ws(' ', n.short_name, c.year::varchar)) as touches,
    c.year, n.region, c.country_code, k.* exclude (record_id, touches),
from caveats as c
left join named as k using (record_id)
left join countries as n using (country_code)
where c.record_id is null or k.record_id is not null;
