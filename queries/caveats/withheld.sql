-- The activities of a selection of which something is withheld because a group is small: never any in the full database.
-- parameters: selection
-- returns:    activity_id varchar, persons_withheld varchar, role_withheld boolean, sex_withheld boolean
-- facts:      activities, participants
select activity_id, persons_withheld, role_withheld, sex_withheld
from selected_activities($selection)
where persons_withheld is not null or role_withheld or sex_withheld
order by activity_id
