-- Every country named by a venue, an origin, a destination or a caveat is in the countries dataset.
with
named as (
    select 'activities' as dataset, activity_id as record_id, venue_country_code as country_code
    from delivered.activities
    union all
    select 'seizure_events', seizure_id, origin_country_code
    from delivered.seizure_events
    union all
    select 'seizure_events', seizure_id, destination_country_code
    from delivered.seizure_events
    union all
    select 'caveats', caveat_id, country_code
    from delivered.caveats
)
select dataset, record_id, country_code
from named
anti join delivered.countries using (country_code)
where country_code is not null
