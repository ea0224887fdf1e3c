-- The annual totals a selection keeps, newest first, each with its source.
-- parameters: selection
-- returns:    record_id varchar, title varchar, day date, date_precision varchar, source_url varchar, is_activity boolean
-- facts:      annual_seizures
select
    concat_ws('-', s.country_code, s.year, s.drug) as record_id,
    concat(c.short_name, ', ', d.label, ', ', s.quantity_kg::double, ' kg') as title,
    make_date(s.year, 1, 1) as day,
    'year' as date_precision,
    s.source_url,
    false as is_activity,
from selected_annual_seizures($selection) as s
join countries as c using (country_code)
left join categories as d on d.dimension = 'drug' and d.key = s.drug
order by day desc, s.country_code, d.position
