-- The values each filter may take: those that some record holds.
-- parameters: none
-- returns:    filter varchar, key varchar
-- facts:      none
select 'year' as filter, year::varchar as key from (select distinct year from rolled.cells union select distinct year from priorities)
union
select 'pillar', key from categories where dimension = 'pillar'
union
select 'type', key from categories where dimension = 'activity_type'
union
select 'modality', key from categories where dimension = 'modality'
union
select 'drug', key from categories where dimension = 'drug'
union
select 'region', region from countries
union
select 'country', country_code from countries
union
select f, 'not_listed' from (values ('region'), ('country')) as t (f)
order by filter, key
