-- What asks for a decision of HR, by rule.
with counted as (
    select
        finding_name,
        urgency,
        count(*) as finding_count
    from {{ ref('rpt_succession_review__findings') }}
    group by finding_name, urgency
),

unnamed as (
    select count(*) as role_count
    from {{ ref('rpt_succession_review__roles') }}
    where bench_state = 'Nobody named'
),

texts as (
    select
        1 as sequence,
        'Bench' as part,
        case
            when finding_count = 1 then 'For 1 critical role a vacancy is'
            else 'For ' || cast(finding_count as string) || ' critical roles a vacancy is'
        end || ' in sight and nobody is ready: search outside, or make somebody ready in time.' as decision_text
    from counted
    where finding_name = 'A vacancy is in sight and nobody is ready'
    union all
    select
        2 as sequence,
        'Bench' as part,
        case
            when role_count = 1 then 'For 1 critical role nobody is'
            else 'For ' || cast(role_count as string) || ' critical roles nobody is'
        end || ' named: name somebody, or say why not.' as decision_text
    from unnamed
    where role_count > 0
    union all
    select
        3 as sequence,
        'Bench' as part,
        case
            when finding_count = 1 then '1 critical role is'
            else cast(finding_count as string) || ' critical roles are'
        end || ' covered in name only: those ready for several roles can fill one.' as decision_text
    from counted
    where finding_name = 'Covered in name only'
    union all
    select
        4 as sequence,
        'Records' as part,
        case
            when sum(finding_count) = 1 then '1 record counts'
            else cast(sum(finding_count) as string) || ' records count'
        end || ' for nothing until corrected: see the findings with owner and remedy.' as decision_text
    from counted
    where urgency = 'Correct'
    having sum(finding_count) > 0
)

select
    cast(sequence as int) as sequence,
    part,
    decision_text
from texts
