-- Activities begun per pillar and quarter. An activity dated by year only has no quarter; it stands beside its year's quarters.
-- parameters: selection
-- returns:    pillar varchar, year integer, quarter integer, activities bigint
-- facts:      activities
select
    pillar,
    year,
    case when not is_year_only then quarter end as quarter,
    sum(activities)::bigint as activities,
from selected_kinds($selection)
group by all
order by pillar, year, quarter nulls last
