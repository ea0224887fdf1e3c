-- Single seizures of every year on record, oldest first, for the timeline.
-- parameters: selection
-- returns:    seizure_id varchar, seized_on date, date_precision varchar, year integer, country_code varchar,
--             place varchar, drug varchar, quantity_kg double, quantity_as_reported varchar, conveyance varchar
-- facts:      seizure_events
select
    seizure_id, seized_on, date_precision, year, country_code, place, drug, quantity_kg::double as quantity_kg,
    quantity_as_reported, conveyance,
from selected_events($selection)
order by seized_on, seizure_id
