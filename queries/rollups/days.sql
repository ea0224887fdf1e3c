-- Days on which activities began, in the order of their facts, with how many did.
-- parameters: none
-- returns:    started_on date, activities bigint
-- facts:      activities
select started_on, count(*) as activities from activity_facts group by started_on order by started_on
