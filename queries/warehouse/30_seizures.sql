-- Facts of seizures: single events as reported, and annual totals as governments report them.
create table seizure_events as
select
    e.* exclude (delivery_id, row_number),
    year(e.seized_on)::integer as year,
    c.region,
    e.delivery_id,
    e.row_number,
from delivered.seizure_events as e
join countries as c using (country_code);

create table annual_seizures as
select s.* exclude (delivery_id, row_number), c.region, s.delivery_id, s.row_number
from delivered.annual_seizures as s
join countries as c using (country_code);
