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
    sum(activities)::bigint as activities,
    sum(activities_unlisted)::bigint as activities_unlisted,
    sum(activities_with_total)::bigint as activities_with_total,
    sum(persons)::bigint as persons,
    sum(persons_women_reported)::bigint as persons_women_reported,
    sum(women)::bigint as women,
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
    c.place, p.scope, p.in_place, p.region, p.programme_status, c.period, c.pillar, c.activity_type, c.modality,
    c.activities, c.activities_unlisted, c.activities_with_total, c.persons, c.persons_women_reported, c.women,
    share_of_women(c.women, c.persons_women_reported) as women_share,
    c.activities_withheld, c.sexes_withheld, c.withheld, c.countries, c.partners,
    if(c.pillar = '', a.top, c.pillar) as top_pillar, if(c.pillar = '', a.activities, c.activities) as top_pillar_activities,
    if(c.modality = '', b.top, c.modality) as top_modality,
    if(c.modality = '', b.activities, c.activities) as top_modality_activities,
    t.priorities, c.priorities_served, t.planned_year,
from counts as c
cross join rolled.planned as t
join rolled.places as p using (place)
left join pillars as a using (place, period, activity_type, modality)
left join modalities as b using (place, period, pillar, activity_type)
order by c.period, c.pillar, c.activity_type, c.modality, c.place;

-- The two years compared, one row for each measure.
create table rolled.foreseen_years as
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
    from (select f.* from rolled.foreseen as f, programme as y where period = y.achieved_year::varchar) as a
    full join (select f.* from rolled.foreseen as f, programme as y where period = y.planned_year::varchar) as b
        using (place, pillar, activity_type, modality)
)
select *, planned - achieved as change
from paired
order by place, pillar, activity_type, modality, position;

-- Activities of one year by quarter and pillar, as an answer tells them.
create table rolled.foreseen_quarters as
select
    place, year, quarter, pillar, coalesce(activity_type, '') as activity_type, coalesce(modality, '') as modality,
    make_date(year, 3 * quarter - 2, 1) as period_start, concat('Q', quarter, ' ', year) as period,
    sum(activities)::bigint as activities,
from rolled.cells
where scope in ('everywhere', 'region', 'country')
group by place, year, quarter, pillar, cube (activity_type, modality)
order by year, activity_type, modality, place, quarter, pillar;

drop table periods;

drop table counts;
