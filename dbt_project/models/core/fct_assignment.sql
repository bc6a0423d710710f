select
    cast(null as string) as assignment_key,
    cast(null as string) as employment_key,
    cast(null as string) as person_key,
    cast(null as string) as company_id,
    cast(null as string) as org_unit_key,
    cast(null as string) as manager_person_key,
    cast(null as string) as job_key,
    cast(null as string) as grade_key,
    cast(null as int) as grade_rank,
    cast(null as string) as location,
    cast(null as string) as worker_type,
    cast(null as decimal(9,4)) as fte,
    cast(null as boolean) as fte_is_assumed,
    cast(null as boolean) as is_history_assumed,
    cast(null as date) as valid_from,
    cast(null as date) as valid_to
where false
