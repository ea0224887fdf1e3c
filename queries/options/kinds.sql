-- Activities of a selection by kind, from which the counts beside the options of pillar, type and modality are added up.
-- parameters: selection
-- returns:    pillar varchar, type varchar, modality varchar, n bigint
-- facts:      activities
select pillar, activity_type as type, modality, sum(activities)::bigint as n
from selected_kinds($selection)
group by all
order by all
