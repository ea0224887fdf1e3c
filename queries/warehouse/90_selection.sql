-- What a selection keeps, said once per fact. Every chart query reads these macros and never filters by itself.
-- A null list means "no filter", an empty list means "nothing".
create macro selected_activities(s) as table
select *
from activities as a
where ((s).years is null or list_contains((s).years, a.year))
    and ((s).pillars is null or list_contains((s).pillars, a.pillar))
    and ((s).activity_types is null or list_contains((s).activity_types, a.activity_type))
    and ((s).modalities is null or list_contains((s).modalities, a.modality))
    and (
        ((s).regions is null and (s).countries is null)
        or a.activity_id in (
            select p.activity_id
            from activity_places as p
            where ((s).regions is null or list_contains((s).regions, p.region))
                and ((s).countries is null or list_contains((s).countries, p.country_code))
        )
    );

-- Activity and country, for figures by country: a multi-country activity stands once in each of its countries.
create macro selected_places(s) as table
select p.*
from activity_places as p
join selected_activities(s) as a using (activity_id)
where ((s).regions is null or list_contains((s).regions, p.region))
    and ((s).countries is null or list_contains((s).countries, p.country_code));

create macro selected_participants(s) as table
select p.*, a.year, a.pillar, a.activity_type, a.modality
from participants as p
join selected_activities(s) as a using (activity_id);

create macro selected_events(s) as table
select *
from seizure_events as e
where ((s).years is null or list_contains((s).years, e.year))
    and ((s).regions is null or list_contains((s).regions, e.region))
    and ((s).countries is null or list_contains((s).countries, e.country_code))
    and ((s).drugs is null or list_contains((s).drugs, e.drug));

create macro selected_annual_seizures(s) as table
select *
from annual_seizures as e
where ((s).years is null or list_contains((s).years, e.year))
    and ((s).regions is null or list_contains((s).regions, e.region))
    and ((s).countries is null or list_contains((s).countries, e.country_code))
    and ((s).drugs is null or list_contains((s).drugs, e.drug));

create macro selected_priorities(s) as table
select *
from priorities as p
where ((s).years is null or list_contains((s).years, p.year))
    and ((s).pillars is null or list_contains((s).pillars, p.pillar));

create macro selected_outputs(s) as table
select *
from outputs as o
where ((s).years is null or list_has_any((s).years, range(o.year_from, o.year_to + 1)))
    and ((s).pillars is null or list_contains((s).pillars, o.pillar));

-- The results of the framework and their indicators. They have no year of their own: an indicator's value is the latest.
create macro selected_results(s) as table
select *
from results as r
where (s).pillars is null or list_contains((s).pillars, r.pillar);

create macro selected_indicators(s) as table
select i.*
from indicators as i
join selected_results(s) as r using (result_id);
