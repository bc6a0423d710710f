select
    cast(null as string) as company_id,
    cast(null as string) as survey_id,
    cast(null as string) as respondent_key,
    cast(null as string) as org_unit_key,
    cast(null as string) as question_code,
    cast(null as decimal(9,4)) as answer_value,
    cast(null as decimal(9,4)) as scale_min,
    cast(null as decimal(9,4)) as scale_max,
    cast(null as boolean) as is_reverse_keyed,
    cast(null as date) as submitted_date
where false
