-- Activities begun per pillar and quarter. An activity dated by year only has no quarter; it stands beside its year's quarters.
-- parameters: selection
-- returns:    pillar varchar, year integer, quarter integer, activities bigint
-- facts:      activities
select
    pillar,
    year,
    case when date_precision <> 'year' then quarter end as quarter,
    count(*)::bigint as activities,
from selected_activities($selection)
group by all
order by pillar, year, quarter nulls last
