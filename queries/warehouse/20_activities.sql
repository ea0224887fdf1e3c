-- Facts of activities. One row of `participants` is one activity and role; of `activities`, one activity.
-- A count that is not stated stays null: nothing is worked out from a percentage or from the other counts.
create view participants as select * from delivered.participants;

-- Where activities count: each country whose officials took part, 'not_listed' where the source names none. Activities of the
-- same countries share one set of them.
create temp table sets_of_activities as
select activity_id, array_to_string(list_sort(list(country_code)), ' ') as codes
from delivered.activity_countries
group by activity_id;

create table country_sets as
select row_number() over (order by codes)::integer as country_set, codes, string_split(codes, ' ') as countries
from (select distinct codes from sets_of_activities union select 'not_listed');

create table countries_of_sets as
select s.country_set, s.country_code, coalesce(c.region, 'not_listed') as region, c.programme_status
from (select country_set, unnest(countries) as country_code from country_sets) as s
left join countries as c using (country_code)
where c.country_code is not null or s.country_code = 'not_listed'
order by s.country_set, s.country_code;

-- Roll-ups and what they are made with stand in a schema of their own.
create schema rolled;

-- Years, pillars, types and modalities that activities have together, by number.
create table rolled.kinds as
select (row_number() over (order by year, pillar, activity_type, modality) - 1)::integer as kind, *
from (select distinct year(started_on)::integer as year, pillar, activity_type, modality from delivered.activities);

-- What is counted of an activity, in the order of time. Its longer words stand in the delivery, in the row `place`, and are looked
-- up for the few activities that are shown.
create table activity_facts as
with
attendance as (
    select
        activity_id,
        sum(persons_total)::bigint as persons,
        sum(women)::bigint as women,
        sum(men)::bigint as men,
        sum(persons_total - coalesce(women, 0) - coalesce(men, 0)) filter (where sex_withheld is not true)::bigint as not_stated,
        sum(persons_total) filter (where women is not null)::bigint as persons_women_reported,
        sum(men) filter (where women is not null)::bigint as men_where_women_reported,
        sum(persons_total - women - coalesce(men, 0)) filter (where women is not null)::bigint as not_stated_where_women_reported,
        -- What the disclosure rule withholds of an activity, and the persons in it whose sexes it withholds; never anything in
        -- the full database.
        max(total_withheld) as persons_withheld,
        sum(persons_total) filter (where sex_withheld)::bigint as persons_sex_withheld,
        coalesce(bool_or(sex_withheld), false) as sex_withheld,
        coalesce(bool_or(role = 'withheld'), false) as role_withheld,
    from participants
    group by activity_id
),
percentages as (
    select
        activity_id,
        string_agg(regexp_replace(women_pct_as_reported::varchar, '\.?0+$', '') || ' %', '; ' order by role) as women_pct_as_reported,
    from participants
    where women_pct_as_reported is not null
    group by activity_id
)
select
    a.rowid as place,
    a.activity_id,
    a.title,
    a.pillar,
    a.activity_type,
    a.modality,
    a.started_on,
    a.date_precision,
    k.year,
    quarter(a.started_on)::integer as quarter,
    k.kind,
    s.country_set,
    t.* exclude (activity_id, sex_withheld, role_withheld),
    w.women_pct_as_reported,
    t.activity_id is not null as counts_persons,
    coalesce(t.sex_withheld, false) as sex_withheld,
    coalesce(t.role_withheld, false) as role_withheld,
from delivered.activities as a
join rolled.kinds as k
    on k.year = year(a.started_on) and k.pillar = a.pillar and k.activity_type = a.activity_type and k.modality = a.modality
left join sets_of_activities as o using (activity_id)
join country_sets as s on s.codes = coalesce(o.codes, 'not_listed')
left join attendance as t using (activity_id)
left join percentages as w using (activity_id)
order by a.started_on, a.activity_id;

drop table sets_of_activities;

create view activities as
select
    f.activity_id,
    f.title,
    d.* exclude (activity_id, title, pillar, activity_type, modality, started_on, date_precision, delivery_id, row_number),
    f.* exclude (place, activity_id, title, kind, country_set, counts_persons),
    d.delivery_id,
    d.row_number,
from activity_facts as f
join delivered.activities as d on d.rowid = f.place;

create view activity_places as
select f.activity_id, c.country_code, c.region, c.programme_status
from activity_facts as f
join countries_of_sets as c using (country_set);

create view activity_partners as select activity_id, partner from delivered.activity_partners;
