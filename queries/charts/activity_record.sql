-- One activity with everything recorded about it, and where each of it comes from. Its caveats are its own and those of its
-- countries in its year.
-- parameters: record
-- returns:    activity_id varchar, title varchar, summary varchar, pillar varchar, activity_type varchar, modality varchar,
--             started_on date, ended_on date, date_precision varchar, venue_city varchar, venue_country_code varchar,
--             audience varchar, funder_as_reported varchar, countries varchar[],
--             participants struct("role" varchar, persons integer, women integer, men integer, women_pct_as_reported double, note varchar,
--             total_withheld varchar, sex_withheld boolean)[],
--             partners struct(partner varchar, full_name varchar, kind varchar)[],
--             priorities struct(priority_id varchar, "year" integer, priority varchar, relation varchar, reason varchar, linked_by varchar)[],
--             caveats struct(caveat_id varchar, severity varchar, "text" varchar)[],
--             note varchar, source_url varchar, source_published_on date, delivery_id varchar, row_number integer,
--             delivery_title varchar, producer varchar, date_read date
-- facts:      none
select
    a.activity_id,
    a.title,
    a.summary,
    a.pillar,
    a.activity_type,
    a.modality,
    a.started_on,
    a.ended_on,
    a.date_precision,
    a.venue_city,
    a.venue_country_code,
    a.audience,
    a.funder_as_reported,
    (
        select list(p.country_code order by c.short_name)
        from countries_of_sets as p
        left join countries as c using (country_code)
        where p.country_set = a.country_set
    ) as countries,
    (
        select list(
            {
                'role': p.role, 'persons': p.persons_total::integer, 'women': p.women::integer, 'men': p.men::integer,
                'women_pct_as_reported': p.women_pct_as_reported::double, 'note': p.note,
                'total_withheld': p.total_withheld, 'sex_withheld': nullif(p.sex_withheld, false)
            } order by r.position, p.role
        )
        from participants as p
        left join categories as r on r.dimension = 'role' and r.key = p.role
        where p.activity_id = $record
    ) as participants,
    (
        select list({'partner': l.partner, 'full_name': p.full_name, 'kind': p.kind} order by l.partner)
        from activity_partners as l
        join partners as p using (partner)
        where l.activity_id = $record
    ) as partners,
    (
        select list(
            {
                'priority_id': l.priority_id, 'year': p.year, 'priority': p.priority, 'relation': l.relation,
                'reason': l.reason, 'linked_by': l.linked_by
            } order by l.priority_id, l.relation
        )
        from priority_links as l
        join priorities as p using (priority_id)
        where l.activity_id = $record
    ) as priorities,
    (
        select list({'caveat_id': c.caveat_id, 'severity': c.severity, 'text': c.text} order by c.severity desc, c.caveat_id)
        from caveats as c
        where c.record_id = $record
            or (
                c.dataset in ('activities', 'participants') and c.record_id is null and (c.year is null or c.year = a.year)
                and c.country_code in (select p.country_code from countries_of_sets as p where p.country_set = a.country_set)
            )
    ) as caveats,
    a.note,
    a.source_url,
    a.source_published_on,
    a.delivery_id,
    a.row_number,
    d.title as delivery_title,
    d.producer,
    d.date_read,
from (
    select d.*, f.year, f.country_set
    from delivered.activities as d
    join activity_facts as f using (activity_id)
    where d.activity_id = $record and f.activity_id = $record
) as a
left join deliveries as d using (delivery_id)
