-- The share of women of a selection with what it rests on: how many persons, and for how many of them sex is stated.
-- parameters: selection
-- returns:    activities bigint, activities_with_total bigint, activities_with_women bigint, persons bigint,
--             women_share double, women bigint, persons_women_reported bigint, men_where_women_reported bigint,
--             not_stated_where_women_reported bigint, men bigint, not_stated bigint, withheld bigint,
--             activities_withheld bigint, sexes_withheld bigint
-- facts:      participants, activities
with
kept as (select * from selected_participants($selection)),
counted as (
    select
        sum(men) filter (where women is not null)::bigint as men_where_women_reported,
        sum(persons_total - women - coalesce(men, 0)) filter (where women is not null)::bigint as not_stated_where_women_reported,
        sum(persons_total - coalesce(women, 0) - coalesce(men, 0)) filter (where sex_withheld is not true)::bigint as not_stated,
    from kept
)
select
    m.activities, m.activities_with_total, m.activities_with_women, m.persons, m.women_share, m.women,
    m.persons_women_reported, c.men_where_women_reported, c.not_stated_where_women_reported, m.men, c.not_stated,
    m.withheld, m.activities_withheld, m.sexes_withheld,
from measures_of($selection) as m, counted as c
where m.activities > 0
