-- Whether anything of one activity is withheld because a group is small, as counts of `caveats/withheld`.
-- parameters: record
-- returns:    totals_under bigint, totals_withheld bigint, roles_withheld bigint, sexes_withheld bigint
-- facts:      activities, participants
select
    count(*) filter (where persons_withheld = 'under')::bigint as totals_under,
    count(persons_withheld)::bigint as totals_withheld,
    count(*) filter (where role_withheld)::bigint as roles_withheld,
    count(*) filter (where sex_withheld)::bigint as sexes_withheld,
from activity_facts
where activity_id = $record
