-- A person of several employments manages, and reports, in the one that headcount counts.
with active as (
    select
        person_key,
        manager_person_key,
        company_id,
        org_unit_key,
        month_start
    from {{ ref('person_month') }}
    where worker_type = 'employee' and closing_count = 1
),

teams as (
    select
        manager_person_key,
        company_id,
        org_unit_key,
        month_start,
        count(*) as people_count
    from active
    group by manager_person_key, company_id, org_unit_key, month_start
),

managed as (
    select
        teams.*,
        managers.person_key,
        managers.company_id as manager_company_id,
        managers.org_unit_key as manager_org_unit_key,
        case when managers.person_key is not null then teams.people_count else 0 end as managed_count
    from teams
    left join active as managers
        on
            teams.manager_person_key = managers.person_key
            and teams.month_start = managers.month_start
),

covered as (
    {{ by_dimension('managed', ['managed_count', 'people_count'], cuts=[], at_close=true) }}
),

spans as (
    select
        manager_company_id as company_id,
        manager_org_unit_key as org_unit_key,
        month_start,
        sum(managed_count) as report_count,
        1 as manager_count
    from managed
    where person_key is not null
    group by manager_company_id, manager_org_unit_key, month_start, person_key
),

-- How many managers have how many reports.
sizes as (
    {{ by_dimension('spans', ['manager_count'], keys=['report_count'], cuts=[], at_close=true) }}
),

ranked as (
    select
        *,
        sum(manager_count) over (
            partition by {{ kpi_cell() | join(', ') }}
            order by report_count rows between unbounded preceding and current row
        ) as reached_count,
        sum(manager_count) over (partition by {{ kpi_cell() | join(', ') }}) as total_count
    from sizes
),

measured as (
    select
        {{ kpi_cell() | join(',\n        ') }},
        {{ counted_quantile('report_count', 'reached_count', 'total_count', 0.5) }} as median_span,
        {{ counted_quantile('report_count', 'reached_count', 'total_count', 0.9) }} as p90_span,
        sum(report_count * manager_count) as report_count,
        sum(manager_count) as manager_count
    from ranked
    group by {{ kpi_cell() | join(',\n        ') }}
),

judged as (
    select
        measured.*,
        coalesce(cast(covered.managed_count as double) / nullif(cast(covered.people_count as double), 0), 0)
            as coverage_ratio
    from measured
    left join covered
        on
            {{ same('measured', 'covered', kpi_cell()) | indent(12) }}
)

{{ kpi_rows('span_of_control', 'judged', [
    {'name': 'median', 'numerator': 'median_span', 'n': 'manager_count', 'coverage': 'coverage_ratio'},
    {'name': 'p90', 'numerator': 'p90_span', 'n': 'manager_count', 'coverage': 'coverage_ratio'},
    {'name': 'mean', 'numerator': 'report_count', 'denominator': 'manager_count', 'coverage': 'coverage_ratio'},
]) }}
