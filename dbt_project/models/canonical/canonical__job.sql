with designations as (
    select
        *,
        row_number() over (partition by job_id order by known_from desc) as newest
    from {{ ref('stg_frappe_hr__designations') }}
),

contract_jobs as (
    select
        *,
        row_number() over (
            partition by source_system, company_id, job_id order by known_from desc
        ) as newest
    from {{ ref('stg_contract__jobs') }}
)

select
    {{ surrogate_key(["'frappe_hr'", 'job_id']) }} as job_key,
    '*' as company_id,
    job_id,
    job_id as job_title,
    cast(null as string) as job_family,
    cast(null as string) as job_function,
    'frappe_hr' as source_system,
    job_id as source_id,
    known_from
from designations
where newest = 1

union all

select
    {{ surrogate_key(["'contract'", 'contract_jobs.company_id', 'contract_jobs.job_id']) }} as job_key,
    contract_jobs.company_id,
    contract_jobs.job_id,
    contract_jobs.job_title,
    contract_jobs.job_family,
    contract_jobs.job_function,
    contract_jobs.source_system,
    contract_jobs.company_id || '/' || contract_jobs.job_id as source_id,
    contract_jobs.known_from
from contract_jobs
left join designations
    on
        contract_jobs.company_id = '*'
        and contract_jobs.job_id = designations.job_id
where contract_jobs.newest = 1 and designations.job_id is null
