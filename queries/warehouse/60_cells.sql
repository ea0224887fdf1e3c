-- Cells: activities and who took part by place and kind, added up, with the countries, partners and priorities that they reach as sets
-- of bits, for these are counted once however many activities reach them.
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

-- The countries that a place keeps of each set.
create temp table reach_of_places as
select p.place, s.country_set, bit_or(b.bit) as countries
from sets_of_places as s
join rolled.places as p using (place)
join countries_of_sets as c
    on c.country_set = s.country_set
    and case p.scope when 'region' then p.in_place = c.region when 'country' then p.in_place = c.country_code
        when 'status' then p.in_place is not distinct from c.programme_status else true end
left join rolled.country_bits as b using (country_code)
group by p.place, s.country_set;

-- An activity is of one set of countries and kind; several of them may share partners and priorities.
create temp table set_cells as
with
counted as (
    select
        country_set, kind,
        count(*)::bigint as activities,
        -- A total that is withheld for being small is stated all the same.
        count(*) filter (where persons is not null or persons_withheld = 'under')::bigint as activities_with_total,
        count(women)::bigint as activities_with_women,
        sum(persons)::bigint as persons,
        sum(women)::bigint as women,
        sum(men)::bigint as men,
        sum(not_stated)::bigint as not_stated,
        sum(persons_women_reported)::bigint as persons_women_reported,
        sum(men_where_women_reported)::bigint as men_where_women_reported,
        sum(not_stated_where_women_reported)::bigint as not_stated_where_women_reported,
        sum(persons_sex_withheld)::bigint as persons_sex_withheld,
        count(persons_withheld)::bigint as activities_withheld,
        count(*) filter (where persons_withheld = 'under')::bigint as totals_under,
        count(*) filter (where role_withheld)::bigint as roles_withheld,
        count(*) filter (where sex_withheld)::bigint as sexes_withheld,
    from activity_facts
    group by country_set, kind
),
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
select
    c.*,
    if(c.country_set in (select country_set from countries_of_sets where country_code = 'not_listed'), c.activities, 0)::bigint
        as activities_unlisted,
    a.partners, b.priorities,
from counted as c
join set_kinds as k using (country_set, kind)
left join of_partners as a using (set_kind)
left join of_priorities as b using (set_kind);

create table rolled.cells as
with
added_up as (
    select
        r.place, c.kind,
        sum(columns(c.* exclude (country_set, kind, partners, priorities)))::bigint,
        bit_or(r.countries) as countries, bit_or(c.partners) as partners, bit_or(c.priorities) as priorities,
    from set_cells as c
    join reach_of_places as r using (country_set)
    group by r.place, c.kind
)
select p.*, k.*, c.* exclude (place, kind)
from added_up as c
join rolled.places as p using (place)
join rolled.kinds as k using (kind)
order by c.place, c.kind;

drop table partner_bits;

drop table priority_bits;

drop table reach_of_places;

drop table sets_of_places;

drop table set_cells;

drop table set_kinds_of_activities;

drop table set_kinds;
