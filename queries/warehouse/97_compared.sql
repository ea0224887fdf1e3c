-- What a comparison of two selections reads: the first holds what was achieved, the second the priorities and what serves them.

-- Every link between a priority of the second selection and an activity of either. A link stands on one side: with the
-- achievements if its activity is only in the first selection, with what serves the priority if only in the second, and if in
-- both, by its relation. The second selection narrows priorities by year and pillar, activities by all its filters.
create macro compared_links(s, o) as table
select
    *,
    case when not is_second or (is_first and relation = 'prepared_by') then 'achieved' else 'planned' end as side,
from (
    select
        priority_id, activity_id, relation, reason, linked_by, pillar,
        bool_or(keeps(s, l.year, l.pillar, l.activity_type, l.modality) and keeps_place(s, l.region, l.country_code)) as is_first,
        bool_or(keeps(o, l.year, l.pillar, l.activity_type, l.modality) and keeps_place(o, l.region, l.country_code)) as is_second,
    from rolled.linked_priorities as l
    where l.activity_id is not null and keeps_priority(o, l.priority_year, l.priority_pillar)
    group by all
)
where is_first or is_second;
