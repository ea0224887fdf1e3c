-- Whether a selection keeps an activity: one row if it does.
-- parameters: selection, record
-- returns:    activity_id varchar
-- facts:      activities
select activity_id from selected_activities($selection) where activity_id = $record
