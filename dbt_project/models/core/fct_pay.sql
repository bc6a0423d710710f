select
    cast(null as string) as pay_key,
    cast(null as string) as person_key,
    cast(null as string) as company_id,
    cast(null as date) as valid_from,
    cast(null as date) as valid_to,
    cast(null as decimal(18,2)) as annual_base_amount,
    cast(null as string) as currency,
    cast(null as decimal(9,4)) as fte,
    cast(null as string) as source_document
where false
