-- Gaps between women and men alike in more and more things: the ladder shows what each thing explains, for grade and
-- rating may themselves carry the bias that is looked for.
{%- set place = "company_id || '/' || location || '/' || contract_time" -%}
{#- People are compared within a cell; the steps whose constants add up are those of pay_equity_deviation. -#}
{%- set ladder = {
    'none': {'cell': 'company_id', 'needs': "scope_type = 'company'"},
    'place': {'cell': place, 'needs': 'location is not null'},
    'grade': {'cell': 'grade_key', 'needs': 'grade_key is not null'},
    'grade_job': {'cell': "grade_key || '/' || job_key", 'needs': 'grade_key is not null and job_key is not null'},
} -%}
{%- set keys = ['cycle_id', 'scope_type', 'scope_id', 'variant'] -%}
{%- set carried = ['company_id', 'decision_date', 'currency', 'fte', 'annual_fte_base_amount'] -%}
{%- set deviation_figures = [
    'outcome_value', 'is_group', 'tenure', 'rating', 'outcome_left', 'group_left', 'tenure_left'
] -%}
{#- What one row says; a branch fills what it has. -#}
{%- set columns = {
    'cycle_id': 'string', 'scope_type': 'string', 'scope_id': 'string', 'measure': 'string', 'variant': 'string',
    'decision_date': 'date', 'currency': 'string', 'value': 'double', 'standard_error': 'double',
    'robust_standard_error': 'double', 'cluster_standard_error': 'double', 'lower_value': 'double',
    'upper_value': 'double', 'r_squared': 'double', 'variance_inflation': 'double', 'n': 'bigint',
    'n_women': 'bigint', 'n_men': 'bigint', 'n_effective': 'bigint', 'withheld_reason': 'string',
} %}
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

cell_fits as (
    {% for variant, step in ladder.items() -%}
        select
            {{ keys[:3] | join(', ') }},
            '{{ variant }}' as variant,
            {{ carried | join(', ') }},
            job_key,
            {{ step.cell }} as cell_key,
            ln(cast(annual_fte_base_amount as double)) as outcome_value,
            cast(case when gender = 'female' then 1 else 0 end as double) as is_group
        from scoped
        where {{ step.needs }}
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

deviations as (
    select
        {{ keys | join(', ') }},
        job_key,
        cell_key,
        family,
        grade,
        {% for figure in deviation_figures -%}
            cast({{ figure }} as double) as {{ figure }},
        {% endfor -%}
        cast(rating_left as double) as rating_left
    from {{ ref('pay_equity_deviation') }}
),

{{ group_difference('fit', 'cell_fits', keys, [], carried + ['job_key'], cluster='job_key') }},

{{ group_difference(
    'sum_fit', 'deviations', keys, ['tenure', 'rating'], [], factors=['family', 'grade'], cluster='job_key'
) }},

dates as (
    select
        cycle_id,
        scope_id,
        max(decision_date) as decision_date,
        case when count(distinct currency) = 1 then max(currency) end as currency
    from cell_fits
    group by cycle_id, scope_id
),

asked as (
    select
        scope_id as company_id,
        decision_date as policy_date
    from dates
),

policies as (
    {{ policy_on_date(
        ref('pay_equity_policy'), 'asked',
        ['minimum_people', 'minimum_of_each_sex', 'people_per_regressor', 'remedy_variant', 'remedy_deviations']
    ) }}
),

disclosure as (
    {{ disclosure_policy_in_force() }}
),

all_fits as (
    select * from fit
    union all
    select * from sum_fit
),

judged as (
    select
        all_fits.*,
        dates.decision_date,
        dates.currency,
        policies.remedy_variant,
        policies.remedy_deviations,
        case
            when policies.minimum_people is null then 'no_policy_in_force'
            when all_fits.n_people < policies.minimum_people then 'too_few_people'
            when
                all_fits.n_group_effective < policies.minimum_of_each_sex
                or all_fits.n_rest_effective < policies.minimum_of_each_sex
                then 'too_few_women_or_men'
            when all_fits.n_people < policies.people_per_regressor * (all_fits.cell_count + all_fits.control_count)
                then 'too_many_cells'
            when not all_fits.is_settled then 'not_told_apart'
        end as withheld_reason
    from all_fits
    inner join dates
        on
            all_fits.cycle_id = dates.cycle_id
            and all_fits.scope_id = dates.scope_id
    left join policies
        on
            all_fits.scope_id = policies.company_id
            and dates.decision_date = policies.policy_date
),

{% set of_fit = {
    'cycle_id': 'cycle_id', 'scope_type': 'scope_type', 'scope_id': 'scope_id', 'variant': 'variant',
    'decision_date': 'decision_date', 'standard_error': 'standard_error',
    'robust_standard_error': 'robust_standard_error', 'cluster_standard_error': 'cluster_standard_error',
    'lower_value': 'exp(coefficient - 1.96 * standard_error) - 1',
    'upper_value': 'exp(coefficient + 1.96 * standard_error) - 1', 'variance_inflation': 'variance_inflation',
    'n': 'n_people', 'n_women': 'n_group', 'n_men': 'n_rest', 'n_effective': 'n_effective',
    'withheld_reason': 'withheld_reason',
} -%}
-- Kennedy's estimate takes off what the error of a coefficient adds to its exponential on average. What is explained
-- of the group's pay would mostly be what sets one currency apart from the other.
gaps as (
    {% for measure, correction in {
        'adjusted_gap': '0', 'adjusted_gap_kennedy': 'standard_error * standard_error / 2'
    }.items() -%}
        select
            {{ filled_columns(columns, dict(
                of_fit, measure="'" ~ measure ~ "'", value='exp(coefficient - ' ~ correction ~ ') - 1',
                r_squared="case when scope_type = 'company' then r_squared end"
            )) }}
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
    from cell_fits
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

split_fits as (
    select
        splits.*,
        judged.scope_type,
        judged.decision_date,
        judged.withheld_reason
    from splits
    inner join judged
        on
            splits.cycle_id = judged.cycle_id
            and splits.scope_id = judged.scope_id
            and splits.variant = judged.variant
),

decompositions as (
    {% for reference in ['men', 'women', 'pooled'] -%}
        {% for measure, value in {
            'unexplained_difference': 'by_' ~ reference, 'explained_difference': 'difference - by_' ~ reference
        }.items() -%}
            select
                {{ filled_columns(columns, {
                    'cycle_id': 'cycle_id', 'scope_type': 'scope_type', 'scope_id': 'scope_id',
                    'measure': "'" ~ measure ~ "'", 'variant': "variant || '_reference_" ~ reference ~ "'",
                    'decision_date': 'decision_date', 'value': value, 'n': 'n_women + n_men', 'n_women': 'n_women',
                    'n_men': 'n_men', 'n_effective': 'n_women + n_men', 'withheld_reason': 'withheld_reason',
                }) }}
            from split_fits
            {{ 'union all' if not loop.last }}
        {% endfor %}
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

-- Pay of a comparable man by the model, women and men alike: whoever lies below it, or far below it, is lifted.
remedied as (
    select * from judged
    where scope_type = 'company' and variant = remedy_variant
),

shortfalls as (
    select
        residual.cycle_id,
        residual.scope_id,
        residual.cell_key,
        residual.is_group,
        residual.outcome_value,
        cast(residual.annual_fte_base_amount * residual.fte as double) as base_amount,
        -(residual.residual + residual.coefficient * residual.is_group) as shortfall,
        remedied.remedy_deviations * remedied.residual_deviation as tolerance
    from fit_residual as residual
    inner join remedied
        on
            residual.cycle_id = remedied.cycle_id
            and residual.scope_type = remedied.scope_type
            and residual.scope_id = remedied.scope_id
            and residual.variant = remedied.variant
),

lifted as (
    {% for remedy, lift in {'to_prediction': 'shortfall', 'to_bound': 'shortfall - tolerance'}.items() -%}
        select
            cycle_id,
            scope_id,
            '{{ remedy }}' as remedy,
            cell_key,
            is_group,
            outcome_value + greatest({{ lift }}, 0) as outcome_value,
            {{ lift }} > 0 as is_lifted,
            cast(base_amount * (exp(greatest({{ lift }}, 0)) - 1) as decimal(18, 2)) as lift_amount
        from shortfalls
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

-- The same comparison once everybody is lifted.
{{ group_difference('after', 'lifted', ['cycle_id', 'scope_id', 'remedy']) }},

lifts as (
    select
        cycle_id,
        scope_id,
        remedy,
        case is_group when 1 then 'women' else 'men' end as sex,
        count_if(is_lifted) as lifted_count,
        sum(lift_amount) as lift_amount
    from lifted
    group by cycle_id, scope_id, remedy, is_group
),

costs as (
    select
        {{ filled_columns(columns, {
            'cycle_id': 'remedied.cycle_id', 'scope_type': 'remedied.scope_type', 'scope_id': 'remedied.scope_id',
            'measure': "'remedy_cost'", 'variant': "lifts.sex || '_' || lifts.remedy",
            'decision_date': 'remedied.decision_date', 'currency': 'remedied.currency',
            'value': 'cast(lifts.lift_amount as double)', 'n': 'lifts.lifted_count',
            'n_women': "case lifts.sex when 'women' then lifts.lifted_count else 0 end",
            'n_men': "case lifts.sex when 'men' then lifts.lifted_count else 0 end",
            'n_effective': 'lifts.lifted_count',
            'withheld_reason': "coalesce(
                remedied.withheld_reason,
                case
                    when lifts.lifted_count > 0 and lifts.lifted_count < disclosure.minimum_group then 'too_few_people'
                end
            )",
        }) }}
    from remedied
    inner join lifts
        on
            remedied.cycle_id = lifts.cycle_id
            and remedied.scope_id = lifts.scope_id
    cross join disclosure
),

outcomes as (
    select
        {{ filled_columns(columns, {
            'cycle_id': 'remedied.cycle_id', 'scope_type': 'remedied.scope_type', 'scope_id': 'remedied.scope_id',
            'measure': "'gap_after_remedy'", 'variant': 'after.remedy', 'decision_date': 'remedied.decision_date',
            'value': 'exp(after.coefficient) - 1', 'standard_error': 'after.standard_error',
            'robust_standard_error': 'after.robust_standard_error',
            'lower_value': 'exp(after.coefficient - 1.96 * after.standard_error) - 1',
            'upper_value': 'exp(after.coefficient + 1.96 * after.standard_error) - 1',
            'n': 'after.n_people', 'n_women': 'after.n_group', 'n_men': 'after.n_rest',
            'n_effective': 'after.n_effective', 'withheld_reason': 'remedied.withheld_reason',
        }) }}
    from remedied
    inner join after
        on
            remedied.cycle_id = after.cycle_id
            and remedied.scope_id = after.scope_id
),

measured as (
    {% for branch in ['gaps', 'decompositions', 'costs', 'outcomes'] -%}
        select * from {{ branch }}
        {{ 'union all' if not loop.last }}
    {% endfor %}
)

select
    scope_id as company_id,
    cycle_id,
    scope_type,
    measure,
    variant,
    decision_date,
    currency,
    {% for figure in [
        'value', 'standard_error', 'robust_standard_error', 'cluster_standard_error', 'lower_value', 'upper_value',
        'r_squared', 'variance_inflation'
    ] -%}
        cast(case when withheld_reason is null then {{ figure }} end as decimal(18, 6)) as {{ figure }},
    {% endfor -%}
    cast(n as bigint) as n,
    cast(n_women as bigint) as n_women,
    cast(n_men as bigint) as n_men,
    cast(n_effective as bigint) as n_effective,
    withheld_reason
from measured
