-- The bands of a policy follow one another without gap or overlap: each begins where the one below ends, the lowest
-- has no lower and the highest no upper end.
with bands as (
    select
        company_id,
        'rag' as policy,
        valid_from,
        lower_score as lower_end,
        upper_score as upper_end
    from {{ ref('rag_band') }}
    union all
    select
        company_id,
        axis as policy,
        valid_from,
        lower_value as lower_end,
        upper_value as upper_end
    from {{ ref('talent_grid_cut') }}
),

ordered as (
    select
        *,
        lag(upper_end) over (
            partition by company_id, policy, valid_from
            order by lower_end asc nulls first
        ) as end_below,
        row_number() over (
            partition by company_id, policy, valid_from
            order by lower_end asc nulls first
        ) as band_number,
        count(*) over (partition by company_id, policy, valid_from) as band_count
    from bands
)

select *
from ordered
where
    (band_number = 1 and lower_end is not null)
    or (band_number > 1 and (lower_end is null or end_below is null or lower_end <> end_below))
    or (band_number = band_count and upper_end is not null)
    or upper_end <= lower_end
