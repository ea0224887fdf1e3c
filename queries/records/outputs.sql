-- The reported outputs a selection keeps, newest first, each with its source.
-- parameters: selection
-- returns:    record_id varchar, title varchar, day date, date_precision varchar, source_url varchar, is_activity boolean
-- facts:      outputs
select
    output_id as record_id,
    indicator as title,
    make_date(year_to, 1, 1) as day,
    'year' as date_precision,
    source_url,
    false as is_activity,
from selected_outputs($selection)
order by year_to desc, year_from desc, output_id
