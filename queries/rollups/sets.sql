-- The countries of each set.
-- parameters: none
-- returns:    country_set integer, country_code varchar
-- facts:      none
select country_set, country_code from countries_of_sets order by all
