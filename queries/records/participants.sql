-- The activities whose participants a selection counts, newest first, each with its source.
-- parameters: selection
-- returns:    record_id varchar, title varchar, day date, date_precision varchar, source_url varchar, is_activity boolean
-- facts:      participants
select activity_id as record_id, title, started_on as day, date_precision, source_url, true as is_activity
from selected_activities($selection)
where activity_id in (select activity_id from participants)
order by started_on desc, activity_id
