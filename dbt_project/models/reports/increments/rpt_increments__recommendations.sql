with recommendations as (
    select * from {{ ref('increment_recommendation') }}
    where scenario_id = 'base'
),

headline_reasons as (
    {{ headline_reasons('increment', 'recommendations') }}
),

-- What turned the matrix's amount into the recommended one; without it the reason and the amount seem to disagree.
adjustments as (
    select
        company_id,
        cycle_id,
        scenario_id,
        person_key,
        coalesce(' ' || max(case when rule_id = 'proration' then reason_text end), '')
        || coalesce(' ' || max(case when rule_id = 'budget_scale' then reason_text end), '')
        || coalesce(' ' || max(case when rule_id = 'range_maximum' then reason_text end), '')
        || coalesce(' ' || max(case when rule_id = 'policy_cap' then reason_text end), '') as adjustment_text
    from {{ ref('recommendation_reason') }}
    where decision = 'increment' and contribution <> 0
    group by company_id, cycle_id, scenario_id, person_key
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
    holder.org_unit_name as holder_org_unit_name,
    recommendations.rating_value,
    recommendations.rating_label,
    recommendations.currency,
    recommendations.fte,
    recommendations.base_amount,
    recommendations.promotion_amount,
    cast(recommendations.compa_ratio as decimal(18, 2)) as compa_ratio,
    recommendations.position_band,
    cast(recommendations.matrix_ratio as decimal(18, 4)) as matrix_ratio,
    {{ plain_words('recommendations.status') }} as recommendation_status,
    recommendations.increment_amount,
    cast(recommendations.increment_ratio as decimal(18, 4)) as increment_ratio,
    recommendations.lump_sum_amount,
    recommendations.new_base_amount,
    recommendations.budget_cost_amount,
    cast(recommendations.new_compa_ratio as decimal(18, 2)) as new_compa_ratio,
    recommendations.effective_date,
    case
        when recommendations.status_reason = 'merit_matrix'
            then headline_reasons.reason_text || coalesce(adjustments.adjustment_text, '')
        else headline_reasons.reason_text
    end as headline_reason
from recommendations
left join headline_reasons
    on
        recommendations.company_id = headline_reasons.company_id
        and recommendations.cycle_id = headline_reasons.cycle_id
        and recommendations.scenario_id = headline_reasons.scenario_id
        and recommendations.person_key = headline_reasons.person_key
left join adjustments
    on
        recommendations.company_id = adjustments.company_id
        and recommendations.cycle_id = adjustments.cycle_id
        and recommendations.scenario_id = adjustments.scenario_id
        and recommendations.person_key = adjustments.person_key
left join {{ ref('person_identity') }} as identity
    on recommendations.person_key = identity.person_key
left join {{ ref('person_identity') }} as manager
    on recommendations.manager_person_key = manager.person_key
left join {{ ref('dim_org_unit') }} as unit
    on recommendations.org_unit_key = unit.org_unit_key
left join {{ ref('dim_org_unit') }} as holder
    on recommendations.holder_org_unit_key = holder.org_unit_key
left join {{ ref('dim_job') }} as job
    on recommendations.job_key = job.job_key
left join {{ ref('dim_grade') }} as grade
    on recommendations.grade_key = grade.grade_key
