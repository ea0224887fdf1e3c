-- Every delivery of the release with where it came from.
-- parameters: none
-- returns:    dataset varchar, delivery_id varchar, title varchar, producer varchar, address varchar, date_read date,
--             licence varchar, confidentiality varchar, delivered_rows bigint, corrects varchar[], note varchar,
--             sha256 varchar
-- facts:      deliveries
select
    dataset, delivery_id, title, producer, address, date_read, licence, confidentiality, rows as delivered_rows, corrects,
    note, sha256,
from deliveries
order by delivery_id
