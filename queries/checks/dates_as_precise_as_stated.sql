-- A date known to the month is its first day, a date known to the year is 1 January.
with
dated as (
    select 'activities' as dataset, activity_id as record_id, started_on as day, date_precision
    from delivered.activities
    union all
    select 'seizure_events', seizure_id, seized_on, date_precision
    from delivered.seizure_events
    union all
    select 'indicator_values', indicator_id, value_date, date_precision
    from delivered.indicator_values
)
select dataset, record_id, day, date_precision
from dated
where
    (date_precision = 'month' and day <> date_trunc('month', day))
    or (date_precision = 'year' and day <> date_trunc('year', day))
    or date_precision not in ('day', 'month', 'year')
