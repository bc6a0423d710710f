{#- A view: its rows are read once, for their words. -#}
{{ config(materialized='view') }}

with absent as (
    {{ absent_fields({
        'rating': ['review', 'rating_value'],
        'potential': ['talent_rating', 'potential_value'],
        'learning': ['learning_record', 'status'],
        'competency': ['person_competency', 'competency_level'],
    }) }}
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

policies as (
    {{ policy_in_force(ref('promotion_policy'), 'cycles', ['minimum_coverage_ratio']) }}
),

ready_bands as (
    {{ policy_in_force(ref('readiness_band'), 'cycles', ['readiness', 'lower_score']) }}
),

-- A component adds to the score only where there is a score.
component_reasons as (
    select
        company_id,
        cycle_id,
        scenario_id,
        person_key,
        100 + component_sequence as sequence,
        component_id as rule_id,
        case
            when unit_score is not null then 'applied'
            when component_id = 'sustained_rating' and is_rating_absent then 'absent'
            when component_id = 'assessed_potential' and is_potential_absent then 'absent'
            when component_id = 'learning_completion' and is_learning_absent then 'absent'
            when component_id = 'competency_gap' and is_competency_absent then 'absent'
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
        cast(null as string) as currency,
        needed_input_change as distance_to_next,
        case when needed_input_change is not null then next_readiness end as next_band
    from components
    where is_assessed or unit_score is null
),

score_reasons as (
    select
        promotions.company_id,
        promotions.cycle_id,
        promotions.scenario_id,
        promotions.person_key,
        200 as sequence,
        case when promotions.readiness_score is null then 'coverage' else 'readiness_score' end as rule_id,
        case when promotions.readiness_score >= ready_bands.lower_score then 'reached' else 'below' end as outcome,
        case when promotions.readiness_score is null then 'coverage_ratio' else 'readiness_score' end as input_name,
        cast(cast(coalesce(promotions.readiness_score, promotions.coverage_ratio) as decimal(9, 4)) as string)
            as input_value,
        case
            when promotions.readiness_score is null then cast(policies.minimum_coverage_ratio as string)
            else cast(ready_bands.lower_score as string)
        end as threshold,
        cast(0 as decimal(18, 6)) as contribution,
        cast(null as string) as currency,
        case
            when promotions.readiness_score is null
                then cast(policies.minimum_coverage_ratio - promotions.coverage_ratio as decimal(18, 6))
            else promotions.distance_to_next_band
        end as distance_to_next,
        promotions.next_readiness as next_band
    from promotions
    inner join policies
        on
            promotions.company_id = policies.company_id
            and promotions.cycle_id = policies.cycle_id
            and promotions.scenario_id = policies.scenario_id
    inner join ready_bands
        on
            promotions.company_id = ready_bands.company_id
            and promotions.cycle_id = ready_bands.cycle_id
            and promotions.scenario_id = ready_bands.scenario_id
            and ready_bands.readiness = 'ready_now'
),

lever_reasons as (
    select
        company_id,
        cycle_id,
        scenario_id,
        person_key,
        210 as sequence,
        'smallest_change' as rule_id,
        'applied' as outcome,
        'lever_component_id' as input_name,
        {{ plain_words('lever_component_id') }} as input_value,
        {{ plain_words('next_readiness') }} as threshold,
        cast(0 as decimal(18, 6)) as contribution,
        cast(null as string) as currency,
        lever_input_change as distance_to_next,
        next_readiness as next_band
    from promotions
    where lever_component_id is not null
),

-- Money is asked for only once gates and score are passed.
ready as (
    select * from promotions
    where gates_passed and readiness = 'ready_now'
),

cost_reasons as (
    select
        company_id,
        cycle_id,
        scenario_id,
        person_key,
        220 as sequence,
        coalesce(unknown_cost_reason, 'next_level_cost') as rule_id,
        case when unknown_cost_reason is null then 'applied' else 'failed' end as outcome,
        'next_level_cost_amount' as input_name,
        cast(next_level_cost_amount as string) as input_value,
        cast(next_range_minimum_amount as string) as threshold,
        cast(0 as decimal(18, 6)) as contribution,
        currency,
        cast(null as decimal(18, 6)) as distance_to_next,
        cast(null as string) as next_band
    from ready
),

budget_reasons as (
    select
        company_id,
        cycle_id,
        scenario_id,
        person_key,
        230 as sequence,
        case
            when status = 'unfunded' or status_reason = 'no_exchange_rate' then status_reason
            else 'promotion_budget'
        end as rule_id,
        case
            when not is_budgeted then 'missing'
            when status = 'recommended' then 'applied'
            else 'failed'
        end as outcome,
        'budget_cost_amount' as input_name,
        coalesce(cast(budget_cost_amount as string), currency) as input_value,
        coalesce(cast(budget_left_amount as string), promotion_budget_currency) as threshold,
        cast(0 as decimal(18, 6)) as contribution,
        promotion_budget_currency as currency,
        cast(budget_short_amount as decimal(18, 6)) as distance_to_next,
        cast(null as string) as next_band
    from ready
    where
        not is_budgeted
        or status_reason in ('no_promotion_budget', 'no_promotion_budget_left', 'no_exchange_rate')
        or funding_rank is not null
)

select * from component_reasons
union all
select * from score_reasons
union all
select * from lever_reasons
union all
select * from cost_reasons
union all
select * from budget_reasons
