-- Every single seizure of the selection as reported, newest first.
-- parameters: selection
-- returns:    seizure_id varchar, seized_on date, date_precision varchar, country_code varchar, place varchar,
--             drug varchar, quantity_kg double, quantity_as_reported varchar, conveyance varchar,
--             origin_country_code varchar, destination_country_code varchar, follow_up_as_reported varchar,
--             follow_up_stage varchar, publisher varchar, source_url varchar, note varchar
-- facts:      seizure_events
select
    seizure_id, seized_on, date_precision, country_code, place, drug, quantity_kg::double as quantity_kg,
    quantity_as_reported, conveyance, origin_country_code, destination_country_code, follow_up_as_reported,
    follow_up_stage, publisher, source_url, note,
from selected_events($selection)
order by seized_on desc, seizure_id
