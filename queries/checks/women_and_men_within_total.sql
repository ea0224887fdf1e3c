-- Women and men together are no more than the persons they are part of.
select activity_id, role, persons_total, women, men, delivery_id, row_number
from delivered.participants
where
    coalesce(women, 0) + coalesce(men, 0) > persons_total
    or (persons_total is null and (women is not null or men is not null))
    or least(persons_total, women, men) < 0
