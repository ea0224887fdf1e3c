-- Indicators belong to results, targets and values to indicators, and every result to one that is there and not itself.
select 'results' as dataset, r.result_id as record_id, r.parent_result_id as refers_to
from delivered.results as r
left join delivered.results as above on above.result_id = r.parent_result_id
where r.parent_result_id is not null and (above.result_id is null or above.result_id = r.result_id)
union all
select 'indicators', i.indicator_id, i.result_id
from delivered.indicators as i
anti join delivered.results as r using (result_id)
union all
select 'indicators', i.indicator_id, i.priority_id
from delivered.indicators as i
left join delivered.priorities as p using (priority_id)
where i.priority_id is not null and p.priority_id is null
union all
select 'indicator_targets', t.indicator_id, t.indicator_id
from delivered.indicator_targets as t
anti join delivered.indicators as i using (indicator_id)
union all
select 'indicator_values', v.indicator_id, v.indicator_id
from delivered.indicator_values as v
anti join delivered.indicators as i using (indicator_id)
