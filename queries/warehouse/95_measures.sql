-- The share of women is women among all persons of those records that report how many were women; nobody knows it of none.
create macro share_of_women(women, persons_women_reported) as women::double / nullif(persons_women_reported, 0);

-- The measures that pages share, added up for any selection, in one row. What is withheld for small groups is in no sum:
-- `activities_withheld` have a withheld total, `sexes_withheld` withheld sexes, `withheld` counts the persons of the latter that are
-- in `persons`.
create macro measures_of(s) as table
select *, share_of_women(women, persons_women_reported) as women_share
from (
    select
        sum(activities)::bigint as activities,
        sum(activities_with_total)::bigint as activities_with_total,
        sum(persons)::bigint as persons,
        sum(persons_women_reported)::bigint as persons_women_reported,
        sum(women)::bigint as women,
        sum(activities_withheld)::bigint as activities_withheld,
        sum(sexes_withheld)::bigint as sexes_withheld,
        count_of(countries) as countries,
        count_of(partners) as partners,
    from selected_measures(s)
);

-- Those of them that are compared by pillar, one row for each that has activities.
create macro measures_by_pillar(s) as table
select
    pillar,
    sum(activities)::bigint as activities,
    sum(persons)::bigint as persons,
    sum(persons_women_reported)::bigint as persons_women_reported,
    share_of_women(sum(women), sum(persons_women_reported)) as women_share,
    sum(activities_withheld)::bigint as activities_withheld,
    sum(sexes_withheld)::bigint as sexes_withheld,
    count_of(countries) as countries,
from selected_measures(s)
group by pillar;
