-- Critical: a budget, KPI, range or plan for a unit or grade that does not exist reaches no report. Each row names the
-- file and the identifier to correct.
with named as (
    select 'comp_budgets' as file_name, holder_org_unit_id as identifier, 'unit' as kind
    from {{ ref('canonical__comp_budget') }}
    union
    select 'kpi_defs', org_unit_id, 'unit' from {{ ref('canonical__kpi_def') }}
    union
    select 'kpi_targets', org_unit_id, 'unit' from {{ ref('canonical__kpi_target') }}
    union
    select 'kpi_values', org_unit_id, 'unit' from {{ ref('canonical__kpi_value') }}
    union
    select 'succession_plans', org_unit_id, 'unit' from {{ ref('canonical__succession_plan') }}
    union
    select 'pay_ranges', company_id || ' / ' || grade_id, 'grade' from {{ ref('canonical__pay_range') }}
),

known as (
    select org_unit_id as identifier, 'unit' as kind from {{ ref('canonical__org_unit') }}
    union
    select company_id || ' / ' || grade_id, 'grade' from {{ ref('canonical__grade') }}
)

select
    named.file_name,
    named.identifier
from named
left join known
    on named.kind = known.kind
    and named.identifier = known.identifier
where known.identifier is null
