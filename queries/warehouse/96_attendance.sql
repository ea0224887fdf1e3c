-- Who took part, split one way: by pillar, type, modality, region, year or role. Women, men and sex not stated always add up to
-- all persons reported: where a source counts women but not men, the rest is not stated. Persons whose sex is withheld are a
-- category of their own beside them, and activities whose total is withheld are counted. By region, all persons of an activity
-- stand in each of its regions.
create macro attendance_by(s, split_by) as table
with
placed as (
    select
        case split_by when 'pillar' then pillar when 'type' then activity_type when 'modality' then modality else year::varchar end
            as code,
        activities, activities_with_total, activities_with_women, persons, persons_women_reported, women, men, not_stated,
        persons_sex_withheld, activities_withheld, sexes_withheld,
    from selected_cells(s)
    where split_by not in ('region', 'role')
    union all
    select
        region, activities, activities_with_total, activities_with_women, persons, persons_women_reported, women, men, not_stated,
        persons_sex_withheld, activities_withheld, sexes_withheld,
    from selected_region_cells(s)
    where split_by = 'region'
    union all
    select
        role, activities, activities_with_total, activities_with_women, persons, persons_women_reported, women, men, not_stated,
        persons_sex_withheld, activities_withheld, sexes_withheld,
    from selected_roles(s)
    where split_by = 'role'
),
counted as (
    select
        code,
        sum(activities)::bigint as activities,
        sum(activities_with_total)::bigint as activities_with_total,
        sum(activities_with_women)::bigint as activities_with_women,
        sum(persons)::bigint as persons,
        sum(persons_women_reported)::bigint as persons_women_reported,
        sum(women)::bigint as women,
        sum(men)::bigint as men,
        sum(not_stated)::bigint as not_stated,
        coalesce(sum(persons_sex_withheld), 0)::bigint as withheld,
        sum(activities_withheld)::bigint as activities_withheld,
        sum(sexes_withheld)::bigint as sexes_withheld,
        share_of_women(sum(women), sum(persons_women_reported)) as women_share,
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
