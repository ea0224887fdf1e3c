-- The shared measures of two selections, one row a measure, with the change from the first to the second.
-- parameters: selection, other
-- returns:    measure varchar, achieved double, planned double, change double, achieved_withheld bigint,
--             planned_withheld bigint
-- facts:      activities, participants
select measure, achieved, planned, change, achieved_withheld, planned_withheld
from measures_compared($selection, $other)
order by position
