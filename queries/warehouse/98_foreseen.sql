-- Answers worked out with the release: those of every selection that chooses at most one value of each filter, and of the years one,
-- the two compared or all of them. To find one (queries/foreseen) costs a fraction of working it out. A test holds every answer
-- from here against that of the query it stands for.
-- '' is a filter that is not set: no category is called so. `period` is a year, 'compared' or ''.
create temp table periods as
select year::varchar as period, year from (select distinct year from rolled.cells)
union all
select 'compared', unnest([achieved_year, planned_year]) from programme
union all
select '', year from (select distinct year from rolled.cells);

create temp table counts as
select
    place, period, coalesce(pillar, '') as pillar, coalesce(activity_type, '') as activity_type, coalesce(modality, '') as modality,
    max(year) - min(year) > 1 as is_told_by_year,
    sum(activities)::bigint as activities,
    sum(activities_unlisted)::bigint as activities_unlisted,
    sum(activities_with_total)::bigint as activities_with_total,
    sum(persons)::bigint as persons,
    sum(persons_women_reported)::bigint as persons_women_reported,
    sum(women)::bigint as women,
    share_of_women(sum(women), sum(persons_women_reported)) as women_share,
    sum(activities_withheld)::bigint as activities_withheld,
    sum(sexes_withheld)::bigint as sexes_withheld,
    coalesce(sum(persons_sex_withheld), 0)::bigint as withheld,
    count_of(countries) as countries,
    count_of(partners) as partners,
    count_of(priorities) as priorities_served,
from rolled.measures
join periods using (year)
where scope in ('everywhere', 'region', 'country')
group by place, period, cube (pillar, activity_type, modality);

-- The two years compared, one row for each measure.
create temp table strips as
with
paired as (
    select
        place, pillar, activity_type, modality,
        unnest(range(1, 6)) as position,
        unnest(['activities', 'persons', 'women_share', 'countries', 'partners']) as measure,
        unnest([coalesce(a.activities, 0), a.persons, a.women_share, coalesce(a.countries, 0), coalesce(a.partners, 0)])::double
            as achieved,
        unnest([coalesce(b.activities, 0), b.persons, b.women_share, coalesce(b.countries, 0), coalesce(b.partners, 0)])::double
            as planned,
        unnest([0, coalesce(a.activities_withheld, 0), coalesce(a.sexes_withheld, 0), 0, 0])::bigint as achieved_withheld,
        unnest([0, coalesce(b.activities_withheld, 0), coalesce(b.sexes_withheld, 0), 0, 0])::bigint as planned_withheld,
    from (select c.* from counts as c, programme as y where period = y.achieved_year::varchar) as a
    full join (select c.* from counts as c, programme as y where period = y.planned_year::varchar) as b
        using (place, pillar, activity_type, modality)
)
select
    place, 'compared' as period, pillar, activity_type, modality,
    list({
        'measure': measure, 'achieved': achieved, 'planned': planned, 'change': planned - achieved,
        'achieved_withheld': achieved_withheld, 'planned_withheld': planned_withheld
    } order by position) as year_strip,
from paired
group by all;

create temp table quarters as
select
    place, year, quarter, pillar, coalesce(activity_type, '') as activity_type, coalesce(modality, '') as modality,
    sum(activities)::bigint as activities,
from rolled.cells
where scope in ('everywhere', 'region', 'country')
group by place, year, quarter, pillar, cube (activity_type, modality);

create temp table over_time as
with
begun as (
    select
        c.place, c.period, c.pillar, c.activity_type, c.modality,
        make_date(q.year, if(c.is_told_by_year, 1, 3 * q.quarter - 2), 1) as period_start,
        if(c.is_told_by_year, q.year::varchar, concat('Q', q.quarter, ' ', q.year)) as told,
        q.pillar as of_pillar,
        sum(q.activities)::bigint as activities,
    from counts as c
    join periods as p using (period)
    join quarters as q
        on q.place = c.place and q.year = p.year and q.activity_type = c.activity_type and q.modality = c.modality
        and (c.pillar = '' or c.pillar = q.pillar)
    group by all
)
select
    place, period, pillar, activity_type, modality,
    list({'period_start': period_start, 'period': told, 'pillar': of_pillar, 'activities': activities} order by period_start, of_pillar)
        as activities_over_time,
from begun
group by all;

create temp table maps as
with
countries_of_choices as (
    select p.place, c.place as country, c.in_place, c.region, c.programme_status
    from rolled.places as p
    join rolled.places as c
        on c.scope = 'country' and c.in_place <> 'not_listed'
        and (p.scope = 'everywhere' or (p.scope = 'region' and p.in_place = c.region) or p.place = c.place)
)
select
    p.place, c.period, c.pillar, c.activity_type, c.modality,
    list({
        'country_code': p.in_place, 'region': p.region, 'programme_status': p.programme_status, 'activities': c.activities
    } order by c.activities desc, p.in_place) as activities_map,
from countries_of_choices as p
join counts as c on c.place = p.country
group by all;

-- One row a selection, with the rows of each chart's answer in a column of its name. Null is an answer that was not worked out.
create table rolled.foreseen as
with
pillars as (
    select place, period, activity_type, modality, first(pillar order by activities desc, pillar) as top, max(activities) as activities
    from counts
    where pillar <> ''
    group by all
),
modalities as (
    select place, period, pillar, activity_type, first(modality order by activities desc, modality) as top, max(activities) as activities,
    from counts
    where modality <> ''
    group by all
)
select
    c.place, p.scope, p.in_place, p.region, c.period, c.pillar, c.activity_type, c.modality, c.activities,
    [{
        'activities': c.activities,
        'activities_with_total': c.activities_with_total,
        'pillar': if(c.pillar = '', a.top, c.pillar),
        'pillar_activities': if(c.pillar = '', a.activities, c.activities),
        'modality': if(c.modality = '', b.top, c.modality),
        'modality_activities': if(c.modality = '', b.activities, c.activities),
        'persons': c.persons,
        'persons_women_reported': c.persons_women_reported,
        'women': c.women,
        'women_share': c.women_share,
        'countries': c.countries,
        'activities_unlisted': c.activities_unlisted,
        'partners': c.partners,
        'priorities': t.priorities,
        'priorities_served': c.priorities_served,
        'planned_year': t.planned_year,
        'withheld': c.withheld,
        'activities_withheld': c.activities_withheld
    }] as headline,
    s.year_strip,
    o.activities_over_time,
    coalesce(m.activities_map, []) as activities_map,
from counts as c
cross join rolled.planned as t
join rolled.places as p using (place)
left join pillars as a using (place, period, activity_type, modality)
left join modalities as b using (place, period, pillar, activity_type)
left join strips as s using (place, period, pillar, activity_type, modality)
left join over_time as o using (place, period, pillar, activity_type, modality)
left join maps as m using (place, period, pillar, activity_type, modality)
order by c.period, c.pillar, c.activity_type, c.modality, c.place;

drop table periods;

drop table counts;

drop table strips;

drop table quarters;

drop table over_time;

drop table maps;
