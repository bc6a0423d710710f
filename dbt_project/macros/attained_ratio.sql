{#-
  The share of the way that a value stands for, not yet clipped: 0 where it began, 1 where it aims. Reads the columns
  measure, zero_value, aim_value, target_value, met_distance and limit_distance of the relation; a range without a
  limit of its own ends at its edge, where nothing divides nothing and the share is null.
-#}
{% macro attained_ratio(value) -%}
    case
        when measure in ('higher', 'lower') then ({{ value }} - zero_value) / nullif(aim_value - zero_value, 0)
        when measure in ('target', 'range', 'maintain') and abs({{ value }} - aim_value) <= met_distance then 1
        when measure in ('target', 'range', 'maintain')
            then (limit_distance - abs({{ value }} - aim_value)) / nullif(limit_distance - met_distance, 0)
        when measure = 'binary' then case when {{ value }} >= coalesce(target_value, 1) then 1 else 0 end
    end
{%- endmacro %}
