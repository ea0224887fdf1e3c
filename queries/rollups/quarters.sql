-- Activities begun by place, kind and quarter.
-- parameters: none
-- returns:    place integer, kind integer, quarter integer, activities bigint
-- facts:      activities
select place, kind, quarter, activities
from rolled.quarters
order by place
