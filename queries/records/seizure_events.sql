-- The single seizures a selection keeps, newest first, each with its source.
-- parameters: selection
-- returns:    record_id varchar, title varchar, day date, date_precision varchar, source_url varchar, is_activity boolean
-- facts:      seizure_events
select
    e.seizure_id as record_id,
    concat_ws(', ', c.short_name, e.place, d.label, e.quantity_as_reported) as title,
    e.seized_on as day,
    e.date_precision,
    e.source_url,
    false as is_activity,
from selected_events($selection) as e
join countries as c using (country_code)
left join categories as d on d.dimension = 'drug' and d.key = e.drug
order by e.seized_on desc, e.seizure_id
