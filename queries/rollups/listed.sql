-- Activities that a list shows, given as rows of their facts.
-- parameters: facts
-- returns:    fact bigint, activity_id varchar, title varchar, started_on date, date_precision varchar, pillar varchar,
--             activity_type varchar, country_set integer, persons bigint, women bigint, men bigint, not_stated bigint,
--             persons_women_reported bigint, women_share double, women_pct_as_reported varchar, withheld bigint,
--             persons_withheld varchar, sex_withheld boolean
-- facts:      activities, participants
select
    rowid as fact, activity_id, title, started_on, date_precision, pillar, activity_type, country_set, persons, women, men, not_stated,
    persons_women_reported, share_of_women(women, persons_women_reported) as women_share, women_pct_as_reported,
    coalesce(persons_sex_withheld, 0)::bigint as withheld, persons_withheld, sex_withheld,
from activity_facts
where rowid in (select unnest($facts::bigint[]))
