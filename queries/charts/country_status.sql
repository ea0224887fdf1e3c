-- Countries by their status in the programme: how many there are, how many the selection reached, with how many
-- activities and persons. An activity with countries of two statuses stands in both rows.
-- parameters: selection
-- returns:    programme_status varchar, countries bigint, reached bigint, activities bigint, persons bigint,
--             definition varchar, activities_withheld bigint
-- facts:      activities, participants
with
held as (
    select
        programme_status,
        count(*)::bigint as countries,
        count(*) filter (where activities > 0)::bigint as reached,
    from countries_in($selection)
    where programme_status is not null
    group by programme_status
),
done as (
    select programme_status, sum(activities)::bigint as activities, sum(persons)::bigint as persons,
        sum(activities_withheld)::bigint as activities_withheld,
    from selected_status_cells($selection)
    group by programme_status
)
select
    h.programme_status,
    h.countries,
    h.reached,
    coalesce(d.activities, 0)::bigint as activities,
    case when d.activities is null then 0 else d.persons end::bigint as persons,
    k.definition,
    coalesce(d.activities_withheld, 0)::bigint as activities_withheld,
from held as h
join categories as k on k.dimension = 'programme_status' and k.key = h.programme_status
left join done as d using (programme_status)
order by k.position
