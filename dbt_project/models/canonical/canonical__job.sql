with designations as (
    select
        *,
        row_number() over (partition by job_id order by known_from desc) as newest
    from {{ ref('stg_frappe_hr__designations') }}
)

select
    {{ surrogate_key(["'frappe_hr'", 'job_id']) }} as job_key,
    '*' as company_id,
    job_id,
    job_id as job_title,
    'frappe_hr' as source_system,
    job_id as source_id,
    known_from
from designations
where newest = 1
