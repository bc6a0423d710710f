with direct as (
    {{ reviews_due() }}
),

counted as (
    {{ by_dimension('direct', ['reviewed_count', 'due_count']) }}
)

{{ kpi_rows('review_completion', 'counted', [
    {'name': 'rated', 'numerator': 'reviewed_count', 'denominator': 'due_count'},
]) }}

union all

{{ absent_kpi('review_completion', ['rated'], ['review', 'rating_value'], 'no_source_delivers_ratings') }}
