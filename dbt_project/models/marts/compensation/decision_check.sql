-- Every reason not to take a decision as it stands. Who gives reason for a critical one has decided nothing yet.
{%- set row_findings = {
    'row_edited': [
        "problem is null and not is_row_intact",
        "'Row ' || cast(row_number as string) || ' of ' || file_name || ' does not agree with its row check: a hidden id or a protected figure was edited.'"
    ],
    'person_not_in_pack': [
        "problem is null and is_row_intact and not is_in_pack and has_pack",
        "'Row ' || cast(row_number as string) || ' of ' || file_name || ' decides about a person whom the cycle has no recommendation for.'"
    ],
    'conflicting_decisions': [
        "is_in_pack and is_conflicting",
        "'Two workbooks decide differently about the person; one of them is ' || file_name || '.'"
    ],
    'recommendation_changed_since': [
        "problem is null and is_row_intact and is_in_pack and not is_current and choice is not null",
        "'The figures that the decision was made on are no longer those of the recommendation (row ' || cast(row_number as string) || ' of ' || file_name || ').'"
    ],
    'not_open': [
        "is_in_pack and not is_open and choice is not null",
        "'A decision was made about a person who is ' || replace(recommendation_status, '_', ' ') || '.'"
    ],
    'change_without_rate': [
        "is_in_pack and choice = 'change' and stated_ratio is null",
        "'Change was chosen and no rate was given.'"
    ],
    'rate_without_change': [
        "is_in_pack and stated_ratio is not null and coalesce(choice, '') <> 'change'",
        "'A rate was given and Change was not chosen.'"
    ],
    'over_cap': [
        "is_in_pack and is_open and decided_amount > cap_amount",
        "'The decided increment of ' || cast(decided_amount as string) || ' is above the cap of ' || cast(cap_amount as string) || ' ' || currency || '.'"
    ],
    'cost_unknown': [
        "is_in_pack and is_open and choice = 'accept' and decided_amount is null",
        "'What the promotion costs is not known.'"
    ],
    'promotion_not_taken': [
        "is_in_pack and is_open and decision = 'increment' and choice = 'accept' and is_promotion_refused and decided_amount > 0",
        "'The increment is a share of pay after a promotion that was deferred or declined.'"
    ],
    'override_without_reason': [
        "is_in_pack and is_open and is_override and decision_reason is null",
        "'The decision differs from the recommendation and says no reason.'"
    ],
} %}
with refused_promotions as (
    select
        company_id,
        cycle_id,
        person_key
    from {{ ref('decision_reading') }}
    where decision = 'promotion' and is_asked and choice in ('defer', 'decline')
),

readings as (
    select
        reading.*,
        packs.company_id is not null as has_pack,
        refused_promotions.person_key is not null as is_promotion_refused,
        coalesce(
            case
                when reading.decision = 'increment'
                    then
                        reading.choice in ('change', 'decline')
                        and (
                            reading.decided_amount <> reading.proposed_amount
                            or reading.decided_lump_sum_amount <> reading.proposed_lump_sum_amount
                        )
                else (reading.choice = 'accept') <> reading.is_asked
            end, false
        ) as is_override
    from {{ ref('decision_reading') }} as reading
    left join {{ ref('compensation_cycle') }} as packs
        on
            reading.company_id = packs.company_id
            and reading.cycle_id = packs.cycle_id
            and packs.scenario_id = 'base'
    left join refused_promotions
        on
            reading.company_id = refused_promotions.company_id
            and reading.cycle_id = refused_promotions.cycle_id
            and reading.person_key = refused_promotions.person_key
),

rows_read as (
    select * from {{ ref('canonical__comp_decision') }}
),

cycles as (
    select
        company_id,
        cycle_id,
        decision_date
    from {{ ref('compensation_cycle') }}
    where scenario_id = 'base'
),

budgets as (
    select * from {{ ref('fct_comp_budget') }}
),

-- A finding of a person.
found_of_people as (
    {%- for finding, rule in row_findings.items() %}
        select
            company_id,
            cycle_id,
            decision,
            '{{ finding }}' as finding_id,
            person_key as subject_id,
            person_key,
            holder_org_unit_key,
            {{ rule[1] }} as finding_text
        from readings
        where {{ rule[0] }}
        {{ 'union all' if not loop.last }}
    {%- endfor %}
),

-- A finding of a row or a file that is told where it lies; of a row that says whose it is, its person's.
found_of_rows as (
    select
        rows_read.company_id,
        rows_read.cycle_id,
        rows_read.decision,
        rows_read.problem as finding_id,
        rows_read.file_hash || '/' || cast(rows_read.row_number as string) as subject_id,
        rows_read.person_key,
        readings.holder_org_unit_key,
        case
            when rows_read.problem = 'file_refused' then rows_read.file_name || ': ' || rows_read.problem_text || '.'
            else
                'Row ' || cast(rows_read.row_number as string) || ' of ' || rows_read.file_name || ' cannot be taken: '
                || rows_read.problem_text || '.'
        end as finding_text
    from rows_read
    left join readings
        on
            rows_read.company_id = readings.company_id
            and rows_read.cycle_id = readings.cycle_id
            and rows_read.decision = readings.decision
            and rows_read.person_key = readings.person_key
    where rows_read.problem is not null
),

