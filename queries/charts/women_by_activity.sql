-- The activities of a selection with their women, men and persons whose sex is not stated, the highest share of women first, from
-- the `first` on and at most `most`; of more than those, `listed`. Those that do not report women stand at the end. A reported
-- percentage is kept as it is and never counted. Of all `found`, `stated` report women, `silent` neither report nor withhold them;
-- of the silent `silent_counted` report persons, and `percentages` give a percentage alone. Where there are more than `dots`,
-- the first row has `groups`: the activities that report women, by pillar and share of women to the nearest 5 %.
-- parameters: selection, first, most, listed, dots
-- returns:    activity_id varchar, title varchar, started_on date, date_precision varchar, pillar varchar,
--             activity_type varchar, women_share double, women bigint, men bigint, not_stated bigint,
--             persons_women_reported bigint, persons bigint, women_pct_as_reported varchar,
--             withheld bigint, persons_withheld varchar, sex_withheld boolean, found bigint, stated bigint, silent bigint,
--             silent_counted bigint, percentages bigint, sexes_withheld bigint,
--             groups struct(pillar varchar, women_share double, activities bigint, persons_women_reported bigint, women bigint)[],
--             pillars struct(pillar varchar, activities bigint, stated bigint, sexes_withheld bigint)[]
-- facts:      activities, participants
with
kept as (
    select
        place, activity_id, started_on, pillar, persons, women, persons_women_reported, women_pct_as_reported, sex_withheld,
        share_of_women(women, persons_women_reported) as women_share,
    from selected_activities($selection)
),
counted as (
    select
        count(*)::bigint as found,
        count(women_share)::bigint as stated,
        count(*) filter (where women_share is null and not sex_withheld)::bigint as silent,
        count(*) filter (where women_share is null and not sex_withheld and persons is not null)::bigint as silent_counted,
        count(*) filter (where women_share is null and not sex_withheld and women is null and women_pct_as_reported is not null)::bigint
            as percentages,
        count(*) filter (where sex_withheld)::bigint as sexes_withheld,
    from kept
),
of_pillars as (
    select pillar, count(*)::bigint as activities, count(women_share)::bigint as stated,
        count(*) filter (where women_share is null and sex_withheld)::bigint as sexes_withheld,
    from kept
    group by pillar
),
grouped as (
    select pillar, round(women_share * 20) / 20 as women_share, count(*)::bigint as activities,
        sum(persons_women_reported)::bigint as persons_women_reported, sum(women)::bigint as women,
    from kept
    where women_share is not null and (select found from counted) > $dots
    group by all
),
shown as (
    select *, row_number() over (order by women_share desc nulls last, persons desc nulls last, started_on, activity_id) as nth
    from (
        select place, activity_id, started_on, persons, women_share
        from kept
        order by women_share desc nulls last, persons desc nulls last, started_on, activity_id
        limit $most offset $first
    )
)
select
    a.activity_id,
    a.title,
    a.started_on,
    a.date_precision,
    a.pillar,
    a.activity_type,
    f.women_share,
    a.women,
    a.men,
    a.not_stated,
    a.persons_women_reported,
    a.persons,
    a.women_pct_as_reported,
    coalesce(a.persons_sex_withheld, 0)::bigint as withheld,
    a.persons_withheld,
    a.sex_withheld,
    n.*,
    case when f.nth = 1 then (select list(g order by g.pillar, g.women_share) from grouped as g) end as groups,
    case when f.nth = 1 then (select list(p order by p.pillar) from of_pillars as p) end as pillars,
from shown as f
cross join counted as n
join activity_facts as a on a.started_on = f.started_on and a.place = f.place
where (n.found > $most and f.nth > $listed) is not true
order by f.nth
