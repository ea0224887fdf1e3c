-- options/kinds, found.
select pillar, activity_type as type, modality, activities as n
from rolled.foreseen
where place = $place and period = $period and pillar <> '' and activity_type <> '' and modality <> ''
order by all
