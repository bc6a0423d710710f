-- Five figures of succession for HR: cover by name, and what is left of it.
with roles as (
    select
        count(*) as role_count,
        count_if(ready_now_count > 0) as coveacute_count,
        count_if(not is_open) as filled_count,
        count_if(not is_open or filled_within_a_year_by_name is not null) as filled_within_a_year_count
    from {{ ref('rpt_succession_review__roles') }}
),

vacancies as (
    select count(*) as role_count
    from {{ ref('rpt_succession_review__findings') }}
    where finding_name = 'A vacancy is in sight and nobody is ready'
),

key_people as (
    select
        count(distinct person_key) as people_count,
        count(distinct case when risk_level = 'Acute' then person_key end) as acute_count
    from {{ ref('rpt_succession_review__key_people') }}
),

figures as (
    select
        1 as sequence,
        'Critical roles with somebody ready now' as measure,
        coveacute_count as figure,
        role_count as whole
    from roles
    where role_count > 0
    union all
    select
        2 as sequence,
        'Filled if all fell vacant at once' as measure,
        filled_count as figure,
        role_count as whole
    from roles
    where role_count > 0
    union all
    select
        3 as sequence,
        'Filled with those ready within a year' as measure,
        filled_within_a_year_count as figure,
        role_count as whole
    from roles
    where role_count > 0
    union all
    select
        4 as sequence,
        'Vacancy in sight, nobody ready' as measure,
        vacancies.role_count as figure,
        roles.role_count as whole
    from roles
    cross join vacancies
    where roles.role_count > 0
    union all
    select
        5 as sequence,
        'Key people at acute risk' as measure,
        key_people.acute_count as figure,
        key_people.people_count as whole
    from key_people
    cross join roles
    where roles.role_count > 0
)

select
    cast(sequence as int) as sequence,
    measure,
    'count' as unit,
    cast(null as string) as currency,
    'none' as direction,
    {{ as_of_date() }} as period_start,
    {{ as_of_date() }} as period_end,
    cast(figure as decimal(18, 4)) as value,
    cast(null as decimal(18, 4)) as previous_value,
    cast(null as decimal(18, 4)) as change_value,
    cast(whole as decimal(18, 4)) as target_value,
    'of' as target_label,
    cast(null as bigint) as n,
    cast(null as string) as n_label,
    cast(null as string) as withheld_reason
from figures
