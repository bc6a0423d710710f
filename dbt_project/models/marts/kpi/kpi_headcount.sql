{%- set variants = [
    ('closing', 'closing_count', '1'),
    ('opening', 'opening_count', '1'),
    ('daily_average', 'headcount_days', 'day_count'),
    ('simple_average', 'opening_count + closing_count', '2'),
    ('monthly_average', 'month_opening_sum + month_closing_sum', '2 * month_count'),
] -%}

with headcount as (
    select * from {{ ref('headcount_period') }}
),

variants as (
    {% for variant, numerator, denominator in variants -%}
        select
            '{{ variant }}' as variant,
            company_id,
            org_unit_key,
            period_type,
            period_start,
            period_end,
            cast({{ numerator }} as double) as numerator,
            cast({{ denominator }} as double) as denominator
        from headcount
        {{ 'union all' if not loop.last }}
    {% endfor %}
)

select
    'headcount' as kpi_id,
    variant,
    '1' as definition_version,
    period_type,
    period_start,
    period_end,
    company_id,
    org_unit_key,
    numerator,
    denominator,
    cast(floor(numerator / nullif(denominator, 0)) as bigint) as n,
    cast(1 as double) as coverage_ratio,
    cast(null as string) as withheld_reason
from variants
