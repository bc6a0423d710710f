{%- set statuses = [
    ('covered', 'With a successor ready now'),
    ('successor_not_ready', 'With a successor who is not ready'),
    ('uncovered', 'Without a successor'),
] %}

with statuses as (
    {% for coverage_status, coverage_name in statuses -%}
        select
            {{ loop.index }} as sequence,
            '{{ coverage_status }}' as coverage_status,
            '{{ coverage_name }}' as coverage_name
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

roles as (
    select
        coverage_status,
        count(*) as role_count
    from {{ ref('critical_role_coverage') }}
    group by coverage_status
),

total as (
    select sum(role_count) as role_count
    from roles
)

select
    cast(statuses.sequence as int) as sequence,
    statuses.coverage_status,
    statuses.coverage_name,
    cast(coalesce(roles.role_count, 0) as bigint) as role_count,
    cast({{ share('coalesce(roles.role_count, 0)', 'total.role_count') }} as decimal(18, 4)) as share_ratio,
    cast(null as string) as withheld_reason
from statuses
cross join total
left join roles
    on statuses.coverage_status = roles.coverage_status
