-- The share of women split as chosen, each with the persons it rests on and all persons reported.
-- parameters: selection, by
-- returns:    split_by varchar, code varchar, women_share double, women bigint, persons_women_reported bigint,
--             persons bigint, activities_with_women bigint, activities bigint, withheld bigint,
--             activities_withheld bigint, sexes_withheld bigint
-- facts:      participants, activities
select split_by, code, women_share, women, persons_women_reported, persons, activities_with_women, activities,
    withheld, activities_withheld, sexes_withheld,
from attendance_by($selection, $by)
order by place
