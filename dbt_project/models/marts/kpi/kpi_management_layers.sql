-- The chain of managers is walked for the last reported month only: a walk for every month costs more than it tells.
with recursive closing as (
    select max(month_start) as month_start
    from {{ ref('period_month') }}
),

active as (
    select
        place.person_key,
        place.manager_person_key,
        place.company_id,
        place.org_unit_key,
        place.month_start
    from {{ ref('person_month') }} as place
    inner join closing
        on place.month_start = closing.month_start
    where place.worker_type = 'employee' and place.closing_count = 1
),

-- Down from whoever has no manager; nobody in a circle, or below somebody who left, is ever reached.
chain (person_key, layer) as (
    select
        person_key,
        cast(1 as int) as layer
    from active
    where manager_person_key is null
    union all
    select
        active.person_key,
        cast(chain.layer + 1 as int) as layer
    from chain
    inner join active
        on chain.person_key = active.manager_person_key
    where chain.layer < 90
),

direct as (
    select
        active.*,
        chain.layer
    from active
    left join chain
        on active.person_key = chain.person_key
),

of_units as (
    {{ within_unit('direct', ['layer']) }}
),

measured as (
    select
        {{ kpi_cell() | join(',\n        ') }},
        max(layer) as deepest_layer,
        sum(layer) as layer_sum,
        count(layer) as reached_count,
        count(*) as people_count
    from of_units
    group by {{ kpi_cell() | join(',\n        ') }}
)

{%- set coverage = 'cast(reached_count as double) / nullif(cast(people_count as double), 0)' %}

{{ kpi_rows('management_layers', 'measured', [
    {'name': 'deepest', 'numerator': 'deepest_layer', 'n': 'reached_count', 'coverage': coverage,
     'withheld': {'no_chain_to_the_top': 'reached_count = 0'}},
    {'name': 'mean', 'numerator': 'layer_sum', 'denominator': 'reached_count', 'coverage': coverage,
     'withheld': {'no_chain_to_the_top': 'reached_count = 0'}},
]) }}
