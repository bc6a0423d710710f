-- The fairness gate as it came out. Groups of too few people are hidden, and with them what would give their size away;
-- the others are given in round numbers, for the pools of two checks differ by a few people. So is a share next to none
-- or to everybody: it tells of the few who were chosen, or left out.
{%- set pool = ['company_id', 'cycle_id', 'scenario_id', 'decision', 'attribute'] %}
with fairness as (
    select * from {{ ref('fairness') }}
    where scenario_id = 'base'
),

sized as (
    select
        {{ pool | join(', ') }},
        group_id,
        sum(people_count) as people_count,
        sum(selected_count) as selected_count
    from {{ ref('fairness_rate') }}
    where scenario_id = 'base'
    group by {{ pool | join(', ') }}, group_id
),

{% set sides = {
    'people': 'people_count', 'chosen': 'selected_count', 'left_out': 'people_count - selected_count'
} -%}
sizes as (
    {% for side, size in sides.items() -%}
        select
            {{ pool | join(', ') }},
            '{{ side }}' as side,
            group_id as part_key,
            {{ size }} as part_size
        from sized
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

{{ released_parts('released', 'sizes', pool + ['side']) }},

groups as (
    select
        {{ pool | join(', ') }},
        part_key as group_id,
        max(case when side = 'people' then withheld_reason end) as withheld_reason,
        bool_or(side <> 'people' and is_suppressed) as has_hidden_share
    from released
    group by {{ pool | join(', ') }}, part_key
),

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
        end as withheld_reason,
        fairness.measure = 'impact_ratio'
        and (coalesce(mine.has_hidden_share, false) or coalesce(theirs.has_hidden_share, false)) as has_hidden_share
    from fairness
    inner join companies
        on fairness.company_id = companies.company_id
    {% for side, group_id in {'mine': 'group_id', 'theirs': 'reference_id'}.items() -%}
        left join groups as {{ side }}
            on
                {{ same('fairness', side, pool) }}
                and fairness.{{ group_id }} = {{ side }}.group_id
    {% endfor %}
),

named as (
    select
        judged.*,
        policy.minimum_group,
        {% for group in ['group', 'reference'] -%}
            case judged.{{ group }}_id
                when 'female' then 'women'
                when 'male' then 'men'
                when 'all_others' then 'all others'
                else 'people ' || replace(judged.{{ group }}_id, '_', ' ')
            end as {{ group }}_name,
        {% endfor -%}
        case judged.decision
            when 'promotion' then 'A promotion'
            when 'high_increment' then 'An increment above the middle'
            else 'An increment'
        end as decision_name,
        case judged.decision
            when 'promotion' then 'of their grade'
            else 'of the same rating and position in range'
        end as alike_name,
        {% for rate in ['group_rate', 'reference_rate'] -%}
            cast(cast(judged.{{ rate }} * 100 as decimal(9, 1)) as string) || ' %' as {{ rate }}_text,
        {% endfor -%}
        {% for bound in ['lower_value', 'upper_value'] -%}
            replace(cast(cast(judged.{{ bound }} * 100 as decimal(9, 2)) as string), '-', '−') as {{ bound }}_text,
        {% endfor -%}
        cast(cast(abs(judged.value) * 100 as decimal(9, 2)) as string) as size_text
    from judged
    cross join released_policy as policy
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
    decision_name,
    {{ plain_words('group_name') }} as group_name,
    {{ plain_words('reference_name') }} as reference_name,
    {{ plain_words('measure') }} as measure_name,
    case when withheld_reason is null and not has_hidden_share then cast(value as decimal(18, 4)) end as value,
    case when withheld_reason is null then {{ at_least('group_count', 'minimum_group') }} end
        as group_at_least_count,
    case when withheld_reason is null then {{ at_least('reference_count', 'minimum_group') }} end
        as reference_at_least_count,
    case when withheld_reason is not null then 'Not judged' else {{ plain_words('verdict') }} end as verdict,
    cast(
        case
            when withheld_reason is not null then 4
            when verdict = 'block' then 1
            when verdict = 'warn' then 2
            else 3
        end as int
    ) as verdict_order,
    case
        when withheld_reason is not null
            then
                decision_name || ' for ' || group_name || ' against ' || reference_name || ': not judged, '
                || withheld_reason || '.'
        when has_hidden_share
            then
                decision_name || ' for ' || group_name || ' against ' || reference_name || ': shares withheld, '
                || {{ small_group_reason('minimum_group') }} || '; their ratio '
                || case when value < threshold_value then 'is below the ' else 'reaches the ' end
                || cast(cast(threshold_value as decimal(9, 2)) as string) || ' that the policy asks for.'
        when measure = 'impact_ratio'
            then
                decision_name || ' is recommended to ' || group_rate_text || ' of ' || group_name || ' and to '
                || reference_rate_text || ' of ' || reference_name || ': a ratio of '
                || cast(cast(value as decimal(9, 2)) as string) || ', and the policy asks for '
                || cast(cast(threshold_value as decimal(9, 2)) as string) || '.'
        else
            {{ plain_words('group_name') }}
            || case when decision = 'promotion' then ' are recommended ' else ' get ' end || size_text
            || case
                when decision = 'promotion' and value < 0 then ' times in a hundred less often'
                when decision = 'promotion' then ' times in a hundred more often'
                when value < 0 then ' % of base pay less'
                else ' % of base pay more'
            end
            || ' than ' || reference_name || ' ' || alike_name || ' (95 % interval ' || lower_value_text || ' to '
            || upper_value_text || '); the policy allows '
            || cast(cast(threshold_value * 100 as decimal(9, 2)) as string) || ' either way.'
    end as finding_text,
    withheld_reason
from named
