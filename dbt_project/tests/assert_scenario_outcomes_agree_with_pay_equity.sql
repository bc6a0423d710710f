-- The pay gap before the increments is the same in every scenario, and the one that pay equity shows for people of one
-- grade.
select
    outcome.company_id,
    outcome.cycle_id,
    outcome.scenario_id,
    outcome.pay_gap_before_ratio,
    equity.value
from {{ ref('scenario_outcome') }} as outcome
inner join {{ ref('pay_gap_adjusted') }} as equity
    on
        outcome.company_id = equity.company_id
        and outcome.cycle_id = equity.cycle_id
        and equity.scope_type = 'company'
        and equity.measure = 'adjusted_gap'
        and equity.variant = 'grade'
where
    outcome.pay_gap_before_ratio is distinct from equity.value
    and (
        outcome.pay_gap_before_ratio is null
        or equity.value is null
        or abs(outcome.pay_gap_before_ratio - equity.value) > 0.000001
    )
