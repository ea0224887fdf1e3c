-- The headline measures of the year achieved and of the year planned, whatever year the reader has chosen.
-- parameters: selection
-- returns:    measure varchar, achieved double, planned double, change double, achieved_withheld bigint,
--             planned_withheld bigint
-- facts:      activities, participants
select measure, achieved, planned, change, achieved_withheld, planned_withheld
from measures_compared(
    struct_update($selection, years := [(select achieved_year from programme)]),
    struct_update($selection, years := [(select planned_year from programme)])
)
where measure in ('activities', 'persons', 'women_share', 'countries', 'partners')
order by position
