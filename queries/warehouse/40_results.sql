-- The results framework, priorities and what links them to activities.
create table results as select * from delivered.results;
create table outputs as select * from delivered.outputs;
create table priorities as select * from delivered.priorities;

create table priority_links as
select l.*, d.producer as linked_by
from delivered.priority_links as l
join delivered.deliveries as d using (delivery_id);

-- The target in force is the one decided last, then the one due last.
create table indicator_targets as
select
    *,
    row_number() over (
        partition by indicator_id order by decided_on desc nulls last, target_date desc
    ) = 1 as is_in_force,
from delivered.indicator_targets;

create table indicator_values as
with
computed as (
    select
        i.indicator_id,
        (select cut_off from programme) as value_date,
        'day' as date_precision,
        count(distinct p.country_code)::double as value,
    from delivered.indicators as i
    left join (
        select c.programme_status, p.country_code, a.started_on
        from activity_places as p
        join countries as c using (country_code)
        join activity_facts as a using (activity_id)
    ) as p on p.programme_status = i.computed_argument and p.started_on > i.baseline_date
    where i.computed_rule = 'countries_active_after_baseline'
    group by i.indicator_id
)
select
    indicator_id, value_date, date_precision, part, value::double as value, value_text, source_url, note,
    false as is_computed,
from delivered.indicator_values
union all
select
    indicator_id, value_date, date_precision, null, value, null, null, null,
    true,
from computed;

-- One row an indicator: latest value of the whole, target in force, and a status by a stated rule.
create table indicators as
with
latest as (
    select *
    from indicator_values
    where coalesce(part, '') = ''
    qualify row_number() over (partition by indicator_id order by value_date desc) = 1
),
parts as (
    select v.indicator_id, v.value_date, count(*)::integer as parts, sum(v.value)::double as parts_sum
    from indicator_values as v
    where coalesce(v.part, '') <> ''
    group by v.indicator_id, v.value_date
),
joined as (
    select
        i.* exclude (delivery_id, row_number, baseline_value),
        i.baseline_value::double as baseline_value,
        t.target_date,
        t.target_value::double as target_value,
        t.target_text,
        t.decided_on,
        t.source_url as target_source_url,
        t.note as target_note,
        (select count(*) from indicator_targets as x where x.indicator_id = i.indicator_id)::integer as targets_set,
        l.value_date,
        l.date_precision as value_precision,
        case l.date_precision
            when 'year' then make_date(year(l.value_date), 12, 31)
            when 'month' then last_day(l.value_date)
            else l.value_date
        end as value_known_until,
        l.value,
        l.value_text,
        coalesce(l.is_computed, false) as is_computed,
        l.source_url as value_source_url,
        l.note as value_note,
        p.parts,
        p.parts_sum,
        i.delivery_id,
        i.row_number,
    from delivered.indicators as i
    left join latest as l using (indicator_id)
    left join indicator_targets as t on t.indicator_id = i.indicator_id and t.is_in_force
    left join parts as p on p.indicator_id = i.indicator_id and p.value_date = l.value_date
)
select
    *,
    -- Progress is the way covered from baseline to target; it exists only where both are numbers and differ. What is
    -- counted anew each year has none until its year is over.
    case
        when accumulation = 'annual' and target_date > (select cut_off from programme) then null
        when value_kind = 'number' and value is not null and baseline_value is not null
            and target_value is not null and target_value <> baseline_value
        then (value - baseline_value) / (target_value - baseline_value)
    end as progress,
    case
        when value_kind = 'text' then 'not_measurable'
        when target_value is null then 'no_target'
        when value is null then 'no_value'
        when accumulation = 'annual' and target_date > (select cut_off from programme) then 'not_due'
        when direction = 'rising' and value > target_value then 'exceeded'
        when direction = 'falling' and value < target_value then 'exceeded'
        when value = target_value then 'met'
        when direction = 'rising' and value < baseline_value then 'regressed'
        when direction = 'falling' and value > baseline_value then 'regressed'
        when target_date > (select cut_off from programme) then 'not_due'
        -- A value older than the due date says nothing about the due date.
        when value_known_until < target_date then 'outdated'
        else 'behind'
    end as status,
    case when parts is not null and value is not null then abs(parts_sum - value) < 1e-9 end as parts_add_up,
from joined;
