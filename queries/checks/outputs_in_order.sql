-- The years of an output are in order and not after the cut-off.
select o.output_id, o.year_from, o.year_to, o.delivery_id, o.row_number
from delivered.outputs as o
cross join delivered.programme as p
where o.year_from > o.year_to or o.year_to > year(p.cut_off)
