-- What stands between the recommendations and whoever is to get them: each measure of each group, and if it passes.
{%- set keys = ['company_id', 'cycle_id', 'scenario_id', 'decision', 'attribute', 'group_id'] -%}
{%- set pool_keys = keys[:5] %}
with pool as (
    select * from {{ ref('fairness_pool') }}
),

impacts as (
    select * from {{ ref('fairness_impact') }}
),

cycles as (
    select * from {{ ref('compensation_cycle') }}
),

policies as (
    {{ policy_in_force(
        ref('fairness_policy'), 'cycles',
        [
            'decision', 'attribute', 'measure', 'threshold_value', 'action', 'minimum_group', 'minimum_pool_ratio',
            'false_discovery_ratio'
        ]
    ) }}
),

thresholds as (
    select * from policies
    where measure = 'adjusted_gap'
),

equity_policies as (
    {{ policy_in_force(ref('pay_equity_policy'), 'cycles', ['minimum_people', 'people_per_regressor']) }}
),

-- Each group against everybody else. Of two groups one says it all.
groups as (
    select distinct {{ keys | join(', ') }}
    from pool
    where group_id <> 'male'
),

fits as (
    select
        {{ columns_of('groups', keys) }},
        pool.cell_key,
        cast(pool.outcome_value as double) as outcome_value,
        cast(case when pool.group_id = groups.group_id then 1 else 0 end as double) as is_group
    from groups
    inner join pool
        on {{ same('groups', 'pool', pool_keys) }}
),

{{ group_difference('gap', 'fits', keys) }},

adjusted as (
    select
        gap.*,
        thresholds.threshold_value,
        thresholds.action,
        abs(gap.coefficient) > cast(thresholds.threshold_value as double) as is_practical,
        abs(gap.coefficient) > 1.96 * gap.standard_error as is_statistical,
        -- Held against the threshold and not against nothing: how far beyond what the policy allows it lies.
        (abs(gap.coefficient) - cast(thresholds.threshold_value as double))
        / nullif(greatest(gap.standard_error, 1e-12), 0) as z_beyond,
        coalesce(
            gap.standard_error is not null
            and gap.n_people >= equity_policies.minimum_people
            and gap.n_group_effective >= thresholds.minimum_group
            and gap.n_rest_effective >= thresholds.minimum_group
            and gap.n_people >= equity_policies.people_per_regressor * gap.cell_count, false
        ) as is_compared
    from gap
    inner join thresholds
        on {{ same('gap', 'thresholds', pool_keys) }}
    left join equity_policies
        on
            gap.company_id = equity_policies.company_id
            and gap.cycle_id = equity_policies.cycle_id
            and gap.scenario_id = equity_policies.scenario_id
),

measured as (
    select
        {{ keys | join(', ') }},
        'impact_ratio' as measure,
        reference_id,
        impact_ratio as value,
        lower_impact_ratio as lower_value,
        upper_impact_ratio as upper_value,
        group_rate,
        reference_rate,
        group_count,
        reference_count,
        cast(chance_p_value as double) as p_value,
        is_compared,
        is_practical,
        false as is_statistical_alone,
        is_one_person_sensitive,
        is_direction_reversed,
        is_explained_by_strata,
        threshold_value,
        action
    from impacts

    union all

    select
        {{ keys | join(', ') }},
        'adjusted_gap' as measure,
        case when attribute = 'gender' then 'male' else 'all_others' end as reference_id,
        cast(coefficient as decimal(18, 6)) as value,
        cast(coefficient - 1.96 * standard_error as decimal(18, 6)) as lower_value,
        cast(coefficient + 1.96 * standard_error as decimal(18, 6)) as upper_value,
        cast(null as decimal(18, 6)) as group_rate,
        cast(null as decimal(18, 6)) as reference_rate,
        n_group as group_count,
        n_rest as reference_count,
        case when z_beyond > 0 then {{ two_sided_p('z_beyond') }} else cast(1 as double) end as p_value,
        is_compared,
        is_practical,
        is_statistical as is_statistical_alone,
        false as is_one_person_sensitive,
        false as is_direction_reversed,
        false as is_explained_by_strata,
        threshold_value,
        action
    from adjusted
),

