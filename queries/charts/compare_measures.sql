-- The shared measures of two selections, one row a measure, with the change from the first to the second. A side without an
-- activity has none of what is counted, and nobody is known.
-- parameters: selection, other
-- returns:    measure varchar, achieved double, planned double, change double, achieved_withheld bigint,
--             planned_withheld bigint
-- facts:      activities, participants
with
sides as (
    select
        unnest([
            'activities', 'activities_with_total', 'persons', 'persons_women_reported', 'women_share', 'countries', 'partners'
        ]) as measure,
        unnest([
            coalesce(a.activities, 0), coalesce(a.activities_with_total, 0), a.persons, a.persons_women_reported, a.women_share,
            a.countries, a.partners
        ])::double as achieved,
        unnest([
            coalesce(b.activities, 0), coalesce(b.activities_with_total, 0), b.persons, b.persons_women_reported, b.women_share,
            b.countries, b.partners
        ])::double as planned,
        unnest([0, 0, a.activities_withheld, a.sexes_withheld, a.sexes_withheld, 0, 0]) as achieved_withheld,
        unnest([0, 0, b.activities_withheld, b.sexes_withheld, b.sexes_withheld, 0, 0]) as planned_withheld,
    from measures_of($selection) as a, measures_of($other) as b
    where a.activities > 0 or b.activities > 0
)
select measure, achieved, planned, planned - achieved as change,
    coalesce(achieved_withheld, 0)::bigint as achieved_withheld, coalesce(planned_withheld, 0)::bigint as planned_withheld,
from sides
