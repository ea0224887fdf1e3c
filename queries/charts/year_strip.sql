-- The headline measures of the year achieved and of the year planned, whatever year the reader has chosen. A year without an
-- activity has none of what is counted, and nobody is known.
-- parameters: selection
-- returns:    measure varchar, achieved double, planned double, change double, achieved_withheld bigint,
--             planned_withheld bigint
-- facts:      activities, participants
with
counts as (
    select
        year,
        sum(activities) as activities,
        sum(persons) as persons,
        share_of_women(sum(women), sum(persons_women_reported)) as women_share,
        count_of(countries) as countries,
        count_of(partners) as partners,
        sum(activities_withheld) as activities_withheld,
        sum(sexes_withheld) as sexes_withheld,
    from selected_measures($selection)
    group by year
),
told as (
    select
        year,
        unnest(range(1, 6)) as position,
        unnest(['activities', 'persons', 'women_share', 'countries', 'partners']) as measure,
        unnest([activities, persons, women_share, countries, partners])::double as value,
        unnest([0, activities_withheld, sexes_withheld, 0, 0]) as withheld,
    from counts
),
paired as (
    select
        position,
        measure,
        max(value) filter (where year = achieved_year) as achieved,
        max(value) filter (where year = planned_year) as planned,
        coalesce(max(withheld) filter (where year = achieved_year), 0)::bigint as achieved_withheld,
        coalesce(max(withheld) filter (where year = planned_year), 0)::bigint as planned_withheld,
    from told, programme
    group by position, measure
),
counted as (
    select * replace (
        case when measure in ('activities', 'countries', 'partners') then coalesce(achieved, 0) else achieved end as achieved,
        case when measure in ('activities', 'countries', 'partners') then coalesce(planned, 0) else planned end as planned
    )
    from paired
)
select measure, achieved, planned, planned - achieved as change, achieved_withheld, planned_withheld
from counted
order by position
