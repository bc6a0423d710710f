select
    cast(null as string) as from_currency,
    cast(null as string) as to_currency,
    cast(null as decimal(18,6)) as rate,
    cast(null as date) as valid_from,
    cast(null as date) as valid_to
where false
