-- Every recorded doubt: what it touches, how grave it is, and the delivery it came in.
-- parameters: none
-- returns:    caveat_id varchar, severity varchar, dataset varchar, record_id varchar, title varchar, activity_id varchar,
--             country_code varchar, year integer, text varchar, delivery_id varchar
-- facts:      caveats
select
    c.caveat_id,
    c.severity,
    c.dataset,
    c.record_id,
    a.title,
    a.activity_id,
    c.country_code,
    c.year,
    c.text,
    c.delivery_id,
from caveats as c
left join rolled.named_activities as a on a.activity_id = c.record_id
order by c.caveat_id
