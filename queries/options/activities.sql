-- How many activities each value of each filter would keep, the other filters staying as they are.
-- parameters: selection
-- returns:    filter varchar, key varchar, n bigint
-- facts:      activities
with
pillar as (
    select 'pillar' as filter, pillar as key, count(*)::bigint as n
    from selected_activities(struct_update($selection, pillars := null::varchar[]))
    group by all
),
activity_type as (
    select 'type', activity_type, count(*)::bigint
    from selected_activities(struct_update($selection, activity_types := null::varchar[]))
    group by all
),
modality as (
    select 'modality', modality, count(*)::bigint
    from selected_activities(struct_update($selection, modalities := null::varchar[]))
    group by all
),
region as (
    select 'region', region, count(distinct activity_id)::bigint
    from selected_places(struct_update($selection, regions := null::varchar[]))
    group by all
),
country as (
    select 'country', country_code, count(distinct activity_id)::bigint
    from selected_places(struct_update($selection, countries := null::varchar[]))
    group by all
)
select * from pillar
union all select * from activity_type
union all select * from modality
union all select * from region
union all select * from country
order by 1, 2
