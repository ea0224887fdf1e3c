-- Persons by sex as reported, split as chosen; what no source states is a count of its own.
-- parameters: selection, by
-- returns:    split_by varchar, code varchar, persons bigint, women bigint, men bigint, not_stated bigint,
--             activities bigint, activities_with_total bigint, withheld bigint, activities_withheld bigint
-- facts:      participants, activities
select split_by, code, persons, women, men, not_stated, activities, activities_with_total, withheld,
    activities_withheld,
from attendance_by($selection, $by)
order by place
