with exits as (
    select
        place.*,
        employment.end_date,
        coalesce(employment.notice_date, employment.end_date) as known_before_date,
        coalesce(employment.exit_type, 'unmapped') as exit_type,
        recorded.is_regretted
    from {{ ref('fct_employment') }} as employment
    inner join {{ ref('canonical__employment') }} as recorded
        on employment.employment_key = recorded.employment_key
    inner join {{ ref('person_month') }} as place
        on employment.employment_key = place.employment_key
    where place.exit_count = 1 and not employment.is_exit_voided
),

asked as (
    select distinct
        company_id,
        known_before_date as policy_date
    from exits
),

bands as (
    {{ policy_on_date(ref('rating_band'), 'asked', ['rating_band', 'scale_min', 'scale_max', 'lower_value']) }}
),

-- The two best bands of a scale begin where the second best does.
second_best as (
    select
        company_id,
        policy_date,
        scale_min,
        scale_max,
        lower_value
    from bands
    qualify row_number() over (
        partition by company_id, policy_date, scale_min, scale_max order by rating_band desc
    ) = 2
),

cuts as (
    {{ policy_on_date(ref('talent_grid_cut'), 'asked', ['axis', 'band', 'lower_value']) }}
),

-- The last rating of a closed cycle before notice, the calibrated one before the one it was calibrated from.
rated as (
    select
        exits.employment_key,
        exits.company_id,
        exits.known_before_date,
        rating.rating_value,
        rating.scale_min,
        rating.scale_max
    from exits
    inner join {{ ref('fct_rating') }} as rating
        on exits.person_key = rating.person_key
    where
        rating.rating_type in ('final', 'calibrated')
        and rating.is_cycle_closed
        and rating.rating_value is not null
        and rating.cycle_end_date < exits.known_before_date
    qualify
        row_number() over (
            partition by exits.employment_key
            order by
                rating.cycle_end_date desc,
                case when rating.rating_type = 'calibrated' then 0 else 1 end,
                rating.rated_date desc nulls last,
                rating.rating_key asc
        ) = 1
),

ratings as (
    select
        rated.employment_key,
        rated.rating_value >= second_best.lower_value as is_top_rated
    from rated
    inner join second_best
        on
            rated.company_id = second_best.company_id
            and rated.known_before_date = second_best.policy_date
            and rated.scale_min = second_best.scale_min
            and rated.scale_max = second_best.scale_max
),

assessed as (
    select
        exits.employment_key,
        exits.company_id,
        exits.known_before_date,
        talent.potential_value
    from exits
    inner join {{ ref('fct_talent_rating') }} as talent
        on exits.person_key = talent.person_key
    where talent.assessed_date < exits.known_before_date
    qualify row_number() over (partition by exits.employment_key order by talent.assessed_date desc) = 1
),

potentials as (
    select
        assessed.employment_key,
        assessed.potential_value >= cuts.lower_value as is_high_potential
    from assessed
    inner join cuts
        on
            assessed.company_id = cuts.company_id
            and assessed.known_before_date = cuts.policy_date
    where cuts.axis = 'potential' and cuts.band = 'high'
),

-- Who held a critical role, or was named for one.
benches as (
    select distinct exits.employment_key
    from exits
    inner join {{ ref('dim_critical_role') }} as critical_role
        on exits.person_key = critical_role.incumbent_person_key
    where
        critical_role.valid_from < exits.known_before_date
        and {{ until('critical_role.valid_to') }} >= exits.known_before_date

    union

    select distinct exits.employment_key
    from exits
    inner join {{ ref('fct_successor') }} as successor
        on exits.person_key = successor.person_key
    inner join {{ ref('dim_critical_role') }} as critical_role
        on successor.role_key = critical_role.role_key
    where coalesce(successor.assessed_date, critical_role.valid_from) < exits.known_before_date
)

select
    exits.employment_key,
    exits.person_key,
    exits.company_id,
    exits.org_unit_key,
    exits.worker_type,
    exits.gender,
    exits.grade,
    exits.location,
    exits.tenure_band,
    exits.age_band,
    exits.month_start,
    exits.end_date,
    exits.exit_type,
    exits.exit_count,
    exits.fte,
    exits.is_regretted,
    case
        when benches.employment_key is not null or ratings.is_top_rated or potentials.is_high_potential then true
        when ratings.employment_key is not null or potentials.employment_key is not null then false
    end as is_regretted_by_rule
from exits
left join ratings
    on exits.employment_key = ratings.employment_key
left join potentials
    on exits.employment_key = potentials.employment_key
left join benches
    on exits.employment_key = benches.employment_key
