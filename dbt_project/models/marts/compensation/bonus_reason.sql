{#- A view: its rows are read once, for their words. -#}
{{ config(materialized='view') }}

{#- Each step from earnings to the bonus: rule, what went in, what it was held against, the difference it makes. -#}
{%- set steps = [
    {
        'rule': "'bonus_target'",
        'input_name': "'eligible_earnings_amount'",
        'input': 'cast(eligible_earnings_amount as string)',
        'threshold': "cast(cast(target_ratio * 100 as decimal(9, 2)) as string) || ' %'",
        'contribution': 'target_amount',
        'applies': 'true',
    },
    {
        'rule': "'company_factor'",
        'input_name': "'company_score'",
        'input': 'cast(cast(company_score as decimal(9, 1)) as string)',
        'threshold': 'cast(company_factor as string)',
        'contribution': 'company_amount - target_amount',
        'applies': 'true',
    },
    {
        'rule': "'individual_factor'",
        'input_name': "'rating_band'",
        'input': 'rating_label',
        'threshold': 'cast(individual_factor as string)',
        'contribution': 'individual_amount - company_amount',
        'applies': 'true',
    },
    {
        'rule': "case when scale_ratio is null then 'pool_above_caps' else 'pool_scale' end",
        'input_name': "'scale_ratio'",
        'input': 'cast(cast(scale_ratio as decimal(18, 4)) as string)',
        'threshold': "bonus_budget_currency || ' ' || cast(bonus_budget_amount as string)",
        'contribution': 'scale_contribution',
        'applies': 'scale_contribution <> 0',
    },
    {
        'rule': "'bonus_cap'",
        'input_name': "'bonus_cap_amount'",
        'input': 'cast(bonus_cap_amount as string)',
        'threshold': 'cast(bonus_cap_amount as string)',
        'contribution': 'cap_contribution',
        'applies': 'cap_contribution <> 0',
    },
    {
        'rule': "'rounding'",
        'input_name': "'bonus_amount'",
        'input': 'cast(bonus_amount as string)',
        'threshold': 'cast(unit_amount as string)',
        'contribution': 'rounding_contribution',
        'applies': 'rounding_contribution <> 0',
    },
    {
        'rule': "'awards'",
        'input_name': "'award_count'",
        'input': 'cast(award_count as string)',
        'threshold': "coalesce(award_currency || ' ' || cast(award_amount as string), 'no money')",
        'contribution': '0',
        'applies': 'award_count > 0',
    },
] -%}

with bonuses as (
    select * from {{ ref('bonus_recommendation') }}
),

-- What no rule of the policy decided: a part of the formula is not known.
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
            when status_reason = 'no_bonus_target' then 'target_ratio'
            when status_reason = 'no_company_score' then 'company_score'
            when status_reason = 'no_individual_factor' then 'individual_factor'
            else 'eligible_earnings_amount'
        end as input_name,
        cast(null as string) as input_value,
        cast(null as string) as threshold,
        cast(0 as decimal(18, 6)) as contribution,
        currency,
        cast(null as decimal(18, 6)) as distance_to_next,
        cast(null as string) as next_band
    from bonuses
    where status_reason in (
        'no_earnings', 'earnings_in_two_currencies', 'no_bonus_target', 'no_company_score', 'no_individual_factor'
    )
),

scaled as (
    select
        *,
        {{ fit_contributions('individual_amount', 'bonus_cap_amount') | indent(8) }}
    from bonuses
    where status in ('recommended', 'no_bonus')
),

walked as (
    select
        *,
        bonus_amount - individual_amount - scale_contribution - cap_contribution as rounding_contribution
    from scaled
),

step_reasons as (
    {{ step_reasons('walked', steps) | indent(4) }}
)

select * from stopped_reasons
union all
select * from step_reasons
