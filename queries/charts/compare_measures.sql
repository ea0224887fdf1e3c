-- The shared measures of two selections, one row a measure, with the change from the first to the second.
-- parameters: selection, other
-- returns:    measure varchar, achieved double, planned double, change double, achieved_withheld bigint,
--             planned_withheld bigint
-- facts:      activities, participants
with
sides as (
    select 'achieved' as side, * from measure_rows($selection, 'none')
    union all
    select 'planned', * from measure_rows($other, 'none')
),
paired as (
    select
        l.measure,
        l.position,
        of_side(l.measure, max(s.value) filter (where s.side = 'achieved')) as achieved,
        of_side(l.measure, max(s.value) filter (where s.side = 'planned')) as planned,
        coalesce(max(s.withheld) filter (where s.side = 'achieved'), 0)::bigint as achieved_withheld,
        coalesce(max(s.withheld) filter (where s.side = 'planned'), 0)::bigint as planned_withheld,
    from (select distinct measure, position from sides) as l
    join sides as s using (measure)
    group by l.measure, l.position
)
select measure, achieved, planned, planned - achieved as change, achieved_withheld, planned_withheld
from paired
order by position
