-- Why there is no register: counts and rules, and nobody.
with findings as (
    select
        company_id,
        cycle_id,
        finding_id,
        cast(count(*) as bigint) as finding_count,
        max(owner) as owner,
        max(remedy) as remedy
    from {{ ref('decision_check') }}
    where severity = 'critical'
    group by company_id, cycle_id, finding_id
),

unfair as (
    select
        company_id,
        cycle_id,
        'overrides_unfair_by_' || attribute as finding_id,
        cast(count(*) as bigint) as finding_count,
        max(finding_text) as finding_text
    from {{ ref('decision_fairness') }}
    where verdict = 'block'
    group by company_id, cycle_id, attribute
)

select
    company_id,
    cycle_id,
    finding_id,
    finding_count,
    {{ plain_words('finding_id') }} || ' stands ' || cast(finding_count as string)
    || case when finding_count = 1 then ' time' else ' times' end
    || case when company_id = '*' then '' else ' (' || company_id || ', cycle ' || cycle_id || ')' end || '. '
    || coalesce(owner || ': ' || remedy, 'See the findings of the workbooks.') as sentence
from findings

union all

select
    company_id,
    cycle_id,
    finding_id,
    finding_count,
    {{ plain_words('finding_id') }} || ' (' || company_id || ', cycle ' || cycle_id || '). ' || finding_text
    || ' Ask the budget holders for their reasons.' as sentence
from unfair
