{#- A view: its rows are read once, for their words. -#}
{{ config(materialized='view') }}

{#- Each step from the matrix to the amount: rule, what went in, what it was held against, the difference it makes. -#}
{%- set steps = [
    {
        'rule': "'merit_matrix'",
        'input_name': "'rating_and_position'",
        'input': "cast(rating_value as string) || ' ' || rating_label || ', ' || position_band || ' in range'",
        'threshold': "cast(cast(matrix_ratio * 100 as decimal(9, 2)) as string) || ' %'",
        'contribution': 'matrix_amount',
        'applies': 'true',
    },
    {
        'rule': "'recognition'",
        'input_name': "'award_count'",
        'input': 'cast(award_count as string)',
        'threshold': "cast(cast(recognition_ratio * 100 as decimal(9, 2)) as string) || ' %'",
        'contribution': 'recognition_amount',
        'applies': 'recognition_amount <> 0',
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
        'rule': "'range_minimum_floor'",
        'input_name': "'floor_amount'",
        'input': 'cast(floor_amount as string)',
        'threshold': 'cast(merit_range_minimum_amount as string)',
        'contribution': 'floor_contribution',
        'applies': 'floor_amount > 0',
    },
    {
        'rule': "case when scale_ratio is null then 'budget_above_caps' else 'budget_scale' end",
        'input_name': "'scale_ratio'",
        'input': 'cast(cast(scale_ratio as decimal(18, 4)) as string)',
        'threshold': "budget_currency || ' ' || cast(budget_amount as string)",
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
    {
        'rule': "'awards'",
        'input_name': "'award_count'",
        'input': 'cast(award_count as string)',
        'threshold': "coalesce(award_currency || ' ' || cast(award_amount as string), 'no money')",
        'contribution': '0',
        'applies': 'award_count > 0 and recognition_amount = 0',
    },
] -%}

with increments as (
    select * from {{ ref('increment_recommendation') }}
),

entitlements as (
    select * from {{ ref('increment_entitlement') }}
),

candidates as (
    select * from {{ ref('compensation_candidate') }}
),

cycles as (
    select * from {{ ref('compensation_cycle') }}
),

position_bands as (
    {{ policy_in_force(
        ref('position_band'), 'cycles', ['position_band', 'position_order', 'upper_ratio'], matched=['matrix_id']
    ) }}
),

-- What no rule of the policy decided: the calculation itself could not go on.
stopped_reasons as (
    select
        company_id,
        cycle_id,
        scenario_id,
        person_key,
        100 as sequence,
        status_reason as rule_id,
        'failed' as outcome,
        case
            when status_reason = 'no_matrix_cell' then 'rating_and_position'
            when status_reason = 'budget_below_floors' then 'budget_amount'
            else 'promotion_amount'
        end as input_name,
        case
            when status_reason = 'no_matrix_cell' then rating_label || ', ' || position_band || ' in range'
            when status_reason = 'promoted_without_merit' then cast(promotion_amount as string)
        end as input_value,
        cast(null as string) as threshold,
        cast(0 as decimal(18, 6)) as contribution,
        currency,
        cast(null as decimal(18, 6)) as distance_to_next,
        cast(null as string) as next_band
    from increments
    where status_reason in (
        'no_matrix_cell', 'promoted_without_merit', 'promotion_cost_unknown', 'budget_below_floors'
    )
),

compared as (
    select
        increments.*,
        entitlements.budget_amount,
        entitlements.service_months,
        entitlements.proration_months,
        entitlements.recognition_ratio,
        candidates.next_rating_label,
        candidates.next_rating_value,
        greatest(increments.want_amount - increments.floor_amount, 0) as shared_amount,
        increments.prorated_amount - increments.matrix_amount - increments.recognition_amount
            as proration_contribution,
        greatest(increments.floor_amount - increments.want_amount, 0) as floor_contribution
    from increments
    inner join entitlements
        on
            increments.company_id = entitlements.company_id
            and increments.cycle_id = entitlements.cycle_id
            and increments.scenario_id = entitlements.scenario_id
            and increments.person_key = entitlements.person_key
    inner join candidates
        on
            increments.company_id = candidates.company_id
            and increments.cycle_id = candidates.cycle_id
            and increments.scenario_id = candidates.scenario_id
            and increments.person_key = candidates.person_key
    where increments.status in ('recommended', 'no_increase')
),

scaled as (
    select
        *,
        {{ fit_contributions('shared_amount', 'cap_amount - floor_amount') | indent(8) }}
    from compared
),

-- What is left between the exact walk and the amount paid: the want to cents, the amount to the unit, and for pay in
-- another currency than the budget the way there and back.
walked as (
    select
        *,
        increment_amount - prorated_amount - floor_contribution - scale_contribution - cap_contribution
            as rounding_contribution
    from scaled
),

step_reasons as (
    {{ step_reasons('walked', steps) | indent(4) }}
),

promotion_reasons as (
    select
        company_id,
        cycle_id,
        scenario_id,
        person_key,
        90 as sequence,
        'promotion_first' as rule_id,
        'applied' as outcome,
        'merit_base_amount' as input_name,
        cast(merit_base_amount as string) as input_value,
        cast(base_amount as string) as threshold,
        cast(0 as decimal(18, 6)) as contribution,
        currency,
        cast(null as decimal(18, 6)) as distance_to_next,
        cast(null as string) as next_band
    from walked
    where is_promoted
),

rating_reasons as (
    select
        company_id,
        cycle_id,
        scenario_id,
        person_key,
        91 as sequence,
        'rating_band' as rule_id,
        case when next_rating_label is null then 'highest' else 'placed' end as outcome,
        'rating_value' as input_name,
        cast(rating_value as string) || ' ' || rating_label as input_value,
        cast(next_rating_value as string) as threshold,
        cast(0 as decimal(18, 6)) as contribution,
        cast(null as string) as currency,
        cast(next_rating_value - rating_value as decimal(18, 6)) as distance_to_next,
        next_rating_label as next_band
    from walked
),

position_reasons as (
    select
        walked.company_id,
        walked.cycle_id,
        walked.scenario_id,
        walked.person_key,
        92 as sequence,
        'position_band' as rule_id,
        case when next_bands.position_band is null then 'highest' else 'placed' end as outcome,
        'compa_ratio' as input_name,
        cast(cast(walked.merit_compa_ratio as decimal(18, 4)) as string) || ' ' || walked.position_band as input_value,
        cast(position_bands.upper_ratio as string) as threshold,
        cast(0 as decimal(18, 6)) as contribution,
        cast(null as string) as currency,
        cast(position_bands.upper_ratio - walked.merit_compa_ratio as decimal(18, 6)) as distance_to_next,
        next_bands.position_band as next_band
    from walked
    inner join position_bands
        on
            walked.company_id = position_bands.company_id
            and walked.cycle_id = position_bands.cycle_id
            and walked.scenario_id = position_bands.scenario_id
            and walked.position_band = position_bands.position_band
    left join position_bands as next_bands
        on
            position_bands.company_id = next_bands.company_id
            and position_bands.cycle_id = next_bands.cycle_id
            and position_bands.scenario_id = next_bands.scenario_id
            and position_bands.position_order + 1 = next_bands.position_order
)

select * from stopped_reasons
union all
select * from promotion_reasons
union all
select * from rating_reasons
union all
select * from position_reasons
union all
select * from step_reasons
