-- The four-fifths rule with what it needs beside it: chance, one person more, and strata.
{%- set keys = ['company_id', 'cycle_id', 'scenario_id', 'decision', 'attribute', 'group_id'] -%}
{%- set pool = keys[:5] %}
with rates as (
    select * from {{ ref('fairness_rate') }}
),

cycles as (
    select * from {{ ref('compensation_cycle') }}
),

policies as (
    {{ policy_in_force(
        ref('fairness_policy'), 'cycles',
        ['decision', 'attribute', 'measure', 'threshold_value', 'action', 'minimum_group', 'minimum_pool_ratio']
    ) }}
),

thresholds as (
    select * from policies
    where measure = 'impact_ratio'
),

sized as (
    select
        {{ keys | join(', ') }},
        cast(sum(people_count) as bigint) as group_count,
        cast(sum(selected_count) as bigint) as group_selected
    from rates
    group by {{ keys | join(', ') }}
),

pooled as (
    select
        *,
        sum(group_count) over pool as pool_count
    from sized
    window pool as (partition by {{ pool | join(', ') }})
),

pools as (
    select
        pooled.*,
        thresholds.threshold_value,
        thresholds.action,
        thresholds.minimum_group,
        thresholds.minimum_pool_ratio
    from pooled
    inner join thresholds
        on
            pooled.company_id = thresholds.company_id
            and pooled.cycle_id = thresholds.cycle_id
            and pooled.scenario_id = thresholds.scenario_id
            and pooled.decision = thresholds.decision
            and pooled.attribute = thresholds.attribute
),

judged as (
    select
        *,
        group_count >= minimum_group
        and group_count * 10000 >= {{ whole_number('minimum_pool_ratio', 4) }} * pool_count as is_large_enough
    from pools
),

-- The group with the highest rate, of those that count.
first_groups as (
    select
        {{ pool | join(', ') }},
        group_id as reference_id,
        group_count as rest_count,
        group_selected as rest_selected
    from judged
    where is_large_enough
    qualify
        row_number() over (
            partition by {{ pool | join(', ') }}
            order by cast(group_selected as double) / nullif(group_count, 0) desc, group_count desc, group_id asc
        ) = 1
),

compared as (
    select
        judged.*,
        first_groups.reference_id,
        first_groups.rest_count,
        first_groups.rest_selected
    from judged
    inner join first_groups
        on {{ same('judged', 'first_groups', pool) }}
    where judged.group_id <> first_groups.reference_id
),

{{ exact_test('chance', 'compared', keys) }},

-- Mantel and Haenszel: the same comparison within each stratum, added up.
strata as (
    select
        {{ columns_of('compared', keys) }},
        cast(mine.selected_count as double) as a,
        cast(mine.people_count - mine.selected_count as double) as b,
        cast(theirs.selected_count as double) as c,
        cast(theirs.people_count - theirs.selected_count as double) as d,
        cast(mine.people_count + theirs.people_count as double) as n
    from compared
    inner join rates as mine
        on {{ same('compared', 'mine', keys) }}
    inner join rates as theirs
        on
            {{ same('compared', 'theirs', pool) }}
            and compared.reference_id = theirs.group_id
            and mine.stratum = theirs.stratum
),

stratified as (
    select
        {{ keys | join(', ') }},
        sum(a * d / nullif(n, 0)) / nullif(sum(b * c / nullif(n, 0)), 0) as odds_ratio,
        abs(sum(a - (a + b) * (a + c) / nullif(n, 0)))
        / nullif(sqrt(sum((a + b) * (c + d) * (a + c) * (b + d) / nullif(n * n * (n - 1), 0))), 0) as stratified_z
    from strata
    group by {{ keys | join(', ') }}
),

