-- What the measures that pages share are added up from: activities and who took part by place, year and kind, with the countries,
-- partners and priorities that they reach as sets of bits, for these are counted once however many activities reach them.
create table rolled.country_bits as
select
    country_code,
    set_bit(repeat('0', (count(*) over ())::integer)::bit, (row_number() over (order by country_code) - 1)::integer, 1) as bit,
from (select distinct country_code from countries_of_sets where country_code <> 'not_listed');

-- Years, pillars, types and modalities that activities have together.
create table rolled.kinds as
select (row_number() over (order by year, pillar, activity_type, modality) - 1)::integer as kind, *
from (select distinct year, pillar, activity_type, modality from rolled.cells where scope = 'everywhere');

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
    or (p.scope = 'set' and p.country_set = s.country_set)
left join rolled.country_bits as b using (country_code)
group by p.place, s.country_set;

-- An activity is of one set of countries, year and kind; several of them may share partners and priorities.
create temp table kinds as
select (row_number() over (order by country_set, year, pillar, activity_type, modality))::integer as kind, *
from (select distinct country_set, year, pillar, activity_type, modality from activity_facts);

create temp table reached as
with
kinds_of_activities as (
    select f.activity_id, k.kind
    from activity_facts as f
    join kinds as k using (country_set, year, pillar, activity_type, modality)
),
of_partners as (
    select kind, bit_or(bit) as partners
    from (select distinct k.kind, l.partner from activity_partners as l join kinds_of_activities as k using (activity_id))
    join partner_bits using (partner)
    group by kind
),
of_priorities as (
    select kind, bit_or(bit) as priorities
    from rolled.linked_priorities
    join kinds_of_activities using (activity_id)
    join priority_bits using (priority_id)
    where is_planned
    group by kind
)
select
    s.place, k.year, k.pillar, k.activity_type, k.modality,
    bit_or(s.countries) as countries, bit_or(a.partners) as partners, bit_or(b.priorities) as priorities,
from kinds as k
join sets_of_choices as s using (country_set)
left join of_partners as a using (kind)
left join of_priorities as b using (kind)
group by s.place, k.year, k.pillar, k.activity_type, k.modality;

create table rolled.measures as
with
counts as (
    select
        place, scope, year, pillar, activity_type, modality,
        sum(activities)::bigint as activities,
        sum(activities_unlisted)::bigint as activities_unlisted,
        sum(activities_with_total)::bigint as activities_with_total,
        sum(persons)::bigint as persons,
        sum(persons_women_reported)::bigint as persons_women_reported,
        sum(women)::bigint as women,
        sum(persons_sex_withheld)::bigint as persons_sex_withheld,
        sum(activities_withheld)::bigint as activities_withheld,
        sum(sexes_withheld)::bigint as sexes_withheld,
    from rolled.cells
    where scope in ('everywhere', 'region', 'country', 'set')
    group by all
)
select *
from counts
join reached using (place, year, pillar, activity_type, modality)
order by place, year, pillar, activity_type, modality;

drop table partner_bits;

drop table priority_bits;

drop table sets_of_choices;

drop table kinds;

drop table reached;
