-- What a comparison of two selections reads: the first holds what was achieved, the second the priorities and what serves them.

-- The shared measures by pillar, one row for each pillar with an activity in the selection.
create macro measures_by_pillar(s) as table
with
kept as (select * from selected_activities(s)),
reached as (
    select k.pillar, count(distinct p.country_code)::bigint as countries
    from selected_places(s) as p
    join kept as k using (activity_id)
    where p.country_code <> 'not_listed'
    group by k.pillar
)
select
    k.pillar,
    count(*)::bigint as activities,
    count(*) filter (where k.persons is not null or k.persons_withheld = 'under')::bigint as activities_with_total,
    sum(k.persons)::bigint as persons,
    sum(k.persons_women_reported)::bigint as persons_women_reported,
    sum(k.women)::bigint as women,
    sum(k.women)::double / nullif(sum(k.persons_women_reported), 0) as women_share,
    coalesce(any_value(r.countries), 0)::bigint as countries,
    count(k.persons_withheld)::bigint as activities_withheld,
    count(*) filter (where k.sex_withheld)::bigint as sexes_withheld,
from kept as k
left join reached as r using (pillar)
group by k.pillar;

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
left join selected_activities(s) as f on f.activity_id = l.activity_id
left join selected_activities(o) as t on t.activity_id = l.activity_id
where f.activity_id is not null or t.activity_id is not null;
