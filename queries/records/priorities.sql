-- The priorities a selection keeps, each with its source. They are set for a year, so there is no day.
-- parameters: selection
-- returns:    record_id varchar, title varchar, day date, date_precision varchar, source_url varchar, is_activity boolean
-- facts:      priorities
select
    priority_id as record_id,
    priority as title,
    null::date as day,
    'year' as date_precision,
    source_url,
    false as is_activity,
from selected_priorities($selection)
order by priority_id
