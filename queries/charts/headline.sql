-- The headline figures of a selection, in one row.
-- parameters: selection
-- returns:    activities bigint, activities_with_total bigint, persons bigint, persons_women_reported bigint,
--             women bigint, women_share double, countries bigint, activities_unlisted bigint,
--             partners bigint, priorities bigint, priorities_served bigint, withheld bigint, activities_withheld bigint
-- facts:      activities, participants, priorities
select
    activities, activities_with_total, persons, persons_women_reported, women, women_share, countries, activities_unlisted,
    partners, priorities, priorities_served, withheld, activities_withheld,
from measures_by($selection, 'none'), priorities_of($selection)
