-- Each set of bands begins at its scale's bottom, ends at its top (open, where there is none), and every band begins
-- where the one below ends; with ratings also the labels rise with the values.
with bands as (
    select
        'rating_band' as policy,
        company_id,
        valid_from,
        lower_value as lower_end,
        upper_value as upper_end,
        scale_min as bottom,
        scale_max as top,
        rating_band as band_order
    from {{ ref('rating_band') }}

    union all

    select
        'position_band' as policy,
        company_id,
        valid_from,
        lower_ratio as lower_end,
        upper_ratio as upper_end,
        cast(0 as decimal(9, 4)) as bottom,
        cast(null as decimal(9, 4)) as top,
        position_order as band_order
    from {{ ref('position_band') }}

    union all

    select
        'readiness_band' as policy,
        company_id,
        valid_from,
        lower_score as lower_end,
        upper_score as upper_end,
        cast(0 as decimal(9, 4)) as bottom,
        cast(null as decimal(9, 4)) as top,
        cast(null as int) as band_order
    from {{ ref('readiness_band') }}

    union all

    select
        'age_band' as policy,
        company_id,
        valid_from,
        cast(lower_age as decimal(9, 4)) as lower_end,
        cast(upper_age as decimal(9, 4)) as upper_end,
        cast(0 as decimal(9, 4)) as bottom,
        cast(null as decimal(9, 4)) as top,
        cast(null as int) as band_order
    from {{ ref('age_band') }}

    union all

    select
        'tenure_band' as policy,
        company_id,
        valid_from,
        cast(lower_months as decimal(9, 4)) as lower_end,
        cast(upper_months as decimal(9, 4)) as upper_end,
        cast(0 as decimal(9, 4)) as bottom,
        cast(null as decimal(9, 4)) as top,
        cast(null as int) as band_order
    from {{ ref('tenure_band') }}

    union all

    select
        'bonus_company_factor' as policy,
        company_id,
        valid_from,
        lower_score as lower_end,
        upper_score as upper_end,
        cast(0 as decimal(9, 4)) as bottom,
        cast(null as decimal(9, 4)) as top,
        cast(null as int) as band_order
    from {{ ref('bonus_company_factor') }}

    union all

    select
        'bonus_target' as policy,
        company_id,
        valid_from,
        cast(lower_rank as decimal(9, 4)) as lower_end,
        cast(upper_rank as decimal(9, 4)) as upper_end,
        cast(0 as decimal(9, 4)) as bottom,
        cast(null as decimal(9, 4)) as top,
        cast(null as int) as band_order
    from {{ ref('bonus_target') }}
),

neighbours as (
    select
        *,
        lag(upper_end) over (partition by policy, company_id, valid_from, bottom, top order by lower_end)
            as previous_end,
        lag(band_order) over (partition by policy, company_id, valid_from, bottom, top order by lower_end)
            as previous_order,
        row_number() over (partition by policy, company_id, valid_from, bottom, top order by lower_end)
            as band_number,
        count(*) over (partition by policy, company_id, valid_from, bottom, top) as band_count
    from bands
)

select *
from neighbours
where
    (band_number = 1 and lower_end <> bottom)
    or (band_number > 1 and (previous_end is null or previous_end <> lower_end))
    or (band_number < band_count and upper_end is null)
    or (band_number = band_count and upper_end is distinct from top)
    or (upper_end is not null and upper_end <= lower_end)
    or band_order <= previous_order
