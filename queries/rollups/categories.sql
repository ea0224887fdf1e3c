-- Every category in the order of its dimension.
-- parameters: none
-- returns:    dimension varchar, key varchar, position integer, definition varchar
-- facts:      none
select dimension, key, position, definition from categories order by position
