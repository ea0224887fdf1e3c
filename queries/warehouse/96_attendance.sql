-- Who took part, split one way: by pillar, type, modality, region, year or role. Women, men and sex not stated always add up to
-- all persons reported: where a source counts women but not men, the rest is not stated. Persons whose sex is withheld are a
-- category of their own beside them, and activities whose total is withheld are counted. By region, all persons of an activity
-- stand in each of its regions.
create macro attendance_by(s, split_by) as table
with
records as (
    select a.activity_id, a.year, a.pillar, a.activity_type, a.modality, p.role, p.persons_total, p.women, p.men,
        p.total_withheld, coalesce(p.sex_withheld, false) as sex_withheld,
    from selected_activities(s) as a
    left join participants as p using (activity_id)
),
placed as (
    select
        r.*,
        case split_by
            when 'pillar' then r.pillar
            when 'type' then r.activity_type
            when 'modality' then r.modality
            when 'year' then r.year::varchar
            when 'role' then r.role
        end as code,
    from records as r
    where split_by <> 'region' and (split_by <> 'role' or r.role is not null)
    union all
    select r.*, p.region
    from records as r
    join (select distinct activity_id, region from selected_places(s)) as p using (activity_id)
    where split_by = 'region'
),
counted as (
    select
        code,
        count(distinct activity_id)::bigint as activities,
        count(distinct activity_id) filter (where persons_total is not null or total_withheld = 'under')::bigint
            as activities_with_total,
        count(distinct activity_id) filter (where women is not null)::bigint as activities_with_women,
        sum(persons_total)::bigint as persons,
        sum(persons_total) filter (where women is not null)::bigint as persons_women_reported,
        sum(women)::bigint as women,
        sum(men)::bigint as men,
        sum(persons_total - coalesce(women, 0) - coalesce(men, 0)) filter (where sex_withheld is not true)::bigint as not_stated,
        coalesce(sum(persons_total) filter (where sex_withheld), 0)::bigint as withheld,
        count(distinct activity_id) filter (where total_withheld is not null)::bigint as activities_withheld,
        count(distinct activity_id) filter (where sex_withheld)::bigint as sexes_withheld,
        sum(women)::double / nullif(sum(persons_total) filter (where women is not null), 0) as women_share,
    from placed
    group by code
)
select
    split_by::varchar as split_by,
    c.*,
    row_number() over (
        order by c.code in ('not_listed', 'withheld'), k.position, case when split_by = 'region' then -coalesce(c.persons, 0) end, c.code
    ) as place,
from counted as c
left join categories as k
    on k.dimension = case split_by when 'type' then 'activity_type' else split_by end and k.key = c.code;
