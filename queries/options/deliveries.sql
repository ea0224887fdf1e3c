-- Where every delivery of the release came from.
-- parameters: none
-- returns:    delivery_id varchar, dataset varchar, producer varchar, title varchar, address varchar, date_read date,
--             licence varchar, confidentiality varchar, sha256 varchar
-- facts:      none
select delivery_id, dataset, producer, title, address, date_read, licence, confidentiality, sha256
from deliveries
order by dataset, date_read, delivery_id
