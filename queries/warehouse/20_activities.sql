-- Facts of activities. One row of `participants` is one activity and role; of `activities`, one activity.
-- A count that is not stated stays null: nothing is worked out from a percentage or from the other counts.
create view participants as select * from delivered.participants;

-- Roll-ups and what they are made with stand in a schema of their own.
create schema rolled;

-- The bit of each country, by which it stands in sets of them.
create table rolled.country_bits as
select
    country_code,
    set_bit(repeat('0', (count(*) over ())::integer)::bit, (row_number() over (order by country_code) - 1)::integer, 1) as bit,
from (select distinct country_code from delivered.activity_countries);

-- Where activities count: each country whose officials took part, 'not_listed' where the source names none. Activities of the
-- same countries share one set of them.
create temp table sets_of_activities as
select activity_id, bit_or(bit) as bits
from delivered.activity_countries
join rolled.country_bits using (country_code)
group by activity_id;

create table country_sets as
select row_number() over (order by codes)::integer as country_set, codes, string_split(codes, ' ') as countries, bits
from (
    select string_agg(country_code, ' ' order by country_code) as codes, bits
    from (select distinct bits from sets_of_activities)
    join rolled.country_bits on bit_count(bit & bits) = 1
    group by bits
    union all
    select 'not_listed', null
);

create table countries_of_sets as
select s.country_set, s.country_code, coalesce(c.region, 'not_listed') as region, c.programme_status
from (select country_set, unnest(countries) as country_code from country_sets) as s
left join countries as c using (country_code)
where c.country_code is not null or s.country_code = 'not_listed'
order by s.country_set, s.country_code;

-- Years, pillars, types and modalities that activities have together, by number.
create table rolled.kinds as
select (row_number() over (order by year, pillar, activity_type, modality) - 1)::integer as kind, *
from (select distinct year(started_on)::integer as year, pillar, activity_type, modality from delivered.activities);

create macro percentage(reported) as rtrim(rtrim(reported::varchar, '0'), '.') || ' %';

-- What is counted of an activity, in the order of time. Its longer words stand in the delivery, in the row `place`, and are looked
-- up for the few activities that are shown.
create table activity_facts as
with
attended as (
    select
        activity_id,
        count(persons_total) as totals,
        sum(persons_total)::bigint as persons,
        sum(women)::bigint as women,
        sum(men)::bigint as men,
        sum(persons_total) filter (where women is not null)::bigint as persons_women_reported,
        sum(men) filter (where women is not null)::bigint as men_where_women_reported,
    from participants
    group by activity_id
),
-- What the disclosure rule withholds of an activity, and the persons in it whose sexes it withholds; never anything in the full
-- database. Where it withholds them it leaves neither women nor men.
hidden as (
    select
        activity_id,
        max(total_withheld) as persons_withheld,
        count(persons_total) filter (where sex_withheld) as totals,
        sum(persons_total) filter (where sex_withheld)::bigint as persons_sex_withheld,
        bool_or(sex_withheld) as sex_withheld,
        bool_or(role = 'withheld') as role_withheld,
    from participants
    where sex_withheld or role = 'withheld'
    group by activity_id
),
-- Nobody is counted as woman or man without a total.
attendance as (
    select
        a.* exclude (totals),
        case when a.totals > coalesce(h.totals, 0)
            then persons - coalesce(women, 0) - coalesce(men, 0) - coalesce(persons_sex_withheld, 0) end as not_stated,
        persons_women_reported - women - coalesce(men_where_women_reported, 0) as not_stated_where_women_reported,
        h.persons_withheld, h.persons_sex_withheld, h.sex_withheld, h.role_withheld,
    from attended as a
    left join hidden as h using (activity_id)
),
stated as (
    select activity_id, count(*) as roles, any_value(women_pct_as_reported) as women_pct_as_reported
    from participants
    where women_pct_as_reported is not null
    group by activity_id
),
percentages as (
    select activity_id, percentage(women_pct_as_reported) as women_pct_as_reported from stated where roles = 1
    union all
    select activity_id, string_agg(percentage(women_pct_as_reported), '; ' order by role)
    from participants
    where women_pct_as_reported is not null and activity_id in (select activity_id from stated where roles > 1)
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
    coalesce(s.country_set, n.country_set) as country_set,
    t.* exclude (activity_id, sex_withheld, role_withheld),
    w.women_pct_as_reported,
    t.activity_id is not null as counts_persons,
    coalesce(t.sex_withheld, false) as sex_withheld,
    coalesce(t.role_withheld, false) as role_withheld,
from delivered.activities as a
join rolled.kinds as k
    on k.year = year(a.started_on) and k.pillar = a.pillar and k.activity_type = a.activity_type and k.modality = a.modality
left join sets_of_activities as o using (activity_id)
left join country_sets as s using (bits)
cross join (select country_set from country_sets where codes = 'not_listed') as n
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
