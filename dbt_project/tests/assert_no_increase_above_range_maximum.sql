-- Nobody is lifted above the maximum at their FTE of the range after promotion, nor by more than the policy's cap or
-- the floor; pay never falls.
select
    company_id,
    cycle_id,
    scenario_id,
    person_key
from {{ ref('increment_recommendation') }}
where
    increment_amount < 0
    or (increment_amount > 0 and new_base_amount > cast(merit_range_maximum_amount as decimal(38, 2)) * fte)
    or (increment_amount > 0 and increment_amount > greatest(policy_cap_amount, floor_amount))
    or new_base_amount <> base_amount + promotion_amount + increment_amount
    or merit_base_amount <> base_amount + promotion_amount
