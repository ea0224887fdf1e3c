-- Every result and its indicators: baseline, target in force, latest value, and the status by the stated rule. Results with a
-- target come first, then those with a value only, then those without any indicator; within each, the framework's order.
-- parameters: selection
-- returns:    result_id varchar, statement varchar, indicator varchar, status varchar, value double, unit varchar,
--             target_value double, baseline_value double, progress double, value_date date, target_date date,
--             baseline_date date, accumulation varchar, direction varchar, value_text varchar, target_text varchar,
--             level varchar, pillar varchar, indicator_id varchar, parent_statement varchar,
--             value_date_precision varchar, is_computed boolean, decided_on date, targets_set integer,
--             former_target_value double, former_target_text varchar, former_target_date date, parts varchar,
--             parts_sum double, parts_gap double, value_note varchar, target_note varchar, indicator_note varchar,
--             result_note varchar, source_url varchar, value_kind varchar, computed_rule varchar,
--             computed_argument varchar, has_target boolean
-- facts:      indicators
with
framework as (
    select *, row_number() over (order by delivery_id, row_number) as place
    from selected_results($selection)
),
kept as (select * from selected_indicators($selection)),
-- The target that was in force before the present one.
former as (
    select indicator_id, target_value::double as target_value, target_text, target_date
    from indicator_targets
    where not is_in_force
    qualify row_number() over (partition by indicator_id order by decided_on desc nulls last, target_date desc) = 1
),
split as (
    select v.indicator_id, string_agg(concat(v.part, ' ', regexp_replace(v.value::varchar, '\.0$', '')), '; ' order by v.value desc, v.part) as parts
    from indicator_values as v
    join kept as k on k.indicator_id = v.indicator_id and k.value_date = v.value_date
    where coalesce(v.part, '') <> ''
    group by v.indicator_id
),
joined as (
    select
        r.result_id,
        r.statement,
        k.indicator,
        coalesce(k.status, 'no_indicator') as status,
        k.value,
        k.unit,
        k.target_value,
        k.baseline_value,
        k.progress,
        k.value_date,
        k.target_date,
        k.baseline_date,
        k.accumulation,
        k.direction,
        coalesce(k.value_text, '') as value_text,
        coalesce(k.target_text, '') as target_text,
        r.level,
        r.pillar,
        k.indicator_id,
        coalesce(p.statement, '') as parent_statement,
        k.value_precision as value_date_precision,
        k.is_computed,
        k.decided_on,
        k.targets_set,
        f.target_value as former_target_value,
        coalesce(f.target_text, '') as former_target_text,
        f.target_date as former_target_date,
        coalesce(s.parts, '') as parts,
        k.parts_sum,
        case when not k.parts_add_up then k.parts_sum - k.value end as parts_gap,
        coalesce(k.value_note, '') as value_note,
        coalesce(k.target_note, '') as target_note,
        coalesce(k.note, '') as indicator_note,
        coalesce(r.note, '') as result_note,
        coalesce(nullif(k.value_source_url, ''), k.source_url, r.source_url) as source_url,
        k.value_kind,
        k.computed_rule,
        k.computed_argument,
        coalesce(k.target_value is not null or k.target_text is not null, false) as has_target,
        r.place,
        k.row_number,
    from framework as r
    left join results as p on p.result_id = r.parent_result_id
    left join kept as k on k.result_id = r.result_id
    left join former as f using (indicator_id)
    left join split as s using (indicator_id)
)
select * exclude (place, row_number)
from joined
order by
    bool_or(has_target) over (partition by result_id) desc,
    bool_or(indicator_id is not null) over (partition by result_id) desc,
    place, has_target desc, row_number
