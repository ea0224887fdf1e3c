-- charts/activities_map, found.
select in_place as country_code, region, programme_status, activities
from rolled.foreseen
where scope = 'country' and in_place <> 'not_listed' and ($region = '' or region = $region) and ($country = '' or in_place = $country)
    and period = $period and pillar = $pillar and activity_type = $type and modality = $modality
order by activities desc, country_code
