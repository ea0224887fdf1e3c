-- A priority is prepared by activities before its year, and served by activities of its year or the next.
select l.priority_id, l.activity_id, l.relation, p.year, a.started_on, l.delivery_id, l.row_number
from delivered.priority_links as l
left join delivered.priorities as p using (priority_id)
left join delivered.activities as a using (activity_id)
where
    p.priority_id is null
    or a.activity_id is null
    or (l.relation = 'prepared_by' and year(a.started_on) >= p.year)
    or (l.relation = 'served_by' and year(a.started_on) not in (p.year, p.year + 1))
