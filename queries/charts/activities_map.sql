-- Activities per country for the overview's small map: a multi-country activity stands once in each of its countries.
-- parameters: selection
-- returns:    country_code varchar, region varchar, programme_status varchar, activities bigint
-- facts:      activities
select p.country_code, c.region, c.programme_status, sum(p.activities)::bigint as activities
from selected_country_cells($selection) as p
join countries as c using (country_code)
group by all
order by activities desc, p.country_code
