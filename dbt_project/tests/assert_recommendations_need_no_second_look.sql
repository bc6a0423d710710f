{{ config(severity='warn') }}
-- Warning: what a policy only warns of, what is either large or unlikely by chance but not both, and what would be
-- refused in a scenario that is not the recommendation.
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
    || case
        when is_explained_by_strata then ' Within the grades it is no more than chance.'
        when state = 'practical_only' then ' Chance alone may explain it.'
        when state = 'statistical_only' then ' It is within the policy, and still not by chance.'
        else ' Chance does not explain it.'
    end as sentence
from {{ ref('fairness') }}
where verdict = 'warn' or (verdict = 'block' and scenario_id <> 'base')
