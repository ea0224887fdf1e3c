-- How many activities each value of each filter would keep, the other filters staying as they are.
-- parameters: selection
-- returns:    filter varchar, key varchar, n bigint
-- facts:      activities
with
kinds as (
    select
        c.pillar, c.activity_type, c.modality, sum(c.activities) as n,
        ($selection).pillars is null or list_contains(($selection).pillars, c.pillar) as is_pillar,
        ($selection).activity_types is null or list_contains(($selection).activity_types, c.activity_type) as is_type,
        ($selection).modalities is null or list_contains(($selection).modalities, c.modality) as is_modality,
    from rolled.cells as c
    where list_contains(($selection).places, c.place)
        and (($selection).years is null or list_contains(($selection).years, c.year))
    group by all
),
-- Every filter of kind but its own counts for a value.
counted as (
    select unnest([
        {'filter': 'pillar', 'key': pillar, 'n': case when is_type and is_modality then n end},
        {'filter': 'type', 'key': activity_type, 'n': case when is_pillar and is_modality then n end},
        {'filter': 'modality', 'key': modality, 'n': case when is_pillar and is_type then n end},
    ], recursive := true)
    from kinds
    union all
    -- So it is with places; where countries are chosen, an activity in two of them counts once for their region.
    select c.scope, c.in_place, c.activities
    from rolled.cells as c
    where keeps($selection, c.year, c.pillar, c.activity_type, c.modality)
        and case c.scope when 'region' then ($selection).countries is null
            when 'country' then ($selection).regions is null or list_contains(($selection).regions, c.region) else false end
    union all
    select 'region', p.region, c.activities
    from rolled.cells as c
    join (
        select distinct country_set, region from countries_of_sets where list_contains(($selection).countries, country_code)
    ) as p using (country_set)
    where ($selection).countries is not null and keeps($selection, c.year, c.pillar, c.activity_type, c.modality)
)
select filter, key, sum(n)::bigint as n
from counted
where n is not null
group by all
order by 1, 2
