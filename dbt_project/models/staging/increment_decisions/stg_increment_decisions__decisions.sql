with versions as (
    {{ known_versions(source('raw_increment_decisions', 'decisions'), ['file_hash', 'row_number']) }}
)

select
    {{ blank_to_null('file_hash') }} as file_hash,
    cast(row_number as int) as row_number,
    {{ blank_to_null('company') }} as company_id,
    {{ blank_to_null('cycle') }} as cycle_id,
    {{ blank_to_null('person_key') }} as person_key,
    {{ blank_to_null('row_check') }} as row_check,
    cast(base_amount as decimal(18, 2)) as stated_base_amount,
    cast(recommended_amount as decimal(18, 2)) as stated_amount,
    cast(lump_sum_amount as decimal(18, 2)) as stated_lump_sum_amount,
    {{ blank_to_null('decision') }} as choice,
    cast(decided_rate as decimal(9, 4)) as stated_ratio,
    {{ blank_to_null('reason') }} as decision_reason,
    {{ blank_to_null('problem') }} as problem,
    {{ blank_to_null('problem_text') }} as problem_text,
    known_from,
    known_to
from versions
