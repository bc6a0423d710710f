with assignments as (
    {{ placed_assignments() }}
),

exits as (
    select
        employment_key,
        company_id,
        worker_type,
        end_date,
        coalesce(exit_type, 'unmapped') as exit_type
    from {{ ref('fct_employment') }}
    where
        end_date <= {{ as_of_date() }}
        and not is_rescinded
        and not is_exit_voided
        and not is_future
),

-- The unit of the last day employed.
placed as (
    select
        exits.company_id,
        assignment.org_unit_key,
        exits.worker_type,
        exits.exit_type,
        cast(date_trunc('month', exits.end_date) as date) as month_start
    from exits
    inner join assignments as assignment
        on
            exits.employment_key = assignment.employment_key
            and exits.end_date >= assignment.valid_from
    qualify
        row_number() over (
            partition by exits.employment_key
            order by assignment.valid_from desc, assignment.assignment_key asc
        ) = 1
)

select
    company_id,
    org_unit_key,
    worker_type,
    exit_type,
    month_start,
    count(*) as exit_count
from placed
group by company_id, org_unit_key, worker_type, exit_type, month_start
