-- Every category in use is one that programme.toml defines; published head counts may also have their roles withheld.
with
used as (
    select 'pillar' as dimension, pillar as key, 'activities' as dataset from delivered.activities
    union
    select 'pillar', pillar, 'results' from delivered.results
    union
    select 'pillar', pillar, 'outputs' from delivered.outputs
    union
    select 'pillar', pillar, 'priorities' from delivered.priorities
    union
    select 'activity_type', activity_type, 'activities' from delivered.activities
    union
    select 'modality', modality, 'activities' from delivered.activities
    union
    select 'role', p.role, 'participants'
    from delivered.participants as p
    cross join delivered.programme as g
    where not (p.role = 'withheld' and p.row_number is null and g.release like 'p-%')
    union
    select 'programme_status', programme_status, 'countries' from delivered.countries
    union
    select 'programme_status', computed_argument, 'indicators' from delivered.indicators
    union
    select 'partner_kind', kind, 'partners' from delivered.partners
    union
    select 'drug', drug, 'seizure_events' from delivered.seizure_events
    union
    select 'drug', drug, 'annual_seizures' from delivered.annual_seizures
    union
    select 'conveyance', conveyance, 'seizure_events' from delivered.seizure_events
    union
    select 'place_kind', place_kind, 'seizure_events' from delivered.seizure_events
    union
    select 'follow_up_stage', follow_up_stage, 'seizure_events' from delivered.seizure_events
)
select dimension, key, dataset
from used
anti join delivered.categories using (dimension, key)
where key is not null
