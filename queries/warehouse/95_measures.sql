-- The measures that pages share, computed once for any selection: one row, also for a selection that keeps nothing.
-- The share of women is women among all persons of those records that report how many were women.
create macro measures_of(s) as table
with
kept as (select * from selected_activities(s)),
counts as (
    select
        count(*)::bigint as activities,
        count(persons)::bigint as activities_with_total,
        count(women)::bigint as activities_with_women,
        sum(persons)::bigint as persons,
        sum(persons_women_reported)::bigint as persons_women_reported,
        sum(women)::bigint as women,
        sum(men)::bigint as men,
        sum(women)::double / nullif(sum(persons_women_reported), 0) as women_share,
        count(*) filter (where countries_listed = 0)::bigint as activities_unlisted,
    from kept
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
from counts, reach, partnership, served;
