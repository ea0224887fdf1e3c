-- Caveats that touch the records which filters keep, whatever the year: those of a whole dataset, of a record that is kept, or of a
-- country that is. One that has a `year`, or is about a record `of_year`, touches selections of that year.
-- parameters: filters
-- returns:    caveat_id varchar, dataset varchar, record_id varchar, severity varchar, text varchar, touches varchar, year integer,
--             of_year integer
-- facts:      activities, seizure_events, annual_seizures, indicators, outputs
select distinct caveat_id, dataset, record_id, severity, text, touches, year, of_year::integer as of_year
from rolled.doubts as c
where (c.country_code is null or keeps_place($filters, c.region, c.country_code))
    and (c.pillar is null or ($filters).pillars is null or list_contains(($filters).pillars, c.pillar))
    and (c.activity_type is null or ($filters).activity_types is null or list_contains(($filters).activity_types, c.activity_type))
    and (c.modality is null or ($filters).modalities is null or list_contains(($filters).modalities, c.modality))
    and (c.of_country is null or keeps_place($filters, c.of_region, c.of_country))
    and (c.drug is null or ($filters).drugs is null or list_contains(($filters).drugs, c.drug))
order by severity desc, caveat_id, year, of_year
