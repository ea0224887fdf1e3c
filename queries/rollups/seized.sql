-- Single seizures by year, country and drug.
-- parameters: none
-- returns:    year integer, region varchar, country_code varchar, drug varchar, seizures bigint
-- facts:      seizure_events
select year, region, country_code, drug, count(*) as seizures from seizure_events group by all order by all
