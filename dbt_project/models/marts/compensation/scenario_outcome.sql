-- What each scenario costs and does, one row to hold beside another. Money in the company's currency.
{%- set keys = ['company_id', 'cycle_id', 'scenario_id'] -%}
{%- set money = {
    'base_amount': 'base_amount',
    'recommended_amount': 'increment_amount',
    'lump_sum_amount': 'lump_sum_amount',
    'promotion_amount': 'promotion_amount',
    'bonus_amount': 'bonus_amount',
    'base_rise_amount': 'increment_amount + promotion_amount',
    'in_year_cost_amount': 'in_year_cost_amount + promotion_in_year_cost_amount',
} %}
with cycles as (
    select * from {{ ref('compensation_cycle') }}
),

increments as (
    select * from {{ ref('increment_recommendation') }}
),

promotions as (
    select * from {{ ref('promotion_recommendation') }}
),

bonuses as (
    select * from {{ ref('bonus_recommendation') }}
),

positions as (
    select * from {{ ref('pay_position') }}
),

companies as (
    select
        company_id,
        currency
    from {{ ref('dim_company') }}
),

-- One rate for each currency on a date, the one its people's pay is converted with.
rates as (
    select
        company_id,
        decision_date,
        currency,
        max(company_rate) as company_rate
    from positions
    where currency is not null
    group by company_id, decision_date, currency
),

budgets as (
    select
        {{ columns_of('cycles', keys) }},
        count_if(rates.company_rate is null and spendable.amount > 0) as unconverted_count,
        sum({{ at_rate('spendable.amount', 'rates.company_rate') }}) as budget_amount
    from cycles
    inner join {{ ref('scenario_budget') }} as spendable
        on {{ same('cycles', 'spendable', keys) }}
    left join rates
        on
            cycles.company_id = rates.company_id
            and cycles.decision_date = rates.decision_date
            and spendable.currency = rates.currency
    where spendable.purpose = 'merit'
    group by {{ columns_of('cycles', keys) }}
),

-- Somebody whose increment is withheld may still be promoted.
people as (
    select
        increments.company_id,
        increments.cycle_id,
        increments.scenario_id,
        increments.person_key,
        increments.base_amount,
        increments.is_at_cap,
        increments.headroom_amount,
        increments.increment_amount as judged_amount,
        coalesce(increments.increment_amount, 0) as increment_amount,
        coalesce(increments.lump_sum_amount, 0) as lump_sum_amount,
        coalesce(increments.in_year_cost_amount, 0) as in_year_cost_amount,
        coalesce(promotions.promotion_amount, 0) as promotion_amount,
        coalesce(promotions.promotion_in_year_cost_amount, 0) as promotion_in_year_cost_amount,
        coalesce(bonuses.bonus_amount, 0) as bonus_amount,
        rates.company_rate,
        increments.status in ('recommended', 'no_increase') as is_judged,
        cast(increments.increment_ratio as double) as ratio
    from increments
    left join promotions
        on
            {{ same('increments', 'promotions', keys) }}
            and increments.person_key = promotions.person_key
    left join bonuses
        on
            {{ same('increments', 'bonuses', keys) }}
            and increments.person_key = bonuses.person_key
    left join rates
        on
            increments.company_id = rates.company_id
            and increments.decision_date = rates.decision_date
            and increments.currency = rates.currency
),

counted as (
    select
        {{ keys | join(', ') }},
        count(*) as people_count,
        count_if(is_judged) as judged_count,
        count_if(increment_amount > 0) as increased_count,
        count_if(is_judged and is_at_cap and increment_amount > 0) as at_cap_count,
        -- No room is left below the range maximum, or there was none.
        count_if(is_judged and judged_amount >= headroom_amount) as at_range_maximum_count,
        count_if(base_amount > 0 and company_rate is null) as unconverted_count,
        {% for name, amount in money.items() -%}
            sum(cast(({{ amount }}) * company_rate as decimal(18, 2))) as {{ name }},
        {% endfor -%}
        avg(case when is_judged then ratio end) as mean_ratio
    from people
    group by {{ keys | join(', ') }}
),

middles as (
    select
        {{ keys | join(', ') }},
        median(ratio) as median_ratio
    from people
    where is_judged
    group by {{ keys | join(', ') }}
),

promoted as (
    select
        {{ keys | join(', ') }},
        count_if(status = 'recommended') as promoted_count
    from promotions
    group by {{ keys | join(', ') }}
),

follows as (
    select
        {{ keys | join(', ') }},
        max(case when measure = 'differentiation' then value end) as differentiation_ratio,
        max(case when measure = 'top_share' then value end) as top_share_ratio
    from {{ ref('pay_for_performance') }}
    where scope_type = 'company'
    group by {{ keys | join(', ') }}
),

verdicts as (
    select
        {{ keys | join(', ') }},
        count_if(verdict = 'block') as block_count,
        count_if(verdict = 'warn') as warning_count,
        count_if(verdict <> 'not_judged') as compared_count,
        max(
            case
                when decision = 'increment' and attribute = 'gender' and measure = 'adjusted_gap' then value
            end
        ) as increment_gap_ratio
    from {{ ref('fairness') }}
    group by {{ keys | join(', ') }}
),

