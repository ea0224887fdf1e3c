-- Every activity of a selection with its women, men and persons whose sex is not stated, the highest share of women first.
-- Activities that do not report women stand at the end. A reported percentage is kept as it is and never counted.
-- parameters: selection
-- returns:    activity_id varchar, title varchar, started_on date, date_precision varchar, pillar varchar,
--             activity_type varchar, women_share double, women bigint, men bigint, not_stated bigint,
--             persons_women_reported bigint, persons bigint, women_pct_as_reported varchar,
--             withheld bigint, persons_withheld varchar, sex_withheld boolean
-- facts:      activities, participants
with
stated as (
    select
        activity_id,
        sum(persons_total - coalesce(women, 0) - coalesce(men, 0)) filter (where sex_withheld is not true)::bigint as not_stated,
        coalesce(sum(persons_total) filter (where sex_withheld), 0)::bigint as withheld,
        string_agg(regexp_replace(women_pct_as_reported::varchar, '\.?0+$', '') || ' %', '; ') as women_pct_as_reported,
    from selected_participants($selection)
    group by activity_id
)
select
    a.activity_id,
    a.title,
    a.started_on,
    a.date_precision,
    a.pillar,
    a.activity_type,
    a.women::double / nullif(a.persons_women_reported, 0) as women_share,
    a.women,
    a.men,
    s.not_stated,
    a.persons_women_reported,
    a.persons,
    s.women_pct_as_reported,
    coalesce(s.withheld, 0)::bigint as withheld,
    a.persons_withheld,
    a.sex_withheld,
from selected_activities($selection) as a
left join stated as s using (activity_id)
order by women_share desc nulls last, a.persons desc nulls last, a.started_on, a.activity_id
