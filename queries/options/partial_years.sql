-- Years that are not over or are covered only in part, and why.
-- parameters: none
-- returns:    year integer, note varchar
-- facts:      none
select year, note from partial_years order by year
