-- What the figures on seizures rest on, in one row: single seizures of the selection and of the whole record, and the
-- annual totals on record. No row if the release records no seizure at all.
-- parameters: selection
-- returns:    seizures bigint, countries bigint, seizures_on_record bigint, first_on date, last_on date,
--             annual_totals bigint, annual_countries bigint, annual_from integer, annual_to integer
-- facts:      seizure_events, annual_seizures
with
kept as (
    select count(*)::bigint as seizures, count(distinct country_code)::bigint as countries
    from selected_events($selection)
),
events as (
    select count(*)::bigint as seizures_on_record, min(seized_on) as first_on, max(seized_on) as last_on
    from seizure_events
),
annual as (
    select
        count(*)::bigint as annual_totals,
        count(distinct country_code)::bigint as annual_countries,
        min(year) as annual_from,
        max(year) as annual_to,
    from annual_seizures
)
select
    seizures, countries, seizures_on_record, first_on, last_on, annual_totals, annual_countries, annual_from, annual_to,
from kept, events, annual
where seizures_on_record + annual_totals > 0
