-- The KPIs are found in the manifest. dbt fixes the order of building before it has one, so each is named here once
-- more; a KPI without its line stops the build with the line to add.
-- depends_on: {{ ref('kpi_absence_rate') }}
-- depends_on: {{ ref('kpi_cost_per_fte') }}
-- depends_on: {{ ref('kpi_enps') }}
-- depends_on: {{ ref('kpi_exits') }}
-- depends_on: {{ ref('kpi_favourable_share') }}
-- depends_on: {{ ref('kpi_female_wages_share') }}
-- depends_on: {{ ref('kpi_fte') }}
-- depends_on: {{ ref('kpi_goal_coverage') }}
-- depends_on: {{ ref('kpi_hcroi') }}
-- depends_on: {{ ref('kpi_hcva') }}
-- depends_on: {{ ref('kpi_headcount') }}
-- depends_on: {{ ref('kpi_hires') }}
-- depends_on: {{ ref('kpi_internal_fill') }}
-- depends_on: {{ ref('kpi_internal_mobility') }}
-- depends_on: {{ ref('kpi_involuntary_turnover') }}
-- depends_on: {{ ref('kpi_management_layers') }}
-- depends_on: {{ ref('kpi_mandatory_compliance') }}
-- depends_on: {{ ref('kpi_new_hire_turnover') }}
-- depends_on: {{ ref('kpi_promotion_rate') }}
-- depends_on: {{ ref('kpi_regretted_share') }}
-- depends_on: {{ ref('kpi_regretted_turnover') }}
-- depends_on: {{ ref('kpi_response_rate') }}
-- depends_on: {{ ref('kpi_retention') }}
-- depends_on: {{ ref('kpi_revenue_per_fte') }}
-- depends_on: {{ ref('kpi_review_completion') }}
-- depends_on: {{ ref('kpi_review_lateness') }}
-- depends_on: {{ ref('kpi_span_of_control') }}
-- depends_on: {{ ref('kpi_tenure') }}
-- depends_on: {{ ref('kpi_time_in_grade') }}
-- depends_on: {{ ref('kpi_training_completion') }}
-- depends_on: {{ ref('kpi_training_effect') }}
-- depends_on: {{ ref('kpi_training_hours') }}
-- depends_on: {{ ref('kpi_turnover') }}
-- depends_on: {{ ref('kpi_voluntary_turnover') }}
-- depends_on: {{ ref('kpi_women_share') }}
-- depends_on: {{ ref('kpi_workforce_cost') }}
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
        currency,
        withheld_reason
    from {{ ref(model.name) }}
    {{ 'union all' if not loop.last }}
{% endfor %}