-- One family is everything that is compared of a company, cycle and scenario: the more comparisons, the likelier one
-- of them is a finding by chance, and one finding stops every delivery.
comparisons as (
    select * from measured
    where is_compared
),

counted as (
    {{ among_many(
        'comparisons', ['company_id', 'cycle_id', 'scenario_id'], ['decision', 'attribute', 'group_id', 'measure']
    ) }}
),

held as (
    select
        measured.*,
        cast(counted.adjusted_p_value as decimal(18, 6)) as adjusted_p_value,
        coalesce(
            cast(counted.adjusted_p_value as decimal(18, 6)) < policies.false_discovery_ratio, false
        ) as is_beyond_chance
    from measured
    inner join policies
        on
            {{ same('measured', 'policies', pool_keys) }}
            and measured.measure = policies.measure
    left join counted
        on
            {{ same('measured', 'counted', keys) }}
            and measured.measure = counted.measure
),

concluded as (
    select
        *,
        case
            when not is_compared then 'too_small'
            when is_practical and is_direction_reversed and not is_beyond_chance then 'too_small'
            when is_practical and is_beyond_chance then 'both'
            when is_practical then 'practical_only'
            when is_beyond_chance or is_statistical_alone then 'statistical_only'
            else 'no_concern'
        end as state
    from held
)

select
    {{ keys | join(', ') }},
    measure,
    reference_id,
    case
        when state = 'too_small' then 'Too few people to conclude anything.'
        when measure = 'impact_ratio'
            then
                case decision
                    when 'promotion' then 'A promotion'
                    when 'high_increment' then 'An increment above the middle'
                    else 'An increment'
                end
                || ' is recommended to ' || cast(cast(group_rate * 100 as decimal(9, 1)) as string) || ' % of '
                || cast(group_count as string) || ' people (' || replace(group_id, '_', ' ') || ') and to '
                || cast(cast(reference_rate * 100 as decimal(9, 1)) as string) || ' % of '
                || cast(reference_count as string) || ' (' || replace(reference_id, '_', ' ') || '): a ratio of '
                || cast(cast(value as decimal(9, 2)) as string) || ', and the policy asks for '
                || cast(cast(threshold_value as decimal(9, 2)) as string) || '.'
        else
            cast(group_count as string) || ' people (' || replace(group_id, '_', ' ') || ') '
            || case when decision = 'promotion' then 'are recommended ' else 'get ' end
            || cast(cast(abs(value) * 100 as decimal(9, 2)) as string)
            || case
                when decision = 'promotion' and value < 0 then ' times in a hundred less often'
                when decision = 'promotion' then ' times in a hundred more often'
                when value < 0 then ' % of base pay less'
                else ' % of base pay more'
            end
            || ' than ' || cast(reference_count as string) || ' others '
            || case
                when decision = 'promotion' then 'of their grade'
                else 'of the same rating and position in range'
            end
            || ' (95 % interval ' || cast(cast(lower_value * 100 as decimal(9, 2)) as string) || ' to '
            || cast(cast(upper_value * 100 as decimal(9, 2)) as string) || '); the policy allows '
            || cast(cast(threshold_value * 100 as decimal(9, 2)) as string) || ' either way.'
    end as finding_text,
    case when state <> 'too_small' then value end as value,
    case when state <> 'too_small' then lower_value end as lower_value,
    case when state <> 'too_small' then upper_value end as upper_value,
    case when state <> 'too_small' then group_rate end as group_rate,
    case when state <> 'too_small' then reference_rate end as reference_rate,
    cast(group_count as bigint) as group_count,
    cast(reference_count as bigint) as reference_count,
    case when state <> 'too_small' then cast(p_value as decimal(18, 6)) end as chance_p_value,
    case when state <> 'too_small' then adjusted_p_value end as adjusted_p_value,
    is_one_person_sensitive,
    is_direction_reversed,
    is_explained_by_strata,
    threshold_value,
    state,
    case
        when state = 'both' and is_explained_by_strata then 'warn'
        when state = 'both' then action
        when state in ('practical_only', 'statistical_only') then 'warn'
        when state = 'too_small' then 'not_judged'
        else 'pass'
    end as verdict
from concluded
