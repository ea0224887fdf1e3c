-- The headline measures of the year achieved and of the year planned, whatever year the reader has chosen.
-- parameters: selection
-- returns:    measure varchar, achieved double, planned double, change double
-- facts:      activities, participants
select measure, achieved, planned, change
from measures_compared(
    struct_update($selection, years := [(select achieved_year from programme)]),
    struct_update($selection, years := [(select planned_year from programme)])
)
where measure in ('activities', 'persons', 'women_share', 'countries', 'partners')
order by position
