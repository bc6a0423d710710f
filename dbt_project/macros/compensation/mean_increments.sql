{#-
  Mean increments of bands, ready to be shown: `parts` is of `folded_ends` by cycle_id, with the sum of the ratios as
  ratio_sum. People are given as a number they are at least: some of the rated are judged by no matrix, and other tables
  count all the rated. Yields common table expressions, the last called shown.
-#}
{% macro mean_increments_of(parts) -%}
{{ released_parts('released', parts, ['cycle_id']) }},

shown as (
    select
        parts.cycle_id,
        parts.band,
        parts.has_lower,
        parts.has_higher,
        case
            when not released.is_suppressed
                then {{ at_least('cast(parts.part_size as bigint)', 'released_policy.minimum_group') }}
        end as people_at_least_count,
        case
            when not released.is_suppressed
                then cast({{ share('parts.ratio_sum', 'parts.part_size') }} as decimal(18, 4))
        end as mean_increment_ratio,
        released.withheld_reason
    from {{ parts }} as parts
    inner join released
        on
            parts.cycle_id = released.cycle_id
            and parts.part_key = released.part_key
    cross join released_policy
)
{%- endmacro %}
