-- Figures that sources report without a target, newest period first.
-- parameters: selection
-- returns:    output_id varchar, period varchar, indicator varchar, pillar varchar, value double, unit varchar,
--             note varchar, source_url varchar
-- facts:      outputs
select
    output_id,
    case when year_from = year_to then year_from::varchar else concat(year_from, '–', year_to) end as period,
    indicator,
    pillar,
    value::double as value,
    unit,
    coalesce(note, '') as note,
    source_url,
from selected_outputs($selection)
order by year_to desc, year_from desc, output_id
