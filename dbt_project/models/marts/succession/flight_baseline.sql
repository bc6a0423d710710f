-- Life tables: how many person-months, how many resignations in the month after, and the monthly hazard of each cell,
-- by tenure band and job family, by points, by job family alone, and of everybody.
with fits as (
    {{ flight_fits() }}
),

policy as (
    {{ group_policy(ref('flight_risk_policy'), ['prior_months']) }}
),

learned as (
    select
        fits.fit,
        person.tenure_band,
        person.job_family,
        person.risk_points,
        cast(count(*) as bigint) as month_count,
        cast(count_if(person.is_resigned) as bigint) as resigned_count
    from {{ ref('flight_month') }} as person
    inner join fits
        on person.month_age >= fits.first_month_age
    group by fits.fit, person.tenure_band, person.job_family, person.risk_points
),

cells as (
    {%- for method, cell in {
        'average': "'everybody'",
        'life_table': "tenure_band || ', ' || job_family",
        'points': 'cast(risk_points as string)',
        'job_family': 'job_family',
    }.items() %}
        select
            fit,
            '{{ method }}' as method,
            {{ cell }} as cell,
            sum(month_count) as month_count,
            sum(resigned_count) as resigned_count
        from learned
        group by fit{{ ', ' ~ cell if method != 'average' }}
        {{ 'union all' if not loop.last }}
    {%- endfor %}
),

averages as (
    select
        fit,
        cast(sum(resigned_count) as double) / nullif(sum(month_count), 0) as average_hazard
    from learned
    group by fit
)

select
    cells.fit,
    cells.method,
    cells.cell,
    cast(cells.month_count as bigint) as month_count,
    cast(cells.resigned_count as bigint) as resigned_count,
    -- A small cell is drawn to the average, as if so many months of it had been seen there too.
    cast(
        round(
            (cells.resigned_count + policy.prior_months * averages.average_hazard)
            / nullif(cells.month_count + policy.prior_months, 0), 9
        ) as decimal(18, 9)
    ) as monthly_hazard
from cells
inner join averages
    on cells.fit = averages.fit
cross join policy
