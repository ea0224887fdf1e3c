-- Every code a reader may meet, with its labels, in the order it is listed everywhere.
-- parameters: none
-- returns:    dimension varchar, key varchar, label varchar, short_label varchar, position integer
-- facts:      none
select dimension, key, label, coalesce(nullif(short_label, ''), label) as short_label, position
from categories
union all
select 'country', country_code, country_name, short_name,
    (row_number() over (order by strip_accents(short_name)))::integer
from countries
union all
select 'region', region, region, region, (row_number() over (order by region))::integer
from (select distinct region from countries)
order by dimension, position
