-- options/countries, found.
select in_place as country, region, activities as n
from rolled.foreseen
where scope = 'country' and period = $period and pillar = $pillar and activity_type = $type and modality = $modality
order by country
