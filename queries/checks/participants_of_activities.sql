-- Every head count belongs to an activity.
select p.activity_id, p.role, p.delivery_id, p.row_number
from delivered.participants as p
anti join delivered.activities as a using (activity_id)
