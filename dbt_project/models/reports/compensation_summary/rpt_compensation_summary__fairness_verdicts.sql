-- How the checks of the fairness gate came out: checks are counted, not people.
with checks as (
    select * from {{ ref('rpt_compensation_summary__fairness') }}
),

{% set verdicts = {
    'Pass': 'Pass', 'Warn': 'Ask for a second look', 'Block': 'Hold the increments back',
    'Not judged': 'Too few people to judge',
} -%}
verdicts as (
    {% for verdict, name in verdicts.items() -%}
        select
            {{ loop.index }} as sequence,
            '{{ verdict }}' as verdict,
            '{{ name }}' as verdict_name
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

cycles as (
    select distinct cycle_id
    from checks
)

select
    cycles.cycle_id,
    cast(verdicts.sequence as int) as sequence,
    verdicts.verdict_name,
    cast(count(checks.verdict) as bigint) as check_count
from cycles
cross join verdicts
left join checks
    on
        cycles.cycle_id = checks.cycle_id
        and verdicts.verdict = checks.verdict
group by cycles.cycle_id, verdicts.sequence, verdicts.verdict_name
