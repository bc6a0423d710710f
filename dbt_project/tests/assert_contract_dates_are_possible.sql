-- Critical: a range that ends before it begins holds on no day, and two employments of one person and company on one
-- day would count the person twice. A hire that never took place says so in is_rescinded.
{%- set ranges = ['org_units', 'assignments', 'comp_bases', 'pay_ranges', 'exchange_rates', 'kpi_defs',
    'succession_plans'] %}
with impossible as (
    {%- for table in ranges %}
        select
            source_system,
            '{{ table }}.valid_to' as field_name,
            'ends before it begins' as problem
        from {{ ref('stg_contract__' ~ table) }}
        where known_to is null and valid_to <= valid_from
        union all
    {%- endfor %}
    select
        source_system,
        'employments.end_date' as field_name,
        'ends before it begins' as problem
    from {{ ref('stg_contract__employments') }}
    where known_to is null and end_date < start_date and not coalesce(is_rescinded, false)
    union all
    select
        source_system,
        'employments.start_date' as field_name,
        'begins before the person''s earlier employment there has ended' as problem
    from (
        select
            source_system,
            start_date,
            lag({{ until('end_date') }}) over (
                partition by company_id, employee_number order by start_date
            ) as earlier_end_date
        from {{ ref('stg_contract__employments') }}
        where known_to is null and not coalesce(is_rescinded, false)
    ) as spells
    where start_date <= earlier_end_date
)

select
    source_system || ', ' || field_name || ': ' || cast(count(*) as string) || ' row(s), each of which ' || problem
    || '; correct the dates.' as sentence
from impossible
group by source_system, field_name, problem
