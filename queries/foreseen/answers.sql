-- Answers that were worked out with the release for one selection, the rows of each in a column of its chart's name. No row: nothing
-- is kept, and no answer has any.
-- parameters: place, period, pillar, type, modality
-- returns:    headline struct[], activities_over_time struct[], activities_map struct[]
-- facts:      activities, participants, priorities
select headline, activities_over_time, activities_map
from rolled.foreseen
where place = $place and period = $period and pillar = $pillar and activity_type = $type and modality = $modality
