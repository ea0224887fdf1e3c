-- Links between the priorities of the second selection and the pillars of the activities of both. A link of an activity
-- that is in both selections counts in each of them and once in `links`.
-- parameters: selection, other
-- returns:    priority_id varchar, priority varchar, pillar varchar, achieved bigint, planned bigint, links bigint,
--             priority_links bigint
-- facts:      priorities, activities
with
joined as (select * from compared_links($selection, $other)),
counted as (
    select
        priority_id,
        pillar,
        count(*) filter (where is_first)::bigint as achieved,
        count(*) filter (where is_second)::bigint as planned,
        count(*)::bigint as links,
    from joined
    group by priority_id, pillar
),
totals as (select priority_id, count(*)::bigint as priority_links from joined group by priority_id)
select
    p.priority_id,
    p.priority,
    c.key as pillar,
    coalesce(n.achieved, 0)::bigint as achieved,
    coalesce(n.planned, 0)::bigint as planned,
    coalesce(n.links, 0)::bigint as links,
    coalesce(t.priority_links, 0)::bigint as priority_links,
from selected_priorities($other) as p
cross join (select key, position from categories where dimension = 'pillar') as c
left join counted as n on n.priority_id = p.priority_id and n.pillar = c.key
left join totals as t on t.priority_id = p.priority_id
order by p.priority_id, c.position
