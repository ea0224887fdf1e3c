-- The activities a selection keeps that hold every word searched for, in the order asked, from the `first` on and at most `most`; of
-- more than those, `listed`. `found` are all of them. Words are looked for in title, summary, partners, city and audience, whatever
-- their case and accents; a record's own number finds it too. Rows without the value they are sorted by come last. Of all that are
-- found, `totals_under`, `totals_withheld`, `roles_withheld` and `sexes_withheld` count those of which something is withheld.
-- parameters: selection, q, sort, priority, first, most, listed
-- returns:    activity_id varchar, started_on date, date_precision varchar, title varchar, activity_type varchar,
--             pillar varchar, countries varchar[], persons bigint, women bigint, persons_women_reported bigint,
--             women_share double, source_url varchar, linked_priority varchar, persons_withheld varchar, sex_withheld boolean,
--             found bigint, totals_under bigint, totals_withheld bigint, roles_withheld bigint, sexes_withheld bigint
-- facts:      activities, participants
with
searched as (
    select d.activity_id
    from delivered.activities as d
    left join (
        select l.activity_id, string_agg(concat_ws(' ', l.partner, p.full_name), ' ') as partners
        from activity_partners as l
        left join partners as p using (partner)
        group by l.activity_id
    ) as n using (activity_id)
    where trim($q::varchar) <> '' and (
        strip_accents(lower(trim($q::varchar))) = lower(d.activity_id)
        or list_bool_and(list_transform(
            list_filter(string_split_regex(strip_accents(lower($q::varchar)), '\s+'), lambda w: w <> ''),
            lambda w: contains(strip_accents(lower(concat_ws(' ', d.title, d.summary, n.partners, d.venue_city, d.audience))), w)
        ))
    )
),
found as (
    select
        a.activity_id, a.place, a.started_on, a.persons_withheld, a.role_withheld, a.sex_withheld,
        -- What comes last is null, whichever way it is sorted.
        if($sort[1] = '-', -1, 1) * case ltrim($sort, '-')
            when 'started_on' then epoch(a.started_on)
            when 'activity_type' then (select position from categories where dimension = 'activity_type' and key = a.activity_type)
            when 'pillar' then (select position from categories where dimension = 'pillar' and key = a.pillar)
            when 'persons' then a.persons
            when 'women_share' then share_of_women(a.women, a.persons_women_reported)
        end::double as number_sorted,
        case when $sort = 'title' then strip_accents(lower(a.title)) end as title_up,
        case when $sort = '-title' then strip_accents(lower(a.title)) end as title_down,
    from selected_activities($selection) as a
    where (trim($q::varchar) = '' or a.activity_id in (select activity_id from searched))
        and ($priority = '' or a.activity_id in (select activity_id from priority_links where priority_id = $priority))
),
counted as (
    select
        count(*)::bigint as found,
        count(*) filter (where persons_withheld = 'under')::bigint as totals_under,
        count(persons_withheld)::bigint as totals_withheld,
        count(*) filter (where role_withheld)::bigint as roles_withheld,
        count(*) filter (where sex_withheld)::bigint as sexes_withheld,
    from found
),
shown as (
    select place, started_on, row_number() over (
        order by number_sorted nulls last, title_up nulls last, title_down desc nulls last, started_on desc, activity_id
    ) as nth
    from (
        select *
        from found
        order by number_sorted nulls last, title_up nulls last, title_down desc nulls last, started_on desc, activity_id
        limit $most offset $first
    )
)
select
    a.activity_id,
    a.started_on,
    a.date_precision,
    a.title,
    a.activity_type,
    a.pillar,
    s.countries,
    a.persons,
    a.women,
    a.persons_women_reported,
    share_of_women(a.women, a.persons_women_reported) as women_share,
    d.source_url,
    (select any_value(priority) from priorities where priority_id = $priority) as linked_priority,
    a.persons_withheld,
    a.sex_withheld,
    n.*,
from shown as f
cross join counted as n
join activity_facts as a on a.started_on = f.started_on and a.place = f.place
join country_sets as s using (country_set)
join delivered.activities as d on d.rowid = f.place
where (n.found > $most and f.nth > $listed) is not true
order by f.nth
