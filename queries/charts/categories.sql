-- Every category of the programme with what it means.
-- parameters: none
-- returns:    category_of varchar, key varchar, label varchar, short_label varchar, definition varchar
-- facts:      none
select dimension as category_of, key, label, short_label, nullif(definition, '') as definition
from categories
order by position
