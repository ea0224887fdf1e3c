-- The two years compared, and how many priorities are planned.
-- parameters: none
-- returns:    achieved_year integer, planned_year integer, priorities bigint
-- facts:      priorities
select y.achieved_year, y.planned_year, p.priorities from programme as y, rolled.planned as p
