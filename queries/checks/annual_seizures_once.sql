-- A country reports one weight per drug and year, none below zero and none for a year after the cut-off.
select s.country_code, s.year, s.drug, count(*) as rows, min(s.quantity_kg) as least_kg
from delivered.annual_seizures as s
cross join delivered.programme as p
left join delivered.countries as c using (country_code)
group by s.country_code, s.year, s.drug, p.cut_off, c.country_code
having count(*) > 1 or min(s.quantity_kg) < 0 or s.year > year(p.cut_off) or c.country_code is null
