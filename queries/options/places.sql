-- How the activities that several regions or countries keep are found: `sets` of countries with at least one that is kept, and `places`
-- by which they add up without counting one twice.
-- parameters: regions, countries
-- returns:    places integer[], sets integer[]
-- facts:      none
with kept as (
    select distinct country_set
    from countries_of_sets
    where keeps_place({'regions': $regions::varchar[], 'countries': $countries::varchar[]}, region, country_code)
)
select
    (select coalesce(list(place order by place), []) from rolled.places join kept using (country_set)) as places,
    (select coalesce(list(country_set order by country_set), []) from kept) as sets,
