-- Of how many activities of either selection something is withheld because a group is small: totals that are `under` the
-- threshold, other totals, roles and sexes. Nothing ever is in the full database.
-- parameters: selection, other
-- returns:    totals_under bigint, totals_withheld bigint, roles_withheld bigint, sexes_withheld bigint
-- facts:      activities, participants
select
    coalesce(sum(totals_under), 0)::bigint as totals_under,
    coalesce(sum(activities_withheld), 0)::bigint as totals_withheld,
    coalesce(sum(roles_withheld), 0)::bigint as roles_withheld,
    coalesce(sum(sexes_withheld), 0)::bigint as sexes_withheld,
from rolled.cells as a
where a.scope = 'set' and (
    keeps($selection, a.year, a.pillar, a.activity_type, a.modality)
    and (is_everywhere($selection) or list_contains(($selection).sets, a.country_set))
    or keeps($other, a.year, a.pillar, a.activity_type, a.modality)
    and (is_everywhere($other) or list_contains(($other).sets, a.country_set))
)
