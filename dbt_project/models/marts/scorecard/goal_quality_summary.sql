-- The five flags counted by unit with all below it and by cycle.
{%- set flags = ['specific', 'measurable', 'achievable', 'relevant', 'time_bound'] %}
with goals as (
    select
        qualities.*,
        coalesce(qualities.org_unit_key, root.org_unit_key) as place_org_unit_key
    from {{ ref('goal_quality') }} as qualities
    cross join (
        {{ root_org_unit() }}
    ) as root
),

flagged as (
    {% for flag in flags -%}
        select
            company_id,
            place_org_unit_key,
            coalesce(cycle_id, 'none') as cycle_id,
            '{{ flag }}' as flag,
            is_{{ flag }} as is_met
        from goals
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

scoped as (
    select
        company_id,
        place_org_unit_key,
        cycle_id,
        flag,
        is_met
    from flagged
    union all
    select
        '*' as company_id,
        place_org_unit_key,
        cycle_id,
        flag,
        is_met
    from flagged
),

direct as (
    select
        company_id,
        place_org_unit_key,
        cycle_id,
        flag,
        count(*) as goal_count,
        count_if(coalesce(is_met, false)) as met_count,
        count_if(not coalesce(is_met, true)) as unmet_count
    from scoped
    group by company_id, place_org_unit_key, cycle_id, flag
),

rolled as (
    select
        direct.company_id,
        units.ancestor_org_unit_key as org_unit_key,
        direct.cycle_id,
        direct.flag,
        cast(sum(direct.goal_count) as bigint) as goal_count,
        cast(sum(direct.met_count) as bigint) as met_count,
        cast(sum(direct.unmet_count) as bigint) as unmet_count
    from direct
    inner join {{ ref('bridge_org_unit') }} as units
        on direct.place_org_unit_key = units.descendant_org_unit_key
    group by direct.company_id, units.ancestor_org_unit_key, direct.cycle_id, direct.flag
)

select
    company_id,
    org_unit_key,
    cycle_id,
    flag,
    goal_count,
    met_count,
    unmet_count,
    goal_count - met_count - unmet_count as unjudged_count,
    {{ share('met_count', 'met_count + unmet_count') }} as met_ratio
from rolled
