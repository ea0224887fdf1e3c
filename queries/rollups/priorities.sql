-- Every priority, with its year and pillar.
-- parameters: none
-- returns:    priority_id varchar, priority varchar, year integer, pillar varchar
-- facts:      priorities
select priority_id, priority, year, pillar from priorities order by priority_id
