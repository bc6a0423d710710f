-- What the recommended increments change in where people are paid, before and after.
with dates as (
    select
        cycle_id,
        max(decision_date) as decision_date,
        max(effective_date) as effective_date
    from {{ ref('compensation_cycle') }}
    group by cycle_id
),

positions as (
    select
        *,
        row_number() over (partition by cycle_id order by position_order) as from_below,
        row_number() over (partition by cycle_id order by position_order desc) as from_above
    from {{ ref('rpt_compensation_summary__pay_position') }}
)

select
    cast(case when positions.from_below = 1 then 1 else 2 end as int) as sequence,
    'Share paid '
    || case
        when positions.position_name like '%third%'
            then 'in the ' || replace(lower(positions.position_name), ' third', ' third of the range')
        else lower(positions.position_name)
    end as measure,
    'percent' as unit,
    cast(null as string) as currency,
    'none' as direction,
    dates.decision_date as period_start,
    dates.effective_date as period_end,
    positions.after_ratio as value,
    positions.before_ratio as previous_value,
    cast(positions.after_ratio - positions.before_ratio as decimal(18, 4)) as change_value,
    positions.placed_count as n,
    'people with a range' as n_label,
    cast(null as string) as driver_name,
    cast(null as decimal(18, 4)) as driver_value,
    positions.withheld_reason
from positions
inner join dates
    on positions.cycle_id = dates.cycle_id
where positions.from_below = 1 or positions.from_above = 1
