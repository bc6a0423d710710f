-- For one company and span of time: a better rating never earns less, a higher position in the range never earns more.
with matrix as (
    select
        matrix.company_id,
        matrix.valid_from,
        matrix.valid_to,
        matrix.rating_band,
        matrix.position_band,
        bands.position_order,
        matrix.matrix_ratio
    from {{ ref('merit_matrix') }} as matrix
    left join {{ ref('position_band') }} as bands
        on
            matrix.position_band = bands.position_band
            and matrix.company_id = bands.company_id
            and matrix.valid_from >= bands.valid_from
            and (bands.valid_to is null or matrix.valid_from < bands.valid_to)
)

select
    one.company_id,
    one.rating_band,
    one.position_band,
    other.rating_band as other_rating_band,
    other.position_band as other_position_band
from matrix as one
inner join matrix as other
    on
        one.company_id = other.company_id
        and (one.valid_to is null or one.valid_to > other.valid_from)
        and (other.valid_to is null or one.valid_from < other.valid_to)
where
    one.position_order is null
    or (
        one.rating_band <= other.rating_band
        and one.position_order >= other.position_order
        and one.matrix_ratio > other.matrix_ratio
    )
