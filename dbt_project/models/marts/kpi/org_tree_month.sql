with months as (
    select
        month_start,
        month_end,
        {{ add_days('month_start', -1) }} as day_before
    from {{ ref('period_month') }}
    where period_type = 'month'
),

policy as (
    {{ group_policy(ref('kpi_policy'), ['lowest_org_level', 'lowest_cut_org_level']) }}
),

units as (
    select
        unit.org_unit_key,
        unit.org_level <= policy.lowest_cut_org_level as is_cut
    from {{ ref('dim_org_unit') }} as unit
    cross join policy
    where unit.org_level <= policy.lowest_org_level
),

history as (
    select
        ancestor_org_unit_key,
        descendant_org_unit_key,
        valid_from,
        {{ until('valid_to') }} as valid_until
    from {{ ref('bridge_org_unit_history') }}
),

trees as (
    select
        'as_is' as tree,
        months.month_start,
        bridge.ancestor_org_unit_key,
        bridge.descendant_org_unit_key,
        true as is_at_opening,
        true as is_at_close
    from {{ ref('bridge_org_unit') }} as bridge
    cross join months

    union all

    select
        'as_was' as tree,
        months.month_start,
        history.ancestor_org_unit_key,
        history.descendant_org_unit_key,
        bool_or(months.day_before >= history.valid_from and months.day_before < history.valid_until) as is_at_opening,
        bool_or(months.month_end >= history.valid_from and months.month_end < history.valid_until) as is_at_close
    from history
    inner join months
        on
            history.valid_from <= months.month_end
            and history.valid_until > months.day_before
    group by months.month_start, history.ancestor_org_unit_key, history.descendant_org_unit_key
)

select
    trees.tree,
    trees.month_start,
    trees.ancestor_org_unit_key,
    trees.descendant_org_unit_key,
    trees.is_at_opening,
    trees.is_at_close,
    units.is_cut
from trees
inner join units
    on trees.ancestor_org_unit_key = units.org_unit_key
where trees.is_at_opening or trees.is_at_close
