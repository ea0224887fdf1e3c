-- Every link between a priority and an activity, with the row of the activity among the facts.
-- parameters: none
-- returns:    priority_id varchar, relation varchar, activity_id varchar, fact bigint, pillar varchar, title varchar,
--             started_on date, date_precision varchar, reason varchar, linked_by varchar
-- facts:      priorities, activities
select
    l.priority_id, l.relation, l.activity_id, f.rowid as fact, f.pillar, f.title, f.started_on, f.date_precision, l.reason, l.linked_by,
from priority_links as l
join activity_facts as f using (activity_id)
order by all
