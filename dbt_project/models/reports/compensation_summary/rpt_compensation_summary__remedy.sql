-- What lifting pay to that of comparable men would cost a year, women and men alike, and what gap is left then.
with equity as (
    select * from {{ ref('pay_equity') }}
    where scope_type = 'company'
),

remedies as (
    select
        1 as sequence,
        'to_prediction' as remedy,
        'All who are below' as remedy_name
    union all
    select
        2 as sequence,
        'to_bound' as remedy,
        'Only who is far below' as remedy_name
),

companies as (
    select
        company_id,
        company_name
    from {{ ref('dim_company') }}
),

figures as (
    select
        equity.company_id,
        equity.cycle_id,
        remedies.sequence,
        remedies.remedy_name,
        max(equity.currency) as currency,
        {% for sex in ['women', 'men'] -%}
            max(case when equity.variant = '{{ sex }}_' || remedies.remedy then equity.value end) as {{ sex }}_amount,
        {% endfor -%}
        max(case when equity.variant = remedies.remedy then equity.value end) as left_ratio,
        max(case when equity.variant = remedies.remedy then equity.lower_value end) as left_lower_ratio,
        max(case when equity.variant = remedies.remedy then equity.upper_value end) as left_upper_ratio
    from equity
    cross join remedies
    where equity.measure in ('remedy_cost', 'gap_after_remedy')
    group by equity.company_id, equity.cycle_id, remedies.sequence, remedies.remedy_name
),

asked as (
    select distinct
        company_id,
        decision_date as policy_date
    from equity
),

policies as (
    {{ policy_on_date(ref('pay_equity_policy'), 'asked', ['remedy_variant']) }}
),

-- The gap as it is now, by the same comparison.
present as (
    select
        equity.company_id,
        equity.cycle_id,
        equity.value as present_ratio
    from equity
    inner join policies
        on
            equity.company_id = policies.company_id
            and equity.decision_date = policies.policy_date
            and equity.variant = policies.remedy_variant
    where equity.measure = 'adjusted_gap'
),

policy as (
    {{ disclosure_policy_in_force() }}
)

select
    figures.company_id,
    figures.cycle_id,
    cast(figures.sequence as int) as sequence,
    companies.company_name,
    figures.remedy_name,
    figures.remedy_name || ', ' || companies.company_name as remedy_title,
    figures.currency,
    cast(figures.women_amount as decimal(18, 2)) as women_amount,
    cast(figures.men_amount as decimal(18, 2)) as men_amount,
    cast(present.present_ratio as decimal(18, 4)) as present_ratio,
    cast(figures.left_ratio as decimal(18, 4)) as left_ratio,
    cast(figures.left_lower_ratio as decimal(18, 4)) as left_lower_ratio,
    cast(figures.left_upper_ratio as decimal(18, 4)) as left_upper_ratio,
    case
        when figures.women_amount is null or figures.men_amount is null or figures.left_ratio is null
            then {{ small_group_reason('policy.minimum_group') }}
    end as withheld_reason
from figures
inner join companies
    on figures.company_id = companies.company_id
inner join present
    on
        figures.company_id = present.company_id
        and figures.cycle_id = present.cycle_id
cross join policy
