-- charts/activities_over_time, found.
select period_start, period, pillar, activities
from rolled.foreseen_quarters
where place = $place and list_contains($quarterly_years, year) and ($pillar = '' or pillar = $pillar) and activity_type = $type and modality = $modality
order by period_start, pillar
