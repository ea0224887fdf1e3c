-- The tables of the release that queries read, without those that hold the deliveries as received.
-- parameters: none
-- returns:    name varchar
-- facts:      none
select table_name as name from duckdb_tables() where schema_name = 'main' and not internal 
    and table_name not in ('activity_facts', 'country_sets', 'countries_of_sets')
union all
select view_name from duckdb_views() where schema_name = 'main' and not internal
order by name
