-- charts/headline, found.
select
    activities, activities_with_total, top_pillar as pillar, top_pillar_activities as pillar_activities, top_modality as modality,
    top_modality_activities as modality_activities, persons, persons_women_reported, women, women_share, countries,
    activities_unlisted, partners, priorities, priorities_served, planned_year, withheld, activities_withheld,
from rolled.foreseen
where place = $place and period = $period and pillar = $pillar and activity_type = $type and modality = $modality
