-- Every caveat with what a selection must keep for it to touch the selection, once for each way to be touched. Null is what does not
-- matter, '' what is not known, which only a filter that is not set keeps. What is said of a year, or `of_year`, touches that year.
-- parameters: none
-- returns:    caveat_id varchar, dataset varchar, severity varchar, text varchar, touches varchar, year integer, region varchar,
--             country_code varchar, of_year integer, of_region varchar, of_country varchar, pillar varchar, activity_type varchar,
--             modality varchar, drug varchar
-- facts:      activities, seizure_events, annual_seizures, indicators, outputs
select
    caveat_id, dataset, severity, text, touches, year, region, country_code, of_year::integer as of_year, of_region, of_country, pillar,
    activity_type, modality, drug,
from rolled.doubts
order by severity desc, caveat_id, year, of_year, country_code, of_country
