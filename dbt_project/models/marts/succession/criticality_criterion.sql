-- How critical a role is by stated criteria: each criterion's measure, its mark and its part of the score.
with roles as (
    select
        *,
        {{ as_of_date() }} as policy_date
    from {{ ref('critical_role') }}
),

asked as (
    select distinct
        company_id,
        policy_date
    from roles
),

weights as (
    {{ policy_on_date(
        ref('criticality_weight'), 'asked', ['criterion_id', 'weight_ratio', 'floor_value', 'target_value']
    ) }}
),

levels as (
    {{ policy_on_date(ref('criticality_level'), 'asked', ['criticality', 'impact_ratio']) }}
),

measured as (
    select
        roles.company_id,
        roles.role_key,
        weights.criterion_id,
        weights.weight_ratio,
        weights.floor_value,
        weights.target_value,
        case weights.criterion_id
            when 'declared_impact' then cast(levels.impact_ratio as decimal(18, 6))
            when 'people_led' then {{ exact_ratio('roles.people_led_count', 'roles.company_people_count') }}
            when 'scarcity' then {{ exact_ratio('1', '1 + roles.others_in_job_count') }}
            when 'vacancy'
                then
                    case
                        when roles.incumbent_status <> 'held' then cast(1 as decimal(18, 6))
                        when roles.retirement_months is null then null
                        when roles.retirement_months >= roles.retirement_horizon_months then cast(0 as decimal(18, 6))
                        else {{ exact_ratio(
                            'greatest(roles.retirement_horizon_months - roles.retirement_months, 0)',
                            'roles.retirement_horizon_months'
                        ) }}
                    end
        end as input_value
    from roles
    inner join weights
        on roles.company_id = weights.company_id
    left join levels
        on
            roles.company_id = levels.company_id
            and lower(roles.criticality) = levels.criticality
),

{{ weighed_ramps('measured', ['role_key']) }},

contributed as (
    select
        *,
        {{ exact_ratio('weight_ratio * unit_score', 'covered_weight') }} as contribution,
        {{ exact_ratio('covered_weight', 'whole_weight') }} as coverage_ratio
    from covered
)

select
    company_id,
    role_key,
    criterion_id,
    weight_ratio,
    input_value,
    unit_score,
    contribution,
    coverage_ratio,
    cast(sum(contribution) over (partition by role_key) as decimal(18, 6)) as criticality_score
from contributed
