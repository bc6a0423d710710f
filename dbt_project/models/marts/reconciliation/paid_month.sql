with company_months as (
    select * from {{ ref('company_month') }}
    where withheld_reason is null
),

links as (
    select
        source_system,
        source_id,
        person_key
    from {{ ref('canonical__identity_link') }}
    where person_key is not null
),

-- What each run paid as base and as allowance, and what the employer pays beside it.
components as (
    select
        source_system,
        pay_run_source_id,
        sum(case when component_class = 'base' then amount else 0 end) as base_amount,
        sum(case when component_class in ('base', 'allowance') then amount else 0 end) as fixed_amount,
        sum(case when component_class = 'statutory_er' then amount else 0 end) as employer_cost_amount
    from {{ ref('canonical__pay_item') }}
    where component_class in ('base', 'allowance', 'statutory_er')
    group by source_system, pay_run_source_id
),

runs as (
    select
        runs.source_system,
        runs.source_id,
        runs.company_id,
        links.person_key,
        -- Somebody whom the HR system does not know is told apart by the payroll's own number.
        coalesce(links.person_key, {{ surrogate_key(['runs.source_system', 'runs.person_source_id']) }})
            as pay_subject_key,
        runs.period_start_date,
        runs.period_end_date,
        runs.currency,
        runs.gross_amount,
        runs.unpaid_days,
        components.base_amount,
        components.fixed_amount,
        components.employer_cost_amount,
        cast(extract(year from runs.period_end_date) * 12 + extract(month from runs.period_end_date) - 1 as bigint)
            as month_index
    from {{ ref('canonical__pay_run') }} as runs
    left join links
        on
            runs.source_system = links.source_system
            and runs.person_source_id = links.source_id
    left join components
        on
            runs.source_system = components.source_system
            and runs.source_id = components.pay_run_source_id
),

by_system as (
    select
        company_id,
        pay_subject_key,
        month_index,
        source_system,
        max(person_key) as person_key,
        min(source_id) as source_id,
        count(*) as run_count,
        min(period_start_date) as paid_from,
        max(period_end_date) as paid_until,
        min(currency) as currency,
        min(currency) <> max(currency) as is_mixed_currency,
        sum(gross_amount) as gross_amount,
        sum(coalesce(unpaid_days, 0)) as unpaid_days,
        sum(coalesce(base_amount, 0)) as base_amount,
        sum(coalesce(fixed_amount, 0)) as fixed_amount,
        sum(coalesce(employer_cost_amount, 0)) as employer_cost_amount
    from runs
    group by company_id, pay_subject_key, month_index, source_system
),

-- Systems are never added up: the one that policy names counts, or else the first by name.
ranked as (
    select
        by_system.*,
        company_months.month_start,
        company_months.month_end,
        company_months.compared_pay,
        row_number() over subject as system_rank,
        lead(by_system.source_system) over subject as other_source_system,
        lead(by_system.source_id) over subject as other_source_id,
        lead(by_system.gross_amount) over subject as other_gross_amount
    from by_system
    inner join company_months
        on
            by_system.company_id = company_months.company_id
            and by_system.month_index = company_months.month_index
    window subject as (
        partition by by_system.company_id, by_system.pay_subject_key, by_system.month_index
        order by
            case when by_system.source_system = company_months.counted_source then 0 else 1 end,
            by_system.source_system
    )
)

select
    company_id,
    pay_subject_key,
    person_key,
    month_start,
    month_end,
    month_index,
    source_system,
    source_id,
    cast(run_count as bigint) as run_count,
    paid_until,
    paid_from = month_start and paid_until = month_end as is_whole_month,
    currency,
    is_mixed_currency,
    cast(gross_amount as decimal(18, 2)) as gross_amount,
    cast(case when compared_pay = 'fixed' then fixed_amount else base_amount end as decimal(18, 2))
        as compared_amount,
    cast(employer_cost_amount as decimal(18, 2)) as employer_cost_amount,
    cast(unpaid_days as decimal(9, 4)) as unpaid_days,
    other_source_system,
    other_source_id,
    cast(other_gross_amount as decimal(18, 2)) as other_gross_amount
from ranked
where system_rank = 1
