{#- What leads from the people employed in a month to those paid in it, in the order of the bridge. -#}
{% macro bridge_steps() -%}
    {{ return([
        'employed_not_paid_count',
        'contingent_not_paid_count',
        'joined_after_cutoff_count',
        'unpaid_leave_count',
        'paid_not_employed_count',
        'paid_after_exit_count',
        'final_settlement_count',
    ]) }}
{%- endmacro %}
