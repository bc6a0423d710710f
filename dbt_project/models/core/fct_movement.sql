select
    cast(null as string) as movement_key,
    cast(null as string) as person_key,
    cast(null as string) as company_id,
    cast(null as string) as employment_key,
    cast(null as string) as movement_type,
    cast(null as date) as movement_date,
    cast(null as string) as from_org_unit_key,
    cast(null as string) as to_org_unit_key,
    cast(null as int) as from_grade_rank,
    cast(null as int) as to_grade_rank,
    cast(null as string) as from_job_key,
    cast(null as string) as to_job_key,
    cast(null as decimal(18,2)) as from_amount,
    cast(null as decimal(18,2)) as to_amount,
    cast(null as string) as currency,
    cast(null as string) as source_document
where false
