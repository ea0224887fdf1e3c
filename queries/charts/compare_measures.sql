-- The shared measures of two selections, one row a measure, with the change from the first to the second. A side without an
-- activity has none of what is counted, and nobody is known.
-- parameters: selection, other
-- returns:    measure varchar, achieved double, planned double, change double, achieved_withheld bigint,
--             planned_withheld bigint
-- facts:      activities, participants
with
sides as (
    select unnest([
        ('activities', coalesce(a.activities, 0)::double, coalesce(b.activities, 0)::double, 0::bigint, 0::bigint),
        ('activities_with_total', coalesce(a.activities_with_total, 0), coalesce(b.activities_with_total, 0), 0, 0),
        ('persons', a.persons, b.persons, a.activities_withheld, b.activities_withheld),
        ('persons_women_reported', a.persons_women_reported, b.persons_women_reported, a.sexes_withheld, b.sexes_withheld),
        ('women_share', a.women_share, b.women_share, a.sexes_withheld, b.sexes_withheld),
        ('countries', a.countries, b.countries, 0, 0),
        ('partners', a.partners, b.partners, 0, 0),
    ]) as m
    from measures_of($selection) as a, measures_of($other) as b
    where a.activities > 0 or b.activities > 0
)
select
    m[1] as measure, m[2] as achieved, m[3] as planned, m[3] - m[2] as change,
    coalesce(m[4], 0)::bigint as achieved_withheld, coalesce(m[5], 0)::bigint as planned_withheld,
from sides
