-- One measure of two selections by pillar, with what it is counted from. A pillar without an activity on one side has zero
-- activities and countries there, and neither persons nor a share. Of activities, `withheld` are those whose count is in no sum.
-- parameters: selection, other, measure
-- returns:    measure varchar, pillar varchar, achieved double, planned double, change double,
--             achieved_activities bigint, planned_activities bigint, achieved_women_reported bigint,
--             planned_women_reported bigint, achieved_withheld bigint, planned_withheld bigint,
--             achieved_sexes_withheld bigint, planned_sexes_withheld bigint
-- facts:      activities, participants
with
pillars as (select key as pillar, position from categories where dimension = 'pillar'),
placed as (
    select
        p.pillar,
        p.position,
        case $measure
            when 'activities' then coalesce(a.activities, 0)
            when 'countries' then coalesce(a.countries, 0)
            when 'persons' then case when a.activities is null then 0 else a.persons end
            else a.women_share
        end::double as achieved,
        case $measure
            when 'activities' then coalesce(b.activities, 0)
            when 'countries' then coalesce(b.countries, 0)
            when 'persons' then case when b.activities is null then 0 else b.persons end
            else b.women_share
        end::double as planned,
        coalesce(a.activities, 0)::bigint as achieved_activities,
        coalesce(b.activities, 0)::bigint as planned_activities,
        a.persons_women_reported as achieved_women_reported,
        b.persons_women_reported as planned_women_reported,
        case $measure when 'persons' then a.activities_withheld when 'women_share' then a.sexes_withheld end as achieved_withheld,
        case $measure when 'persons' then b.activities_withheld when 'women_share' then b.sexes_withheld end as planned_withheld,
        a.sexes_withheld as achieved_sexes_withheld,
        b.sexes_withheld as planned_sexes_withheld,
    from pillars as p
    left join measures_by_pillar($selection) as a on a.pillar = p.pillar
    left join measures_by_pillar($other) as b on b.pillar = p.pillar
    where a.activities > 0 or b.activities > 0
)
select
    $measure::varchar as measure, pillar, achieved, planned, planned - achieved as change, achieved_activities,
    planned_activities, achieved_women_reported, planned_women_reported,
    coalesce(achieved_withheld, 0)::bigint as achieved_withheld, coalesce(planned_withheld, 0)::bigint as planned_withheld,
    achieved_sexes_withheld, planned_sexes_withheld,
from placed
order by position
