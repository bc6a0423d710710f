-- Gaps between women and men alike in more and more things: the ladder shows what each thing explains, for grade and
-- rating may themselves carry the bias that is looked for.
{%- set ladder = {
    'none': {'cell': "company_id", 'needs': "scope_type = 'company'", 'controls': false},
    'grade': {'cell': "company_id || '/' || grade_key", 'needs': "grade_key is not null", 'controls': false},
    'grade_tenure_rating': {
        'cell': "company_id || '/' || grade_key",
        'needs': "grade_key is not null and rating_normalised is not null", 'controls': true
    },
    'grade_job': {
        'cell': "company_id || '/' || grade_key || '/' || job_key",
        'needs': "grade_key is not null and job_key is not null", 'controls': false
    },
    'grade_job_tenure_rating': {
        'cell': "company_id || '/' || grade_key || '/' || job_key",
        'needs': "grade_key is not null and job_key is not null and rating_normalised is not null", 'controls': true
    },
} -%}
{%- set keys = ['cycle_id', 'scope_type', 'scope_id', 'variant'] %}
with people as (
    select * from {{ ref('pay_equity_person') }}
    where gender in ('female', 'male') and annual_fte_base_amount > 0
),

-- The group has no gap of its own without a cell: its companies pay in different markets.
scoped as (
    select
        *,
        'company' as scope_type,
        company_id as scope_id
    from people
    union all
    select
        *,
        'group' as scope_type,
        '*' as scope_id
    from people
),

