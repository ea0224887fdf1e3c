-- How many single seizures each value of each filter would keep, the other filters staying as they are.
-- parameters: selection
-- returns:    filter varchar, key varchar, n bigint
-- facts:      seizure_events
with
drug as (
    select 'drug' as filter, drug as key, count(*)::bigint as n
    from selected_events(struct_update($selection, drugs := null::varchar[]))
    group by all
),
region as (
    select 'region', region, count(*)::bigint
    from selected_events(struct_update($selection, regions := null::varchar[]))
    group by all
),
country as (
    select 'country', country_code, count(*)::bigint
    from selected_events(struct_update($selection, countries := null::varchar[]))
    group by all
)
select * from drug union all select * from region union all select * from country
order by 1, 2
