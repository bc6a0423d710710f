{#-
  What a row of a workbook carries so that edited ids and figures are found out: a keyed hash of whose row it is and
  of the figures that the decision was asked about. Null amounts are the empty text, as an empty cell is.
-#}
{% macro row_check(decision_kind, company_id, cycle_id, person_key, base_amount, amount, lump_sum_amount, secret) -%}
    {{ keyed_hash(
        decision_kind ~ " || '|' || " ~ company_id ~ " || '|' || " ~ cycle_id ~ " || '|' || " ~ person_key
        ~ " || '|' || coalesce(cast(cast(" ~ base_amount ~ " as decimal(18, 2)) as string), '')"
        ~ " || '|' || coalesce(cast(cast(" ~ amount ~ " as decimal(18, 2)) as string), '')"
        ~ " || '|' || coalesce(cast(cast(" ~ lump_sum_amount ~ " as decimal(18, 2)) as string), '')",
        secret
    ) }}
{%- endmacro %}
