-- Numeric indicators have numbers, textual ones words; a computed indicator has no delivered value; none lies after the cut-off.
select i.indicator_id, i.value_kind, i.computed_rule, v.value_date, v.value, v.value_text, v.delivery_id, v.row_number
from delivered.indicator_values as v
join delivered.indicators as i using (indicator_id)
cross join delivered.programme as p
where
    (i.value_kind = 'number' and v.value is null)
    or (i.value_kind = 'text' and v.value_text is null)
    or i.computed_rule is not null
    or v.value_date > p.cut_off
