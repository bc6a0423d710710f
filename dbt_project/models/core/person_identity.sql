select
    cast(null as string) as person_key,
    cast(null as string) as company_id,
    cast(null as string) as employee_number,
    cast(null as string) as employee_name,
    cast(null as string) as work_email
where false
