-- The measures that pages share, added up for any selection: one row a pillar or year if split by it, else one row; none where the
-- selection keeps nothing. The share of women is women among all persons of those records that report how many were women.
-- What is withheld for small groups is in no sum: `activities_withheld` have a withheld total, `sexes_withheld` withheld
-- sexes, `withheld` counts the persons of the latter that are in `persons`.
create macro split_key(split_by, in_year, in_pillar) as
    case split_by when 'year' then in_year::varchar when 'pillar' then in_pillar else '' end;

create macro measures_by(s, split_by) as table
with
counts as (
    select
        split_key(split_by, year, pillar) as split,
        sum(activities)::bigint as activities,
        sum(activities_with_total)::bigint as activities_with_total,
        sum(activities_with_women)::bigint as activities_with_women,
        sum(persons)::bigint as persons,
        sum(persons_women_reported)::bigint as persons_women_reported,
        sum(women)::bigint as women,
        sum(men)::bigint as men,
        sum(not_stated)::bigint as not_stated,
        sum(men_where_women_reported)::bigint as men_where_women_reported,
        sum(not_stated_where_women_reported)::bigint as not_stated_where_women_reported,
        sum(women)::double / nullif(sum(persons_women_reported), 0) as women_share,
        sum(activities_withheld)::bigint as activities_withheld,
        sum(sexes_withheld)::bigint as sexes_withheld,
        coalesce(sum(persons_sex_withheld), 0)::bigint as withheld,
    from selected_cells(s)
    group by all
),
reach as (
    select
        split_key(split_by, year, pillar) as split,
        count(distinct nullif(country_code, 'not_listed'))::bigint as countries,
        coalesce(sum(activities) filter (where country_code = 'not_listed'), 0)::bigint as activities_unlisted,
    from selected_country_cells(s)
    group by all
),
partnership as (
    select split_key(split_by, year, pillar) as split, count(distinct partner)::bigint as partners
    from selected_partners(s)
    group by all
)
select c.*, r.* exclude (split), coalesce(p.partners, 0)::bigint as partners
from counts as c
join reach as r using (split)
left join partnership as p using (split);

-- Priorities of the planned year, and how many of them are linked to an activity of the selection.
create macro priorities_of(s) as table
select
    (select count(*) from priorities where year = (select planned_year from programme))::bigint as priorities,
    count(distinct l.priority_id)::bigint as priorities_served,
from rolled.planned_links as l
where keeps(s, l.year, l.pillar, l.activity_type, l.modality)
    and (is_everywhere(s) or l.country_set in (select country_set from selected_sets(s)));

-- The shared measures of a selection, one row a measure, in the order they are listed; `withheld` activities are in none.
create macro measure_rows(s, split_by) as table
select
    split,
    unnest([
        {'measure': 'activities', 'position': 1, 'value': activities::double, 'withheld': 0::bigint},
        {'measure': 'activities_with_total', 'position': 2, 'value': activities_with_total, 'withheld': 0},
        {'measure': 'persons', 'position': 3, 'value': persons, 'withheld': activities_withheld},
        {'measure': 'persons_women_reported', 'position': 4, 'value': persons_women_reported, 'withheld': sexes_withheld},
        {'measure': 'women_share', 'position': 5, 'value': women_share, 'withheld': sexes_withheld},
        {'measure': 'countries', 'position': 6, 'value': countries, 'withheld': 0},
        {'measure': 'partners', 'position': 7, 'value': partners, 'withheld': 0},
    ], recursive := true),
from measures_by(s, split_by);

-- What a side that keeps no activity has of a measure: none of what is counted, and nobody is known.
create macro of_side(measure, value) as
    coalesce(value, case when measure in ('activities', 'activities_with_total', 'countries', 'partners') then 0 end);
