-- In a published database, no head count of a restricted delivery, and nothing left over beside it, is of a small group.
with
restricted as (
    select p.*, round(p.persons_total * p.women_pct_as_reported / 100)::bigint as women_of_pct
    from delivered.participants as p
    join delivered.deliveries as d using (delivery_id)
    where d.confidentiality = 'restricted'
),
parts as (
    select
        activity_id,
        role,
        delivery_id,
        total_withheld,
        unnest([
            persons_total,
            women,
            men,
            case when women is not null or men is not null then persons_total - coalesce(women, 0) - coalesce(men, 0) end,
            women_of_pct,
            persons_total - women_of_pct,
        ]) as part,
    from restricted
)
-- The build sets the variable for a published database only; without it nothing is small.
select activity_id, role, part, total_withheld, delivery_id
from parts
where (part > 0 and part < getvariable('small_group')) or (part is not null and total_withheld is not null)
