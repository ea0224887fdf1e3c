-- Single seizures by country of seizure: their number, the kilograms of one drug (the first of the programme's list that
-- the selection holds) and the most frequent conveyance; of equals the first of the programme's list.
-- parameters: selection, size
-- returns:    country_code varchar, region varchar, seizures bigint, drug varchar, seizures_of_drug bigint,
--             quantity_kg double, main_conveyance varchar, value double
-- facts:      seizure_events
with
kept as (select * from selected_events($selection)),
first_drug as (
    select key as drug
    from categories
    where dimension = 'drug' and key in (select drug from kept)
    order by position
    limit 1
),
conveyances as (
    select k.country_code, k.conveyance
    from kept as k
    join categories as c on c.dimension = 'conveyance' and c.key = k.conveyance
    group by k.country_code, k.conveyance, c.position
    qualify row_number() over (partition by k.country_code order by count(*) desc, c.position) = 1
),
counted as (
    select
        country_code,
        region,
        count(*)::bigint as seizures,
        count(*) filter (where drug = (select drug from first_drug))::bigint as seizures_of_drug,
        coalesce(sum(quantity_kg) filter (where drug = (select drug from first_drug)), 0)::double as quantity_kg,
    from kept
    group by country_code, region
)
select
    c.country_code,
    c.region,
    c.seizures,
    (select drug from first_drug) as drug,
    c.seizures_of_drug,
    c.quantity_kg,
    v.conveyance as main_conveyance,
    case $size when 'seizures' then c.seizures else c.quantity_kg end::double as value,
from counted as c
left join conveyances as v using (country_code)
order by value desc, c.country_code
