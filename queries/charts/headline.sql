-- The headline figures of a selection, in one row. The share of women is women among all persons of those records that
-- report how many were women.
-- parameters: selection
-- returns:    activities bigint, activities_with_total bigint, persons bigint, persons_women_reported bigint,
--             women bigint, women_share double, countries bigint, activities_unlisted bigint,
--             partners bigint, priorities bigint, priorities_served bigint
-- facts:      activities, participants, priorities
with
kept as (select * from selected_activities($selection)),
counts as (
    select
        count(*)::bigint as activities,
        count(persons)::bigint as activities_with_total,
        sum(persons)::bigint as persons,
        sum(persons_women_reported)::bigint as persons_women_reported,
        sum(women)::bigint as women,
        sum(women)::double / nullif(sum(persons_women_reported), 0) as women_share,
        count(*) filter (where countries_listed = 0)::bigint as activities_unlisted,
    from kept
),
reach as (
    select count(distinct country_code)::bigint as countries
    from selected_places($selection)
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
select
    activities, activities_with_total, persons, persons_women_reported, women, women_share, countries, activities_unlisted,
    partners, (select count(*) from planned)::bigint as priorities, priorities_served,
from counts, reach, partnership, served
where activities > 0
