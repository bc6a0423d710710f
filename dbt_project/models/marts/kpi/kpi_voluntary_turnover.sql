{%- set averages = [
    ('daily_average', 'cast(headcount_days as double) / nullif(cast(day_count as double), 0)'),
    ('simple_average', 'cast(opening_count + closing_count as double) / 2'),
    ('monthly_average', 'cast(month_opening_sum + month_closing_sum as double) / nullif(cast(2 * month_count as double), 0)'),
] -%}

with headcount as (
    select * from {{ ref('headcount_period') }}
),

direct as (
    select
        company_id,
        org_unit_key,
        month_start,
        sum(case when exit_type = 'voluntary' then exit_count else 0 end) as voluntary_count,
        sum(case when exit_type = 'unmapped' then 0 else exit_count end) as mapped_count,
        sum(exit_count) as exit_count
    from {{ ref('exit_month') }}
    where worker_type = 'employee'
    group by company_id, org_unit_key, month_start
),

exits as (
    {{ by_period('direct', ['voluntary_count', 'mapped_count', 'exit_count']) }}
),

joined as (
    select
        headcount.*,
        coalesce(exits.voluntary_count, 0) as voluntary_count,
        coalesce(cast(exits.mapped_count as double) / nullif(cast(exits.exit_count as double), 0), 1) as coverage_ratio
    from headcount
    left join exits
        on
            headcount.company_id = exits.company_id
            and headcount.org_unit_key = exits.org_unit_key
            and headcount.period_type = exits.period_type
            and headcount.period_end = exits.period_end
),

absent as (
    {{ absent_fields({'exit_type': ['employment', 'exit_type']}) }}
),

variants as (
    {% for variant, average in averages -%}
        select
            '{{ variant }}' as variant,
            company_id,
            org_unit_key,
            period_type,
            period_start,
            period_end,
            voluntary_count,
            coverage_ratio,
            {{ average }} as average_count
        from joined
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

judged as (
    select
        variants.*,
        absent.is_exit_type_absent
    from variants
    cross join absent
)

select
    'voluntary_turnover' as kpi_id,
    variant,
    '1' as definition_version,
    period_type,
    period_start,
    period_end,
    company_id,
    org_unit_key,
    case when not is_exit_type_absent then cast(voluntary_count as double) end as numerator,
    average_count as denominator,
    cast(floor(average_count) as bigint) as n,
    cast(coverage_ratio as double) as coverage_ratio,
    case
        when is_exit_type_absent then 'no_source_delivers_exit_types'
        when average_count = 0 then 'no_average_headcount'
    end as withheld_reason
from judged
