-- Caveats that touch the records a selection keeps: those of a whole dataset, of a record in the selection, or of a
-- country and year in it.
-- parameters: selection
-- returns:    caveat_id varchar, dataset varchar, record_id varchar, severity varchar, text varchar, touches varchar
-- facts:      activities, seizure_events, annual_seizures, indicators, outputs
with
kept as (
    select activity_id as record_id, title as touches from selected_named($selection)
    union all
    select seizure_id, null from selected_events($selection)
    union all
    select result_id, statement from selected_results($selection)
    union all
    select indicator_id, indicator from selected_indicators($selection)
    union all
    select output_id, indicator from selected_outputs($selection)
)
select
    c.caveat_id,
    c.dataset,
    c.record_id,
    c.severity,
    c.text,
    coalesce(k.touches, concat_ws(' ', n.short_name, c.year::varchar)) as touches,
from caveats as c
left join kept as k on k.record_id = c.record_id
left join countries as n on n.country_code = c.country_code
where (c.record_id is null or k.record_id is not null)
    and (c.country_code is null
        or (($selection).countries is null or list_contains(($selection).countries, c.country_code))
        and (($selection).regions is null or list_contains(($selection).regions, n.region)))
    and (c.year is null or ($selection).years is null or list_contains(($selection).years, c.year))
order by c.severity desc, c.caveat_id
