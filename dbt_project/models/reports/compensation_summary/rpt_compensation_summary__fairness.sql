-- The fairness gate as it came out. Groups of too few people are hidden, and with them what would give their size away.
with fairness as (
    select * from {{ ref('fairness') }}
    where scenario_id = 'base'
),

sizes as (
    select
        company_id,
        cycle_id,
        scenario_id,
        decision,
        attribute,
        group_id as part_key,
        sum(people_count) as part_size
    from {{ ref('fairness_rate') }}
    where scenario_id = 'base'
    group by company_id, cycle_id, scenario_id, decision, attribute, group_id
),

{{ released_parts('released', 'sizes', ['company_id', 'cycle_id', 'scenario_id', 'decision', 'attribute']) }},

companies as (
    select
        company_id,
        company_name
    from {{ ref('dim_company') }}
),

judged as (
    select
        fairness.*,
        companies.company_name,
        case
            when fairness.state = 'too_small' then 'too few people to conclude anything'
            else coalesce(mine.withheld_reason, theirs.withheld_reason)
        end as withheld_reason
    from fairness
    inner join companies
        on fairness.company_id = companies.company_id
    left join released as mine
        on
            fairness.company_id = mine.company_id
            and fairness.cycle_id = mine.cycle_id
            and fairness.scenario_id = mine.scenario_id
            and fairness.decision = mine.decision
            and fairness.attribute = mine.attribute
            and fairness.group_id = mine.part_key
    left join released as theirs
        on
            fairness.company_id = theirs.company_id
            and fairness.cycle_id = theirs.cycle_id
            and fairness.scenario_id = theirs.scenario_id
            and fairness.decision = theirs.decision
            and fairness.attribute = theirs.attribute
            and fairness.reference_id = theirs.part_key
)

select
    company_id,
    cycle_id,
    scenario_id,
    decision,
    attribute,
    group_id,
    measure,
    company_name,
    {{ plain_words('decision') }} as decision_name,
    {{ plain_words('group_id') }} as group_name,
    {{ plain_words('reference_id') }} as reference_name,
    {{ plain_words('measure') }} as measure_name,
    case when withheld_reason is null then cast(value as decimal(18, 4)) end as value,
    case when withheld_reason is null then group_count end as group_count,
    case when withheld_reason is null then reference_count end as reference_count,
    case when withheld_reason is not null then 'Not judged' else {{ plain_words('verdict') }} end as verdict,
    case when withheld_reason is null then finding_text end as finding_text,
    withheld_reason
from judged
