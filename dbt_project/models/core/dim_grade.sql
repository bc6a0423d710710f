select
    cast(null as string) as grade_key,
    cast(null as string) as company_id,
    cast(null as string) as grade_id,
    cast(null as int) as grade_rank,
    cast(null as string) as next_grade_key,
    cast(null as string) as next_grade_id
where false
