-- The headline figures of a selection in one row, with its most frequent pillar and modality and how many planned priorities its
-- activities prepare or serve.
-- parameters: selection
-- returns:    activities bigint, activities_with_total bigint, pillar varchar, pillar_activities bigint, modality varchar,
--             modality_activities bigint, persons bigint, persons_women_reported bigint, women bigint, women_share double,
--             countries bigint, activities_unlisted bigint, partners bigint, priorities bigint, priorities_served bigint,
--             planned_year integer, withheld bigint, activities_withheld bigint
-- facts:      activities, participants, priorities
with
of_pillars as (select pillar, sum(activities)::bigint as activities from selected_kinds($selection) group by pillar),
of_modalities as (select modality, sum(activities)::bigint as activities from selected_kinds($selection) group by modality)
select
    m.activities, m.activities_with_total, a.pillar, a.activities as pillar_activities, b.modality, b.activities as modality_activities,
    m.persons, m.persons_women_reported, m.women, m.women_share, m.countries, m.activities_unlisted, m.partners,
    p.priorities, p.priorities_served, y.planned_year, m.withheld, m.activities_withheld,
from measures_of($selection) as m
cross join priorities_of($selection) as p
cross join programme as y
cross join (from of_pillars order by activities desc, pillar limit 1) as a
cross join (from of_modalities order by activities desc, modality limit 1) as b
