-- Achievements of the first selection without a link to any priority of the second, and how many links to other priorities
-- they have: from the `first` on, at most `most`; of more than those, `listed`. Of all `found`, `linked_elsewhere` have such links.
-- parameters: selection, other, first, most, listed
-- returns:    activity_id varchar, started_on date, date_precision varchar, title varchar, activity_type varchar,
--             pillar varchar, countries varchar[], links_elsewhere bigint, found bigint, linked_elsewhere bigint
-- facts:      activities, priorities
with
elsewhere as (select activity_id, count(*)::bigint as links from priority_links group by activity_id),
found as (
    select a.place, a.activity_id, a.started_on, coalesce(e.links, 0)::bigint as links_elsewhere
    from selected_activities($selection) as a
    left join elsewhere as e using (activity_id)
    where a.activity_id not in (select activity_id from compared_links($selection, $other))
),
counted as (
    select count(*)::bigint as found, count(*) filter (where links_elsewhere > 0)::bigint as linked_elsewhere
    from found
),
shown as (
    select *, row_number() over (order by started_on, activity_id) as nth
    from (select * from found order by started_on, activity_id limit $most offset $first)
)
select
    f.activity_id,
    f.started_on,
    a.date_precision,
    a.title,
    a.activity_type,
    a.pillar,
    s.countries,
    f.links_elsewhere,
    n.*,
from shown as f
cross join counted as n
join activity_facts as a on a.started_on = f.started_on and a.place = f.place
join country_sets as s using (country_set)
where (n.found > $most and f.nth > $listed) is not true
order by f.nth
