-- The programme, the years it compares and the release's own name.
-- parameters: none
-- returns:    key varchar, name varchar, full_name varchar, achieved_year integer, planned_year integer,
--             first_year integer, cut_off date, release varchar
-- facts:      none
select key, name, full_name, achieved_year, planned_year, first_year, cut_off, release
from programme