-- A workbook of a cycle that is over, or that never was: told once, and none of it counts.
found_of_cycles as (
    select
        rows_read.company_id,
        rows_read.cycle_id,
        rows_read.decision,
        'cycle_not_open' as finding_id,
        rows_read.file_hash as subject_id,
        cast(null as string) as person_key,
        cast(null as string) as holder_org_unit_key,
        max(rows_read.file_name) || ' is of a cycle that the company has no budget for: none of its '
        || cast(count(*) as string) || ' rows counts.' as finding_text
    from rows_read
    left join cycles
        on
            rows_read.company_id = cycles.company_id
            and rows_read.cycle_id = cycles.cycle_id
    where rows_read.problem is null and cycles.company_id is null
    group by rows_read.company_id, rows_read.cycle_id, rows_read.decision, rows_read.file_hash
),

found as (
    select * from found_of_people
    union all
    select * from found_of_rows
    union all
    select * from found_of_cycles
),

-- Findings without a cycle are judged by the policy of the day that the build is for.
policy_days as (
    select distinct
        found.company_id,
        coalesce(cycles.decision_date, {{ as_of_date() }}) as policy_date
    from found
    left join cycles
        on
            found.company_id = cycles.company_id
            and found.cycle_id = cycles.cycle_id
    union
    select
        company_id,
        decision_date as policy_date
    from cycles
),

policies as (
    {{ policy_on_date(ref('decision_policy'), 'policy_days', ['finding_id', 'severity', 'owner', 'remedy']) }}
),

rated as (
    select
        found.*,
        coalesce(policies.severity, 'critical') as severity,
        policies.owner,
        policies.remedy
    from found
    left join cycles
        on
            found.company_id = cycles.company_id
            and found.cycle_id = cycles.cycle_id
    left join policies
        on
            found.company_id = policies.company_id
            and coalesce(cycles.decision_date, {{ as_of_date() }}) = policies.policy_date
            and found.finding_id = policies.finding_id
),

refused_people as (
    select distinct
        company_id,
        cycle_id,
        decision,
        person_key
    from rated
    where severity = 'critical' and person_key is not null
),

-- What would be spent of each budget, without what is refused anyway.
spent as (
    select
        readings.company_id,
        readings.cycle_id,
        readings.decision,
        readings.holder_org_unit_key,
        sum(readings.decided_cost_amount) as decided_amount
    from readings
    left join refused_people
        on
            readings.company_id = refused_people.company_id
            and readings.cycle_id = refused_people.cycle_id
            and readings.decision = refused_people.decision
            and readings.person_key = refused_people.person_key
    where readings.is_in_pack and refused_people.person_key is null and readings.decided_cost_amount is not null
    group by readings.company_id, readings.cycle_id, readings.decision, readings.holder_org_unit_key
),

over_budget as (
    select
        spent.company_id,
        spent.cycle_id,
        spent.decision,
        'over_budget' as finding_id,
        spent.holder_org_unit_key as subject_id,
        cast(null as string) as person_key,
        spent.holder_org_unit_key,
        'The decided ' || spent.decision || 's of the holder come to ' || cast(spent.decided_amount as string)
        || ' ' || budgets.currency || ', ' || cast(spent.decided_amount - budgets.amount as string)
        || ' more than the budget of ' || cast(budgets.amount as string) || '.' as finding_text
    from spent
    inner join budgets
        on
            spent.company_id = budgets.company_id
            and spent.cycle_id = budgets.cycle_id
            and spent.holder_org_unit_key = budgets.holder_org_unit_key
            and budgets.purpose = case spent.decision when 'increment' then 'merit' else 'promotion' end
    where spent.decided_amount > budgets.amount
)

select
    company_id,
    coalesce(cycle_id, '*') as cycle_id,
    coalesce(decision, '*') as decision,
    finding_id,
    subject_id,
    person_key,
    holder_org_unit_key,
    severity,
    owner,
    remedy,
    finding_text
from rated

union all

select
    over_budget.company_id,
    over_budget.cycle_id,
    over_budget.decision,
    over_budget.finding_id,
    over_budget.subject_id,
    over_budget.person_key,
    over_budget.holder_org_unit_key,
    coalesce(policies.severity, 'critical') as severity,
    policies.owner,
    policies.remedy,
    over_budget.finding_text
from over_budget
inner join cycles
    on
        over_budget.company_id = cycles.company_id
        and over_budget.cycle_id = cycles.cycle_id
left join policies
    on
        over_budget.company_id = policies.company_id
        and cycles.decision_date = policies.policy_date
        and over_budget.finding_id = policies.finding_id
