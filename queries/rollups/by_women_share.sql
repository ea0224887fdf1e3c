-- Every activity by the highest share of women, of equal ones by most persons: its row among the facts.
-- parameters: none
-- returns:    fact integer
-- facts:      activities, participants
select fact from rolled.by_women_share
