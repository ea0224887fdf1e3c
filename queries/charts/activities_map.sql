-- Activities per country for the overview's small map: a multi-country activity stands once in each of its countries.
-- parameters: selection
-- returns:    country_code varchar, region varchar, programme_status varchar, activities bigint
-- facts:      activities
select country_code, region, programme_status, sum(activities)::bigint as activities
from selected_country_cells($selection)
where country_code <> 'not_listed'
group by all
order by activities desc, country_code
