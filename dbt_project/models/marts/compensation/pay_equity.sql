-- Every figure about women's and men's pay in one shape, each with what it was measured on or why it is withheld.
with gaps as (
    select * from {{ ref('pay_gap') }}
),

adjusted as (
    select * from {{ ref('pay_gap_adjusted') }}
),

quartiles as (
    select * from {{ ref('pay_quartile') }}
),

wages as (
    select * from {{ ref('wages_share') }}
),

disclosure as (
    {{ disclosure_policy_in_force() }}
),

-- A band with one to four women, or men, would tell what each of them earns at most or at least.
judged_quartiles as (
    select
        quartiles.*,
        (quartiles.women_count = 0 or quartiles.women_count >= disclosure.minimum_group)
        and (quartiles.men_count = 0 or quartiles.men_count >= disclosure.minimum_group) as is_shown
    from quartiles
    cross join disclosure
),

judged_wages as (
    select
        wages.*,
        wages.women_count >= disclosure.minimum_group
        and wages.people_count - wages.women_count >= disclosure.minimum_group as is_shown
    from wages
    cross join disclosure
),

{% set columns = {
    'company_id': 'string', 'cycle_id': 'string', 'scope_type': 'string', 'scope_id': 'string', 'measure': 'string',
    'variant': 'string', 'decision_date': 'date', 'currency': 'string', 'value': 'decimal(18, 6)',
    'standard_error': 'decimal(18, 6)', 'robust_standard_error': 'decimal(18, 6)',
    'cluster_standard_error': 'decimal(18, 6)', 'lower_value': 'decimal(18, 6)', 'upper_value': 'decimal(18, 6)',
    'r_squared': 'decimal(18, 6)', 'variance_inflation': 'decimal(18, 6)', 'n': 'bigint', 'n_women': 'bigint',
    'n_men': 'bigint', 'n_effective': 'bigint', 'threshold_value': 'decimal(9, 4)', 'is_flagged': 'boolean',
    'withheld_reason': 'string',
} -%}
{%- set same_names = {} -%}
{%- for column in columns -%}{%- do same_names.update({column: column}) -%}{%- endfor -%}
{%- set absent = {} -%}
{%- for column in ['robust_standard_error', 'cluster_standard_error', 'r_squared', 'variance_inflation'] -%}
    {%- do absent.update({column: 'cast(null as decimal(18, 6))'}) -%}
{%- endfor -%}
measured as (
    select
        {{ filled_columns(columns, dict(same_names, n_effective='n', **absent)) }}
    from gaps

    union all

    select
        {{ filled_columns(columns, dict(
            same_names, scope_id='company_id', threshold_value='cast(null as decimal(9, 4))',
            is_flagged='cast(null as boolean)'
        )) }}
    from adjusted

    union all

    select
        {{ filled_columns(columns, {
            'company_id': 'company_id', 'cycle_id': 'cycle_id', 'scope_type': "'quartile'",
            'scope_id': 'cast(quartile as string)', 'measure': "'women_share'", 'variant': "'hourly'",
            'decision_date': 'decision_date',
            'value': 'case when is_shown then ' ~ share('women_count', 'people_count') ~ ' end',
            'n': 'people_count', 'n_women': 'cast(round(women_count, 0) as bigint)',
            'n_men': 'cast(round(men_count, 0) as bigint)', 'n_effective': 'people_count',
            'withheld_reason': "case when not is_shown then 'too_few_women_or_men' end",
        }) }}
    from judged_quartiles

    union all

    select
        {{ filled_columns(columns, {
            'company_id': 'company_id', 'cycle_id': 'cycle_id', 'scope_type': "'company'", 'scope_id': 'company_id',
            'measure': "'wages_share'", 'variant': "'gross_' || lower(currency)", 'decision_date': 'decision_date',
            'currency': 'currency',
            'value': 'case when is_shown then ' ~ share('women_gross_amount', 'gross_amount') ~ ' end',
            'n': 'people_count', 'n_women': 'women_count', 'n_men': 'men_count', 'n_effective': 'people_count',
            'withheld_reason': "case when not is_shown then 'too_few_women_or_men' end",
        }) }}
    from judged_wages
)

select
    {{ filled_columns(columns, dict(same_names, value='cast(value as decimal(18, 6))')) }}
from measured
