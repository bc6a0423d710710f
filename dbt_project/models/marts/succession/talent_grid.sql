with people as (
    select
        company_id,
        person_key,
        {{ as_of_date() }} as policy_date
    from {{ ref('dim_employee') }}
    where is_active and worker_type = 'employee'
),

asked as (
    select distinct
        company_id,
        policy_date
    from people
),

policy as (
    {{ policy_on_date(
        ref('succession_policy'), 'asked',
        ['newest_cycle_weight', 'second_cycle_weight', 'third_cycle_weight', 'borderline_margin']
    ) }}
),

cuts as (
    {{ policy_on_date(ref('talent_grid_cut'), 'asked', ['axis', 'band', 'lower_value', 'upper_value']) }}
),

boxes as (
    {{ policy_on_date(
        ref('talent_grid_box'), 'asked', ['performance_band', 'potential_band', 'box_number', 'box_name']
    ) }}
),

-- One final rating per person and closed cycle, the latest where there are several.
finals as (
    select
        company_id,
        person_key,
        cycle_end_date,
        rating_normalised,
        is_complete
    from {{ ref('fct_rating') }}
    where
        rating_type in ('final', 'calibrated')
        and is_cycle_closed
        and rating_normalised is not null
        and cycle_end_date <= {{ as_of_date() }}
    qualify
        row_number() over (
            partition by company_id, person_key, cycle_end_date
            order by
                case when rating_type = 'calibrated' then 0 else 1 end,
                rated_date desc nulls last,
                rating_key asc
        ) = 1
),

-- The cycles of a company by age: weights belong to the cycle, also for a person who was not rated in each
-- or whose rating lacks a part and so does not count.
aged as (
    select
        *,
        dense_rank() over (partition by company_id order by cycle_end_date desc) as cycle_age
    from finals
),

weighed as (
    select
        aged.person_key,
        aged.rating_normalised,
        aged.is_complete,
        case aged.cycle_age
            when 1 then policy.newest_cycle_weight
            when 2 then policy.second_cycle_weight
            else policy.third_cycle_weight
        end as cycle_weight
    from aged
    inner join people
        on aged.person_key = people.person_key
    inner join policy
        on people.company_id = policy.company_id
    where aged.cycle_age <= 3
),

performance as (
    select
        person_key,
        cast(
            5 * cast(sum(cycle_weight * rating_normalised) as double) / nullif(cast(sum(cycle_weight) as double), 0)
            as decimal(9, 4)
        ) as performance_value,
        count(*) as cycles_used
    from weighed
    where cycle_weight > 0 and is_complete
    group by person_key
),

incomplete as (
    select distinct person_key
    from weighed
    where cycle_weight > 0 and not is_complete
),

latest_potential as (
    select
        person_key,
        assessed_date,
        potential_value,
        scale_min,
        scale_max
    from {{ ref('fct_talent_rating') }}
    where assessed_date <= {{ as_of_date() }}
    qualify
        row_number() over (
            partition by person_key
            order by assessed_date desc, potential_value desc nulls last
        ) = 1
),

potential as (
    select
        person_key,
        assessed_date as potential_assessed_date,
        case
            when potential_value between scale_min and scale_max
                then cast(
                    5 * cast(potential_value - scale_min as double)
                    / nullif(cast(scale_max - scale_min as double), 0)
                    as decimal(9, 4)
                )
        end as potential_value
    from latest_potential
),

axes as (
    select
        people.company_id,
        people.person_key,
        people.policy_date,
        performance.performance_value,
        coalesce(performance.cycles_used, 0) as cycles_used,
        incomplete.person_key is not null as is_a_rating_incomplete,
        potential.potential_value,
        potential.potential_assessed_date
    from people
    left join performance
        on people.person_key = performance.person_key
    left join incomplete
        on people.person_key = incomplete.person_key
    left join potential
        on people.person_key = potential.person_key
),

absent as (
    {{ absent_fields({
        'rating': ['review', 'rating_value'],
        'potential': ['talent_rating', 'potential_value'],
    }) }}
),

banded as (
    select
        axes.*,
        performance_cut.band as performance_band,
        potential_cut.band as potential_band,
        coalesce(axes.performance_value - performance_cut.lower_value <= policy.borderline_margin, false)
        or coalesce(performance_cut.upper_value - axes.performance_value <= policy.borderline_margin, false)
        or coalesce(axes.potential_value - potential_cut.lower_value <= policy.borderline_margin, false)
        or coalesce(potential_cut.upper_value - axes.potential_value <= policy.borderline_margin, false)
            as is_near_cut
    from axes
    left join policy
        on axes.company_id = policy.company_id
    left join cuts as performance_cut
        on
            axes.company_id = performance_cut.company_id
            and performance_cut.axis = 'performance'
            and axes.performance_value is not null
            and (performance_cut.lower_value is null or axes.performance_value >= performance_cut.lower_value)
            and (performance_cut.upper_value is null or axes.performance_value < performance_cut.upper_value)
    left join cuts as potential_cut
        on
            axes.company_id = potential_cut.company_id
            and potential_cut.axis = 'potential'
            and axes.potential_value is not null
            and (potential_cut.lower_value is null or axes.potential_value >= potential_cut.lower_value)
            and (potential_cut.upper_value is null or axes.potential_value < potential_cut.upper_value)
)

select
    banded.company_id,
    banded.person_key,
    banded.performance_value,
    banded.performance_band,
    banded.potential_value,
    banded.potential_band,
    cast(boxes.box_number as int) as box_number,
    boxes.box_name,
    boxes.box_number is not null and banded.is_near_cut as is_borderline,
    case when boxes.box_number is not null then 'placed' else 'not_assessed' end as status,
    case
        when boxes.box_number is not null then null
        when banded.performance_value is null and absent.is_rating_absent then 'no_source_delivers_ratings'
        when banded.potential_value is null and absent.is_potential_absent then 'no_source_delivers_potential'
        when banded.performance_value is null and banded.is_a_rating_incomplete then 'incomplete_rating'
        when banded.performance_value is null and banded.potential_value is null
            then 'no_final_rating_and_no_potential'
        when banded.performance_value is null then 'no_final_rating'
        when banded.potential_value is null and banded.potential_assessed_date is not null
            then 'potential_outside_its_scale'
        when banded.potential_value is null then 'no_potential'
        else 'no_policy_in_force'
    end as not_assessed_reason,
    cast(banded.cycles_used as int) as cycles_used,
    banded.potential_assessed_date,
    coalesce(banded.potential_band = 'high', false) as is_high_potential
from banded
cross join absent
left join boxes
    on
        banded.company_id = boxes.company_id
        and banded.performance_band = boxes.performance_band
        and banded.potential_band = boxes.potential_band
