with secret as (
    select secret from {{ source('raw_meritline', 'person_key_secrets') }}
),

files as (
    select * from {{ ref('stg_increment_decisions__decision_files') }}
    where known_to is null
),

decisions as (
    select * from {{ ref('stg_increment_decisions__decisions') }}
    where known_to is null
),

refused as (
    select * from {{ ref('stg_increment_decisions__refused_files') }}
    where known_to is null and is_in_folder
),

-- A workbook of the same delivery, budget holder and cycle that was taken later replaces the earlier one.
cycles_of_files as (
    select distinct
        files.workbook_id,
        decisions.cycle_id,
        files.file_hash,
        files.known_from
    from files
    inner join decisions
        on files.file_hash = decisions.file_hash
    where decisions.cycle_id is not null
),

counting as (
    select
        cycle_id,
        file_hash
    from cycles_of_files
    qualify row_number() over (partition by workbook_id, cycle_id order by known_from desc, file_hash asc) = 1
),

-- A row that does not say its cycle counts as long as its file does.
counting_files as (
    select
        file_hash,
        min(cycle_id) as first_cycle_id
    from counting
    group by file_hash
),

rows_in_force as (
    select
        decisions.*,
        secret.secret,
        files.file_name,
        files.workbook_id,
        files.release_id,
        coalesce(decisions.cycle_id, counting_files.first_cycle_id) as row_cycle_id,
        case when files.workbook_id like 'promotions/%' then 'promotion' else 'increment' end as decision
    from decisions
    inner join files
        on decisions.file_hash = files.file_hash
    inner join counting_files
        on decisions.file_hash = counting_files.file_hash
    cross join secret
    left join counting
        on
            decisions.file_hash = counting.file_hash
            and decisions.cycle_id = counting.cycle_id
    where decisions.cycle_id is null or counting.cycle_id is not null
)

select
    coalesce(company_id, '*') as company_id,
    row_cycle_id as cycle_id,
    decision,
    person_key,
    file_hash,
    file_name,
    row_number,
    workbook_id,
    release_id,
    stated_base_amount,
    stated_amount,
    stated_lump_sum_amount,
    case
        when problem is null
            then row_check = {{ row_check(
                'decision', 'company_id', 'row_cycle_id', 'person_key',
                'stated_base_amount', 'stated_amount', 'stated_lump_sum_amount', 'secret'
            ) }}
    end as is_row_intact,
    choice,
    stated_ratio,
    decision_reason,
    problem,
    problem_text,
    'increment_decisions' as source_system,
    known_from
from rows_in_force

union all

select
    '*' as company_id,
    cast(null as string) as cycle_id,
    cast(null as string) as decision,
    cast(null as string) as person_key,
    file_hash,
    file_name,
    0 as row_number,
    cast(null as string) as workbook_id,
    cast(null as string) as release_id,
    cast(null as decimal(18, 2)) as stated_base_amount,
    cast(null as decimal(18, 2)) as stated_amount,
    cast(null as decimal(18, 2)) as stated_lump_sum_amount,
    cast(null as boolean) as is_row_intact,
    cast(null as string) as choice,
    cast(null as decimal(9, 4)) as stated_ratio,
    cast(null as string) as decision_reason,
    'file_refused' as problem,
    problem || '; ' || remedy as problem_text,
    'increment_decisions' as source_system,
    known_from
from refused
