-- The share of women of a selection with what it rests on: how many persons, and for how many of them sex is stated.
-- parameters: selection
-- returns:    activities bigint, activities_with_total bigint, activities_with_women bigint, persons bigint,
--             women_share double, women bigint, persons_women_reported bigint, men_where_women_reported bigint,
--             not_stated_where_women_reported bigint, men bigint, not_stated bigint, withheld bigint,
--             activities_withheld bigint, sexes_withheld bigint
-- facts:      participants, activities
with
counts as (
    select
        sum(activities)::bigint as activities,
        sum(activities_with_total)::bigint as activities_with_total,
        sum(activities_with_women)::bigint as activities_with_women,
        sum(persons)::bigint as persons,
        share_of_women(sum(women), sum(persons_women_reported)) as women_share,
        sum(women)::bigint as women,
        sum(persons_women_reported)::bigint as persons_women_reported,
        sum(men_where_women_reported)::bigint as men_where_women_reported,
        sum(not_stated_where_women_reported)::bigint as not_stated_where_women_reported,
        sum(men)::bigint as men,
        sum(not_stated)::bigint as not_stated,
        coalesce(sum(persons_sex_withheld), 0)::bigint as withheld,
        sum(activities_withheld)::bigint as activities_withheld,
        sum(sexes_withheld)::bigint as sexes_withheld,
    from selected_cells($selection)
)
select * from counts where activities > 0
