-- Periods of which answers were worked out with the release: years, 'compared' for the two years and '' for all.
-- parameters: none
-- returns:    period varchar
-- facts:      none
select distinct period from rolled.foreseen order by period
