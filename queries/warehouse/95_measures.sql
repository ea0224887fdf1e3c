-- The share of women is women among all persons of those records that report how many were women; nobody knows it of none.
create macro share_of_women(women, persons_women_reported) as women::double / nullif(persons_women_reported, 0);

-- The measures that pages share, added up for any selection, in one row. What is withheld for small groups is in no sum:
-- `activities_withheld` have a withheld total, `sexes_withheld` withheld sexes, `withheld` counts the persons of the latter that are
-- in `persons`.
create macro measures_of(s) as table
with
counts as (
    select
        sum(activities)::bigint as activities,
        coalesce(sum(activities_unlisted), 0)::bigint as activities_unlisted,
        sum(activities_with_total)::bigint as activities_with_total,
        sum(persons)::bigint as persons,
        sum(persons_women_reported)::bigint as persons_women_reported,
        sum(women)::bigint as women,
        sum(activities_withheld)::bigint as activities_withheld,
        sum(sexes_withheld)::bigint as sexes_withheld,
        coalesce(sum(persons_sex_withheld), 0)::bigint as withheld,
    from selected_cells(s)
),
reach as (select count(distinct country_code)::bigint as countries from selected_country_cells(s) where country_code <> 'not_listed'),
partnership as (select count(distinct partner)::bigint as partners from selected_partners(s))
select *, share_of_women(women, persons_women_reported) as women_share
from counts, reach, partnership;

-- Those of them that are compared by pillar, one row for each that has activities.
create macro measures_by_pillar(s) as table
with
counts as (
    select
        pillar,
        sum(activities)::bigint as activities,
        sum(persons)::bigint as persons,
        sum(persons_women_reported)::bigint as persons_women_reported,
        share_of_women(sum(women), sum(persons_women_reported)) as women_share,
        sum(activities_withheld)::bigint as activities_withheld,
        sum(sexes_withheld)::bigint as sexes_withheld,
    from selected_cells(s)
    group by pillar
),
reach as (
    select pillar, count(distinct country_code)::bigint as countries
    from selected_country_cells(s)
    where country_code <> 'not_listed'
    group by pillar
)
select c.*, coalesce(r.countries, 0)::bigint as countries
from counts as c
left join reach as r using (pillar);

-- Priorities of the planned year, and how many of them are linked to an activity of the selection.
create macro priorities_of(s) as table
select
    count(distinct priority_id)::bigint as priorities,
    count(distinct case
        when l.activity_id is not null and keeps(s, l.year, l.pillar, l.activity_type, l.modality)
            and keeps_place(s, l.region, l.country_code)
        then priority_id
    end)::bigint as priorities_served,
from rolled.linked_priorities as l
where is_planned;
