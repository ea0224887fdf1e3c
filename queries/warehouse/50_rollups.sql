-- Roll-ups: activities and who took part, added up by everything a selection can ask for, so that an answer costs the same however
-- many activities there are. A sum is null where no activity in it states the count. A test holds every answer from here
-- against the same answer worked out from the facts.
create schema rolled;

-- Activities of the same countries, period and kind. An activity stands in one of these, so whatever set of places is asked
-- for, none counts twice.
create table rolled.set_cells as
select
    country_set, year, quarter, date_precision = 'year' as is_year_only, pillar, activity_type, modality,
    count(*)::bigint as activities,
    -- A total that is withheld for being small is stated all the same.
    count(*) filter (where persons is not null or persons_withheld = 'under')::bigint as activities_with_total,
    count(women)::bigint as activities_with_women,
    count(*) filter (where counts_persons)::bigint as activities_with_participants,
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
group by all
order by country_set, year, quarter, is_year_only, pillar, activity_type, modality;

-- The same for all activities, and for each region, country and status of a country: there an activity stands in each of its
-- own, and `place` is the code.
create table rolled.cells as
with
places as (
    select country_set, 'all' as scope, null::varchar as place, null::varchar as region from country_sets
    union all
    select distinct country_set, 'region', region, region from countries_of_sets
    union all
    select country_set, 'country', country_code, region from countries_of_sets
    union all
    select distinct country_set, 'status', programme_status, null from countries_of_sets where programme_status is not null
)
select
    p.scope, p.place, p.region, c.year, c.quarter, c.is_year_only, c.pillar, c.activity_type, c.modality,
    sum(columns(c.* exclude (country_set, year, quarter, is_year_only, pillar, activity_type, modality)))::bigint,
from rolled.set_cells as c
join places as p using (country_set)
group by all
order by p.scope, p.place, c.year, c.quarter, c.is_year_only, c.pillar, c.activity_type, c.modality;

-- What persons did, and which partners took part: by `cell`, which is one set of countries, year and kind, and for all places.
create table rolled.year_cells as
select row_number() over (order by country_set, year, pillar, activity_type, modality)::integer as cell, *
from (select distinct country_set, year, pillar, activity_type, modality from activity_facts);

create temp table cells_of_activities as
select f.activity_id, c.cell
from activity_facts as f
join rolled.year_cells as c using (country_set, year, pillar, activity_type, modality);

create table rolled.set_roles as
select
    a.cell, r.role,
    -- An activity has one row a role.
    count(*)::bigint as activities,
    count(*) filter (where r.persons_total is not null or r.total_withheld = 'under')::bigint as activities_with_total,
    count(r.women)::bigint as activities_with_women,
    sum(r.persons_total)::bigint as persons,
    sum(r.women)::bigint as women,
    sum(r.men)::bigint as men,
    sum(r.persons_total - coalesce(r.women, 0) - coalesce(r.men, 0)) filter (where r.sex_withheld is not true)::bigint as not_stated,
    sum(r.persons_total) filter (where r.women is not null)::bigint as persons_women_reported,
    sum(r.persons_total) filter (where r.sex_withheld)::bigint as persons_sex_withheld,
    count(r.total_withheld)::bigint as activities_withheld,
    count(*) filter (where r.sex_withheld)::bigint as sexes_withheld,
from participants as r
join cells_of_activities as a using (activity_id)
group by all
order by a.cell, r.role;

create table rolled.roles as
select
    c.year, c.pillar, c.activity_type, c.modality, r.role,
    sum(columns(r.* exclude (cell, role)))::bigint,
from rolled.set_roles as r
join rolled.year_cells as c using (cell)
group by all;

create table rolled.set_partners as
select distinct a.cell, l.partner
from activity_partners as l
join cells_of_activities as a using (activity_id)
order by all;

create table rolled.partners as
select distinct c.year, c.pillar, c.activity_type, c.modality, l.partner
from rolled.set_partners as l
join rolled.year_cells as c using (cell)
order by all;

drop table cells_of_activities;

-- The few activities that links and caveats name, with their words.
create table rolled.named_activities as
select a.*, f.country_set
from activities as a
join activity_facts as f using (activity_id)
where a.activity_id in (select activity_id from delivered.priority_links)
    or a.activity_id in (select record_id from caveats);

-- Links to priorities of the planned year, each with what a selection asks of its activity.
create table rolled.planned_links as
select l.priority_id, a.year, a.pillar, a.activity_type, a.modality, a.country_set
from priority_links as l
join priorities as p using (priority_id)
join rolled.named_activities as a using (activity_id)
where p.year = (select planned_year from programme);

-- Every caveat with what a selection asks of the record it is about: `subject` says of what kind that is, 'all' if of none.
create table rolled.doubts as
with
named as (
    select activity_id as record_id, 'activity' as subject, title as touches, year as year_from, year as year_to, pillar,
        activity_type, modality, country_set, null::varchar as country_code, null::varchar as region, null::varchar as drug,
    from rolled.named_activities
    union all
    select seizure_id, 'event', null, year, year, null, null, null, null, country_code, region, drug from seizure_events
    union all
    select result_id, 'result', statement, null, null, pillar, null, null, null, null, null, null from results
    union all
    select i.indicator_id, 'result', i.indicator, null, null, r.pillar, null, null, null, null, null, null
    from indicators as i
    join results as r using (result_id)
    union all
    select output_id, 'output', indicator, year_from, year_to, pillar, null, null, null, null, null, null from outputs
)
select
    c.caveat_id, c.dataset, c.record_id, c.severity, c.text,
    coalesce(k.touches, concat_ws(' ', n.short_name, c.year::varchar)) as touches,
    c.year, c.country_code, n.region,
    case when c.record_id is null then 'all' else k.subject end as subject,
    k.* exclude (record_id, subject, touches, country_code, region),
    k.country_code as seized_in, k.region as seized_in_region,
from caveats as c
left join named as k on k.record_id = c.record_id
left join countries as n on n.country_code = c.country_code;
