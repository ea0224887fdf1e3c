-- What was reported to have followed single seizures: the furthest stage first, then reports that fit no stage, then the
-- seizures for which nothing was read. `share` is of all seizures kept.
-- parameters: selection
-- returns:    follow_up_stage varchar, is_reported boolean, seizures bigint, share double
-- facts:      seizure_events
with
kept as (
    select follow_up_stage, follow_up_as_reported is not null or follow_up_stage is not null as is_reported
    from selected_events($selection)
)
select
    k.follow_up_stage,
    k.is_reported,
    count(*)::bigint as seizures,
    count(*)::double / (select count(*) from kept) as share,
from kept as k
left join categories as c on c.dimension = 'follow_up_stage' and c.key = k.follow_up_stage
group by k.follow_up_stage, k.is_reported, c.position
order by k.is_reported desc, c.position desc nulls last
