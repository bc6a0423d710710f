-- What a scorecard shows as contributions adds up to its score: areas to a person, KPIs and perspectives to a unit,
-- KPIs to their perspective. A withheld scorecard has neither score nor contribution.
with employee_parts as (
    select
        person_key,
        cycle_id,
        sum(contribution) as points
    from {{ ref('scorecard_employee_kra') }}
    group by person_key, cycle_id
),

perspective_parts as (
    select
        company_id,
        org_unit_key,
        period_start_date,
        period_end_date,
        sum(contribution) as points
    from {{ ref('scorecard_org_unit_perspective') }}
    group by company_id, org_unit_key, period_start_date, period_end_date
),

kpi_parts as (
    select
        company_id,
        org_unit_key,
        period_start_date,
        period_end_date,
        sum(contribution) as points
    from {{ ref('scorecard_org_unit_kpi') }}
    group by company_id, org_unit_key, period_start_date, period_end_date
)

select
    'employee' as scorecard,
    employee.cycle_id as part_of
from {{ ref('scorecard_employee') }} as employee
inner join employee_parts
    on
        employee.person_key = employee_parts.person_key
        and employee.cycle_id = employee_parts.cycle_id
where
    coalesce(employee.score, -1) <> coalesce(employee_parts.points, -1)
    or (employee.score is null) <> (employee.status = 'withheld')
union all
select
    'perspectives of unit' as scorecard,
    unit.org_unit_key as part_of
from {{ ref('scorecard_org_unit') }} as unit
inner join perspective_parts
    on
        unit.company_id = perspective_parts.company_id
        and unit.org_unit_key = perspective_parts.org_unit_key
        and unit.period_start_date = perspective_parts.period_start_date
        and unit.period_end_date = perspective_parts.period_end_date
where coalesce(unit.score, -1) <> coalesce(perspective_parts.points, -1)
union all
select
    'KPIs of unit' as scorecard,
    unit.org_unit_key as part_of
from {{ ref('scorecard_org_unit') }} as unit
inner join kpi_parts
    on
        unit.company_id = kpi_parts.company_id
        and unit.org_unit_key = kpi_parts.org_unit_key
        and unit.period_start_date = kpi_parts.period_start_date
        and unit.period_end_date = kpi_parts.period_end_date
where
    coalesce(unit.score, -1) <> coalesce(kpi_parts.points, -1)
    or (unit.score is null) <> (unit.status = 'withheld')
union all
select
    'goals of employee' as scorecard,
    cycle_id as part_of
from {{ ref('scorecard_employee_goal') }}
group by company_id, person_key, cycle_id
having
    coalesce(max(scorecard_score), -1) <> coalesce(sum(contribution), -1)
    or (max(scorecard_score) is null) <> (max(scorecard_status) = 'withheld')
