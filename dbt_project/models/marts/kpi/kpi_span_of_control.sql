with active as (
    select
        *,
        closing_count as people_count
    from {{ ref('person_month') }}
    where worker_type = 'employee' and closing_count = 1
),

-- One place per person and month: somebody with two employments manages from the first.
managers as (
    select *
    from active
    qualify row_number() over (partition by person_key, month_start order by employment_key, valid_from) = 1
),

reports as (
    select
        active.month_start,
        active.manager_person_key,
        count(distinct active.person_key) as report_count
    from active
    group by active.month_start, active.manager_person_key
),

spans as (
    select
        managers.company_id,
        managers.org_unit_key,
        managers.month_start,
        cast(reports.report_count as double) as report_count
    from reports
    inner join managers
        on
            reports.manager_person_key = managers.person_key
            and reports.month_start = managers.month_start
),

of_units as (
    {{ within_unit('spans', ['report_count']) }}
),

managed as (
    select
        active.*,
        case when managers.person_key is not null then 1 else 0 end as managed_count
    from active
    left join managers
        on
            active.manager_person_key = managers.person_key
            and active.month_start = managers.month_start
),

covered as (
    {{ by_dimension('managed', ['managed_count', 'people_count'], cuts=[], at_close=true) }}
),

measured as (
    select
        {{ columns_of('of_units', kpi_cell()) | indent(8) }},
        median(of_units.report_count) as median_span,
        {{ quantile('of_units.report_count', 0.9) }} as p90_span,
        sum(of_units.report_count) as report_count,
        count(*) as manager_count
    from of_units
    group by {{ columns_of('of_units', kpi_cell()) | indent(8) }}
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
