-- Caveats that touch the records a selection keeps: those of a whole dataset, of a record in the selection, or of a
-- country and year in it.
-- parameters: selection
-- returns:    caveat_id varchar, dataset varchar, record_id varchar, severity varchar, text varchar, touches varchar
-- facts:      activities, seizure_events, annual_seizures, indicators, outputs
select distinct caveat_id, dataset, record_id, severity, text, touches
from rolled.doubts as c
where (c.year is null or ($selection).years is null or list_contains(($selection).years, c.year))
    and (c.country_code is null or keeps_place($selection, c.region, c.country_code))
    and (c.of_year is null or ($selection).years is null or list_contains(($selection).years, c.of_year))
    and (c.pillar is null or ($selection).pillars is null or list_contains(($selection).pillars, c.pillar))
    and (c.activity_type is null or ($selection).activity_types is null or list_contains(($selection).activity_types, c.activity_type))
    and (c.modality is null or ($selection).modalities is null or list_contains(($selection).modalities, c.modality))
    and (c.of_country is null or keeps_place($selection, c.of_region, c.of_country))
    and (c.drug is null or ($selection).drugs is null or list_contains(($selection).drugs, c.drug))
order by severity desc, caveat_id
