-- How many get how much: recommended rates in steps of a per cent of base pay, whole group, everybody who could have
-- had an increment. Shares in whole per cent, so that nobody is counted out of them.
with classes as (
    select
        cycle_id,
        cast(floor(increment_ratio * 100) as int) as rate_class,
        count(*) as people_count
    from {{ ref('increment_recommendation') }}
    where scenario_id = 'base' and status in ('recommended', 'no_increase') and increment_ratio is not null
    group by cycle_id, cast(floor(increment_ratio * 100) as int)
),

{{ folded_ends('folded', 'classes', ['cycle_id'], 'rate_class') }},

{{ released_parts('released', 'folded_parts', ['cycle_id']) }},

totals as (
    select
        cycle_id,
        sum(part_size) as judged_count
    from folded_parts
    group by cycle_id
)

select
    parts.cycle_id,
    parts.band as rate_class,
    case
        when parts.has_lower and parts.has_higher then 'All rates'
        when parts.has_lower then 'Under ' || cast(parts.band + 1 as string) || ' %'
        when parts.has_higher then cast(parts.band as string) || ' % or more'
        else
            cast(parts.band as string) || ' to under ' || cast(parts.band + 1 as string) || ' %'
    end as rate_name,
    case
        when parts.has_lower then 'under ' || cast(parts.band + 1 as string)
        when parts.has_higher then cast(parts.band as string) || '+'
        else cast(parts.band as string)
    end as rate_tick,
    {{ at_least('cast(totals.judged_count as bigint)', 'released_policy.minimum_group') }} as people_at_least_count,
    case
        when not released.is_suppressed
            then cast(cast({{ share('parts.part_size', 'totals.judged_count') }} as decimal(18, 2)) as decimal(18, 4))
    end as share_ratio,
    released.withheld_reason
from folded_parts as parts
inner join released
    on
        parts.cycle_id = released.cycle_id
        and parts.part_key = released.part_key
inner join totals
    on parts.cycle_id = totals.cycle_id
cross join released_policy
