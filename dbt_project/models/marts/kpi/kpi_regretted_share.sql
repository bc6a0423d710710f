with direct as (
    {{ regretted_exits() }}
),

counted as (
    {{ by_dimension('direct', regretted_measures()) }}
),

absent as (
    {{ absent_fields({'flag': ['employment', 'is_regretted']}) }}
),

judged as (
    select
        counted.*,
        absent.is_flag_absent
    from counted
    cross join absent
)

{{ kpi_rows('regretted_share', 'judged', [{
    'name': 'flag',
    'numerator': 'case when flag_known_count > 0 then flagged_count end',
    'denominator': 'voluntary_count',
    'coverage': 'cast(flag_known_count as double) / nullif(cast(voluntary_count as double), 0)',
    'withheld': {'no_exit_is_flagged': 'flag_known_count = 0'},
}, {
    'name': 'flag_unknown',
    'numerator': 'voluntary_count - flag_known_count',
    'denominator': 'voluntary_count',
}, {
    'name': 'disagreement',
    'numerator': 'case when both_known_count > 0 then disagreeing_count end',
    'denominator': 'both_known_count',
    'coverage': 'cast(both_known_count as double) / nullif(cast(voluntary_count as double), 0)',
    'withheld': {'no_exit_is_judged_twice': 'both_known_count = 0'},
}], absent=['is_flag_absent', 'no_source_delivers_regret']) }}

union all

{{ kpi_rows('regretted_share', 'judged', [{
    'name': 'rule',
    'numerator': 'case when rule_known_count > 0 then ruled_count end',
    'denominator': 'voluntary_count',
    'coverage': 'cast(rule_known_count as double) / nullif(cast(voluntary_count as double), 0)',
    'withheld': {'no_facts_before_notice': 'rule_known_count = 0'},
}, {
    'name': 'rule_unknown',
    'numerator': 'voluntary_count - rule_known_count',
    'denominator': 'voluntary_count',
}]) }}
