-- Whether recommended pay follows results, by division and by grade of each company. The whole is all divisions:
-- whoever heads a company above them would be the difference. People are given in round numbers, for whoever has no
-- range is in these figures and not in those of the grades.
{%- set measures = {
    'slope_ratio': "measure = 'slope'",
    'differentiation_ratio': "measure = 'differentiation'",
    'overlap_ratio': "measure = 'overlap'",
    'top_share_ratio': "measure = 'top_share'",
    'compression_ratio': "measure = 'compression' and variant = 'reports_paid_as_their_manager'",
    'newcomer_ratio': "measure = 'compression' and variant = 'newcomer_over_incumbent'",
    'cost_rise_ratio': "measure = 'cost_of_labour' and variant = 'rise'",
} %}
with figures as (
    select * from {{ ref('pay_for_performance') }}
    where scope_type in ('divisions', 'division', 'grade') and scenario_id = 'base'
),

sized as (
    select
        company_id,
        cycle_id,
        scenario_id,
        scope_type,
        scope_id,
        {% for name, which in measures.items() -%}
            max(case when {{ which }} then value end) as {{ name }},
        {% endfor -%}
        max(case when measure = 'slope' then lower_value end) as slope_lower_ratio,
        max(case when measure = 'slope' then upper_value end) as slope_upper_ratio,
        max(case when measure = 'cost_of_labour' then n end) as people_count
    from figures
    group by company_id, cycle_id, scenario_id, scope_type, scope_id
),

parts as (
    select
        company_id,
        cycle_id,
        scenario_id,
        scope_type,
        scope_id as part_key,
        people_count as part_size
    from sized
    where scope_type in ('division', 'grade')
),

{{ released_parts('released', 'parts', ['company_id', 'cycle_id', 'scenario_id', 'scope_type']) }},

companies as (
    select
        company_id,
        company_name
    from {{ ref('dim_company') }}
),

policy as (
    {{ disclosure_policy_in_force() }}
),

judged as (
    select
        sized.*,
        companies.company_name,
        policy.minimum_group,
        case
            when sized.people_count < policy.minimum_group then {{ small_group_reason('policy.minimum_group') }}
            else released.withheld_reason
        end as withheld_reason
    from sized
    inner join companies
        on sized.company_id = companies.company_id
    cross join policy
    left join released
        on
            sized.company_id = released.company_id
            and sized.cycle_id = released.cycle_id
            and sized.scenario_id = released.scenario_id
            and sized.scope_type = released.scope_type
            and sized.scope_id = released.part_key
)

select
    company_id,
    cycle_id,
    scenario_id,
    scope_type,
    scope_id,
    company_name,
    case when scope_type = 'grade' then 'grade' else 'division' end as part_kind,
    case when scope_type = 'divisions' then 'All divisions' else scope_id end || ', ' || company_name as part_name,
    case when withheld_reason is null then {{ at_least('people_count', 'minimum_group') }} end
        as people_at_least_count,
    {% for name in ['slope_lower_ratio', 'slope_upper_ratio'] + measures.keys() | list -%}
        case when withheld_reason is null then cast({{ name }} as decimal(18, 4)) end as {{ name }},
    {% endfor -%}
    withheld_reason
from judged
