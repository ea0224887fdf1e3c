-- Achievements of the first selection without a link to any priority of the second, and how many links to other priorities
-- they have.
-- parameters: selection, other
-- returns:    activity_id varchar, started_on date, date_precision varchar, title varchar, activity_type varchar,
--             pillar varchar, countries varchar[], links_elsewhere bigint
-- facts:      activities, priorities
with
elsewhere as (select activity_id, count(*)::bigint as links from priority_links group by activity_id),
places as (select activity_id, list(country_code order by country_code) as countries from activity_places group by activity_id)
select
    a.activity_id,
    a.started_on,
    a.date_precision,
    a.title,
    a.activity_type,
    a.pillar,
    p.countries,
    coalesce(e.links, 0)::bigint as links_elsewhere,
from selected_activities($selection) as a
left join places as p using (activity_id)
left join elsewhere as e using (activity_id)
where a.activity_id not in (select activity_id from compared_links($selection, $other))
order by a.started_on, a.activity_id
