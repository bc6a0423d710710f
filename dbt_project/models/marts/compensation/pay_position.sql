with population as (
    select distinct
        company_id,
        person_key,
        decision_date,
        grade_key,
        fte
    from {{ ref('compensation_population') }}
),

-- An open end is far away, so that the join compares dates and can be hashed.
pay as (
    select
        *,
        {{ until('valid_to') }} as valid_until
    from {{ ref('fct_pay') }}
),

ranges as (
    select * from {{ ref('pay_range_in_force') }}
),

companies as (
    select * from {{ ref('dim_company') }}
),

rates as (
    select * from {{ ref('exchange_rate_in_force') }}
),

-- What the employer paid beside somebody's pay in the twelve months before the decision.
employer_parts as (
    select
        population.company_id,
        population.person_key,
        population.decision_date,
        items.currency,
        sum(items.amount) as employer_part_amount
    from population
    inner join {{ ref('fct_pay_item') }} as items
        on
            population.person_key = items.person_key
            and population.company_id = items.company_id
            and population.decision_date >= items.period_end_date
            and items.period_end_date > {{ add_days('population.decision_date', -365) }}
    where items.component_class = 'statutory_er'
    group by population.company_id, population.person_key, population.decision_date, items.currency
),

paid as (
    select
        population.company_id,
        population.person_key,
        population.decision_date,
        population.grade_key,
        pay.annual_base_amount,
        coalesce(pay.fte, population.fte) as fte,
        pay.currency,
        pay.variable_target_amount,
        pay.cost_to_company_amount,
        {{ exact_ratio('pay.annual_base_amount', 'coalesce(pay.fte, population.fte)', 2) }} as annual_fte_base_amount
    from population
    left join pay
        on
            population.person_key = pay.person_key
            and population.company_id = pay.company_id
            and population.decision_date >= pay.valid_from
            and population.decision_date < pay.valid_until
),

absent as (
    {{ absent_fields({
        'base': ['comp_base', 'annual_base_amount'],
        'range': ['pay_range', 'midpoint_amount'],
    }) }}
),

placed as (
    select
        paid.*,
        companies.currency as company_currency,
        case
            when paid.currency = companies.currency then cast(1 as decimal(18, 6))
            else rates.exchange_rate
        end as company_rate,
        employer_parts.employer_part_amount,
        ranges.range_currency,
        ranges.exchange_rate,
        ranges.range_minimum_amount,
        ranges.range_midpoint_amount,
        ranges.range_maximum_amount
    from paid
    left join ranges
        on
            paid.company_id = ranges.company_id
            and paid.decision_date = ranges.decision_date
            and paid.grade_key = ranges.grade_key
            and paid.currency = ranges.currency
    left join companies
        on paid.company_id = companies.company_id
    left join rates
        on
            paid.decision_date = rates.decision_date
            and paid.currency = rates.from_currency
            and companies.currency = rates.to_currency
    left join employer_parts
        on
            paid.company_id = employer_parts.company_id
            and paid.person_key = employer_parts.person_key
            and paid.decision_date = employer_parts.decision_date
            and paid.currency = employer_parts.currency
),

judged as (
    select
        placed.*,
        absent.is_base_absent,
        absent.is_range_absent
    from placed
    cross join absent
)

select
    company_id,
    person_key,
    decision_date,
    annual_base_amount,
    fte,
    annual_fte_base_amount,
    currency,
    variable_target_amount,
    cast(employer_part_amount as decimal(18, 2)) as employer_part_amount,
    cost_to_company_amount,
    company_currency,
    company_rate,
    {{ at_rate('annual_fte_base_amount', 'company_rate') }} as company_annual_fte_base_amount,
    range_currency,
    exchange_rate,
    range_minimum_amount,
    range_midpoint_amount,
    range_maximum_amount,
    {{ exact_ratio('annual_fte_base_amount', 'range_midpoint_amount') }} as compa_ratio,
    case
        when annual_fte_base_amount >= range_minimum_amount
            then {{ exact_ratio(
                'annual_fte_base_amount - range_minimum_amount', 'range_maximum_amount - range_minimum_amount'
            ) }}
        else -{{ exact_ratio(
            'range_minimum_amount - annual_fte_base_amount', 'range_maximum_amount - range_minimum_amount'
        ) }}
    end as range_penetration_ratio,
    case
        when annual_fte_base_amount is null then 'no_pay'
        when range_maximum_amount is null then 'no_range'
        when annual_fte_base_amount < range_minimum_amount then 'below_range'
        when annual_fte_base_amount > range_maximum_amount then 'red_circled'
        else 'in_range'
    end as position_status,
    case
        when annual_fte_base_amount is null and is_base_absent then 'no_source_delivers_base_pay'
        when range_maximum_amount is null and is_range_absent then 'no_source_delivers_pay_ranges'
        when annual_fte_base_amount is null then 'no_pay'
        when range_maximum_amount is null then 'no_range'
    end as withheld_reason
from judged
