{%- set coverage = 'coalesce(1 - cast(assumed_fte_days as double) / nullif(cast(fte_days as double), 0), 1)' -%}

{{ kpi_rows('fte', ref('headcount_period'), [
    {'name': 'closing', 'numerator': 'closing_fte', 'n': 'closing_count', 'coverage': coverage},
    {'name': 'daily_average', 'numerator': 'fte_days', 'denominator': 'day_count', 'n': averages()['daily_average'],
     'coverage': coverage},
]) }}
