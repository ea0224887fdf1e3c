-- What a comparison of two selections reads: the first holds what was achieved, the second the priorities and what serves them.

-- Every link between a priority of the second selection and an activity of either. A link stands on one side: with the
-- achievements if its activity is only in the first selection, with what serves the priority if only in the second, and if in
-- both, by its relation. The second selection narrows priorities by year and pillar, activities by all its filters.
create macro compared_links(s, o) as table
select
    l.priority_id,
    l.activity_id,
    l.relation,
    l.reason,
    l.linked_by,
    f.activity_id is not null as is_first,
    t.activity_id is not null as is_second,
    case
        when t.activity_id is null or (f.activity_id is not null and l.relation = 'prepared_by') then 'achieved'
        else 'planned'
    end as side,
from priority_links as l
join selected_priorities(o) as p using (priority_id)
left join selected_named(s) as f on f.activity_id = l.activity_id
left join selected_named(o) as t on t.activity_id = l.activity_id
where f.activity_id is not null or t.activity_id is not null;
