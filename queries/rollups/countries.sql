-- Countries with what lists of them need: whether each is one of the programme, where its name stands in the alphabet, and the year
-- of the last activity on record there.
-- parameters: none
-- returns:    country_code varchar, region varchar, programme_status varchar, is_of_programme boolean, sorted_as varchar,
--             last_year integer
-- facts:      activities
select
    c.country_code, c.region, c.programme_status, p.country_code is not null as is_of_programme,
    strip_accents(c.short_name) as sorted_as, l.last_year,
from countries as c
left join countries_of_programme as p using (country_code)
left join (
    select in_place as country_code, max(year)::integer as last_year from rolled.cells where scope = 'country' group by in_place
) as l using (country_code)
order by c.country_code
