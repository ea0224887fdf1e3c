-- The headline figures of a selection in one row, with its most frequent pillar and modality and how many planned priorities its
-- activities prepare or serve.
-- parameters: selection
-- returns:    activities bigint, activities_with_total bigint, pillar varchar, pillar_activities bigint, modality varchar,
--             modality_activities bigint, persons bigint, persons_women_reported bigint, women bigint, women_share double,
--             countries bigint, activities_unlisted bigint, partners bigint, priorities bigint, priorities_served bigint,
--             planned_year integer, withheld bigint, activities_withheld bigint
-- facts:      activities, participants, priorities
with
frequent as (
    select
        (list({'key': key, 'activities': activities} order by activities desc, key) filter (where of = 'pillar'))[1] as pillar,
        (list({'key': key, 'activities': activities} order by activities desc, key) filter (where of = 'modality'))[1] as modality,
    from (
        select
            case grouping(pillar) when 0 then 'pillar' else 'modality' end as of,
            coalesce(pillar, modality) as key,
            sum(activities)::bigint as activities,
        from selected_cells($selection)
        group by grouping sets ((pillar), (modality))
    )
)
select
    activities, activities_with_total,
    (f.pillar).key as pillar, (f.pillar).activities as pillar_activities,
    (f.modality).key as modality, (f.modality).activities as modality_activities,
    persons, persons_women_reported, women, women_share, countries, activities_unlisted, partners, priorities, priorities_served,
    (select planned_year from programme) as planned_year, withheld, activities_withheld,
from measures_by($selection, 'none'), priorities_of($selection), frequent as f
