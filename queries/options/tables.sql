-- The tables of the release that queries read, without those that hold the deliveries as received.
-- parameters: none
-- returns:    name varchar
-- facts:      none
select table_name as name
from duckdb_tables()
where schema_name = 'main' and not internal
order by table_name
