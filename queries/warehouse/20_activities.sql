-- Facts of activities. One row of `participants` is one activity and role; of `activities`, one activity.
-- A count that is not stated stays null: nothing is worked out from a percentage or from the other counts.
create table participants as select * from delivered.participants;

create table activities as
with
attendance as (
    select
        activity_id,
        sum(persons_total)::bigint as persons,
        sum(women)::bigint as women,
        sum(men)::bigint as men,
        sum(persons_total) filter (where women is not null)::bigint as persons_women_reported,
        -- What the disclosure rule withholds of an activity; never anything in the full database.
        max(total_withheld) as persons_withheld,
        coalesce(bool_or(sex_withheld), false) as sex_withheld,
        coalesce(bool_or(role = 'withheld'), false) as role_withheld,
    from participants
    group by activity_id
),
listed as (
    select activity_id, count(*)::integer as countries_listed
    from delivered.activity_countries
    group by activity_id
)
select
    a.* exclude (delivery_id, row_number),
    year(a.started_on)::integer as year,
    quarter(a.started_on)::integer as quarter,
    t.persons,
    t.women,
    t.men,
    t.persons_women_reported,
    t.persons_withheld,
    coalesce(t.sex_withheld, false) as sex_withheld,
    coalesce(t.role_withheld, false) as role_withheld,
    coalesce(l.countries_listed, 0)::integer as countries_listed,
    a.delivery_id,
    a.row_number,
from delivered.activities as a
left join attendance as t using (activity_id)
left join listed as l using (activity_id);

-- Where an activity counts: each country whose officials took part; 'not_listed' where the source names none.
create table activity_places as
select p.activity_id, p.country_code, c.region
from delivered.activity_countries as p
join countries as c using (country_code)
union all
select activity_id, 'not_listed', 'not_listed'
from activities
where countries_listed = 0;

create table activity_partners as
select activity_id, partner from delivered.activity_partners;
