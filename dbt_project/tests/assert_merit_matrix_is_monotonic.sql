-- On every day, for every company and matrix: a better rating never earns less, a higher position in the range never
-- earns more, and no cell is negative.
with asked as (
    {{ policy_days([ref('merit_matrix'), ref('position_band')]) }}
),

cells as (
    {{ policy_on_date(
        ref('merit_matrix'), 'asked', ['matrix_id', 'rating_band', 'position_band', 'matrix_ratio'], each=['matrix_id']
    ) }}
),

position_bands as (
    {{ policy_on_date(
        ref('position_band'), 'asked', ['matrix_id', 'position_band', 'lower_ratio'], each=['matrix_id']
    ) }}
),

beside as (
    select
        cells.*,
        lag(cells.matrix_ratio) over (
            partition by cells.company_id, cells.policy_date, cells.matrix_id, cells.position_band
            order by cells.rating_band
        ) as worse_rating_ratio,
        lag(cells.matrix_ratio) over (
            partition by cells.company_id, cells.policy_date, cells.matrix_id, cells.rating_band
            order by position_bands.lower_ratio
        ) as lower_position_ratio
    from cells
    inner join position_bands
        on
            cells.company_id = position_bands.company_id
            and cells.policy_date = position_bands.policy_date
            and cells.matrix_id = position_bands.matrix_id
            and cells.position_band = position_bands.position_band
)

select
    company_id,
    policy_date,
    matrix_id,
    rating_band,
    position_band,
    'merit_matrix, company ' || company_id || ' from ' || cast(policy_date as string) || ', matrix ' || matrix_id
    || ': rating band ' || cast(rating_band as string) || ' at position ' || position_band || ' gets '
    || cast(cast(matrix_ratio * 100 as decimal(9, 2)) as string) || ' %'
    || case
        when matrix_ratio < 0 then ', and an increment is never negative.'
        when matrix_ratio < worse_rating_ratio
            then
                ' and the rating below it ' || cast(cast(worse_rating_ratio * 100 as decimal(9, 2)) as string)
                || ' %: a better rating never earns less.'
        else
            ' and the position below it ' || cast(cast(lower_position_ratio * 100 as decimal(9, 2)) as string)
            || ' %: a higher position in the range never earns more.'
    end
    || ' Correct seeds/policy/merit_matrix.csv.' as sentence
from beside
where matrix_ratio < 0 or matrix_ratio < worse_rating_ratio or matrix_ratio > lower_position_ratio
