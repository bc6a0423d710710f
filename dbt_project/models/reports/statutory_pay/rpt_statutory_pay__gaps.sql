-- The six figures of the UK regulations, which answer the EU directive's article 9(1)(a) to (e) as well. How many
-- people there are is everybody in the company, in a round number and one for all figures: who was not on full pay, or
-- has no gender on record, cannot be counted from two of them. Rates have the one decimal the regulations ask for.
{%- set figures = [
    ('mean_gap', 'hourly', 'Mean gap in hourly pay', 'UK regulation 8; EU article 9(1)(a)'),
    ('median_gap', 'hourly', 'Median gap in hourly pay', 'UK regulation 9; EU article 9(1)(c)'),
    ('mean_gap', 'variable', 'Mean gap in bonus pay', 'UK regulation 10; EU article 9(1)(b)'),
    ('median_gap', 'variable', 'Median gap in bonus pay', 'UK regulation 11; EU article 9(1)(d)'),
    ('receiving_share', 'women', 'Women who received a bonus', 'UK regulation 12; EU article 9(1)(e)'),
    ('receiving_share', 'men', 'Men who received a bonus', 'UK regulation 12; EU article 9(1)(e)'),
] %}
with figures as (
    {% for measure, variant, name, law in figures -%}
        select
            {{ loop.index }} as sequence,
            '{{ measure }}' as measure,
            '{{ variant }}' as variant,
            '{{ name }}' as figure_name,
            '{{ law }}' as legal_basis
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

equity as (
    select * from {{ ref('pay_equity') }}
    where scope_type = 'company'
),

sizes as (
    select
        company_id,
        cycle_id,
        max(decision_date) as decision_date,
        count(*) as people_count
    from {{ ref('pay_equity_person') }}
    group by company_id, cycle_id
),

companies as (
    select
        company_id,
        company_name
    from {{ ref('dim_company') }}
),

policy as (
    {{ disclosure_policy_in_force() }}
)

select
    sizes.company_id,
    sizes.cycle_id,
    cast(figures.sequence as int) as sequence,
    companies.company_name,
    sizes.decision_date as snapshot_date,
    figures.figure_name,
    cast(equity.value as decimal(18, 3)) as value_ratio,
    case
        when equity.value is not null
            then {{ at_least('cast(sizes.people_count as bigint)', 'policy.minimum_group') }}
    end as people_at_least_count,
    figures.legal_basis,
    case
        when equity.measure is null then 'nobody was paid any'
        when equity.withheld_reason is not null then {{ small_group_reason('policy.minimum_group') }}
    end as withheld_reason
from sizes
inner join companies
    on sizes.company_id = companies.company_id
cross join figures
cross join policy
left join equity
    on
        sizes.company_id = equity.company_id
        and sizes.cycle_id = equity.cycle_id
        and figures.measure = equity.measure
        and figures.variant = equity.variant
