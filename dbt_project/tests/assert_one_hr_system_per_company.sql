{{ config(severity='warn') }}
-- Warning: who works in a company that a connector delivers is asked of the connector; what the contract says about its
-- people, employments, assignments and units is set aside, so that nobody counts twice.
{%- set tables = ['persons', 'employments', 'assignments', 'movement_events', 'org_units'] %}
with aside as (
    {%- for table in tables %}
        select
            delivered.source_system,
            '{{ table }}' as file_name
        from {{ ref('stg_contract__' ~ table) }} as delivered
        inner join {{ ref('canonical__hr_system') }} as hr_systems
            on
                delivered.company_id = hr_systems.company_id
                and hr_systems.hr_system <> 'contract'
        where delivered.known_to is null
        {%- if not loop.last %}
            union all
        {%- endif %}
    {%- endfor %}
)

select
    source_system || ', ' || file_name || ': ' || cast(count(*) as string)
    || ' row(s) do not count, because a connector says who works in their company; take them out of the file.'
        as sentence
from aside
group by source_system, file_name
