-- Every rating band meets every position band in the matrix of its company, or a rating would silently earn nothing.
with rating_bands as (
    select distinct
        company_id,
        rating_band
    from {{ ref('rating_band') }}
),

position_bands as (
    select distinct
        company_id,
        position_band
    from {{ ref('position_band') }}
),

companies as (
    select distinct company_id
    from {{ ref('merit_matrix') }}
)

select
    companies.company_id,
    rating_bands.rating_band,
    position_bands.position_band
from companies
inner join rating_bands
    on companies.company_id = rating_bands.company_id
inner join position_bands
    on companies.company_id = position_bands.company_id
left join {{ ref('merit_matrix') }} as matrix
    on
        companies.company_id = matrix.company_id
        and rating_bands.rating_band = matrix.rating_band
        and position_bands.position_band = matrix.position_band
where matrix.matrix_ratio is null