fits as (
    {% for variant, step in ladder.items() -%}
        select
            cycle_id,
            scope_type,
            scope_id,
            '{{ variant }}' as variant,
            company_id,
            decision_date,
            currency,
            fte,
            annual_fte_base_amount,
            {{ step.cell }} as cell_key,
            ln(cast(annual_fte_base_amount as double)) as outcome_value,
            cast(case when gender = 'female' then 1 else 0 end as double) as is_group,
            {{ 'cast(service_months as double)' if step.controls else 'cast(0 as double)' }} as tenure_value,
            {{ 'cast(rating_normalised as double)' if step.controls else 'cast(0 as double)' }} as rating_value
        from scoped
        where {{ step.needs }}
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

{{ group_difference(
    'fit', 'fits', keys, ['tenure_value', 'rating_value'],
    ['company_id', 'decision_date', 'currency', 'fte', 'annual_fte_base_amount']
) }},

asked as (
    select
        scope_id as company_id,
        max(decision_date) as policy_date
    from fits
    group by cycle_id, scope_id
),

policies as (
    {{ policy_on_date(
        ref('pay_equity_policy'), 'asked',
        ['minimum_people', 'minimum_of_each_sex', 'people_per_regressor', 'remedy_variant', 'remedy_deviations']
    ) }}
),

dates as (
    select
        cycle_id,
        scope_id,
        max(decision_date) as decision_date,
        case when count(distinct currency) = 1 then max(currency) end as currency
    from fits
    group by cycle_id, scope_id
),

disclosure as (
    {{ disclosure_policy_in_force() }}
),

judged as (
    select
        fit.*,
        dates.decision_date,
        dates.currency,
        policies.remedy_variant,
        policies.remedy_deviations,
        case
            when policies.minimum_people is null then 'no_policy_in_force'
            when fit.n_people < policies.minimum_people then 'too_few_people'
            when
                fit.n_group_effective < policies.minimum_of_each_sex
                or fit.n_rest_effective < policies.minimum_of_each_sex
                then 'too_few_women_or_men'
            when fit.n_people < policies.people_per_regressor * (fit.cell_count + fit.control_count)
                then 'too_many_cells'
        end as withheld_reason
    from fit
    inner join dates
        on
            fit.cycle_id = dates.cycle_id
            and fit.scope_id = dates.scope_id
    left join policies
        on
            fit.scope_id = policies.company_id
            and dates.decision_date = policies.policy_date
),

-- Kennedy's estimate takes off what the error of a coefficient adds to its exponential on average.
gaps as (
    {% for measure, correction in {
        'adjusted_gap': '0', 'adjusted_gap_kennedy': 'standard_error * standard_error / 2'
    }.items() -%}
        select
            cycle_id,
            scope_type,
            scope_id,
            '{{ measure }}' as measure,
            variant,
            decision_date,
            cast(null as string) as currency,
            exp(coefficient - {{ correction }}) - 1 as value,
            standard_error,
            robust_standard_error,
            exp(coefficient - 1.96 * standard_error) - 1 as lower_value,
            exp(coefficient + 1.96 * standard_error) - 1 as upper_value,
            -- Of the group it would mostly be what sets one currency apart from the other.
            case when scope_type = 'company' then r_squared end as r_squared,
            n_people as n,
            n_group as n_women,
            n_rest as n_men,
            n_effective,
            withheld_reason
        from judged
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

-- Oaxaca and Blinder's split over the cells that hold both: what the mix of cells explains, and what is left, which
-- depends on whose pay structure counts as the right one.
cells as (
    select
        cycle_id,
        scope_id,
        variant,
        cell_key,
        sum(is_group) as women,
        sum(1 - is_group) as men,
        avg(case when is_group = 1 then outcome_value end) as women_mean,
        avg(case when is_group = 0 then outcome_value end) as men_mean
    from fits
    where scope_type = 'company' and variant in ('grade', 'grade_job')
    group by cycle_id, scope_id, variant, cell_key
),

splits as (
    select
        cycle_id,
        scope_id,
        variant,
        sum(men * men_mean) / nullif(sum(men), 0) - sum(women * women_mean) / nullif(sum(women), 0) as difference,
        sum(women * (men_mean - women_mean)) / nullif(sum(women), 0) as by_men,
        sum(men * (men_mean - women_mean)) / nullif(sum(men), 0) as by_women,
        sum(women * men / nullif(women + men, 0) * (men_mean - women_mean))
        / nullif(sum(women * men / nullif(women + men, 0)), 0) as by_pooled,
        cast(sum(women) as bigint) as n_women,
        cast(sum(men) as bigint) as n_men
    from cells
    where women > 0 and men > 0
    group by cycle_id, scope_id, variant
),

decompositions as (
    {% for reference in ['men', 'women', 'pooled'] -%}
        {% for measure, value in {
            'unexplained_difference': 'splits.by_' ~ reference,
            'explained_difference': 'splits.difference - splits.by_' ~ reference,
        }.items() -%}
            select
                judged.cycle_id,
                judged.scope_type,
                judged.scope_id,
                '{{ measure }}' as measure,
                judged.variant || '_reference_{{ reference }}' as variant,
                judged.decision_date,
                cast(null as string) as currency,
                {{ value }} as value,
                cast(null as double) as standard_error,
                cast(null as double) as robust_standard_error,
                cast(null as double) as lower_value,
                cast(null as double) as upper_value,
                cast(null as double) as r_squared,
                splits.n_women + splits.n_men as n,
                splits.n_women,
                splits.n_men,
                splits.n_women + splits.n_men as n_effective,
                judged.withheld_reason
            from judged
            inner join splits
                on
                    judged.cycle_id = splits.cycle_id
                    and judged.scope_id = splits.scope_id
                    and judged.variant = splits.variant
            {{ 'union all' if not loop.last }}
        {% endfor %}
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

-- Pay of a comparable man by the model, women and men alike: whoever lies below it, or far below it, is lifted.
shortfalls as (
    select
        residual.cycle_id,
        residual.scope_id,
        residual.is_group,
        cast(residual.annual_fte_base_amount * residual.fte as double) as base_amount,
        -(residual.residual + residual.coefficient * residual.is_group) as shortfall,
        judged.remedy_deviations * judged.residual_deviation as tolerance
    from fit_residual as residual
    inner join judged
        on
            residual.cycle_id = judged.cycle_id
            and residual.scope_id = judged.scope_id
            and residual.variant = judged.variant
    where residual.scope_type = 'company' and residual.variant = judged.remedy_variant
),

lifted as (
    select
        *,
        cast(base_amount * (exp(shortfall) - 1) as decimal(18, 2)) as lift_amount,
        cast(base_amount * (exp(shortfall - tolerance) - 1) as decimal(18, 2)) as bound_lift_amount
    from shortfalls
),

lifts as (
    select
        cycle_id,
        scope_id,
        count_if(is_group = 1 and shortfall > 0) as women_to_prediction_count,
        count_if(is_group = 0 and shortfall > 0) as men_to_prediction_count,
        count_if(is_group = 1 and shortfall > tolerance) as women_to_bound_count,
        count_if(is_group = 0 and shortfall > tolerance) as men_to_bound_count,
        sum(case when is_group = 1 and shortfall > 0 then lift_amount else 0 end) as women_to_prediction,
        sum(case when is_group = 0 and shortfall > 0 then lift_amount else 0 end) as men_to_prediction,
        sum(case when is_group = 1 and shortfall > tolerance then bound_lift_amount else 0 end) as women_to_bound,
        sum(case when is_group = 0 and shortfall > tolerance then bound_lift_amount else 0 end) as men_to_bound
    from lifted
    group by cycle_id, scope_id
),

remedies as (
    {% for remedy in ['women_to_prediction', 'men_to_prediction', 'women_to_bound', 'men_to_bound'] -%}
        {%- set sex = remedy.split('_')[0] -%}
        select
            judged.cycle_id,
            judged.scope_type,
            judged.scope_id,
            'remedy_cost' as measure,
            '{{ remedy }}' as variant,
            judged.decision_date,
            judged.currency,
            lifts.{{ remedy }} as value,
            cast(null as double) as standard_error,
            cast(null as double) as robust_standard_error,
            cast(null as double) as lower_value,
            cast(null as double) as upper_value,
            cast(null as double) as r_squared,
            lifts.{{ remedy }}_count as n,
            {{ 'lifts.' ~ remedy ~ '_count' if sex == 'women' else '0' }} as n_women,
            {{ 'lifts.' ~ remedy ~ '_count' if sex == 'men' else '0' }} as n_men,
            lifts.{{ remedy }}_count as n_effective,
            coalesce(
                judged.withheld_reason,
                case
                    when lifts.{{ remedy }}_count > 0 and lifts.{{ remedy }}_count < disclosure.minimum_group
                        then 'too_few_people'
                end
            ) as withheld_reason
        from judged
        inner join lifts
            on
                judged.cycle_id = lifts.cycle_id
                and judged.scope_id = lifts.scope_id
        cross join disclosure
        where judged.scope_type = 'company' and judged.variant = judged.remedy_variant
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

measured as (
    select * from gaps
    union all
    select * from decompositions
    union all
    select * from remedies
)

select
    scope_id as company_id,
    cycle_id,
    scope_type,
    measure,
    variant,
    decision_date,
    currency,
    cast(case when withheld_reason is null then value end as decimal(18, 6)) as value,
    cast(case when withheld_reason is null then standard_error end as decimal(18, 6)) as standard_error,
    cast(case when withheld_reason is null then robust_standard_error end as decimal(18, 6)) as robust_standard_error,
    cast(case when withheld_reason is null then lower_value end as decimal(18, 6)) as lower_value,
    cast(case when withheld_reason is null then upper_value end as decimal(18, 6)) as upper_value,
    cast(case when withheld_reason is null then r_squared end as decimal(18, 6)) as r_squared,
    cast(n as bigint) as n,
    cast(n_women as bigint) as n_women,
    cast(n_men as bigint) as n_men,
    cast(n_effective as bigint) as n_effective,
    withheld_reason
from measured
