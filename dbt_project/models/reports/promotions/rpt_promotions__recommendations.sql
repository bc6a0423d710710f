with recommendations as (
    select * from {{ ref('promotion_recommendation') }}
    where scenario_id = 'base'
),

headline_reasons as (
    {{ headline_reasons('promotion', 'recommendations') }}
)

select
    recommendations.company_id,
    recommendations.cycle_id,
    recommendations.scenario_id,
    recommendations.person_key,
    identity.employee_number,
    identity.employee_name,
    unit.division_name,
    unit.org_unit_name,
    manager.employee_name as manager_name,
    job.job_title,
    grade.grade_id,
    next_grade.grade_id as next_grade_id,
    {{ plain_words('recommendations.status') }} as recommendation_status,
    {{ plain_words('recommendations.readiness') }} as readiness,
    cast(recommendations.readiness_score as decimal(18, 2)) as readiness_score,
    {{ plain_words('recommendations.next_readiness') }} as next_readiness,
    recommendations.distance_to_next_band,
    {{ plain_words('recommendations.lever_component_id') }} as lever_component,
    recommendations.lever_input_change,
    recommendations.missing_component_count,
    recommendations.gates_passed,
    {{ plain_words('recommendations.failed_gate') }} as failed_gate,
    headline_reasons.reason_text as headline_reason,
    recommendations.currency,
    recommendations.next_range_minimum_amount,
    recommendations.next_level_cost_amount,
    recommendations.promotion_amount,
    recommendations.promotion_in_year_cost_amount,
    recommendations.funding_rank,
    recommendations.budget_short_amount,
    recommendations.effective_date
from recommendations
left join headline_reasons
    on
        recommendations.company_id = headline_reasons.company_id
        and recommendations.cycle_id = headline_reasons.cycle_id
        and recommendations.scenario_id = headline_reasons.scenario_id
        and recommendations.person_key = headline_reasons.person_key
left join {{ ref('person_identity') }} as identity
    on recommendations.person_key = identity.person_key
left join {{ ref('person_identity') }} as manager
    on recommendations.manager_person_key = manager.person_key
left join {{ ref('dim_org_unit') }} as unit
    on recommendations.org_unit_key = unit.org_unit_key
left join {{ ref('dim_job') }} as job
    on recommendations.job_key = job.job_key
left join {{ ref('dim_grade') }} as grade
    on recommendations.grade_key = grade.grade_key
left join {{ ref('dim_grade') }} as next_grade
    on recommendations.next_grade_key = next_grade.grade_key
