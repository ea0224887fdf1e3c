-- The share of women of a selection with what it rests on: how many persons, and for how many of them sex is stated.
-- parameters: selection
-- returns:    activities bigint, activities_with_total bigint, activities_with_women bigint, persons bigint,
--             women_share double, women bigint, persons_women_reported bigint, men_where_women_reported bigint,
--             not_stated_where_women_reported bigint, men bigint, not_stated bigint, withheld bigint,
--             activities_withheld bigint, sexes_withheld bigint
-- facts:      participants, activities
select
    activities, activities_with_total, activities_with_women, persons, women_share, women, persons_women_reported,
    men_where_women_reported, not_stated_where_women_reported, men, not_stated, withheld, activities_withheld, sexes_withheld,
from measures_by($selection, 'none')
