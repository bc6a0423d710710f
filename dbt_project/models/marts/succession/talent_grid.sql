with places as (
    select
        *,
        case performance_band when 'low' then 1 when 'medium' then 2 when 'high' then 3 end as performance_step,
        case potential_band when 'low' then 1 when 'medium' then 2 when 'high' then 3 end as potential_step
    from {{ ref('talent_grid_cycle') }}
),

newest as (
    select
        *,
        cast({{ completed_months('newest_evidence_date', as_of_date()) }} as int) as performance_age_months,
        cast({{ completed_months('potential_assessed_date', as_of_date()) }} as int) as potential_age_months
    from places
    where cycle_age = 1
),

-- The box before: of the newest cycle before this one in which the person stood in one.
earlier as (
    select
        person_key,
        box_number,
        performance_step,
        potential_step,
        seen_date
    from places
    where cycle_age > 1 and box_number is not null
    qualify row_number() over (partition by person_key order by cycle_age) = 1
),

compared as (
    select
        newest.*,
        earlier.box_number as earlier_box_number,
        earlier.seen_date as earlier_box_date,
        newest.performance_step - earlier.performance_step as performance_steps,
        newest.potential_step - earlier.potential_step as potential_steps
    from newest
    left join earlier
        on newest.person_key = earlier.person_key
),

absent as (
    {{ absent_fields({
        'rating': ['review', 'rating_value'],
        'potential': ['talent_rating', 'potential_value'],
    }) }}
)

select
    compared.company_id,
    compared.person_key,
    compared.performance_value,
    compared.performance_error,
    compared.measured_band,
    compared.performance_band,
    compared.certainty_ratio,
    compared.potential_value,
    compared.potential_band,
    compared.box_number,
    compared.box_name,
    compared.is_borderline,
    case when compared.box_number is not null then 'placed' else 'not_assessed' end as status,
    case
        when compared.box_number is not null then null
        when compared.performance_value is null and absent.is_rating_absent then 'no_source_delivers_ratings'
        when compared.potential_value is null and absent.is_potential_absent then 'no_source_delivers_potential'
        when compared.performance_value is null and compared.has_incomplete_rating then 'incomplete_rating'
        when compared.performance_value is null and compared.potential_value is null
            then 'no_final_rating_and_no_potential'
        when compared.performance_value is null then 'no_final_rating'
        when compared.potential_value is null and compared.potential_assessed_date is not null
            then 'potential_outside_its_scale'
        when compared.potential_value is null then 'no_potential'
        else 'no_policy_in_force'
    end as not_assessed_reason,
    compared.earlier_box_number,
    compared.earlier_box_date,
    case
        when compared.box_number is null then null
        when compared.earlier_box_number is null then 'first_place'
        when compared.performance_steps = 0 and compared.potential_steps = 0 then 'same'
        when compared.performance_steps >= 0 and compared.potential_steps >= 0 then 'up'
        when compared.performance_steps <= 0 and compared.potential_steps <= 0 then 'down'
        else 'both_ways'
    end as movement,
    compared.cycles_used,
    compared.oldest_evidence_date,
    compared.newest_evidence_date,
    compared.performance_age_months,
    compared.potential_assessed_date,
    compared.potential_age_months,
    coalesce(compared.potential_band = 'high', false) as is_high_potential
from compared
cross join absent
