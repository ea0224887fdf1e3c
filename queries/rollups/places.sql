-- Places by which activities are added up.
-- parameters: none
-- returns:    place integer, scope varchar, in_place varchar, region varchar, programme_status varchar, country_set integer
-- facts:      none
select place, scope, in_place, region, programme_status, country_set from rolled.places order by place
