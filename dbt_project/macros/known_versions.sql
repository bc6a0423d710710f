{#-
  Every landed version of a raw table's rows with the time it was known: `known_from` (inclusive) to
  `known_to` (exclusive, null while it still holds), as it stood at the build's knowledge time.
  A deleted row's last version ends when its tombstone was learned; the tombstone itself is not a version.
-#}
{% macro known_versions(relation, key_columns) -%}
    select
        versions.*
    from (
        select
            landed.*,
            lead(landed.known_from) over (
                partition by {% for c in key_columns %}landed.{{ c }}{% if not loop.last %}, {% endif %}{% endfor %}
                order by landed.known_from
            ) as known_to
        from {{ relation }} as landed
        where landed.known_from <= {{ known_at() }}
    ) as versions
    where not versions.is_deleted
{%- endmacro %}
