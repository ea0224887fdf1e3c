-- What a list of records shows of activities, given as rows of their facts.
-- parameters: facts
-- returns:    fact bigint, activity_id varchar, title varchar, started_on date, date_precision varchar, source_url varchar
-- facts:      activities
select f.rowid as fact, d.activity_id, d.title, d.started_on, d.date_precision, d.source_url
from activity_facts as f
join delivered.activities as d on d.rowid = f.place
where f.rowid in (select unnest($facts::bigint[]))
