-- The bit of each country, by which it stands in sets of them.
-- parameters: none
-- returns:    country_code varchar, bit varchar
-- facts:      none
select country_code, bit::varchar as bit from rolled.country_bits order by country_code
