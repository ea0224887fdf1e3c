-- Every year, pillar, type and modality that activities have together, by number.
-- parameters: none
-- returns:    kind integer, year integer, pillar varchar, activity_type varchar, modality varchar
-- facts:      none
select kind, year, pillar, activity_type, modality from rolled.kinds order by kind
