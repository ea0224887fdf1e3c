-- What the measures that pages share are added up from: activities and who took part by place, year and kind, with the countries,
-- partners and priorities that they reach as sets of bits, for these are counted once however many activities reach them.
create table rolled.country_bits as
select
    country_code,
    set_bit(repeat('0', (count(*) over ())::integer)::bit, (row_number() over (order by country_code) - 1)::integer, 1) as bit,
from (select distinct country_code from countries_of_sets where country_code <> 'not_listed');

create table rolled.planned as
select planned_year, (select count(*) from priorities where year = planned_year) as priorities from programme;

create temp table partner_bits as
select partner, set_bit(repeat('0', (count(*) over ())::integer)::bit, (row_number() over (order by partner) - 1)::integer, 1) as bit
from (select distinct partner from activity_partners);

create temp table priority_bits as
select
    priority_id,
    set_bit(repeat('0', (count(*) over ())::integer)::bit, (row_number() over (order by priority_id) - 1)::integer, 1) as bit,
from (select distinct priority_id from rolled.linked_priorities where is_planned);

-- The sets of countries with one that a place keeps, and which they have of those.
create temp table sets_of_choices as
select p.place, s.country_set, bit_or(b.bit) as countries
from rolled.places as p
join countries_of_sets as s
    on p.scope = 'everywhere' or (p.scope = 'region' and p.in_place = s.region) or (p.scope = 'country' and p.in_place = s.country_code)
    or (p.scope = 'status' and p.in_place = s.programme_status) or (p.scope = 'set' and p.country_set = s.country_set)
left join rolled.country_bits as b using (country_code)
group by p.place, s.country_set;

-- An activity is of one set of countries and kind; several of them may share partners and priorities.
create temp table reached as
with
of_partners as (
    select set_kind, bit_or(bit) as partners
    from (select distinct k.set_kind, l.partner from activity_partners as l join set_kinds_of_activities as k using (activity_id))
    join partner_bits using (partner)
    group by set_kind
),
of_priorities as (
    select set_kind, bit_or(bit) as priorities
    from rolled.linked_priorities
    join set_kinds_of_activities using (activity_id)
    join priority_bits using (priority_id)
    where is_planned
    group by set_kind
)
select s.place, k.kind, bit_or(s.countries) as countries, bit_or(a.partners) as partners, bit_or(b.priorities) as priorities
from set_kinds as k
join sets_of_choices as s using (country_set)
left join of_partners as a using (set_kind)
left join of_priorities as b using (set_kind)
group by s.place, k.kind;

create table rolled.measures as
with
counts as (
    select
        place, scope, kind, year, pillar, activity_type, modality,
        sum(columns(c.* exclude (
            place, scope, in_place, region, programme_status, country_set, kind, year, pillar, activity_type, modality, quarter,
            is_year_only
        )))::bigint,
    from rolled.cells as c
    group by all
)
select *
from counts
join reached using (place, kind)
order by place, kind;

drop table partner_bits;

drop table priority_bits;

drop table sets_of_choices;

drop table set_kinds_of_activities;

drop table set_kinds;

drop table reached;
