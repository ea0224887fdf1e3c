-- Routes of single seizures as reported: origin, country of seizure, destination; null where the source names none.
-- parameters: selection
-- returns:    origin_country_code varchar, country_code varchar, destination_country_code varchar, seizures bigint
-- facts:      seizure_events
select origin_country_code, country_code, destination_country_code, count(*)::bigint as seizures
from selected_events($selection)
group by all
order by seizures desc, origin_country_code nulls last, country_code, destination_country_code nulls last
