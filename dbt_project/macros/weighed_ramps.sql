{#-
  Components on a straight ramp from their floor (0) to their target (1), and how much of the whole weight has a value.
  `relation` has input_value, floor_value, target_value and weight_ratio; `partition_by` says which rows make one whole.

  Yields the common table expressions `ramped` (with unit_score) and `covered` (with covered_weight and whole_weight).
-#}
{% macro weighed_ramps(relation, partition_by) -%}
ramped as (
    select
        *,
        case
            when input_value is null then null
            when input_value <= floor_value then cast(0 as decimal(18, 6))
            when input_value >= target_value then cast(1 as decimal(18, 6))
            else {{ exact_ratio('greatest(input_value - floor_value, 0)', 'target_value - floor_value') }}
        end as unit_score
    from {{ relation }}
),

covered as (
    select
        *,
        sum(case when unit_score is not null then weight_ratio else 0 end) over (
            partition by {{ partition_by | join(', ') }}
        ) as covered_weight,
        sum(weight_ratio) over (partition by {{ partition_by | join(', ') }}) as whole_weight
    from ramped
)
{%- endmacro %}
