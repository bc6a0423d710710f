-- Whether managers' changes fall on some group: the decisions that stand against what was recommended.
{%- set keys = ['company_id', 'cycle_id', 'decision', 'attribute', 'group_id'] -%}
{%- set pool_keys = keys[:4] %}
with pool as (
    select * from {{ ref('fairness_pool') }}
    where scenario_id = 'base' and decision in ('increment', 'promotion')
),

cycles as (
    select * from {{ ref('compensation_cycle') }}
    where scenario_id = 'base'
),

policies as (
    {{ policy_in_force(
        ref('fairness_policy'), 'cycles',
        ['decision', 'attribute', 'measure', 'threshold_value', 'action', 'minimum_group']
    ) }}
),

equity_policies as (
    {{ policy_in_force(ref('pay_equity_policy'), 'cycles', ['minimum_people', 'people_per_regressor']) }}
),

-- What a decision adds to or takes from the recommendation: a part of base pay, or a promotion more or less.
decisions as (
    select
        company_id,
        cycle_id,
        'increment' as decision,
        person_key,
        cast(override_amount as double) / nullif(cast(base_amount as double), 0) as override_value
    from {{ ref('increment_decision') }}
    where is_clean

    union all

    select
        company_id,
        cycle_id,
        'promotion' as decision,
        person_key,
        cast(case when is_promotion_decided then 1 else 0 end - case when is_asked then 1 else 0 end as double)
            as override_value
    from {{ ref('promotion_decision') }}
    where is_clean
),

decided as (
    select
        {{ columns_of('pool', pool_keys) }},
        pool.group_id,
        pool.person_key,
        pool.cell_key,
        decisions.override_value
    from pool
    inner join decisions
        on
            pool.company_id = decisions.company_id
            and pool.cycle_id = decisions.cycle_id
            and pool.decision = decisions.decision
            and pool.person_key = decisions.person_key
),

-- Each group against everybody else. Of two groups one says it all.
groups as (
    select distinct {{ keys | join(', ') }}
    from decided
    where group_id <> 'male'
),

fits as (
    select
        {{ columns_of('groups', keys) }},
        decided.cell_key,
        decided.override_value as outcome_value,
        cast(case when decided.group_id = groups.group_id then 1 else 0 end as double) as is_group
    from groups
    inner join decided
        on {{ same('groups', 'decided', pool_keys) }}
),

{{ group_difference('gap', 'fits', keys) }},

kept as (
    select
        {{ keys | join(', ') }},
        cast(sum(is_group) as bigint) as group_count,
        cast(sum(1 - is_group) as bigint) as rest_count,
        cast(count_if(is_group = 1 and outcome_value >= 0) as bigint) as group_selected,
        cast(count_if(is_group = 0 and outcome_value >= 0) as bigint) as rest_selected
    from fits
    group by {{ keys | join(', ') }}
),

{{ exact_test('chance', 'kept', keys) }},

shares as (
    select
        kept.*,
        chance.p_value,
        policies.threshold_value,
        policies.action,
        policies.minimum_group,
        cast(kept.group_selected as double) / nullif(kept.group_count, 0) as group_rate,
        cast(kept.rest_selected as double) / nullif(kept.rest_count, 0) as reference_rate,
        kept.group_selected * kept.rest_count * 10000
        < {{ whole_number('policies.threshold_value', 4) }} * kept.rest_selected * kept.group_count
        or kept.rest_selected * kept.group_count * 10000
        < {{ whole_number('policies.threshold_value', 4) }} * kept.group_selected * kept.rest_count as is_practical
    from kept
    inner join chance
        on {{ same('kept', 'chance', keys) }}
    inner join policies
        on
            {{ same('kept', 'policies', pool_keys) }}
            and policies.measure = 'impact_ratio'
),

