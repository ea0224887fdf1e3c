-- Countries of the programme: those whose status is held by at least one country that took part in an activity. A status
-- that no activity ever reached (only in the seizure figures, only a venue) is none of the programme's.
create table countries_of_programme as
select country_code, region, programme_status
from countries
where programme_status in (
    select c.programme_status from countries as c join countries_of_sets as p using (country_code)
);

-- What a selection holds of each country that its region and country filters keep, zero where it holds nothing: a
-- multi-country activity stands once in each of its countries, with all its persons. One row more holds the activities
-- whose source lists no countries. Pillar, type and modality do not narrow seizures.
create macro countries_in(s) as table
with
places as (
    select country_code, short_name, region, programme_status from countries
    union all
    select 'not_listed', null, 'not_listed', null
),
done as (
    select
        country_code,
        sum(activities)::bigint as activities,
        sum(activities_with_total)::bigint as activities_with_total,
        sum(persons)::bigint as persons,
        sum(activities_withheld)::bigint as activities_withheld,
    from selected_country_cells(s)
    group by country_code
),
seized as (select country_code, count(*)::bigint as seizures from selected_events(s) group by country_code)
select
    c.country_code,
    c.short_name,
    c.region,
    c.programme_status,
    p.country_code is not null as is_of_programme,
    coalesce(d.activities, 0)::bigint as activities,
    coalesce(d.activities_with_total, 0)::bigint as activities_with_total,
    -- No activity, no persons; an activity without a total, or with one that is withheld, leaves them unknown.
    case when d.activities is null then 0 else d.persons end::bigint as persons,
    coalesce(d.activities_withheld, 0)::bigint as activities_withheld,
    coalesce(z.seizures, 0)::bigint as seizures,
from places as c
left join countries_of_programme as p using (country_code)
left join done as d using (country_code)
left join seized as z using (country_code)
where ((s).regions is null or list_contains((s).regions, c.region))
    and ((s).countries is null or list_contains((s).countries, c.country_code));

-- The same with one measure chosen: its `value`, and the `records` it is counted from (none: the country has nothing of it).
create macro countries_by(s, measure) as table
select
    *,
    case measure when 'activities' then activities when 'persons' then persons else seizures end::bigint as value,
    case measure when 'seizures' then seizures else activities end::bigint as records,
from countries_in(s);
