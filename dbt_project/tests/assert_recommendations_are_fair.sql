-- The gate: a group that fares worse than the policy allows, and not by chance, stops every delivery of the run. Of the
-- scenarios only `base` is delivered.
select
    company_id,
    cycle_id,
    scenario_id,
    decision,
    attribute,
    group_id,
    measure,
    company_id || ', cycle ' || cycle_id || ', scenario ' || scenario_id
    || ', fairness by ' || replace(attribute, '_', ' ') || ': ' || finding_text
    || ' Chance does not explain it. Look for the cause in ratings, matrix and budgets;'
    || ' the policy is seeds/policy/fairness_policy.csv.' as sentence
from {{ ref('fairness') }}
where verdict = 'block' and scenario_id = 'base'
