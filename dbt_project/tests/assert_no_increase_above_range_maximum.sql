-- Nobody is lifted above the range maximum at their FTE, nor by more than the policy's cap; pay never falls.
select
    company_id,
    cycle_id,
    scenario_id,
    person_key
from {{ ref('increment_recommendation') }}
where
    increment_amount < 0
    or (increment_amount > 0 and new_base_amount > cast(range_maximum_amount as decimal(38, 2)) * fte)
    or (increment_amount > 0 and increment_amount > policy_cap_amount)
    or new_base_amount <> base_amount + increment_amount