gaps as (
    select
        gap.*,
        policies.threshold_value,
        policies.action,
        abs(gap.coefficient) > cast(policies.threshold_value as double) as is_practical,
        abs(gap.coefficient) > 1.96 * gap.standard_error as is_statistical,
        abs(gap.coefficient) - 1.96 * gap.standard_error > cast(policies.threshold_value as double) as is_beyond,
        gap.standard_error is not null
        and gap.n_people >= equity_policies.minimum_people
        and gap.n_group_effective >= policies.minimum_group
        and gap.n_rest_effective >= policies.minimum_group
        and gap.n_people >= equity_policies.people_per_regressor * gap.cell_count as is_large_enough
    from gap
    inner join policies
        on
            {{ same('gap', 'policies', pool_keys) }}
            and policies.measure = 'adjusted_gap'
    left join equity_policies
        on
            gap.company_id = equity_policies.company_id
            and gap.cycle_id = equity_policies.cycle_id
),

measured as (
    select
        {{ keys | join(', ') }},
        'kept_ratio' as measure,
        group_rate / nullif(reference_rate, 0) as value,
        cast(null as double) as lower_value,
        cast(null as double) as upper_value,
        group_rate,
        reference_rate,
        group_count,
        rest_count as reference_count,
        p_value,
        threshold_value,
        action,
        case
            when least(group_count, rest_count) < minimum_group or group_selected + rest_selected = 0 then 'too_small'
            when is_practical and p_value < 0.05 then 'both'
            when is_practical then 'practical_only'
            when p_value < 0.05 then 'statistical_only'
            else 'no_concern'
        end as state
    from shares

    union all

    select
        {{ keys | join(', ') }},
        'override_gap' as measure,
        coefficient as value,
        coefficient - 1.96 * standard_error as lower_value,
        coefficient + 1.96 * standard_error as upper_value,
        cast(null as double) as group_rate,
        cast(null as double) as reference_rate,
        n_group as group_count,
        n_rest as reference_count,
        cast(null as double) as p_value,
        threshold_value,
        action,
        case
            when not is_large_enough then 'too_small'
            when is_beyond then 'both'
            when is_practical then 'practical_only'
            when is_statistical then 'statistical_only'
            else 'no_concern'
        end as state
    from gaps
)

select
    {{ keys | join(', ') }},
    measure,
    case when state <> 'too_small' then cast(value as decimal(18, 6)) end as value,
    case when state <> 'too_small' then cast(lower_value as decimal(18, 6)) end as lower_value,
    case when state <> 'too_small' then cast(upper_value as decimal(18, 6)) end as upper_value,
    case when state <> 'too_small' then cast(group_rate as decimal(18, 6)) end as group_rate,
    case when state <> 'too_small' then cast(reference_rate as decimal(18, 6)) end as reference_rate,
    cast(group_count as bigint) as group_count,
    cast(reference_count as bigint) as reference_count,
    case when state <> 'too_small' then cast(p_value as decimal(18, 6)) end as p_value,
    threshold_value,
    state,
    case
        when state = 'both' then action
        when state in ('practical_only', 'statistical_only') then 'warn'
        when state = 'too_small' then 'not_judged'
        else 'pass'
    end as verdict,
    case
        when state = 'too_small' then 'Too few people to conclude anything.'
        when measure = 'kept_ratio'
            then
                'Of ' || cast(cast(group_count as bigint) as string) || ' people (' || replace(group_id, '_', ' ')
                || ') ' || cast(cast(group_rate * 100 as decimal(9, 1)) as string)
                || ' % kept what was recommended or got more, of ' || cast(cast(reference_count as bigint) as string)
                || ' others ' || cast(cast(reference_rate * 100 as decimal(9, 1)) as string) || ' %.'
        else
            'Decisions change what was recommended for ' || cast(cast(group_count as bigint) as string) || ' people ('
            || replace(group_id, '_', ' ') || ') by ' || cast(cast(value * 100 as decimal(9, 2)) as string)
            || case when decision = 'increment' then ' % of base pay' else ' promotions in a hundred' end
            || ' against ' || cast(cast(reference_count as bigint) as string) || ' others alike (95 % interval '
            || cast(cast(lower_value * 100 as decimal(9, 2)) as string) || ' to '
            || cast(cast(upper_value * 100 as decimal(9, 2)) as string) || '); the policy allows '
            || cast(cast(threshold_value * 100 as decimal(9, 2)) as string) || ' either way.'
    end as finding_text
from measured
