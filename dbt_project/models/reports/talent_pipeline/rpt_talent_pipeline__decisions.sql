-- What asks for a decision of leaders about critical roles, by rule.
with roles as (
    select
        role_count,
        covered_count,
        filled_count
    from {{ ref('rpt_talent_pipeline__bench') }}
    where is_whole
),

unnamed as (
    select count(*) as role_count
    from {{ ref('succession_bench') }}
    where successor_count = 0
),

texts as (
    select
        1 as sequence,
        'Bench' as part,
        case
            when unnamed.role_count = 1 then 'For 1 critical role nobody is'
            else 'For ' || cast(unnamed.role_count as string) || ' critical roles nobody is'
        end || ' named: name somebody, or look outside in time.' as decision_text
    from unnamed
    where unnamed.role_count > 0

    union all

    select
        2 as sequence,
        'Bench' as part,
        case
            when covered_count - filled_count = 1 then '1 critical role is'
            else cast(covered_count - filled_count as string) || ' critical roles are'
        end || ' covered in name only: decide who is kept for which.' as decision_text
    from roles
    where covered_count > filled_count
)

select
    cast(sequence as int) as sequence,
    part,
    decision_text
from texts
