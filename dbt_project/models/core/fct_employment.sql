select
    cast(null as string) as employment_key,
    cast(null as string) as person_key,
    cast(null as string) as company_id,
    cast(null as int) as spell_number,
    cast(null as date) as start_date,
    cast(null as date) as end_date,
    cast(null as string) as worker_type,
    cast(null as date) as notice_date,
    cast(null as string) as exit_type,
    cast(null as string) as exit_reason,
    cast(null as boolean) as is_rescinded,
    cast(null as boolean) as is_exit_voided,
    cast(null as boolean) as is_future
where false
