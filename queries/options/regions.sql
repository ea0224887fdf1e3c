-- Activities of a selection in each of their regions: the counts beside the options of region. An activity in two of the countries
-- chosen counts once for their region.
-- parameters: selection
-- returns:    region varchar, n bigint
-- facts:      activities
select region, sum(activities)::bigint as n
from selected_region_cells($selection)
group by all
order by all
