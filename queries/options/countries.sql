-- Activities of a selection in each of their countries: the counts beside the options of country.
-- parameters: selection
-- returns:    country varchar, region varchar, n bigint
-- facts:      activities
select country_code as country, region, sum(activities)::bigint as n
from selected_country_cells($selection)
group by all
order by all
