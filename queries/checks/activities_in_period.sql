-- Activities lie between the programme's first year and its cut-off, and none ends before it starts.
select a.activity_id, a.started_on, a.ended_on, a.delivery_id, a.row_number
from delivered.activities as a
cross join delivered.programme as p
where
    year(a.started_on) < p.first_year
    or a.started_on > p.cut_off
    or a.ended_on < a.started_on
    or a.ended_on > p.cut_off
