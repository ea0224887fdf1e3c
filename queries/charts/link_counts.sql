-- How many achievements of the first selection and priorities of the second are linked with each other, and how many are not.
-- parameters: selection, other
-- returns:    achievements bigint, achievements_linked bigint, achievements_unlinked bigint, priorities bigint,
--             priorities_linked bigint, priorities_unlinked bigint, priorities_built_on bigint,
--             priorities_without_prior bigint, priorities_served bigint, priorities_unserved bigint, links bigint
-- facts:      activities, priorities
with
joined as (select * from compared_links($selection, $other)),
achieved as (
    select
        coalesce(sum(activities), 0)::bigint as achievements,
        (select count(distinct activity_id) from joined where is_first)::bigint as achievements_linked,
        (select count(*) from joined)::bigint as links,
    from selected_kinds($selection)
),
intended as (
    select
        count(*)::bigint as priorities,
        count(*) filter (where links > 0)::bigint as priorities_linked,
        count(*) filter (where links = 0)::bigint as priorities_unlinked,
        count(*) filter (where achieved > 0)::bigint as priorities_built_on,
        count(*) filter (where achieved = 0)::bigint as priorities_without_prior,
        count(*) filter (where planned > 0)::bigint as priorities_served,
        count(*) filter (where planned = 0)::bigint as priorities_unserved,
    from (
        select
            count(l.side) as links,
            count(l.side) filter (where l.side = 'achieved') as achieved,
            count(l.side) filter (where l.side = 'planned') as planned,
        from selected_priorities($other) as p
        left join joined as l using (priority_id)
        group by p.priority_id
    )
)
select achievements, achievements_linked, achievements - achievements_linked as achievements_unlinked, i.*, links
from achieved, intended as i
where achievements > 0 or priorities > 0
