{#- The effective date of the build, a date literal from the var; models have no clock. -#}
{% macro as_of_date() -%}
    cast('{{ var("as_of_date") }}' as date)
{%- endmacro %}

{#- The knowledge time of the build: nothing learned later is seen. -#}
{% macro known_at() -%}
    cast('{{ var("known_at") }}' as timestamp)
{%- endmacro %}

{#- Days from one date to a later one (not counting the first). -#}
{% macro days_between(first_date, last_date) -%}
    cast({{ dbt.datediff(first_date, last_date, 'day') }} as bigint)
{%- endmacro %}

{#- The date so many days later (earlier when negative). -#}
{% macro add_days(date_expression, days) -%}
    cast({{ dbt.dateadd('day', days, date_expression) }} as date)
{%- endmacro %}

{#- Completed months from one date to a later one: the 15th of May completes a month on the 15th of June. -#}
{% macro completed_months(first_date, last_date) -%}
    (
        (extract(year from {{ last_date }}) - extract(year from {{ first_date }})) * 12
        + extract(month from {{ last_date }}) - extract(month from {{ first_date }})
        - case when extract(day from {{ last_date }}) < extract(day from {{ first_date }}) then 1 else 0 end
    )
{%- endmacro %}

{#-
  The months of the history window, oldest first, ending with the month of the as-of date: rows of
  month_start, month_end. Written out as literals, since the window is known when the project is compiled.
-#}
{% macro history_months() -%}
    {%- set as_of = modules.datetime.datetime.strptime(var('as_of_date') | string, '%Y-%m-%d') -%}
    {%- set last_month = as_of.year * 12 + as_of.month - 1 -%}
    {%- set count = var('history_months') | int -%}
    {%- for number in range(last_month - count + 1, last_month + 1) -%}
        {%- set first_day = modules.datetime.date(number // 12, number % 12 + 1, 1) -%}
        {%- set next_month = modules.datetime.date((number + 1) // 12, (number + 1) % 12 + 1, 1) -%}
        {%- set last_day = next_month - modules.datetime.timedelta(days=1) %}
    select cast('{{ first_day }}' as date) as month_start, cast('{{ last_day }}' as date) as month_end
        {%- if not loop.last %} union all {%- endif -%}
    {%- endfor -%}
{%- endmacro %}

{#-
  The end of a range with an open one far in the future, so that a join compares dates and nothing else: a join
  on "is null or less" cannot be hashed by every engine.
-#}
{% macro until(valid_to) -%}
    coalesce({{ valid_to }}, cast('9999-12-31' as date))
{%- endmacro %}

{#- The first day of a range that has no known beginning, so that a join compares dates and nothing else. -#}
{% macro beginning_of_time() -%}
    cast('1900-01-01' as date)
{%- endmacro %}
