-- The activities whose participants are counted of either selection, newest first, each with its source; at most `most` of all `found`.
-- parameters: selection, other, most
-- returns:    record_id varchar, title varchar, day date, date_precision varchar, source_url varchar, is_activity boolean,
--             found bigint
-- facts:      participants
with
found as (
    select place, activity_id, started_on
    from activity_facts as a
    where counts_persons and (
        keeps($selection, a.year, a.pillar, a.activity_type, a.modality)
        and (is_everywhere($selection) or list_contains(($selection).sets, a.country_set))
        or keeps($other, a.year, a.pillar, a.activity_type, a.modality)
        and (is_everywhere($other) or list_contains(($other).sets, a.country_set))
    )
),
shown as (select * from found order by started_on desc, activity_id limit $most)
select d.activity_id as record_id, d.title, d.started_on as day, d.date_precision, d.source_url, true as is_activity,
    (select count(*) from found)::bigint as found,
from shown as a
join delivered.activities as d on d.rowid = a.place
order by a.started_on desc, a.activity_id
