-- The shared measures of two selections, one row a measure, with the change from the first to the second.
-- parameters: selection, other
-- returns:    measure varchar, achieved double, planned double, change double
-- facts:      activities, participants
with
achieved as (
    unpivot (
        select activities::double as activities, activities_with_total::double as activities_with_total,
            persons::double as persons, persons_women_reported::double as persons_women_reported, women_share,
            countries::double as countries, partners::double as partners,
        from measures_of($selection)
    ) on columns(*) into name measure value achieved
),
planned as (
    unpivot (
        select activities::double as activities, activities_with_total::double as activities_with_total,
            persons::double as persons, persons_women_reported::double as persons_women_reported, women_share,
            countries::double as countries, partners::double as partners,
        from measures_of($other)
    ) on columns(*) into name measure value planned
),
asked (measure, position) as (
    values ('activities', 1), ('activities_with_total', 2), ('persons', 3), ('persons_women_reported', 4), ('women_share', 5),
        ('countries', 6), ('partners', 7)
)
select m.measure, a.achieved, p.planned, p.planned - a.achieved as change
from asked as m
left join achieved as a using (measure)
left join planned as p using (measure)
where exists (select 1 from achieved where measure = 'activities' and achieved > 0)
    or exists (select 1 from planned where measure = 'activities' and planned > 0)
order by m.position
