-- The headline measures of the year achieved and of the year planned, whatever year the reader has chosen. A year without an
-- activity has none of what is counted, and nobody is known.
-- parameters: selection
-- returns:    measure varchar, achieved double, planned double, change double, achieved_withheld bigint,
--             planned_withheld bigint
-- facts:      activities, participants
with
years as (select * from measures_by($selection, 'year')),
paired as (
    select unnest([
        ('activities', coalesce(a.activities, 0)::double, coalesce(b.activities, 0)::double, 0::bigint, 0::bigint),
        ('persons', a.persons, b.persons, a.activities_withheld, b.activities_withheld),
        ('women_share', a.women_share, b.women_share, a.sexes_withheld, b.sexes_withheld),
        ('countries', coalesce(a.countries, 0), coalesce(b.countries, 0), 0, 0),
        ('partners', coalesce(a.partners, 0), coalesce(b.partners, 0), 0, 0),
    ]) as m
    from programme as p
    left join years as a on a.split = p.achieved_year::varchar
    left join years as b on b.split = p.planned_year::varchar
    where a.activities > 0 or b.activities > 0
)
select
    m[1] as measure, m[2] as achieved, m[3] as planned, m[3] - m[2] as change,
    coalesce(m[4], 0)::bigint as achieved_withheld, coalesce(m[5], 0)::bigint as planned_withheld,
from paired
