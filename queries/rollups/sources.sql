-- The source of activities that a list shows, given as rows of their facts.
-- parameters: facts
-- returns:    fact bigint, source_url varchar
-- facts:      activities
select f.rowid as fact, d.source_url
from activity_facts as f
join delivered.activities as d on d.rowid = f.place
where f.rowid in (select unnest($facts::bigint[]))
