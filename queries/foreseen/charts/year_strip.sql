-- charts/year_strip, found.
select measure, achieved, planned, change, achieved_withheld, planned_withheld
from rolled.foreseen_years
where $is_compared and place = $place and pillar = $pillar and activity_type = $type and modality = $modality
order by position
