-- Activities, persons and single seizures of each country of the programme and of every other country that has any, for
-- the map; `value` is the chosen measure. No row if the selection holds nothing of the chosen measure.
-- parameters: selection, measure
-- returns:    country_code varchar, region varchar, programme_status varchar, activities bigint,
--             activities_with_total bigint, persons bigint, seizures bigint, value bigint, activities_withheld bigint
-- facts:      activities, participants, seizure_events
with measured as (select * from countries_by($selection, $measure))
select country_code, region, programme_status, activities, activities_with_total, persons, seizures, value,
    activities_withheld,
from measured
where (is_of_programme or records > 0)
    and (country_code <> 'not_listed' or records > 0)
    and (select sum(records) from measured) > 0
order by value desc nulls last, activities desc, strip_accents(short_name)
