{#-
  What a row of a workbook carries so that edited ids and figures are found out: a hash, keyed for its cycle, of whose
  row it is and of the figures that the decision was asked about. Null amounts are the empty text, as an empty cell is.
  The cycle's key is a keyed hash itself, so that a sealed pack holds the key of its cycle and not the secret.
-#}
{% macro row_check(decision_kind, company_id, cycle_id, person_key, base_amount, amount, lump_sum_amount, secret) -%}
    {{ digest(
        keyed_hash("'row_check/' || " ~ cycle_id, secret)
        ~ " || '|' || " ~ decision_kind ~ " || '|' || " ~ company_id ~ " || '|' || " ~ cycle_id ~ " || '|' || " ~ person_key
        ~ " || '|' || coalesce(cast(cast(" ~ base_amount ~ " as decimal(18, 2)) as string), '')"
        ~ " || '|' || coalesce(cast(cast(" ~ amount ~ " as decimal(18, 2)) as string), '')"
        ~ " || '|' || coalesce(cast(cast(" ~ lump_sum_amount ~ " as decimal(18, 2)) as string), '')"
    ) }}
{%- endmacro %}
