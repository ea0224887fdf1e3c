-- Activities one by one, in the order of their facts: of which kind and countries each is, whether its participants are counted, and
-- what it says of women. `stated` is their share in steps of 5 %, or why there is none: 21 where it is withheld, else 22, and one
-- more where persons are reported, two more where a percentage is all that is.
-- parameters: none
-- returns:    kind integer, country_set integer, counts_persons boolean, women bigint, persons_women_reported bigint, stated utinyint
-- facts:      activities, participants
select
    kind, country_set, counts_persons, women, persons_women_reported,
    case
        when persons_women_reported > 0 then round(share_of_women(women, persons_women_reported) * 20)
        when sex_withheld then 21
        else 22 + (persons is not null)::integer + 2 * (women is null and women_pct_as_reported is not null)::integer
    end::utinyint as stated,
from activity_facts
