-- Every row stands under a delivery that is there, and every delivery has as many rows as it is said to have.
with
placed as (
    select delivery_id from delivered.activities
    union all select delivery_id from delivered.activity_countries
    union all select delivery_id from delivered.activity_partners
    union all select delivery_id from delivered.participants
    union all select delivery_id from delivered.countries
    union all select delivery_id from delivered.partners
    union all select delivery_id from delivered.seizure_events
    union all select delivery_id from delivered.annual_seizures
    union all select delivery_id from delivered.results
    union all select delivery_id from delivered.indicators
    union all select delivery_id from delivered.indicator_targets
    union all select delivery_id from delivered.indicator_values
    union all select delivery_id from delivered.outputs
    union all select delivery_id from delivered.priorities
    union all select delivery_id from delivered.priority_links
    union all select delivery_id from delivered.caveats
),
counted as (select delivery_id, count(*) as placed from placed group by delivery_id)
select coalesce(d.delivery_id, c.delivery_id) as delivery_id, d.rows, c.placed
from delivered.deliveries as d
full join counted as c using (delivery_id)
where d.delivery_id is null or d.rows <> coalesce(c.placed, 0)
