-- The shared measures of the year achieved and of the year planned, whatever year the reader has chosen.
-- parameters: selection
-- returns:    measure varchar, achieved double, planned double, achieved_year integer, planned_year integer
-- facts:      activities, participants, priorities
with
achieved as (
    unpivot (
        select activities::double as activities, persons::double as persons, women_share, countries::double as countries,
            partners::double as partners,
        from measures_of(struct_update($selection, years := [(select achieved_year from programme)]))
    ) on columns(*) into name measure value achieved
),
planned as (
    unpivot (
        select activities::double as activities, persons::double as persons, women_share, countries::double as countries,
            partners::double as partners,
        from measures_of(struct_update($selection, years := [(select planned_year from programme)]))
    ) on columns(*) into name measure value planned
),
asked (measure, position) as (values ('activities', 1), ('persons', 2), ('women_share', 3), ('countries', 4), ('partners', 5))
select m.measure, a.achieved, p.planned, g.achieved_year, g.planned_year
from asked as m
left join achieved as a using (measure)
left join planned as p using (measure)
cross join programme as g
where exists (select 1 from achieved where measure = 'activities' and achieved > 0)
    or exists (select 1 from planned where measure = 'activities' and planned > 0)
order by m.position
