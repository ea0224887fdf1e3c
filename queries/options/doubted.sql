-- Values of filters, years apart, that matter to a caveat: no other tells selections apart that caveats touch.
-- parameters: none
-- returns:    filter varchar, key varchar
-- facts:      none
select 'pillars' as filter, pillar as key from rolled.doubts
union
select 'regions', unnest([region, of_region]) from rolled.doubts
union
select 'countries', unnest([country_code, of_country]) from rolled.doubts
union
select 'activity_types', activity_type from rolled.doubts
union
select 'modalities', modality from rolled.doubts
union
select 'drugs', drug from rolled.doubts
order by filter, key
