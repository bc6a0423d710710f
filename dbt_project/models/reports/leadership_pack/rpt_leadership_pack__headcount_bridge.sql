-- Inside the whole group a transfer in is a transfer out; what is left of them is moves to and from other worker types.
{%- set steps = [
    ('opening', 'Opening', 'opening_count'),
    ('inflow', 'Joined', 'hire_count'),
    ('inflow', 'Moved in', 'greatest(transfer_in_count - transfer_out_count, 0)'),
    ('outflow', 'Moved out', 'least(transfer_in_count - transfer_out_count, 0)'),
    ('outflow', 'Left', '-exit_count'),
    ('closing', 'Closing', 'closing_count'),
] %}

with years as (
    select
        headcount.*,
        row_number() over (order by headcount.period_end desc) as recency
    from {{ ref('headcount_period') }} as headcount
    inner join {{ ref('dim_org_unit') }} as unit
        on headcount.org_unit_key = unit.org_unit_key
    where
        headcount.company_id = '*'
        and headcount.tree = 'as_is'
        and headcount.dimension = 'all'
        and headcount.period_type = 'year'
        and unit.parent_org_unit_key is null
        and headcount.period_end <= {{ as_of_date() }}
),

last_year as (
    select * from years
    where recency = 1
),

steps as (
    {% for step_type, step_name, people in steps -%}
        select
            {{ loop.index }} as sequence,
            '{{ step_type }}' as step_type,
            '{{ step_name }}' as step_name,
            period_start,
            period_end,
            {{ people }} as people_count
        from last_year
        {{ 'union all' if not loop.last }}
    {% endfor %}
)

select
    cast(sequence as int) as sequence,
    step_type,
    step_name,
    period_start,
    period_end,
    cast(people_count as bigint) as people_count
from steps
where people_count <> 0 or step_type in ('opening', 'closing')
