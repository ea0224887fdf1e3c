-- Rows of an earlier delivery that a later one corrected: which, and by what.
-- parameters: none
-- returns:    dataset varchar, key varchar, delivery_id varchar, replaced_by varchar
-- facts:      deliveries
select dataset, key, delivery_id, replaced_by
from replaced_rows
order by dataset, key, delivery_id
