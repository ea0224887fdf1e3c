-- Every pair of activity and country names an activity and a country that are there.
select p.activity_id, p.country_code, p.delivery_id, p.row_number
from delivered.activity_countries as p
left join delivered.activities as a using (activity_id)
left join delivered.countries as c using (country_code)
where a.activity_id is null or c.country_code is null
