-- Critical: a budget, KPI, range or plan for a unit or grade that does not exist reaches no report. Each row names the
-- file and the identifier to correct.
{%- set units = [
    ('comp_budgets', 'holder_org_unit_id', 'canonical__comp_budget'),
    ('kpi_defs', 'org_unit_id', 'canonical__kpi_def'),
    ('kpi_targets', 'org_unit_id', 'canonical__kpi_target'),
    ('kpi_values', 'org_unit_id', 'canonical__kpi_value'),
    ('succession_plans', 'org_unit_id', 'canonical__succession_plan'),
] %}
with named as (
    {%- for file_name, column, model in units %}
        select distinct
            '{{ file_name }}' as file_name,
            'unit' as kind,
            {{ column }} as identifier
        from {{ ref(model) }}
        union all
    {%- endfor %}
    select distinct
        'pay_ranges' as file_name,
        'grade' as kind,
        company_id || ' / ' || grade_id as identifier
    from {{ ref('canonical__pay_range') }}
),

known as (
    select
        'unit' as kind,
        org_unit_id as identifier
    from {{ ref('canonical__org_unit') }}
    union all
    select
        'grade' as kind,
        company_id || ' / ' || grade_id as identifier
    from {{ ref('canonical__grade') }}
)

select
    named.file_name,
    named.identifier
from named
left join known
    on
        named.kind = known.kind
        and named.identifier = known.identifier
where known.identifier is null
