-- Activities by place, kind and quarter.
-- parameters: none
-- returns:    place integer, kind integer, quarter integer, activities bigint
-- facts:      activities
select c.place, k.kind, c.quarter, c.activities
from rolled.cells as c
join rolled.kinds as k using (year, pillar, activity_type, modality)
where c.scope in ('everywhere', 'region', 'country', 'set')
order by c.place
