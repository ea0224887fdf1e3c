-- The priorities of the second selection with the achievements of the first that they build on and the activities of the
-- second that serve them; one row a link, and one for a priority without any.
-- parameters: selection, other
-- returns:    priority_id varchar, priority varchar, pillar varchar, year integer, side varchar, relation varchar,
--             activity_id varchar, title varchar, started_on date, date_precision varchar, reason varchar,
--             linked_by varchar, links_elsewhere bigint
-- facts:      priorities, activities
with
joined as (select * from compared_links($selection, $other)),
elsewhere as (
    select l.priority_id, count(*)::bigint as links_elsewhere
    from priority_links as l
    anti join joined as j using (priority_id, activity_id, relation)
    group by l.priority_id
)
select
    p.priority_id,
    p.priority,
    p.pillar,
    p.year,
    j.side,
    j.relation,
    j.activity_id,
    a.title,
    a.started_on,
    a.date_precision,
    j.reason,
    j.linked_by,
    coalesce(e.links_elsewhere, 0)::bigint as links_elsewhere,
from selected_priorities($other) as p
left join joined as j using (priority_id)
left join rolled.named_activities as a using (activity_id)
left join elsewhere as e using (priority_id)
order by p.priority_id, j.side, a.started_on, j.activity_id, j.relation
