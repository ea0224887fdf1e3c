-- The same where nothing, one region, one country, or a region and a country of it are chosen: such a place has cells of its own.
-- '' is a filter that is not set, and without any `sets` is null.
-- parameters: none
-- returns:    region varchar, country varchar, place integer, sets integer[]
-- facts:      none
with
sets_of_places as (
    select p.place, list(distinct s.country_set order by s.country_set) as sets
    from rolled.places as p
    join countries_of_sets as s on (p.scope = 'region' and s.region = p.in_place) or (p.scope = 'country' and s.country_code = p.in_place)
    group by p.place
),
chosen as (
    select '' as region, '' as country, place from rolled.places where scope = 'everywhere'
    union all
    select in_place, '', place from rolled.places where scope = 'region'
    union all
    select unnest(['', region]), in_place, place from rolled.places where scope = 'country'
)
select region, country, place, sets
from chosen
left join sets_of_places using (place)
order by region, country
