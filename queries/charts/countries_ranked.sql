-- The countries that have any of the chosen measure, most first: the numbers of the map in order. Activities whose source
-- lists no countries stand last.
-- parameters: selection, measure
-- returns:    country_code varchar, programme_status varchar, value bigint, activities bigint,
--             activities_withheld bigint
-- facts:      activities, participants, seizure_events
with measured as (select * from countries_by($selection, $measure))
select
    country_code, programme_status, value, activities,
    case when $measure = 'persons' then activities_withheld else 0 end::bigint as activities_withheld,
from measured
where records > 0
order by country_code = 'not_listed', value desc nulls last, activities desc, strip_accents(short_name)
