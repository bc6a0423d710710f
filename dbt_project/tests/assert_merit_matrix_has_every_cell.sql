-- On every day and for every company: each rating band meets each position band of a matrix in one cell, or a rating
-- would silently earn nothing; and no cell names a band that is not in force.
with asked as (
    {{ policy_days([ref('merit_matrix'), ref('rating_band'), ref('position_band')]) }}
),

cells as (
    {{ policy_on_date(
        ref('merit_matrix'), 'asked', ['matrix_id', 'rating_band', 'position_band', 'matrix_ratio'], each=['matrix_id']
    ) }}
),

rating_bands as (
    {{ policy_on_date(ref('rating_band'), 'asked', ['rating_band']) }}
),

position_bands as (
    {{ policy_on_date(ref('position_band'), 'asked', ['matrix_id', 'position_band'], each=['matrix_id']) }}
),

wanted as (
    select
        position_bands.company_id,
        position_bands.policy_date,
        position_bands.matrix_id,
        rating_bands.rating_band,
        position_bands.position_band
    from position_bands
    inner join rating_bands
        on
            position_bands.company_id = rating_bands.company_id
            and position_bands.policy_date = rating_bands.policy_date
),

compared as (
    select
        coalesce(wanted.company_id, cells.company_id) as company_id,
        coalesce(wanted.policy_date, cells.policy_date) as policy_date,
        coalesce(wanted.matrix_id, cells.matrix_id) as matrix_id,
        coalesce(wanted.rating_band, cells.rating_band) as rating_band,
        coalesce(wanted.position_band, cells.position_band) as position_band,
        cells.matrix_id is null as is_missing
    from wanted
    full outer join cells
        on
            wanted.company_id = cells.company_id
            and wanted.policy_date = cells.policy_date
            and wanted.matrix_id = cells.matrix_id
            and wanted.rating_band = cells.rating_band
            and wanted.position_band = cells.position_band
    where wanted.matrix_id is null or cells.matrix_id is null
)

select
    company_id,
    policy_date,
    matrix_id,
    rating_band,
    position_band,
    'merit_matrix, company ' || company_id || ' from ' || cast(policy_date as string) || ', matrix ' || matrix_id
    || case
        when is_missing
            then
                ': rating band ' || cast(rating_band as string) || ' has no cell at position ' || position_band
                || '. Add the row to seeds/policy/merit_matrix.csv.'
        else
            ': the cell of rating band ' || cast(rating_band as string) || ' at position ' || position_band
            || ' names a band that is not in force. Take it out, or add the band to seeds/policy/rating_band.csv or'
            || ' position_band.csv.'
    end as sentence
from compared
