-- What the overview says in words: the most frequent pillar and modality, how far sex is known, and the planned
-- priorities that no activity of the selection serves.
-- parameters: selection
-- returns:    activities bigint, pillar varchar, pillar_activities bigint, modality varchar, modality_activities bigint,
--             persons bigint, persons_women_reported bigint, women bigint, women_share double, priorities bigint,
--             priorities_served bigint, planned_year integer, withheld bigint, activities_withheld bigint
-- facts:      activities, participants, priorities
with
pillars as (
    select pillar, sum(activities)::bigint as pillar_activities
    from selected_cells($selection) group by pillar order by pillar_activities desc, pillar limit 1
),
modalities as (
    select modality, sum(activities)::bigint as modality_activities
    from selected_cells($selection) group by modality order by modality_activities desc, modality limit 1
)
select
    activities, pillar, pillar_activities, modality, modality_activities, persons, persons_women_reported, women, women_share,
    priorities, priorities_served, (select planned_year from programme) as planned_year, withheld,
    activities_withheld,
from measures_by($selection, 'none'), priorities_of($selection), pillars, modalities
