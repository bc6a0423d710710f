with direct as (
    {{ regretted_exits() }}
),

counted as (
    {{ by_dimension('direct', regretted_measures()) }}
),

joined as (
    {{ with_headcount('counted', regretted_measures()) }}
),

absent as (
    {{ absent_fields({'flag': ['employment', 'is_regretted'], 'exit_type': ['employment', 'exit_type']}) }}
),

judged as (
    select
        joined.*,
        coalesce({{ averages()['daily_average'] }}, 0) as average_count,
        absent.is_flag_absent or absent.is_exit_type_absent as is_flag_absent,
        absent.is_exit_type_absent
    from joined
    cross join absent
)

{{ kpi_rows('regretted_turnover', 'judged', [{
    'name': 'flag',
    'numerator': 'case when voluntary_count = 0 or flag_known_count > 0 then flagged_count end',
    'denominator': 'average_count',
    'coverage': 'coalesce(cast(flag_known_count as double) / nullif(cast(voluntary_count as double), 0), 1)',
    'withheld': {
        'no_average_headcount': 'average_count = 0',
        'no_exit_is_flagged': 'voluntary_count > 0 and flag_known_count = 0',
    },
}], absent=['is_flag_absent', 'no_source_delivers_regret']) }}

union all

{{ kpi_rows('regretted_turnover', 'judged', [{
    'name': 'rule',
    'numerator': 'case when voluntary_count = 0 or rule_known_count > 0 then ruled_count end',
    'denominator': 'average_count',
    'coverage': 'coalesce(cast(rule_known_count as double) / nullif(cast(voluntary_count as double), 0), 1)',
    'withheld': {
        'no_average_headcount': 'average_count = 0',
        'no_facts_before_notice': 'voluntary_count > 0 and rule_known_count = 0',
    },
}], absent=['is_exit_type_absent', 'no_source_delivers_exit_types']) }}
