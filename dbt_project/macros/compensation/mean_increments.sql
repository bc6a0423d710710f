{#-
  Mean increments of bands, ready to be shown: `relation` has cycle_id, `band`, people_count and ratio_sum, and
  `folded` (of `folded_ends`) says which bands stand together. People are given as a number they are at least: some of
  the rated are judged by no matrix, and other tables count all the rated.
  Yields common table expressions, the last called shown.
-#}
{% macro mean_increments_of(relation, band) -%}
parts as (
    select
        folded.cycle_id,
        folded.band,
        cast(folded.band as string) as part_key,
        min(folded.own_band) < folded.band as has_lower,
        max(folded.own_band) > folded.band as has_higher,
        sum(sized.people_count) as part_size,
        sum(sized.ratio_sum) as ratio_sum
    from folded
    inner join {{ relation }} as sized
        on
            folded.cycle_id = sized.cycle_id
            and folded.own_band = sized.{{ band }}
    group by folded.cycle_id, folded.band
),

{{ released_parts('released', 'parts', ['cycle_id']) }},

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
    from parts
    inner join released
        on
            parts.cycle_id = released.cycle_id
            and parts.part_key = released.part_key
    cross join released_policy
)
{%- endmacro %}
