{#- Each step from the matrix to the amount: rule, what went in, what it was held against, the difference it makes. -#}
{%- set increment_steps = [
    {
        'rule': "'merit_matrix'",
        'input_name': "'rating_and_position'",
        'input': "cast(rating_value as string) || ' ' || rating_label || ', ' || position_band || ' in range'",
        'threshold': "cast(cast(matrix_ratio * 100 as decimal(9, 2)) as string) || ' %'",
        'contribution': 'matrix_amount',
        'applies': 'true',
    },
    {
        'rule': "'proration'",
        'input_name': "'service_months'",
        'input': 'cast(service_months as string)',
        'threshold': 'cast(proration_months as string)',
        'contribution': 'proration_contribution',
        'applies': 'proration_contribution <> 0',
    },
    {
        'rule': "case when scale_ratio is null then 'budget_above_caps' else 'budget_scale' end",
        'input_name': "'scale_ratio'",
        'input': 'cast(cast(scale_ratio as decimal(18, 4)) as string)',
        'threshold': 'cast(budget_amount as string)',
        'contribution': 'scale_contribution',
        'applies': 'scale_contribution <> 0',
    },
    {
        'rule': "case when headroom_amount <= policy_cap_amount then 'range_maximum' else 'policy_cap' end",
        'input_name': "'cap_amount'",
        'input': 'cast(cap_amount as string)',
        'threshold': 'cast(cap_amount as string)',
        'contribution': 'cap_contribution',
        'applies': 'cap_contribution <> 0',
    },
    {
        'rule': "'rounding'",
        'input_name': "'increment_amount'",
        'input': 'cast(increment_amount as string)',
        'threshold': 'cast(unit_amount as string)',
        'contribution': 'rounding_contribution',
        'applies': 'rounding_contribution <> 0',
    },
    {
        'rule': "'lump_sum'",
        'input_name': "'lump_sum_want_amount'",
        'input': 'cast(lump_sum_want_amount as string)',
        'threshold': 'cast(lump_sum_amount as string)',
        'contribution': '0',
        'applies': 'lump_sum_want_amount > 0',
    },
] -%}

with absent as (
    {{ absent_fields({
        'base': ['comp_base', 'annual_base_amount'],
        'range': ['pay_range', 'midpoint_amount'],
        'rating': ['review', 'rating_value'],
        'rank': ['grade', 'grade_rank'],
        'potential': ['talent_rating', 'potential_value'],
        'learning': ['learning_record', 'status'],
    }) }}
),

checks as (
    select
        checked.*,
        absent.*
    from {{ ref('compensation_check') }} as checked
    cross join absent
),

increments as (
    select * from {{ ref('increment_recommendation') }}
),

entitlements as (
    select * from {{ ref('increment_entitlement') }}
),

promotions as (
    select * from {{ ref('promotion_recommendation') }}
),

components as (
    select
        scored.*,
        absent.*
    from {{ ref('promotion_score') }} as scored
    cross join absent
),

cycles as (
    select * from {{ ref('compensation_cycle') }}
),

templates as (
    select * from {{ ref('reason_text') }}
),

promotion_policies as (
    {{ policy_in_force(ref('promotion_policy'), 'cycles', ['minimum_coverage_ratio']) }}
),

ready_bands as (
    {{ policy_in_force(ref('readiness_band'), 'cycles', ['readiness', 'lower_score']) }}
),

-- An increment shows the rules that stopped it, a promotion every gate.
check_reasons as (
    select
        company_id,
        cycle_id,
        scenario_id,
        person_key,
        decision,
        rule_sequence as sequence,
        rule_id,
        case
            when is_passed then 'passed'
            when rule_id = 'no_pay' and is_base_absent then 'absent'
            when rule_id = 'no_range' and is_range_absent then 'absent'
            when rule_id = 'unrated' and is_rating_absent then 'absent'
            when rule_id = 'no_grade' and is_rank_absent then 'absent'
            else 'failed'
        end as outcome,
        input_name,
        input_value,
        threshold,
        cast(0 as decimal(18, 6)) as contribution,
        cast(null as string) as currency
    from checks
    where decision = 'promotion' or not is_passed
),

matrix_gap_reasons as (
    select
        company_id,
        cycle_id,
        scenario_id,
        person_key,
        'increment' as decision,
        100 as sequence,
        status_reason as rule_id,
        'failed' as outcome,
        'rating_and_position' as input_name,
        rating_label || ', ' || position_band || ' in range' as input_value,
        cast(null as string) as threshold,
        cast(0 as decimal(18, 6)) as contribution,
        currency
    from increments
    where status_reason = 'no_matrix_cell'
),

increments_compared as (
    select
        increments.*,
        entitlements.budget_amount,
        entitlements.service_months,
        entitlements.proration_months,
        increments.prorated_amount - increments.matrix_amount as proration_contribution,
        case
            when increments.want_amount = 0 then 0
            when increments.scale_ratio is null then greatest(increments.cap_amount - increments.want_amount, 0)
            else increments.scaled_amount - increments.want_amount
        end as scale_contribution,
        case
            when increments.want_amount = 0 then 0
            when increments.scale_ratio is null then least(increments.cap_amount - increments.want_amount, 0)
            else increments.exact_amount - increments.scaled_amount
        end as cap_contribution
    from increments
    inner join entitlements
        on
            increments.company_id = entitlements.company_id
            and increments.cycle_id = entitlements.cycle_id
            and increments.scenario_id = entitlements.scenario_id
            and increments.person_key = entitlements.person_key
    where increments.status in ('recommended', 'no_increase')
),

-- What is left between the exact walk and the amount paid: the want to cents, the amount to the unit.
increments_walked as (
    select
        *,
        increment_amount - prorated_amount - scale_contribution - cap_contribution as rounding_contribution
    from increments_compared
),

increment_reasons as (
    {% for step in increment_steps %}
        select
            company_id,
            cycle_id,
            scenario_id,
            person_key,
            'increment' as decision,
            {{ 100 + loop.index }} as sequence,
            {{ step.rule }} as rule_id,
            'applied' as outcome,
            {{ step.input_name }} as input_name,
            {{ step.input }} as input_value,
            {{ step.threshold }} as threshold,
            cast({{ step.contribution }} as decimal(18, 6)) as contribution,
            currency
        from increments_walked
        where {{ step.applies }}
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

-- A component adds to the score only where there is a score.
component_reasons as (
    select
        company_id,
        cycle_id,
        scenario_id,
        person_key,
        'promotion' as decision,
        100 + component_sequence as sequence,
        component_id as rule_id,
        case
            when unit_score is not null then 'applied'
            when component_id = 'sustained_rating' and is_rating_absent then 'absent'
            when component_id = 'assessed_potential' and is_potential_absent then 'absent'
            when component_id = 'learning_completion' and is_learning_absent then 'absent'
            else 'missing'
        end as outcome,
        component_id as input_name,
        case
            when component_id = 'time_in_grade' then cast(cast(input_value as int) as string)
            else cast(cast(input_value as decimal(9, 3)) as string)
        end as input_value,
        case
            when component_id = 'time_in_grade' then cast(cast(target_value as int) as string)
            else cast(cast(target_value as decimal(9, 3)) as string)
        end as threshold,
        coalesce(contribution, cast(0 as decimal(18, 6))) as contribution,
        cast(null as string) as currency
    from components
    where is_assessed or unit_score is null
),

score_reasons as (
    select
        promotions.company_id,
        promotions.cycle_id,
        promotions.scenario_id,
        promotions.person_key,
        'promotion' as decision,
        200 as sequence,
        case when promotions.readiness_score is null then 'coverage' else 'readiness_score' end as rule_id,
        case when promotions.readiness_score >= ready_bands.lower_score then 'reached' else 'below' end as outcome,
        case when promotions.readiness_score is null then 'coverage_ratio' else 'readiness_score' end as input_name,
        cast(cast(coalesce(promotions.readiness_score, promotions.coverage_ratio) as decimal(9, 4)) as string)
            as input_value,
        case
            when promotions.readiness_score is null then cast(promotion_policies.minimum_coverage_ratio as string)
            else cast(ready_bands.lower_score as string)
        end as threshold,
        cast(0 as decimal(18, 6)) as contribution,
        cast(null as string) as currency
    from promotions
    inner join promotion_policies
        on
            promotions.company_id = promotion_policies.company_id
            and promotions.cycle_id = promotion_policies.cycle_id
            and promotions.scenario_id = promotion_policies.scenario_id
    inner join ready_bands
        on
            promotions.company_id = ready_bands.company_id
            and promotions.cycle_id = ready_bands.cycle_id
            and promotions.scenario_id = ready_bands.scenario_id
            and ready_bands.readiness = 'ready_now'
),

reasons as (
    select * from check_reasons
    union all
    select * from matrix_gap_reasons
    union all
    select * from increment_reasons
    union all
    select * from component_reasons
    union all
    select * from score_reasons
)

select
    reasons.company_id,
    reasons.cycle_id,
    reasons.scenario_id,
    reasons.person_key,
    reasons.decision,
    cast(reasons.sequence as int) as sequence,
    reasons.rule_id,
    reasons.outcome,
    reasons.input_name,
    reasons.input_value,
    reasons.threshold,
    reasons.contribution,
    reasons.currency,
    replace(
        replace(
            replace(
                replace(templates.template, '{input}', coalesce(reasons.input_value, 'nothing')),
                '{threshold}', coalesce(reasons.threshold, 'nothing')
            ),
            '{currency}', coalesce(reasons.currency, '')
        ),
        '{contribution}',
        case
            when reasons.decision = 'increment' then cast(cast(reasons.contribution as decimal(18, 2)) as string)
            else cast(cast(reasons.contribution as decimal(9, 3)) as string)
        end
    ) as reason_text
from reasons
left join templates
    on
        reasons.decision = templates.decision
        and reasons.rule_id = templates.rule_id
        and reasons.outcome = templates.outcome
