-- Activities added up by place and kind, with the countries, partners and planned priorities that activities reach as sets of bits,
-- empty where there are none.
-- parameters: none
-- returns:    place integer, kind integer, activities bigint, activities_unlisted bigint, activities_with_total bigint,
--             activities_with_women bigint, persons bigint, women bigint, men bigint, not_stated bigint,
--             persons_women_reported bigint, men_where_women_reported bigint, not_stated_where_women_reported bigint,
--             persons_sex_withheld bigint, activities_withheld bigint, totals_under bigint, roles_withheld bigint,
--             sexes_withheld bigint, countries blob, partners blob, priorities blob
-- facts:      activities, participants, priorities
select
    place, kind, activities, activities_unlisted, activities_with_total, activities_with_women, persons, women, men, not_stated,
    persons_women_reported, men_where_women_reported, not_stated_where_women_reported, persons_sex_withheld, activities_withheld,
    totals_under, roles_withheld, sexes_withheld, coalesce(countries::blob, ''::blob) as countries,
    coalesce(partners::blob, ''::blob) as partners, coalesce(priorities::blob, ''::blob) as priorities,
from rolled.cells
order by place
