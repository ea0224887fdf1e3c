-- The indicators a selection keeps, in the framework's order, each with the source of its value.
-- parameters: selection
-- returns:    record_id varchar, title varchar, day date, date_precision varchar, source_url varchar, is_activity boolean
-- facts:      indicators
select
    indicator_id, indicator, value_date, value_precision, coalesce(nullif(value_source_url, ''), source_url), false,
from selected_indicators($selection)
order by delivery_id, row_number
