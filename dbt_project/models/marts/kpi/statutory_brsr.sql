-- What the business responsibility and sustainability report asks of an Indian employer's workforce, financial year by
-- financial year. Who is a worker in the sense of the law is said by the jobs of the scheme BRSR, where it is declared.
with companies as (
    select company_id
    from {{ ref('dim_company') }}
    where country = 'India'
),

years as (
    select
        period_start,
        period_end,
        month_start
    from {{ ref('period_month') }}
    where period_type = 'year' and month_end = period_end
),

jobs as (
    select
        jobs.job_key,
        categories.company_id,
        min(categories.category_id) as workforce
    from {{ ref('canonical__worker_category') }} as categories
    inner join {{ ref('dim_job') }} as jobs
        on
            categories.company_id = jobs.company_id
            and categories.job_id = jobs.job_id
    where categories.scheme = 'BRSR'
    group by jobs.job_key, categories.company_id
),

declared as (
    select distinct company_id
    from jobs
),

people as (
    select
        place.company_id,
        years.period_start,
        years.period_end,
        case when declared.company_id is not null then coalesce(jobs.workforce, 'unknown') end as workforce,
        case when place.worker_type = 'employee' then 'permanent' else 'other_than_permanent' end as contract,
        coalesce(place.gender, 'unknown') as gender,
        sum(place.closing_count) as people_count
    from {{ ref('person_month') }} as place
    inner join years
        on place.month_start = years.month_start
    inner join {{ ref('fct_assignment') }} as assignments
        on place.assignment_key = assignments.assignment_key
    left join declared
        on place.company_id = declared.company_id
    left join jobs
        on
            assignments.job_key = jobs.job_key
            and place.company_id = jobs.company_id
    where place.worker_type <> 'unmapped' and place.closing_count = 1
    group by
        place.company_id,
        years.period_start,
        years.period_end,
        case when declared.company_id is not null then coalesce(jobs.workforce, 'unknown') end,
        case when place.worker_type = 'employee' then 'permanent' else 'other_than_permanent' end,
        coalesce(place.gender, 'unknown')
),

-- Employees and workers where the company says who is which, and both together.
headcount as (
    {% for workforce, gender in [
        ("'all'", 'gender'), ("'all'", "'all'"), ('workforce', 'gender'), ('workforce', "'all'")
    ] -%}
        select
            'headcount' as measure,
            company_id,
            period_start,
            period_end,
            {{ workforce }} as workforce,
            contract,
            {{ gender }} as gender,
            cast(sum(people_count) as double) as numerator,
            cast(1 as double) as denominator,
            sum(people_count) as n,
            cast(null as string) as withheld_reason
        from people
        where {{ workforce }} is not null
        group by
            company_id,
            period_start,
            period_end,
            {% if workforce == 'workforce' -%}
                workforce,
            {% endif -%}
            {% if gender == 'gender' -%}
                gender,
            {% endif -%}
            contract
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

-- The same KPIs as everywhere, in the variant the report asks for.
asked as (
    {% for measure, kpi_id, variant in [
        ('turnover', 'turnover', 'simple_average'),
        ('training_hours', 'training_hours', 'per_average_fte'),
        ('performance_review', 'review_completion', 'rated'),
        ('wages_to_women', 'female_wages_share', 'gross_wages'),
    ] -%}
        select
            '{{ measure }}' as measure,
            '{{ kpi_id }}' as kpi_id,
            '{{ variant }}' as variant
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

rates as (
    select
        asked.measure,
        kpi_values.company_id,
        kpi_values.period_start,
        kpi_values.period_end,
        'all' as workforce,
        'permanent' as contract,
        kpi_values.dimension_value as gender,
        kpi_values.numerator,
        kpi_values.denominator,
        kpi_values.n,
        kpi_values.withheld_reason
    from asked
    inner join {{ ref('kpi_values') }} as kpi_values
        on
            asked.kpi_id = kpi_values.kpi_id
            and asked.variant = kpi_values.variant
    inner join {{ ref('dim_org_unit') }} as unit
        on kpi_values.org_unit_key = unit.org_unit_key
    where
        kpi_values.tree = 'as_is'
        and kpi_values.period_type = 'year'
        and kpi_values.dimension in ('all', 'gender')
        and unit.parent_org_unit_key is null
),

united as (
    select * from headcount
    union all
    select * from rates
)

select
    united.company_id,
    united.period_start,
    united.period_end,
    united.measure,
    united.workforce,
    united.contract,
    united.gender,
    united.numerator,
    united.denominator,
    cast(united.n as bigint) as n,
    united.withheld_reason
from united
inner join companies
    on united.company_id = companies.company_id
