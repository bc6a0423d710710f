with direct as (
    {{ reviews_due() }}
),

counted as (
    {{ by_dimension('direct', ['late_count', 'dated_count', 'reviewed_count']) }}
)

{{ kpi_rows('review_lateness', 'counted', [{
    'name': 'after_cycle_end',
    'numerator': 'case when dated_count > 0 then late_count end',
    'denominator': 'dated_count',
    'coverage': 'coalesce(cast(dated_count as double) / nullif(cast(reviewed_count as double), 0), 0)',
    'withheld': {'no_review_is_dated': 'dated_count = 0'},
}]) }}

union all

{{ absent_kpi('review_lateness', ['after_cycle_end'], ['review', 'rated_date'], 'no_source_delivers_review_dates') }}
