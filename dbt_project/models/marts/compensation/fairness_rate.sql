-- How many of each group were recommended, by stratum: what the impact ratio counts.
select
    company_id,
    cycle_id,
    scenario_id,
    decision,
    attribute,
    group_id,
    stratum,
    cast(count(*) as bigint) as people_count,
    cast(count_if(is_selected) as bigint) as selected_count
from {{ ref('fairness_pool') }}
group by company_id, cycle_id, scenario_id, decision, attribute, group_id, stratum
