-- What a selection keeps, said once per fact. Every chart query reads these macros and never filters by itself.
-- A null list means "no filter", an empty list means "nothing".

-- Whether an activity of a year and kind is kept, wherever it was.
create macro keeps(s, in_year, in_pillar, of_type, in_modality) as
    ((s).years is null or list_contains((s).years, in_year))
    and ((s).pillars is null or list_contains((s).pillars, in_pillar))
    and ((s).activity_types is null or list_contains((s).activity_types, of_type))
    and ((s).modalities is null or list_contains((s).modalities, in_modality));

create macro keeps_place(s, in_region, in_country) as
    ((s).regions is null or list_contains((s).regions, in_region))
    and ((s).countries is null or list_contains((s).countries, in_country));

create macro is_everywhere(s) as (s).regions is null and (s).countries is null;

-- Sets of countries with at least one that is kept.
create macro selected_sets(s) as table
select distinct country_set from countries_of_sets where keeps_place(s, region, country_code);

-- Activities one by one, without their words (`activities` has them).
create macro selected_activities(s) as table
select *
from activity_facts as a
where keeps(s, a.year, a.pillar, a.activity_type, a.modality)
    and (is_everywhere(s) or a.country_set in (select country_set from selected_sets(s)));

-- The few activities that links or caveats name, with their words.
create macro selected_named(s) as table
select *
from rolled.named_activities as a
where keeps(s, a.year, a.pillar, a.activity_type, a.modality)
    and (is_everywhere(s) or a.country_set in (select country_set from selected_sets(s)));

-- Activities added up: each activity kept is in one cell, in whichever places.
create macro selected_cells(s) as table
select * exclude (scope, place, region)
from rolled.cells as c
where keeps(s, c.year, c.pillar, c.activity_type, c.modality)
    and case
        when is_everywhere(s) then c.scope = 'all'
        when (s).countries is null then len((s).regions) = 1 and c.scope = 'region' and c.place = (s).regions[1]
        else len((s).countries) = 1 and c.scope = 'country' and c.place = (s).countries[1] and keeps_place(s, c.region, c.place)
    end
union all by name
-- An activity in two of several places must not count twice.
select * exclude (country_set)
from rolled.set_cells as c
where coalesce(len((s).countries), len((s).regions)) <> 1
    and keeps(s, c.year, c.pillar, c.activity_type, c.modality)
    and c.country_set in (select country_set from selected_sets(s));

-- The same by country, region or status of countries, where an activity stands in each of its own.
create macro selected_country_cells(s) as table
select place as country_code, * exclude (scope, place)
from rolled.cells as c
where c.scope = 'country' and keeps(s, c.year, c.pillar, c.activity_type, c.modality) and keeps_place(s, c.region, c.place);

create macro selected_region_cells(s) as table
select * exclude (scope, place)
from rolled.cells as c
where (s).countries is null and c.scope = 'region'
    and keeps(s, c.year, c.pillar, c.activity_type, c.modality) and keeps_place(s, c.region, null)
union all by name
select * exclude (country_set)
from rolled.set_cells as c
join (select distinct country_set, region from countries_of_sets where keeps_place(s, region, country_code)) using (country_set)
where (s).countries is not null and keeps(s, c.year, c.pillar, c.activity_type, c.modality);

create macro selected_status_cells(s) as table
select place as programme_status, * exclude (scope, place, region)
from rolled.cells as c
where is_everywhere(s) and c.scope = 'status' and keeps(s, c.year, c.pillar, c.activity_type, c.modality)
union all by name
select * exclude (country_set)
from rolled.set_cells as c
join (
    select distinct country_set, programme_status
    from countries_of_sets
    where programme_status is not null and keeps_place(s, region, country_code)
) using (country_set)
where not is_everywhere(s) and keeps(s, c.year, c.pillar, c.activity_type, c.modality);

-- Who took part by role, and the partners: added up over all places, or by set of countries where places are chosen.
create macro selected_roles(s) as table
select *
from rolled.roles as c
where is_everywhere(s) and keeps(s, c.year, c.pillar, c.activity_type, c.modality)
union all by name
select r.* exclude (cell), c.year, c.pillar, c.activity_type, c.modality
from rolled.set_roles as r
join rolled.year_cells as c using (cell)
where not is_everywhere(s)
    and keeps(s, c.year, c.pillar, c.activity_type, c.modality)
    and c.country_set in (select country_set from selected_sets(s));

create macro selected_partners(s) as table
select *
from rolled.partners as c
where is_everywhere(s) and keeps(s, c.year, c.pillar, c.activity_type, c.modality)
union all by name
select c.year, c.pillar, c.activity_type, c.modality, r.partner
from rolled.set_partners as r
join rolled.year_cells as c using (cell)
where not is_everywhere(s)
    and keeps(s, c.year, c.pillar, c.activity_type, c.modality)
    and c.country_set in (select country_set from selected_sets(s));

create macro keeps_event(s, in_year, in_region, in_country, of_drug) as
    ((s).years is null or list_contains((s).years, in_year))
    and keeps_place(s, in_region, in_country)
    and ((s).drugs is null or list_contains((s).drugs, of_drug));

create macro selected_events(s) as table
select * from seizure_events as e where keeps_event(s, e.year, e.region, e.country_code, e.drug);

create macro selected_annual_seizures(s) as table
select * from annual_seizures as e where keeps_event(s, e.year, e.region, e.country_code, e.drug);

create macro selected_priorities(s) as table
select *
from priorities as p
where ((s).years is null or list_contains((s).years, p.year))
    and ((s).pillars is null or list_contains((s).pillars, p.pillar));

create macro keeps_output(s, from_year, to_year, of_pillar) as
    ((s).years is null or list_has_any((s).years, range(from_year, to_year + 1)))
    and ((s).pillars is null or list_contains((s).pillars, of_pillar));

create macro selected_outputs(s) as table
select * from outputs as o where keeps_output(s, o.year_from, o.year_to, o.pillar);

-- The results of the framework and their indicators. They have no year of their own: an indicator's value is the latest.
create macro selected_results(s) as table
select *
from results as r
where (s).pillars is null or list_contains((s).pillars, r.pillar);

create macro selected_indicators(s) as table
select i.*
from indicators as i
join selected_results(s) as r using (result_id);
