-- The same of what compares the two years, whatever year the reader has chosen. Null: the selection is not of these two.
-- parameters: place, period, pillar, type, modality
-- returns:    year_strip struct[]
-- facts:      activities, participants
select year_strip
from rolled.foreseen
where place = $place and period = $period and pillar = $pillar and activity_type = $type and modality = $modality
