-- The measures that pages share, computed once for any selection: one row, also for a selection that keeps nothing.
-- The share of women is women among all persons of those records that report how many were women. What is withheld for small
-- groups is in no sum: `activities_withheld` have a withheld total, `sexes_withheld` withheld sexes, `withheld` counts the
-- persons of the latter that are in `persons`.
create macro measures_of(s) as table
with
kept as (select * from selected_activities(s)),
counts as (
    select
        count(*)::bigint as activities,
        -- A total that is withheld for being small is stated all the same.
        count(*) filter (where persons is not null or persons_withheld = 'under')::bigint as activities_with_total,
        count(women)::bigint as activities_with_women,
        sum(persons)::bigint as persons,
        sum(persons_women_reported)::bigint as persons_women_reported,
        sum(women)::bigint as women,
        sum(men)::bigint as men,
        sum(women)::double / nullif(sum(persons_women_reported), 0) as women_share,
        count(*) filter (where countries_listed = 0)::bigint as activities_unlisted,
        count(persons_withheld)::bigint as activities_withheld,
        count(*) filter (where sex_withheld)::bigint as sexes_withheld,
    from kept
),
unsplit as (
    select coalesce(sum(p.persons_total), 0)::bigint as withheld
    from participants as p
    join kept using (activity_id)
    where p.sex_withheld
),
reach as (
    select count(distinct country_code)::bigint as countries
    from selected_places(s)
    where country_code <> 'not_listed'
),
partnership as (
    select count(distinct partner)::bigint as partners
    from activity_partners
    join kept using (activity_id)
),
planned as (select priority_id from priorities where year = (select planned_year from programme)),
served as (
    select count(distinct l.priority_id)::bigint as priorities_served
    from priority_links as l
    join planned using (priority_id)
    join kept using (activity_id)
)
select *, (select count(*) from planned)::bigint as priorities
from counts, unsplit, reach, partnership, served;

-- The shared measures of a selection, one row a measure, in the order they are listed; `withheld` activities are in none.
create macro measure_rows(s) as table
with
whole as (select * from measures_of(s)),
measured as (
    unpivot (
        select activities::double as activities, activities_with_total::double as activities_with_total,
            persons::double as persons, persons_women_reported::double as persons_women_reported, women_share,
            countries::double as countries, partners::double as partners,
        from whole
    ) on columns(*) into name measure value value
)
select
    l.measure,
    l.position,
    m.value,
    case
        when l.measure = 'persons' then w.activities_withheld
        when l.measure in ('persons_women_reported', 'women_share') then w.sexes_withheld
        else 0
    end::bigint as withheld,
from (values ('activities', 1), ('activities_with_total', 2), ('persons', 3), ('persons_women_reported', 4),
    ('women_share', 5), ('countries', 6), ('partners', 7)) as l (measure, position)
left join measured as m using (measure)
cross join whole as w;

-- Two selections side by side: every shared measure and its change; no row if neither keeps an activity.
create macro measures_compared(first_side, second_side) as table
select
    a.measure,
    a.position,
    a.value as achieved,
    b.value as planned,
    b.value - a.value as change,
    a.withheld as achieved_withheld,
    b.withheld as planned_withheld,
from measure_rows(first_side) as a
join measure_rows(second_side) as b using (measure)
where (select max(value) from measure_rows(first_side) where measure = 'activities') > 0
    or (select max(value) from measure_rows(second_side) where measure = 'activities') > 0;
