-- The shared measures of two selections, one row a measure, with the change from the first to the second.
-- parameters: selection, other
-- returns:    measure varchar, achieved double, planned double, change double
-- facts:      activities, participants
select measure, achieved, planned, change
from measures_compared($selection, $other)
order by position
