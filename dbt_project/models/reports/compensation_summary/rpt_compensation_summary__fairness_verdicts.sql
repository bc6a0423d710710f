-- How the checks of the fairness gate came out: checks are counted, not people.
with checks as (
    select * from {{ ref('rpt_compensation_summary__fairness') }}
),

verdicts as (
    select 1 as sequence, 'Pass' as verdict, 'Pass' as verdict_name
    union all
    select 2 as sequence, 'Warn' as verdict, 'Ask for a second look' as verdict_name
    union all
    select 3 as sequence, 'Block' as verdict, 'Hold the increments back' as verdict_name
    union all
    select 4 as sequence, 'Not judged' as verdict, 'Too few people to judge' as verdict_name
)

select
    cycles.cycle_id,
    cast(verdicts.sequence as int) as sequence,
    verdicts.verdict_name,
    cast(count(checks.verdict) as bigint) as check_count
from (select distinct cycle_id from checks) as cycles
cross join verdicts
left join checks
    on
        cycles.cycle_id = checks.cycle_id
        and verdicts.verdict = checks.verdict
group by cycles.cycle_id, verdicts.sequence, verdicts.verdict_name