-- Women's pay against that of men of their grade, as in the ladder of adjusted gaps, before and after the increments.
equals as (
    select
        {{ columns_of('people', keys) }},
        equity.decision_date,
        equity.company_id || '/' || equity.grade_key as cell_key,
        cast(case when equity.gender = 'female' then 1 else 0 end as double) as is_group,
        ln(cast(equity.annual_fte_base_amount as double)) as log_pay,
        coalesce(
            ln(
                cast(people.base_amount + people.promotion_amount + people.increment_amount as double)
                / nullif(cast(people.base_amount as double), 0)
            ), 0
        ) as log_rise
    from people
    inner join {{ ref('pay_equity_person') }} as equity
        on
            people.company_id = equity.company_id
            and people.cycle_id = equity.cycle_id
            and people.person_key = equity.person_key
    where
        equity.gender in ('female', 'male')
        and equity.annual_fte_base_amount > 0
        and equity.grade_key is not null
),

fits as (
    {% for moment, outcome in {'before': 'log_pay', 'after': 'log_pay + log_rise'}.items() -%}
        select
            {{ keys | join(', ') }},
            '{{ moment }}' as moment,
            cell_key,
            is_group,
            {{ outcome }} as outcome_value
        from equals
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

{{ group_difference('gap', 'fits', keys + ['moment']) }},

equity_policies as (
    {{ policy_in_force(
        ref('pay_equity_policy'), 'cycles', ['minimum_people', 'minimum_of_each_sex', 'people_per_regressor']
    ) }}
),

gaps as (
    select
        {{ columns_of('gap', keys) }},
        max(case when gap.moment = 'before' then exp(gap.coefficient) - 1 end) as before_ratio,
        max(case when gap.moment = 'after' then exp(gap.coefficient) - 1 end) as after_ratio
    from gap
    inner join equity_policies
        on {{ same('gap', 'equity_policies', keys) }}
    where
        gap.n_people >= equity_policies.minimum_people
        and gap.n_group_effective >= equity_policies.minimum_of_each_sex
        and gap.n_rest_effective >= equity_policies.minimum_of_each_sex
        and gap.n_people >= equity_policies.people_per_regressor * gap.cell_count
    group by {{ columns_of('gap', keys) }}
)

select
    {{ columns_of('cycles', keys) }},
    cycles.scenario_name,
    cycles.decision_date,
    companies.currency,
    cast(
        case when coalesce(budgets.unconverted_count, 0) = 0 then budgets.budget_amount end as decimal(18, 2)
    ) as budget_amount,
    {% for name in money -%}
        cast(case when counted.unconverted_count = 0 then counted.{{ name }} end as decimal(18, 2)) as {{ name }},
    {% endfor -%}
    counted.people_count,
    cast(counted.judged_count as bigint) as judged_count,
    cast(counted.increased_count as bigint) as increased_count,
    cast(counted.at_cap_count as bigint) as at_cap_count,
    cast(counted.at_range_maximum_count as bigint) as at_range_maximum_count,
    cast(coalesce(promoted.promoted_count, 0) as bigint) as promoted_count,
    -- Engines sum in another order: a half at the seventh place is made the same half before it is rounded.
    cast(round(counted.mean_ratio, 9) as decimal(18, 6)) as mean_increment_ratio,
    cast(round(middles.median_ratio, 9) as decimal(18, 6)) as median_increment_ratio,
    cast(follows.differentiation_ratio as decimal(18, 6)) as differentiation_ratio,
    cast(follows.top_share_ratio as decimal(18, 6)) as top_share_ratio,
    verdicts.increment_gap_ratio,
    cast(round(gaps.before_ratio, 9) as decimal(18, 6)) as pay_gap_before_ratio,
    cast(round(gaps.after_ratio, 9) as decimal(18, 6)) as pay_gap_after_ratio,
    cast(coalesce(verdicts.block_count, 0) as bigint) as block_count,
    cast(coalesce(verdicts.warning_count, 0) as bigint) as warning_count,
    case
        when verdicts.block_count > 0 then 'block'
        when verdicts.warning_count > 0 then 'warn'
        when verdicts.compared_count > 0 then 'pass'
        else 'not_judged'
    end as fairness_verdict
from cycles
inner join counted
    on {{ same('cycles', 'counted', keys) }}
inner join companies
    on cycles.company_id = companies.company_id
left join budgets
    on {{ same('cycles', 'budgets', keys) }}
left join middles
    on {{ same('cycles', 'middles', keys) }}
left join promoted
    on {{ same('cycles', 'promoted', keys) }}
left join follows
    on {{ same('cycles', 'follows', keys) }}
left join verdicts
    on {{ same('cycles', 'verdicts', keys) }}
left join gaps
    on {{ same('cycles', 'gaps', keys) }}
