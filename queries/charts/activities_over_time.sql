-- Activities begun per quarter and pillar; per year when the selection spans more than two years. A year-only date
-- stands in its year's first period.
-- parameters: selection
-- returns:    period_start date, period varchar, pillar varchar, activities bigint
-- facts:      activities
with
kept as (select * from selected_activities($selection)),
span as (select max(year) - min(year) > 1 as by_year from kept),
placed as (
    select
        case when by_year then date_trunc('year', started_on) else date_trunc('quarter', started_on) end::date as period_start,
        case when by_year then year::varchar else concat('Q', quarter, ' ', year) end as period,
        pillar,
    from kept, span
)
select period_start, period, pillar, count(*)::bigint as activities
from placed
group by all
order by period_start, pillar
