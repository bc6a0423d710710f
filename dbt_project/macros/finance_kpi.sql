{#-
  The rows of a KPI of finance: one row per company (and the group), period and tree, of the root alone, since revenue
  and cost of units below a legal entity would be an allocation. Withheld where a month lacks a figure, a currency has
  no rate, one of the `needs` (revenue, expense, cost) is missing or nothing is there to divide by.
-#}
{% macro finance_kpi(kpi_id, variants, needs, is_money=true) -%}
{%- set reasons = {} -%}
{%- for reason in ['no_finance_figure', 'months_without_finance_figure', 'mixed_currencies', 'no_exchange_rate'] -%}
    {%- do reasons.update({reason: "withheld_reason = '" ~ reason ~ "'"}) -%}
{%- endfor -%}
{%- for need in needs -%}
    {%- do reasons.update({'no_' ~ need ~ '_figure': 'lacks_' ~ need}) -%}
{%- endfor -%}
{%- set is_sound -%}
    withheld_reason is null{% for need in needs %} and not lacks_{{ need }}{% endfor %}
{%- endset -%}
{%- set made = [] -%}
{%- for variant in variants -%}
    {%- set denominator = variant.get('denominator', '1') -%}
    {%- set withheld = dict(reasons) -%}
    {%- if denominator != '1' -%}
        {%- do withheld.update({'nothing_to_divide_by': 'coalesce(' ~ denominator ~ ', 0) = 0'}) -%}
    {%- endif -%}
    {%- do made.append({
        'name': variant.name,
        'numerator': 'case when ' ~ is_sound ~ ' then ' ~ variant.numerator ~ ' end',
        'denominator': 'coalesce(' ~ denominator ~ ', 0)',
        'n': 'average_count',
        'coverage': 'coverage_ratio',
        'currency': 'currency' if is_money else 'null',
        'withheld': withheld,
    }) -%}
{%- endfor -%}
{{ kpi_rows(kpi_id, ref('workforce_finance'), made) }}
{%- endmacro %}
