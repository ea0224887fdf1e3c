-- Annual totals as governments reported them, by country and drug. `panel` numbers the countries of the picture, twelve at
-- most: those chosen, else those of the programme (all, if the selection keeps none of these), by their total of the
-- first drug shown;
-- `is_shown` marks the drugs of the picture: those chosen, else the first of the programme's list that is on record.
-- parameters: selection
-- returns:    country_code varchar, region varchar, year integer, drug varchar, quantity_kg double, note varchar,
--             source_title varchar, source_url varchar, panel integer, is_shown boolean
-- facts:      annual_seizures
with
kept as (select * from selected_annual_seizures($selection)),
listed as (
    select k.key as drug, k.position
    from categories as k
    where k.dimension = 'drug' and k.key in (select drug from kept)
),
first_drug as (select drug from listed order by position limit 1),
totals as (
    select
        k.country_code,
        p.country_code is not null as is_of_programme,
        sum(k.quantity_kg) filter (where k.drug = (select drug from first_drug)) as total_kg,
    from kept as k
    left join countries_of_programme as p using (country_code)
    group by all
),
panels as (
    select country_code, row_number() over (order by total_kg desc nulls last, country_code)::integer as panel
    from totals
    where ($selection).countries is not null or is_of_programme or not (select bool_or(is_of_programme) from totals)
    qualify panel <= 12
)
select
    k.country_code,
    k.region,
    k.year,
    k.drug,
    k.quantity_kg::double as quantity_kg,
    k.note,
    k.source_title,
    k.source_url,
    p.panel,
    ($selection).drugs is not null or k.drug = (select drug from first_drug) as is_shown,
from kept as k
join listed as l using (drug)
left join panels as p using (country_code)
order by p.panel nulls last, k.country_code, l.position, k.year
