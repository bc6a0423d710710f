-- Gaps nobody has explained yet: means and medians of women and men, whatever work they do.
{%- set keys = ['company_id', 'cycle_id', 'decision_date', 'scope_type', 'scope_id'] -%}
{%- set key_list = keys | join(', ') -%}
{#- What one row says; a branch fills what it has. -#}
{%- set columns = {
    'company_id': 'string', 'cycle_id': 'string', 'decision_date': 'date', 'scope_type': 'string',
    'scope_id': 'string', 'measure': 'string', 'variant': 'string', 'currency': 'string', 'n_women': 'bigint',
    'n_men': 'bigint', 'value': 'double', 'standard_error': 'double', 'threshold_value': 'decimal(9, 4)',
    'is_flagged': 'boolean', 'withheld_reason': 'string',
} -%}
{%- set same_names = {'currency': 'currency', 'n_women': 'n_women', 'n_men': 'n_men'} -%}
{%- for key in keys -%}{%- do same_names.update({key: key}) -%}{%- endfor %}
with people as (
    select * from {{ ref('pay_equity_person') }}
    where gender in ('female', 'male')
),

disclosure as (
    {{ disclosure_policy_in_force() }}
),

asked as (
    select distinct
        company_id,
        decision_date as policy_date
    from people
),

policies as (
    {{ policy_on_date(ref('pay_equity_policy'), 'asked', ['category_gap_ratio']) }}
),

{% set scopes = {'company': 'company_id', 'grade': 'grade_id', 'category': 'category_id'} -%}
scoped as (
    {% for scope_type, scope_id in scopes.items() -%}
        select
            company_id,
            cycle_id,
            decision_date,
            '{{ scope_type }}' as scope_type,
            {{ scope_id }} as scope_id,
            currency,
            gender,
            annual_fte_base_amount,
            hourly_amount,
            variable_amount,
            is_full_pay
        from people
        where {{ scope_id }} is not null
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

{% set amounts = {
    'base': ('annual_fte_base_amount', 'annual_fte_base_amount > 0'),
    'hourly': ('hourly_amount', 'is_full_pay and hourly_amount > 0'),
    'variable': ('variable_amount', 'variable_amount > 0'),
} -%}
paid as (
    {% for variant, (amount, counts) in amounts.items() -%}
        select
            {{ key_list }},
            '{{ variant }}' as variant,
            currency,
            gender,
            cast({{ amount }} as decimal(18, 4)) as amount
        from scoped
        where {{ counts }}
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

sums as (
    select
        {{ key_list }},
        variant,
        max(currency) as currency,
        count_if(gender = 'female') as n_women,
        count_if(gender = 'male') as n_men,
        sum(case when gender = 'female' then amount end) as women_amount,
        sum(case when gender = 'male' then amount end) as men_amount,
        var_samp(case when gender = 'female' then cast(amount as double) end) as women_variance,
        var_samp(case when gender = 'male' then cast(amount as double) end) as men_variance,
        median(case when gender = 'female' then cast(amount as double) end) as women_median,
        median(case when gender = 'male' then cast(amount as double) end) as men_median
    from paid
    group by {{ key_list }}, variant
),

means as (
    select
        *,
        cast(women_amount as double) / nullif(n_women, 0) as women_mean,
        cast(men_amount as double) / nullif(n_men, 0) as men_mean
    from sums
),

compared as (
    select
        *,
        (men_mean - women_mean) / nullif(men_mean, 0) as mean_gap,
        (men_median - women_median) / nullif(men_median, 0) as median_gap,
        -- The error of a quotient of two means, to first order.
        sqrt(
            women_variance / nullif(n_women, 0) / nullif(men_mean * men_mean, 0)
            + women_mean * women_mean * men_variance / nullif(n_men, 0)
            / nullif(men_mean * men_mean * men_mean * men_mean, 0)
        ) as mean_gap_error
    from means
),

judged as (
    select
        compared.*,
        policies.category_gap_ratio,
        -- The threshold in whole numbers: a gap of exactly 5 % is one.
        abs(
            {{ whole_number('compared.men_amount', 4) }} * cast(compared.n_women as decimal(38, 0))
            - {{ whole_number('compared.women_amount', 4) }} * cast(compared.n_men as decimal(38, 0))
        ) * 10000
        >= {{ whole_number('policies.category_gap_ratio', 4) }}
        * {{ whole_number('compared.men_amount', 4) }} * cast(compared.n_women as decimal(38, 0)) as is_wide,
        compared.n_women >= disclosure.minimum_group and compared.n_men >= disclosure.minimum_group as is_large_enough
    from compared
    cross join disclosure
    left join policies
        on
            compared.company_id = policies.company_id
            and compared.decision_date = policies.policy_date
),

{% set shown_gap = dict(
    same_names, variant='variant', withheld_reason="case when not is_large_enough then 'too_few_women_or_men' end"
) -%}
gaps as (
    select
        {{ filled_columns(columns, dict(
            shown_gap, measure="'mean_gap'", value='case when is_large_enough then mean_gap end',
            standard_error='case when is_large_enough then mean_gap_error end',
            threshold_value="case when scope_type = 'category' then category_gap_ratio end",
            is_flagged="case when is_large_enough and scope_type = 'category' then is_wide end"
        )) }}
    from judged

    union all

    select
        {{ filled_columns(columns, dict(
            shown_gap, measure="'median_gap'", value='case when is_large_enough then median_gap end'
        )) }}
    from judged
),

-- Who gets variable pay at all: a share of each sex, out of everybody in the scope. Next to none or to everybody it
-- would tell of the few who got any, or none.
receivers as (
    {% for gender, (variant, size) in {'female': ('women', 'n_women'), 'male': ('men', 'n_men')}.items() -%}
        select
            {{ key_list }},
            '{{ variant }}' as variant,
            max(currency) as currency,
            count_if(gender = 'female') as n_women,
            count_if(gender = 'male') as n_men,
            count_if(gender = '{{ gender }}') as people_count,
            count_if(gender = '{{ gender }}' and variable_amount > 0) as receiving_count
        from scoped
        group by {{ key_list }}
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

judged_receivers as (
    select
        receivers.*,
        receivers.people_count >= disclosure.minimum_group
        and (receivers.receiving_count = 0 or receivers.receiving_count >= disclosure.minimum_group)
        and (
            receivers.receiving_count = receivers.people_count
            or receivers.people_count - receivers.receiving_count >= disclosure.minimum_group
        ) as is_shown
    from receivers
    cross join disclosure
),

shares as (
    select
        {{ filled_columns(columns, dict(
            same_names, measure="'receiving_share'", variant='variant',
            value='case when is_shown then ' ~ share('receiving_count', 'people_count') ~ ' end',
            withheld_reason="case when not is_shown then 'too_few_women_or_men' end"
        )) }}
    from judged_receivers
),

measured as (
    select * from gaps
    union all
    select * from shares
)

select
    company_id,
    cycle_id,
    scope_type,
    scope_id,
    measure,
    variant,
    decision_date,
    currency,
    cast(value as decimal(18, 6)) as value,
    cast(standard_error as decimal(18, 6)) as standard_error,
    cast(value - 1.96 * standard_error as decimal(18, 6)) as lower_value,
    cast(value + 1.96 * standard_error as decimal(18, 6)) as upper_value,
    cast(n_women + n_men as bigint) as n,
    cast(n_women as bigint) as n_women,
    cast(n_men as bigint) as n_men,
    cast(threshold_value as decimal(9, 4)) as threshold_value,
    is_flagged,
    withheld_reason
from measured
