-- A scenario sets its merit money in one way, within reason; and `base` changes nothing, because it is the
-- recommendation.
with judged as (
    select
        company_id,
        scenario_id,
        valid_from,
        case
            when budget_factor is null and budget_ratio is null
                then 'sets neither budget_factor nor budget_ratio; a factor of 1 leaves budgets as given'
            when budget_factor is not null and budget_ratio is not null
                then 'sets both budget_factor and budget_ratio; leave one empty'
            when budget_factor < 0 or budget_ratio < 0 or budget_ratio > 1
                then 'sets a budget below nothing or above the whole payroll'
            when policy_cap_ratio <= 0 then 'sets a cap that is not above 0'
            when moved_ratio < 0 or moved_ratio > 1 then 'moves less than nothing or more than the whole budget'
            when moved_ratio > 0 and moved_purpose is null then 'moves money and does not say to which purpose'
            when
                scenario_id = 'base'
                and (
                    coalesce(budget_factor, 0) <> 1
                    or matrix_id <> 'standard'
                    or policy_cap_ratio is not null
                    or moved_ratio <> 0
                )
                then
                    'changes something; base is the recommendation, as budgets and policies stand (factor 1, matrix'
                    || ' standard, no cap, nothing moved)'
        end as fault
    from {{ ref('compensation_scenario') }}
)

select
    company_id,
    scenario_id,
    valid_from,
    'compensation_scenario, company ' || company_id || ' from ' || cast(valid_from as string) || ': scenario '
    || scenario_id || ' ' || fault || '. Correct seeds/policy/compensation_scenario.csv.' as sentence
from judged
where fault is not null
