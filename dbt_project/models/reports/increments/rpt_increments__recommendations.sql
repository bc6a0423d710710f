with recommendations as (
    select * from {{ ref('increment_recommendation') }}
    where scenario_id = 'base'
),

-- What the workbooks say stands in them again, also where it was refused: it has to be corrected there.
readings as (
    select * from {{ ref('decision_reading') }}
    where decision = 'increment'
),

secret as (
    select secret from {{ source('raw_meritline', 'person_key_secrets') }}
),

-- The last increment that was decided and stands, of an earlier cycle.
last_increments as (
    select
        recommendations.company_id,
        recommendations.cycle_id,
        recommendations.person_key,
        history.decided_ratio
    from recommendations
    inner join {{ ref('increment_history') }} as history
        on
            recommendations.company_id = history.company_id
            and recommendations.person_key = history.person_key
            and recommendations.effective_date > history.effective_date
    qualify
        row_number() over (
            partition by recommendations.company_id, recommendations.cycle_id, recommendations.person_key
            order by history.effective_date desc, history.cycle_id desc
        ) = 1
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
    recommendations.holder_org_unit_key,
    holder.org_unit_id as holder_org_unit_id,
    {{ row_check(
        "'increment'", 'recommendations.company_id', 'recommendations.cycle_id', 'recommendations.person_key',
        'recommendations.base_amount', 'recommendations.increment_amount', 'recommendations.lump_sum_amount',
        'secret.secret'
    ) }} as row_check,
    recommendations.unit_amount,
    recommendations.budget_rate,
    recommendations.status in ('recommended', 'no_increase') as is_open,
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
    cast(last_increments.decided_ratio as decimal(18, 4)) as last_increment_ratio,
    cast(recommendations.matrix_ratio as decimal(18, 4)) as matrix_ratio,
    {{ plain_words('recommendations.status') }} as recommendation_status,
    recommendations.increment_amount,
    cast(recommendations.increment_ratio as decimal(18, 4)) as increment_ratio,
    recommendations.lump_sum_amount,
    recommendations.new_base_amount,
    recommendations.budget_cost_amount,
    cast(recommendations.new_compa_ratio as decimal(18, 2)) as new_compa_ratio,
    recommendations.cap_amount,
    {{ plain_words('readings.choice') }} as choice,
    readings.stated_ratio,
    readings.decision_reason,
    readings.decided_amount,
    readings.decided_lump_sum_amount,
    cast(recommendations.merit_base_amount + readings.decided_amount as decimal(18, 2)) as decided_base_amount,
    readings.decided_cost_amount,
    case
        when readings.choice is null and readings.stated_ratio is null then null
        when readings.choice = 'change' and readings.stated_ratio is null then 'Type the rate'
        when coalesce(readings.choice, '') <> 'change' and readings.stated_ratio is not null
            then 'The rate counts only with Change'
        when readings.decided_amount > recommendations.cap_amount then 'Over the cap'
        when readings.choice <> 'accept' and readings.decision_reason is null then 'Say why'
        else 'Complete'
    end as decision_state,
    {{ plain_words('decisions.decision_status') }} as decision_status,
    recommendations.effective_date,
    case
        when recommendations.status_reason = 'merit_matrix'
            then headline_reasons.reason_text || coalesce(adjustments.adjustment_text, '')
        else headline_reasons.reason_text
    end as headline_reason
from recommendations
cross join secret
left join readings
    on
        recommendations.company_id = readings.company_id
        and recommendations.cycle_id = readings.cycle_id
        and recommendations.person_key = readings.person_key
left join {{ ref('increment_decision') }} as decisions
    on
        recommendations.company_id = decisions.company_id
        and recommendations.cycle_id = decisions.cycle_id
        and recommendations.person_key = decisions.person_key
left join last_increments
    on
        recommendations.company_id = last_increments.company_id
        and recommendations.cycle_id = last_increments.cycle_id
        and recommendations.person_key = last_increments.person_key
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
