-- The readiness score of a person for a role, by component: the measure, its mark on a straight ramp, its part.
with pool as (
    select * from {{ ref('successor_pool') }}
),

asked as (
    select distinct
        company_id,
        {{ as_of_date() }} as policy_date
    from pool
),

weights as (
    {{ policy_on_date(
        ref('succession_weight'), 'asked',
        ['component_id', 'component_sequence', 'weight_ratio', 'floor_value', 'target_value']
    ) }}
),

roles as (
    select
        role_key,
        role_grade_rank
    from {{ ref('critical_role') }}
),

people as (
    select
        person_key,
        grade_rank,
        grade_since_date
    from {{ ref('dim_employee') }}
),

grid as (
    select
        person_key,
        performance_value,
        potential_value
    from {{ ref('talent_grid') }}
),

measured as (
    select
        pool.company_id,
        pool.role_key,
        pool.person_key,
        weights.component_id,
        weights.component_sequence,
        weights.weight_ratio,
        weights.floor_value,
        weights.target_value,
        case weights.component_id
            when 'performance' then {{ exact_ratio('grid.performance_value', '5') }}
            when 'potential' then {{ exact_ratio('grid.potential_value', '5') }}
            when 'competency_fit'
                then case when pool.assessed_sum > 0 then {{ exact_ratio('pool.met_sum', 'pool.required_sum') }} end
            when 'scope' then {{ exact_ratio('people.grade_rank', 'roles.role_grade_rank') }}
            when 'time_in_grade'
                then cast({{ completed_months('people.grade_since_date', as_of_date()) }} as decimal(18, 6))
        end as input_value
    from pool
    inner join weights
        on pool.company_id = weights.company_id
    inner join roles
        on pool.role_key = roles.role_key
    left join people
        on pool.person_key = people.person_key
    left join grid
        on pool.person_key = grid.person_key
),

{{ weighed_ramps('measured', ['role_key', 'person_key']) }},

contributed as (
    select
        *,
        {{ exact_ratio('weight_ratio * unit_score', 'covered_weight') }} as contribution,
        {{ exact_ratio('covered_weight', 'whole_weight') }} as coverage_ratio,
        -- What the score would gain by full marks here.
        {{ exact_ratio('weight_ratio * (1 - unit_score)', 'covered_weight') }} as missing_contribution
    from covered
)

select
    company_id,
    role_key,
    person_key,
    component_id,
    component_sequence,
    weight_ratio,
    floor_value,
    target_value,
    input_value,
    unit_score,
    contribution,
    missing_contribution,
    coverage_ratio,
    cast(sum(contribution) over (partition by role_key, person_key) as decimal(18, 6)) as known_score
from contributed
