{#- Name, figure, what it is held against and its words, interval, people behind it, where it is from. -#}
{%- set figures = [
    ('Critical roles with somebody ready now', 'count', 'covered_count', 'role_count', 'of', none, none, none,
     'roles'),
    ('Filled if all fell vacant at once', 'count', 'filled_count', 'role_count', 'of', none, none, none, 'roles'),
    ('Expected to fall vacant in three years', 'count', 'expected_role_vacancies', 'role_count', 'of', none, none,
     none, 'vacancies'),
    ('Critical seats filled from inside', 'percent', 'value_ratio', none, none, 'lower_ratio', 'upper_ratio',
     'basis_count', 'outcomes'),
    ('Women among those named', 'percent', 'women_ratio', 'everybody_ratio', 'among all employees', none, none,
     'people_at_least_count', 'women'),
] -%}
-- Five figures of the talent pipeline for leaders.
with roles as (
    select * from {{ ref('rpt_talent_pipeline__bench') }}
    where is_whole
),

vacancies as (
    select * from {{ ref('rpt_talent_pipeline__vacancies') }}
    where year_number = 3
),

outcomes as (
    select * from {{ ref('rpt_talent_pipeline__outcomes') }}
    where outcome_id = 'internal_fill'
),

women as (
    select
        named.women_ratio,
        everybody.women_ratio as everybody_ratio,
        named.people_at_least_count,
        named.withheld_reason
    from {{ ref('rpt_talent_pipeline__women') }} as named
    inner join {{ ref('rpt_talent_pipeline__women') }} as everybody
        on
            named.kind = everybody.kind
            and everybody.category_name = 'Employees'
    where named.category_name = 'Named for a critical role'
),

figures as (
    {% for measure, unit, value, target, label, lower, upper, n, place in figures -%}
        select
            {{ loop.index }} as sequence,
            '{{ measure }}' as measure,
            '{{ unit }}' as unit,
            cast({{ value }} as decimal(18, 4)) as value,
            cast({{ target or 'null' }} as decimal(18, 4)) as target_value,
            {{ "'" ~ label ~ "'" if label else 'cast(null as string)' }} as target_label,
            cast({{ lower or 'null' }} as decimal(18, 4)) as lower_value,
            cast({{ upper or 'null' }} as decimal(18, 4)) as upper_value,
            cast({{ n or 'null' }} as bigint) as n,
            withheld_reason
        from {{ place }}
        {{ 'union all' if not loop.last }}
    {% endfor %}
)

select
    cast(sequence as int) as sequence,
    measure,
    unit,
    cast(null as string) as currency,
    'none' as direction,
    {{ as_of_date() }} as period_start,
    {{ as_of_date() }} as period_end,
    value,
    cast(null as decimal(18, 4)) as previous_value,
    cast(null as decimal(18, 4)) as change_value,
    target_value,
    target_label,
    lower_value,
    upper_value,
    n,
    case sequence when 4 then 'seats in three years' when 5 then 'people at least' end as n_label,
    withheld_reason
from figures
