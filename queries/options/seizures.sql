-- Single seizures of a selection by drug and country, from which the counts beside the options are added up.
-- parameters: selection
-- returns:    drug varchar, region varchar, country varchar, n bigint
-- facts:      seizure_events
select drug, region, country_code as country, count(*)::bigint as n
from selected_events($selection)
group by all
order by all
