with population as (
    select distinct
        company_id,
        person_key,
        decision_date,
        grade_key,
        fte
    from {{ ref('compensation_population') }}
),

pay as (
    select * from {{ ref('fct_pay') }}
),

ranges as (
    select * from {{ ref('pay_range_in_force') }}
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
        {{ exact_ratio('pay.annual_base_amount', 'coalesce(pay.fte, population.fte)', 2) }} as annual_fte_base_amount
    from population
    left join pay
        on
            population.person_key = pay.person_key
            and population.company_id = pay.company_id
            and population.decision_date >= pay.valid_from
            and (pay.valid_to is null or population.decision_date < pay.valid_to)
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
