-- Every pair of activity and partner names an activity and a partner that are there.
select p.activity_id, p.partner, p.delivery_id, p.row_number
from delivered.activity_partners as p
left join delivered.activities as a using (activity_id)
left join delivered.partners as n using (partner)
where a.activity_id is null or n.partner is null
