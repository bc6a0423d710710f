-- Mean increments by position in the range, whole group, in the bands of the merit matrix.
with cycles as (
    select * from {{ ref('compensation_cycle') }}
    where scenario_id = 'base'
),

positions as (
    {{ policy_in_force(
        ref('position_band'), 'cycles', ['position_band', 'position_order', 'lower_ratio', 'upper_ratio'],
        matched=['matrix_id']
    ) }}
),

bands as (
    select
        increments.cycle_id,
        positions.position_order,
        max(positions.position_band) as position_band,
        min(positions.lower_ratio) as lower_ratio,
        max(positions.upper_ratio) as upper_ratio,
        count(*) as people_count,
        sum(increments.increment_ratio) as ratio_sum
    from {{ ref('increment_recommendation') }} as increments
    inner join positions
        on
            increments.company_id = positions.company_id
            and increments.cycle_id = positions.cycle_id
            and increments.scenario_id = positions.scenario_id
            and increments.position_band = positions.position_band
    where increments.status in ('recommended', 'no_increase')
    group by increments.cycle_id, positions.position_order
),

{{ folded_ends('folded', 'bands', ['cycle_id'], 'position_order', sums=['ratio_sum']) }},

{{ mean_increments_of('folded_parts') }},

-- The words span every band that stands in a row; a bound of 0 or none is left out.
spans as (
    select
        folded.cycle_id,
        folded.band,
        min(bands.lower_ratio) as lower_ratio,
        case when count(*) = count(bands.upper_ratio) then max(bands.upper_ratio) end as upper_ratio
    from folded
    inner join bands
        on
            folded.cycle_id = bands.cycle_id
            and folded.own_band = bands.position_order
    group by folded.cycle_id, folded.band
)

select
    shown.cycle_id,
    cast(shown.band as int) as position_order,
    case
        when spans.lower_ratio = 0 and spans.upper_ratio is null then 'Anywhere in the range'
        when spans.lower_ratio = 0
            then 'Paid under ' || cast(cast(spans.upper_ratio as decimal(9, 2)) as string) || ' of the midpoint'
        when spans.upper_ratio is null
            then 'Paid ' || cast(cast(spans.lower_ratio as decimal(9, 2)) as string) || ' of the midpoint or more'
        else
            'Paid ' || cast(cast(spans.lower_ratio as decimal(9, 2)) as string) || ' to under '
            || cast(cast(spans.upper_ratio as decimal(9, 2)) as string)
    end as position_name,
    shown.people_at_least_count,
    shown.mean_increment_ratio,
    shown.withheld_reason
from shown
inner join spans
    on
        shown.cycle_id = spans.cycle_id
        and shown.band = spans.band
