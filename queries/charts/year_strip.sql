-- The headline measures of the year achieved and of the year planned, whatever year the reader has chosen.
-- parameters: selection
-- returns:    measure varchar, achieved double, planned double, change double, achieved_withheld bigint,
--             planned_withheld bigint
-- facts:      activities, participants
with
compared as (select achieved_year, planned_year from programme),
sides as (
    select * from measure_rows($selection, 'year')
    where measure in ('activities', 'persons', 'women_share', 'countries', 'partners')
),
paired as (
    select
        s.measure,
        s.position,
        of_side(s.measure, max(s.value) filter (where s.split = c.achieved_year::varchar)) as achieved,
        of_side(s.measure, max(s.value) filter (where s.split = c.planned_year::varchar)) as planned,
        coalesce(max(s.withheld) filter (where s.split = c.achieved_year::varchar), 0)::bigint as achieved_withheld,
        coalesce(max(s.withheld) filter (where s.split = c.planned_year::varchar), 0)::bigint as planned_withheld,
    from sides as s, compared as c
    group by s.measure, s.position
)
select measure, achieved, planned, planned - achieved as change, achieved_withheld, planned_withheld
from paired
order by position
