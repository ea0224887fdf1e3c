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

-- Activities of the same countries, kind and period. An activity stands in one of these, so whatever set of places is asked for,
-- none counts twice.
create temp table set_cells as
select
    country_set, kind, quarter, date_precision = 'year' as is_year_only,
    count(*)::bigint as activities,
    count(*) filter (where country_set in (select country_set from countries_of_sets where country_code = 'not_listed'))::bigint
        as activities_unlisted,
    -- A total that is withheld for being small is stated all the same.
    count(*) filter (where persons is not null or persons_withheld = 'under')::bigint as activities_with_total,
    count(women)::bigint as activities_with_women,
    sum(persons)::bigint as persons,
    sum(women)::bigint as women,
    sum(men)::bigint as men,
    sum(not_stated)::bigint as not_stated,
    sum(persons_women_reported)::bigint as persons_women_reported,
    sum(men_where_women_reported)::bigint as men_where_women_reported,
    sum(not_stated_where_women_reported)::bigint as not_stated_where_women_reported,
    sum(persons_sex_withheld)::bigint as persons_sex_withheld,
    count(persons_withheld)::bigint as activities_withheld,
    count(*) filter (where persons_withheld = 'under')::bigint as totals_under,
    count(*) filter (where role_withheld)::bigint as roles_withheld,
    count(*) filter (where sex_withheld)::bigint as sexes_withheld,
from activity_facts
group by all;

-- The same by place. An activity stands once in the cells of everywhere and in those of its set, and in each of its regions,
-- countries and statuses.
create table rolled.cells as
with
sets_of_places as (
    select c.country_set, p.place
    from (select distinct country_set, region from countries_of_sets) as c
    join rolled.places as p on p.scope = 'region' and p.in_place = c.region
    union all
    select c.country_set, p.place
    from countries_of_sets as c
    join rolled.places as p on p.scope = 'country' and p.in_place = c.country_code
    union all
    select c.country_set, p.place
    from (select distinct country_set, programme_status from countries_of_sets) as c
    join rolled.places as p on p.scope = 'status' and p.in_place = c.programme_status
    union all
    select s.country_set, p.place from country_sets as s, rolled.places as p where p.scope = 'everywhere'
),
added_up as (
    select s.place, c.kind, c.quarter, c.is_year_only, sum(columns(c.* exclude (country_set, kind, quarter, is_year_only)))::bigint,
    from set_cells as c
    join sets_of_places as s using (country_set)
    group by all
    union all by name
    select p.place, c.* exclude (country_set) from set_cells as c join rolled.places as p using (country_set)
)
select p.*, k.*, c.* exclude (place, kind)
from added_up as c
join rolled.places as p using (place)
join rolled.kinds as k using (kind)
order by c.place, c.kind, c.quarter, c.is_year_only;

drop table set_cells;

-- Sets of countries and kinds that activities have together.
create temp table set_kinds as
select row_number() over (order by country_set, kind)::integer as set_kind, *
from (select distinct country_set, kind from activity_facts);

create temp table set_kinds_of_activities as
select f.activity_id, k.set_kind
from activity_facts as f
join set_kinds as k using (country_set, kind);

-- What persons did, by set of countries, year and kind; without a set, everywhere.
create table rolled.roles as
with
counted as (
    select
        a.set_kind, r.role,
        -- An activity has one row a role.
        count(*)::bigint as activities,
        count(*) filter (where r.persons_total is not null or r.total_withheld = 'under')::bigint as activities_with_total,
        count(r.women)::bigint as activities_with_women,
        sum(r.persons_total)::bigint as persons,
        sum(r.women)::bigint as women,
        sum(r.men)::bigint as men,
        sum(r.persons_total - coalesce(r.women, 0) - coalesce(r.men, 0)) filter (where r.sex_withheld is not true)::bigint
            as not_stated,
        sum(r.persons_total) filter (where r.women is not null)::bigint as persons_women_reported,
        sum(r.persons_total) filter (where r.sex_withheld)::bigint as persons_sex_withheld,
        count(r.total_withheld)::bigint as activities_withheld,
        count(*) filter (where r.sex_withheld)::bigint as sexes_withheld,
    from participants as r
    join set_kinds_of_activities as a using (activity_id)
    group by all
)
select s.country_set, k.* exclude (kind), c.* exclude (set_kind)
from counted as c
join set_kinds as s using (set_kind)
join rolled.kinds as k using (kind)
order by c.set_kind, c.role;

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
