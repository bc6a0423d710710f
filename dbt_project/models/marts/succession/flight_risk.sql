-- How likely each employee is to resign within a year, by the method that proved best, and what speaks for it.
with policy as (
    {{ group_policy(ref('flight_risk_policy'), ['low_multiple', 'high_multiple']) }}
),

verdict as (
    select
        max(case when is_used then subject_id end) as used_method,
        max(case when is_used then sentence end) as method_sentence,
        bool_or(is_leak_suspected) as is_blocked
    from {{ ref('flight_risk_validation') }}
),

people as (
    select
        company_id,
        person_key,
        org_unit_key,
        notice_date is not null and notice_date <= {{ as_of_date() }} as has_resigned
    from {{ ref('dim_employee') }}
    where is_active and worker_type = 'employee'
),

scores as (
    select * from {{ ref('flight_score') }}
    where fit = 'current'
),

averages as (
    select max(year_probability) as average_probability
    from scores
    where method = 'average'
),

judged as (
    select
        people.*,
        scores.job_family,
        scores.cell,
        scores.year_probability,
        averages.average_probability,
        verdict.used_method,
        verdict.method_sentence,
        policy.low_multiple,
        policy.high_multiple,
        case
            when verdict.is_blocked then 'leak_suspected'
            when verdict.used_method is null then 'too_few_resignations'
            when people.has_resigned then 'on_notice'
            when scores.person_key is null then 'joined_this_month'
        end as withheld_reason
    from people
    cross join policy
    cross join verdict
    cross join averages
    left join scores
        on
            people.person_key = scores.person_key
            and verdict.used_method = scores.method
),

-- What raises the risk, the largest first.
reasons as (
    {%- for driver in flight_drivers() + ['job_family'] %}
        select
            method,
            person_key,
            '{{ driver }}' as driver_id,
            {{ driver }}_contribution as contribution
        from scores
        where {{ driver }}_contribution > 0
        {{ 'union all' if not loop.last }}
    {%- endfor %}
),

ordered as (
    select
        *,
        row_number() over (partition by method, person_key order by contribution desc, driver_id asc) as place
    from reasons
),

foremost as (
    select
        method,
        {%- for place, name in [(1, 'first'), (2, 'second'), (3, 'third')] %}
            max(case when place = {{ place }} then driver_id end) as {{ name }}_driver_id,
            max(case when place = {{ place }} then contribution end) as {{ name }}_contribution,
        {%- endfor %}
        person_key
    from ordered
    group by method, person_key
)

select
    judged.company_id,
    judged.person_key,
    judged.org_unit_key,
    judged.job_family,
    judged.used_method as method,
    judged.method_sentence,
    case when judged.withheld_reason is null then judged.year_probability end as year_probability,
    case when judged.withheld_reason is null then judged.average_probability end as average_probability,
    case
        when judged.withheld_reason is not null then null
        when judged.year_probability >= judged.high_multiple * judged.average_probability then 'high'
        when judged.year_probability < judged.low_multiple * judged.average_probability then 'low'
        else 'medium'
    end as risk_band,
    case when judged.withheld_reason is null then judged.cell end as cell,
    {% for name in ['first', 'second', 'third'] -%}
        case when judged.withheld_reason is null then foremost.{{ name }}_driver_id end as {{ name }}_driver_id,
        case when judged.withheld_reason is null then foremost.{{ name }}_contribution end as {{ name }}_contribution,
    {% endfor -%}
    judged.withheld_reason
from judged
left join foremost
    on
        judged.person_key = foremost.person_key
        and judged.used_method = foremost.method
