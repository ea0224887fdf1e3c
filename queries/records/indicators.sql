-- The indicators a selection keeps, in the framework's order, each with the source of its value.
-- parameters: selection
-- returns:    record_id varchar, title varchar, day date, date_precision varchar, source_url varchar, is_activity boolean
-- facts:      indicators
select
    indicator_id as record_id,
    indicator as title,
    value_date as day,
    value_precision as date_precision,
    coalesce(nullif(value_source_url, ''), source_url) as source_url,
    false as is_activity,
from selected_indicators($selection)
order by delivery_id, row_number
