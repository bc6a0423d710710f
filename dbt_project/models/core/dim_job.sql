select
    cast(null as string) as job_key,
    cast(null as string) as company_id,
    cast(null as string) as job_id,
    cast(null as string) as job_title
where false
