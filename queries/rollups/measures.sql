-- Measures by place and kind, with the countries, partners and planned priorities that activities reach as sets of bits,
-- empty where there are none.
-- parameters: none
-- returns:    place integer, kind integer, activities bigint, activities_unlisted bigint, activities_with_total bigint, persons bigint,
--             persons_women_reported bigint, women bigint, persons_sex_withheld bigint, activities_withheld bigint,
--             sexes_withheld bigint, countries blob, partners blob, priorities blob
-- facts:      activities, participants, priorities
select
    m.place, k.kind, m.activities, m.activities_unlisted, m.activities_with_total, m.persons, m.persons_women_reported, m.women,
    m.persons_sex_withheld, m.activities_withheld, m.sexes_withheld, coalesce(m.countries::blob, ''::blob) as countries,
    coalesce(m.partners::blob, ''::blob) as partners, coalesce(m.priorities::blob, ''::blob) as priorities
from rolled.measures as m
join rolled.kinds as k using (year, pillar, activity_type, modality)
order by m.place
