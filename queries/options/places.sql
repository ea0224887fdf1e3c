-- How the activities that several regions or countries keep are found: `sets` of countries with at least one that is kept, `places` by
-- which they add up without counting one twice, and `reach`, the countries that are kept, as a set of bits.
-- parameters: regions, countries
-- returns:    places integer[], sets integer[], reach varchar
-- facts:      none
with
kept as (
    select distinct country_set, country_code
    from countries_of_sets
    where keeps_place({'regions': $regions::varchar[], 'countries': $countries::varchar[]}, region, country_code)
),
sets as (select distinct country_set from kept)
select
    (select coalesce(list(place order by place), []) from rolled.places join sets using (country_set)) as places,
    (select coalesce(list(country_set order by country_set), []) from sets) as sets,
    (select bit_or(bit)::varchar from rolled.country_bits where country_code in (select country_code from kept)) as reach,
