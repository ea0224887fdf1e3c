-- Caveats that touch the records a selection keeps: those of a whole dataset, of a record in the selection, or of a
-- country and year in it.
-- parameters: selection
-- returns:    caveat_id varchar, dataset varchar, record_id varchar, severity varchar, text varchar, touches varchar
-- facts:      activities, seizure_events, annual_seizures, indicators, outputs
select caveat_id, dataset, record_id, severity, text, touches
from rolled.doubts as c
where
    case c.subject
        when 'all' then true
        when 'activity' then
            keeps($selection, c.year_from, c.pillar, c.activity_type, c.modality)
            and (is_everywhere($selection) or c.country_set in (select country_set from selected_sets($selection)))
        when 'event' then keeps_event($selection, c.year_from, c.seized_in_region, c.seized_in, c.drug)
        when 'result' then ($selection).pillars is null or list_contains(($selection).pillars, c.pillar)
        when 'output' then keeps_output($selection, c.year_from, c.year_to, c.pillar)
        else false
    end
    and (c.country_code is null or keeps_place($selection, c.region, c.country_code))
    and (c.year is null or ($selection).years is null or list_contains(($selection).years, c.year))
order by severity desc, caveat_id
