-- How the activities that regions and countries keep are found: `sets` of countries with at least one that is kept, none where all
-- are, and `places` by which they add up without counting one twice.
-- parameters: regions, countries
-- returns:    places integer[], sets integer[]
-- facts:      none
with
chosen as (select {'regions': $regions::varchar[], 'countries': $countries::varchar[]} as s),
kept as (
    select distinct country_set
    from countries_of_sets, chosen
    where not is_everywhere(s) and keeps_place(s, region, country_code)
),
-- One region or country has cells of its own.
found as (
    select p.place
    from rolled.places as p, chosen
    where case
        when is_everywhere(s) then p.scope = 'everywhere'
        when s.countries is null and len(s.regions) = 1 then p.scope = 'region' and p.in_place = s.regions[1]
        when len(s.countries) = 1 then p.scope = 'country' and p.in_place = s.countries[1] and keeps_place(s, p.region, p.in_place)
        else p.country_set in (select country_set from kept)
    end
)
select
    (select coalesce(list(place order by place), []) from found) as places,
    case when not is_everywhere(s) then (select coalesce(list(country_set order by country_set), []) from kept) end as sets,
from chosen
