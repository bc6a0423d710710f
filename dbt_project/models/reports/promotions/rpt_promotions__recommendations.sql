with recommendations as (
    select * from {{ ref('promotion_recommendation') }}
    where scenario_id = 'base'
),

-- What the workbooks say stands in them again, also where it was refused: it has to be corrected there.
readings as (
    select * from {{ ref('decision_reading') }}
    where decision = 'promotion'
),

secret as (
    select secret from {{ source('raw_meritline', 'person_key_secrets') }}
),

headline_reasons as (
    {{ headline_reasons('promotion', 'recommendations') }}
)

select
    recommendations.company_id,
    recommendations.cycle_id,
    recommendations.scenario_id,
    recommendations.person_key,
    readings.holder_org_unit_key,
    holder.org_unit_id as holder_org_unit_id,
    {{ row_check(
        "'promotion'", 'recommendations.company_id', 'recommendations.cycle_id', 'recommendations.person_key',
        'cast(null as decimal(18, 2))', 'recommendations.next_level_cost_amount', 'cast(null as decimal(18, 2))',
        'secret.secret'
    ) }} as row_check,
    readings.is_open,
    readings.is_asked,
    identity.employee_number,
    identity.employee_name,
    unit.division_name,
    unit.org_unit_name,
    manager.employee_name as manager_name,
    job.job_title,
    grade.grade_id,
    next_grade.grade_id as next_grade_id,
    holder.org_unit_name as holder_org_unit_name,
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
    {{ plain_words('readings.choice') }} as choice,
    readings.decision_reason,
    readings.decided_amount,
    case
        when readings.choice is null then null
        when readings.choice = 'accept' and readings.decided_amount is null then 'The cost is not known'
        when (readings.choice = 'accept') <> readings.is_asked and readings.decision_reason is null then 'Say why'
        else 'Complete'
    end as decision_state,
    {{ plain_words('decisions.decision_status') }} as decision_status,
    recommendations.effective_date
from recommendations
cross join secret
left join readings
    on
        recommendations.company_id = readings.company_id
        and recommendations.cycle_id = readings.cycle_id
        and recommendations.person_key = readings.person_key
left join {{ ref('promotion_decision') }} as decisions
    on
        recommendations.company_id = decisions.company_id
        and recommendations.cycle_id = decisions.cycle_id
        and recommendations.person_key = decisions.person_key
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
left join {{ ref('dim_org_unit') }} as holder
    on readings.holder_org_unit_key = holder.org_unit_key
