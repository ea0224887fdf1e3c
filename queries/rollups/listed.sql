-- Activities that a list shows, given as rows of their facts.
-- parameters: facts
-- returns:    fact bigint, activity_id varchar, title varchar, started_on date, date_precision varchar, pillar varchar,
--             activity_type varchar, countries varchar[], persons bigint, women bigint, men bigint, not_stated bigint,
--             persons_women_reported bigint, women_share double, women_pct_as_reported varchar, withheld bigint,
--             persons_withheld varchar, sex_withheld boolean
-- facts:      activities, participants
select
    f.rowid as fact, f.activity_id, f.title, f.started_on, f.date_precision, f.pillar, f.activity_type, s.countries, f.persons, f.women,
    f.men, f.not_stated, f.persons_women_reported, share_of_women(f.women, f.persons_women_reported) as women_share,
    f.women_pct_as_reported, coalesce(f.persons_sex_withheld, 0)::bigint as withheld, f.persons_withheld, f.sex_withheld,
from activity_facts as f
join country_sets as s using (country_set)
where f.rowid in (select unnest($facts::bigint[]))
