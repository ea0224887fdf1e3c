-- options/regions, found.
select region, activities as n
from rolled.foreseen
where if($country = '', scope = 'region', scope = 'country' and in_place = $country)
    and period = $period and pillar = $pillar and activity_type = $type and modality = $modality
order by region
