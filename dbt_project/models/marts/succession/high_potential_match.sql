-- Who was a high potential a year ago, and who was like them: same company, grade, family and length of service on that
-- day. What became of both since. Everybody of that day is in it, whoever left included.
with looked_at as (
    select cast({{ dbt.dateadd('year', -1, as_of_date()) }} as date) as cohort_date
),

employments as (
    select
        employments.person_key,
        employments.employment_key,
        employments.company_id,
        employments.start_date,
        looked_at.cohort_date
    from {{ ref('fct_employment') }} as employments
    cross join looked_at
    where
        not employments.is_rescinded
        and employments.start_date <= looked_at.cohort_date
        and {{ until('employments.end_date') }} > looked_at.cohort_date
    qualify
        row_number() over (
            partition by employments.person_key
            order by case when employments.is_primary then 0 else 1 end, employments.employment_key
        ) = 1
),

asked as (
    select distinct
        company_id,
        cohort_date as policy_date
    from employments
),

bands as (
    {{ policy_on_date(ref('tenure_band'), 'asked', ['tenure_band', 'lower_months', 'upper_months']) }}
),

cuts as (
    {{ policy_on_date(ref('talent_grid_cut'), 'asked', ['axis', 'band', 'lower_value']) }}
),

assessed as (
    select
        employments.person_key,
        ratings.potential_value,
        ratings.scale_min,
        ratings.scale_max
    from employments
    inner join {{ ref('fct_talent_rating') }} as ratings
        on
            employments.person_key = ratings.person_key
            and employments.cohort_date >= ratings.assessed_date
    qualify
        row_number() over (
            partition by employments.person_key
            order by ratings.assessed_date desc, ratings.potential_value desc nulls last
        ) = 1
),

potentials as (
    select
        person_key,
        {{ exact_ratio('5 * (potential_value - scale_min)', 'scale_max - scale_min', 4) }} as potential_value
    from assessed
    where potential_value between scale_min and scale_max
),

people as (
    select
        employments.company_id,
        employments.person_key,
        employments.cohort_date,
        assignments.grade_key,
        coalesce(jobs.job_family, units.division_name) as job_family,
        bands.tenure_band,
        coalesce(potentials.potential_value >= cuts.lower_value, false) as is_high_potential
    from employments
    inner join {{ ref('fct_assignment') }} as assignments
        on
            employments.employment_key = assignments.employment_key
            and employments.cohort_date >= assignments.valid_from
            and employments.cohort_date < {{ until('assignments.valid_to') }}
            and assignments.worker_type = 'employee'
    inner join bands
        on
            employments.company_id = bands.company_id
            and {{ completed_months('employments.start_date', 'employments.cohort_date') }} >= bands.lower_months
            and (
                bands.upper_months is null
                or {{ completed_months('employments.start_date', 'employments.cohort_date') }} < bands.upper_months
            )
    left join {{ ref('canonical__job') }} as jobs
        on assignments.job_key = jobs.job_key
    left join {{ ref('dim_org_unit') }} as units
        on assignments.org_unit_key = units.org_unit_key
    left join cuts
        on
            employments.company_id = cuts.company_id
            and cuts.axis = 'potential'
            and cuts.band = 'high'
    left join potentials
        on employments.person_key = potentials.person_key
),

alike as (
    select
        *,
        count_if(is_high_potential) over cell as high_count,
        count_if(not is_high_potential) over cell as other_count
    from people
    where grade_key is not null and job_family is not null
    window cell as (partition by company_id, grade_key, job_family, tenure_band)
),

still_here as (
    select distinct person_key
    from {{ ref('fct_employment') }}
    where
        not is_rescinded
        and start_date <= {{ as_of_date() }}
        and {{ until('end_date') }} > {{ as_of_date() }}
),

promoted as (
    select distinct movements.person_key
    from {{ ref('fct_movement') }} as movements
    cross join looked_at
    where
        movements.movement_type = 'promotion'
        and movements.movement_date > looked_at.cohort_date
        and movements.movement_date <= {{ as_of_date() }}
)

select
    alike.company_id,
    alike.person_key,
    alike.cohort_date,
    alike.grade_key,
    alike.job_family,
    alike.tenure_band,
    alike.is_high_potential,
    alike.high_count > 0 and alike.other_count > 0 as is_matched,
    -- Others weigh together as much as the high potentials they are like.
    case
        when alike.high_count = 0 or alike.other_count = 0 then cast(0 as decimal(18, 6))
        when alike.is_high_potential then cast(1 as decimal(18, 6))
        else {{ exact_ratio('alike.high_count', 'alike.other_count') }}
    end as match_weight,
    still_here.person_key is not null as is_retained,
    promoted.person_key is not null as is_promoted
from alike
left join still_here
    on alike.person_key = still_here.person_key
left join promoted
    on alike.person_key = promoted.person_key
