with direct as (
    select
        *,
        case when gender = 'female' then closing_count else 0 end as women_count,
        case when gender in ('female', 'male', 'diverse') then closing_count else 0 end as known_count
    from {{ ref('person_month') }}
    where worker_type = 'employee' and closing_count = 1
),

counted as (
    {{ by_dimension(
        'direct', ['women_count', 'known_count', 'closing_count'],
        cuts=['grade', 'location', 'tenure_band', 'age_band', 'worker_type'], at_close=true
    ) }}
)

{{ kpi_rows('women_share', 'counted', [{
    'name': 'at_close',
    'numerator': 'case when known_count > 0 then women_count end',
    'denominator': 'known_count',
    'coverage': 'cast(known_count as double) / nullif(cast(closing_count as double), 0)',
    'withheld': {'no_gender_on_record': 'known_count = 0'},
}]) }}
