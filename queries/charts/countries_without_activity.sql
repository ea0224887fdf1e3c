-- Countries of the programme in which the selection holds no activity, by status, with the year of the last activity on
-- record under any filter.
-- parameters: selection
-- returns:    country_code varchar, region varchar, programme_status varchar, last_year integer
-- facts:      activities
with
latest as (
    select in_place as country_code, max(year)::integer as last_year
    from rolled.cells
    where scope = 'country'
    group by in_place
)
select i.country_code, i.region, i.programme_status, l.last_year
from countries_in($selection) as i
join categories as k on k.dimension = 'programme_status' and k.key = i.programme_status
left join latest as l using (country_code)
where i.is_of_programme and i.activities = 0
order by k.position, strip_accents(i.short_name)
