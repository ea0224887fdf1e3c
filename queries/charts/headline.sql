-- The headline figures of a selection in one row, with its most frequent pillar and modality and how many planned priorities its
-- activities prepare or serve.
-- parameters: selection
-- returns:    activities bigint, activities_with_total bigint, pillar varchar, pillar_activities bigint, modality varchar,
--             modality_activities bigint, persons bigint, persons_women_reported bigint, women bigint, women_share double,
--             countries bigint, activities_unlisted bigint, partners bigint, priorities bigint, priorities_served bigint,
--             planned_year integer, withheld bigint, activities_withheld bigint
-- facts:      activities, participants, priorities
with
kinds as (
    select
        pillar, modality,
        sum(activities) as activities,
        sum(activities_unlisted) as activities_unlisted,
        sum(activities_with_total) as activities_with_total,
        sum(persons) as persons,
        sum(persons_women_reported) as persons_women_reported,
        sum(women) as women,
        sum(persons_sex_withheld) as withheld,
        sum(activities_withheld) as activities_withheld,
        bit_or(countries) as countries,
        bit_or(partners) as partners,
        bit_or(priorities) as priorities,
    from selected_measures($selection)
    group by pillar, modality
),
ranked as (
    select
        *,
        sum(activities) over (partition by pillar)::bigint as of_pillar,
        sum(activities) over (partition by modality)::bigint as of_modality,
    from kinds
),
told as (
    select
        sum(activities)::bigint as activities,
        sum(activities_with_total)::bigint as activities_with_total,
        first(pillar order by of_pillar desc, pillar) as pillar,
        max(of_pillar) as pillar_activities,
        first(modality order by of_modality desc, modality) as modality,
        max(of_modality) as modality_activities,
        sum(persons)::bigint as persons,
        sum(persons_women_reported)::bigint as persons_women_reported,
        sum(women)::bigint as women,
        share_of_women(sum(women), sum(persons_women_reported)) as women_share,
        count_of(countries) as countries,
        coalesce(sum(activities_unlisted), 0)::bigint as activities_unlisted,
        count_of(partners) as partners,
        count_of(priorities) as priorities_served,
        coalesce(sum(withheld), 0)::bigint as withheld,
        sum(activities_withheld)::bigint as activities_withheld,
    from ranked
)
select
    t.activities, t.activities_with_total, t.pillar, t.pillar_activities, t.modality, t.modality_activities, t.persons,
    t.persons_women_reported, t.women, t.women_share, t.countries, t.activities_unlisted, t.partners, p.priorities, t.priorities_served,
    p.planned_year, t.withheld, t.activities_withheld,
from told as t, rolled.planned as p
where t.activities > 0
