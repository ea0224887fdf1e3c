-- Activities begun per quarter and pillar; per year when the selection spans more than two years. A year-only date
-- stands in its year's first period.
-- parameters: selection
-- returns:    period_start date, period varchar, pillar varchar, activities bigint
-- facts:      activities
with
kept as (select year, quarter, pillar, sum(activities)::bigint as activities from selected_kinds($selection) group by all),
spread as (select *, max(year) over () - min(year) over () > 1 as by_year from kept)
select
    make_date(year, case when by_year then 1 else 3 * quarter - 2 end, 1) as period_start,
    case when by_year then year::varchar else concat('Q', quarter, ' ', year) end as period,
    pillar,
    sum(activities)::bigint as activities,
from spread
group by all
order by period_start, pillar
