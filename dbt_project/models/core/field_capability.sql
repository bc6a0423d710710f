{%- set statuses = ['native', 'derived', 'assumed', 'absent'] -%}

with declared as (
    select
        entity,
        field_name,
        -- A source that is not configured delivers nothing.
        case
            when not is_configured then {{ statuses | length }}
            {%- for status in statuses %}
                when status = '{{ status }}' then {{ loop.index }}
            {%- endfor %}
        end as status_order
    from {{ ref('stg_meritline__source_capabilities') }}
    where known_to is null
),

best as (
    select
        entity,
        field_name,
        min(status_order) as status_order
    from declared
    group by entity, field_name
)

select
    '*' as company_id,
    entity,
    field_name,
    case status_order
        {%- for status in statuses %}
            when {{ loop.index }} then '{{ status }}'
        {%- endfor %}
    end as status,
    case
        when status_order = {{ statuses | length }}
            then 'No configured source delivers ' || entity || '.' || field_name || '.'
    end as absent_reason
from best
