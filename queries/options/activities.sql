-- How many activities each value of each filter would keep, the other filters staying as they are.
-- parameters: selection
-- returns:    filter varchar, key varchar, n bigint
-- facts:      activities
with
-- What the filters of place leave, by kind; every filter of kind but a dimension's own counts for it.
kinds as (
    select pillar, activity_type, modality, sum(activities) as n
    from selected_cells(struct_update($selection, pillars := null::varchar[], activity_types := null::varchar[], modalities := null::varchar[]))
    group by all
),
told as (
    select
        *,
        ($selection).pillars is null or list_contains(($selection).pillars, pillar) as is_pillar,
        ($selection).activity_types is null or list_contains(($selection).activity_types, activity_type) as is_type,
        ($selection).modalities is null or list_contains(($selection).modalities, modality) as is_modality,
    from kinds
)
select 'pillar' as filter, pillar as key, sum(n)::bigint as n from told where is_type and is_modality group by all
union all
select 'type', activity_type, sum(n)::bigint from told where is_pillar and is_modality group by all
union all
select 'modality', modality, sum(n)::bigint from told where is_pillar and is_type group by all
union all
select 'region', region, sum(activities)::bigint
from selected_region_cells(struct_update($selection, regions := null::varchar[])) group by all
union all
select 'country', country_code, sum(activities)::bigint
from selected_country_cells(struct_update($selection, countries := null::varchar[])) group by all
order by 1, 2
