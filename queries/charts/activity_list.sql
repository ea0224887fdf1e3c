-- The activities a selection keeps that hold every word searched for, in the order asked. Words are looked for in title,
-- summary, partners, city and audience, whatever their case and accents; a record's own number finds it too. Rows without
-- the value they are sorted by come last.
-- parameters: selection, q, sort, priority
-- returns:    activity_id varchar, started_on date, date_precision varchar, title varchar, activity_type varchar,
--             pillar varchar, countries varchar[], persons bigint, women bigint, persons_women_reported bigint,
--             women_share double, source_url varchar, linked_priority varchar, persons_withheld varchar, sex_withheld boolean
-- facts:      activities, participants
with
words as (
    select list_filter(string_split_regex(strip_accents(lower($q::varchar)), '\s+'), lambda w: w <> '') as asked
),
named as (
    select l.activity_id, string_agg(concat_ws(' ', l.partner, p.full_name), ' ') as partners
    from activity_partners as l
    left join partners as p using (partner)
    group by l.activity_id
),
places as (select activity_id, list(country_code order by country_code) as countries from activity_places group by activity_id),
kept as (
    select
        a.*,
        p.countries,
        a.women::double / nullif(a.persons_women_reported, 0) as women_share,
        strip_accents(lower(concat_ws(' ', a.title, a.summary, n.partners, a.venue_city, a.audience))) as text,
    from selected_activities($selection) as a
    left join named as n using (activity_id)
    left join places as p using (activity_id)
    where $priority = '' or a.activity_id in (select activity_id from priority_links where priority_id = $priority)
),
found as (
    select k.*
    from kept as k, words as w
    where len(list_filter(w.asked, lambda one: not contains(k.text, one))) = 0
        or strip_accents(lower(trim($q::varchar))) = lower(k.activity_id)
)
select
    f.activity_id,
    f.started_on,
    f.date_precision,
    f.title,
    f.activity_type,
    f.pillar,
    f.countries,
    f.persons,
    f.women,
    f.persons_women_reported,
    f.women_share,
    f.source_url,
    (select any_value(priority) from priorities where priority_id = $priority) as linked_priority,
    f.persons_withheld,
    f.sex_withheld,
from found as f
left join categories as t on t.dimension = 'activity_type' and t.key = f.activity_type
left join categories as c on c.dimension = 'pillar' and c.key = f.pillar
order by
    case when $sort = 'started_on' then f.started_on end asc nulls last,
    case when $sort = '-started_on' then f.started_on end desc nulls last,
    case when $sort = 'title' then strip_accents(lower(f.title)) end asc nulls last,
    case when $sort = '-title' then strip_accents(lower(f.title)) end desc nulls last,
    case when $sort = 'activity_type' then t.position end asc nulls last,
    case when $sort = '-activity_type' then t.position end desc nulls last,
    case when $sort = 'pillar' then c.position end asc nulls last,
    case when $sort = '-pillar' then c.position end desc nulls last,
    case when $sort = 'persons' then f.persons end asc nulls last,
    case when $sort = '-persons' then f.persons end desc nulls last,
    case when $sort = 'women_share' then f.women_share end asc nulls last,
    case when $sort = '-women_share' then f.women_share end desc nulls last,
    f.started_on desc,
    f.activity_id
