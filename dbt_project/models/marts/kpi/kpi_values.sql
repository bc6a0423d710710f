-- The KPIs are found in the manifest. dbt fixes the order of building before it has one, so each is named here once
-- more; a KPI without its line stops the build with the line to add.
-- depends_on: {{ ref('kpi_favourable_share') }}
-- depends_on: {{ ref('kpi_goal_coverage') }}
-- depends_on: {{ ref('kpi_headcount') }}
-- depends_on: {{ ref('kpi_response_rate') }}
-- depends_on: {{ ref('kpi_training_completion') }}
-- depends_on: {{ ref('kpi_training_hours') }}
-- depends_on: {{ ref('kpi_voluntary_turnover') }}
{% for model in kpi_models() -%}
    select
        kpi_id,
        variant,
        definition_version,
        period_type,
        period_start,
        period_end,
        company_id,
        tree,
        org_unit_key,
        dimension,
        dimension_value,
        numerator,
        denominator,
        n,
        coverage_ratio,
        standard_error,
        withheld_reason
    from {{ ref(model.name) }}
    {{ 'union all' if not loop.last }}
{% endfor %}