measured as (
    select
        compared.*,
        chance.p_value,
        stratified.odds_ratio,
        stratified.stratified_z,
        cast(compared.group_selected as double) / nullif(compared.group_count, 0) as group_rate,
        cast(compared.rest_selected as double) / nullif(compared.rest_count, 0) as rest_rate,
        cast(compared.group_selected + compared.rest_selected as double)
        / nullif(compared.group_count + compared.rest_count, 0) as pair_rate,
        -- Whole numbers: exactly four fifths is no finding.
        compared.group_selected * compared.rest_count * 10000
        < {{ whole_number('compared.threshold_value', 4) }} * compared.rest_selected * compared.group_count
            as is_practical,
        (compared.group_selected + 1) * compared.rest_count * 10000
        >= {{ whole_number('compared.threshold_value', 4) }} * (compared.rest_selected - 1) * compared.group_count
            as is_moved_by_one,
        (compared.group_selected + 1) * compared.rest_count > (compared.rest_selected - 1) * compared.group_count
            as is_turned_by_one
    from compared
    inner join chance
        on {{ same('compared', 'chance', keys) }}
    left join stratified
        on {{ same('compared', 'stratified', keys) }}
),

-- Where any number expected by chance is under 5, the exact test; else the difference of two shares.
tested as (
    select
        *,
        (group_rate - rest_rate) / nullif(
            sqrt(
                pair_rate * (1 - pair_rate)
                * (1 / nullif(cast(group_count as double), 0) + 1 / nullif(cast(rest_count as double), 0))
            ), 0
        ) as z_score,
        least(pair_rate, 1 - pair_rate) * least(group_count, rest_count) >= 5 as is_large
    from measured
),

concluded as (
    select
        *,
        is_large_enough and rest_selected > 0 as is_compared,
        case when is_large then {{ two_sided_p('z_score') }} else p_value end as chance_p_value,
        case when is_large then abs(z_score) > 1.959964 else p_value < 0.05 end as is_statistical
    from tested
)

select
    {{ keys | join(', ') }},
    reference_id,
    group_count,
    group_selected,
    rest_count as reference_count,
    rest_selected as reference_selected,
    cast(group_rate as decimal(18, 6)) as group_rate,
    cast(rest_rate as decimal(18, 6)) as reference_rate,
    cast(group_rate / nullif(rest_rate, 0) as decimal(18, 6)) as impact_ratio,
    cast(exp(
        ln(nullif(group_rate, 0) / nullif(rest_rate, 0)) - 1.96 * sqrt(
            1 / nullif(cast(group_selected as double), 0) - 1 / nullif(cast(group_count as double), 0)
            + 1 / nullif(cast(rest_selected as double), 0) - 1 / nullif(cast(rest_count as double), 0)
        )
    ) as decimal(18, 6)) as lower_impact_ratio,
    cast(exp(
        ln(nullif(group_rate, 0) / nullif(rest_rate, 0)) + 1.96 * sqrt(
            1 / nullif(cast(group_selected as double), 0) - 1 / nullif(cast(group_count as double), 0)
            + 1 / nullif(cast(rest_selected as double), 0) - 1 / nullif(cast(rest_count as double), 0)
        )
    ) as decimal(18, 6)) as upper_impact_ratio,
    cast(p_value as decimal(18, 6)) as p_value,
    cast(z_score as decimal(18, 6)) as z_score,
    cast(
        cast(group_selected + 1 as double) / nullif(group_count, 0)
        / nullif(cast(rest_selected - 1 as double) / nullif(rest_count, 0), 0) as decimal(18, 6)
    ) as flipped_impact_ratio,
    cast(group_count * pair_rate - group_selected as decimal(18, 6)) as shortfall_count,
    cast(odds_ratio as decimal(18, 6)) as stratified_odds_ratio,
    cast(stratified_z as decimal(18, 6)) as stratified_z_score,
    is_compared,
    cast(chance_p_value as decimal(18, 6)) as chance_p_value,
    is_practical,
    is_practical and is_moved_by_one as is_one_person_sensitive,
    is_turned_by_one as is_direction_reversed,
    coalesce(is_practical and is_statistical and stratified_z <= 1.959964, false) as is_explained_by_strata,
    threshold_value,
    action,
    case
        when not is_compared then 'too_small'
        when is_practical and is_turned_by_one and not is_statistical then 'too_small'
        when is_practical and is_statistical then 'both'
        when is_practical then 'practical_only'
        when is_statistical then 'statistical_only'
        else 'no_concern'
    end as state_alone
from concluded
