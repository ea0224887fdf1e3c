-- Single seizures have a weight, a country that is there, and a date up to the cut-off.
select s.seizure_id, s.seized_on, s.country_code, s.quantity_kg, s.delivery_id, s.row_number
from delivered.seizure_events as s
cross join delivered.programme as p
left join delivered.countries as c using (country_code)
where s.quantity_kg <= 0 or s.seized_on > p.cut_off or c.country_code is null
