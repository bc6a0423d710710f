{#- The grain of a model, declared once: no null and no duplicate in these columns together. -#}
{% test grain(model, columns) %}
select {{ columns | join(', ') }}, count(*) as row_count
from {{ model }}
group by {{ columns | join(', ') }}
having count(*) > 1 or {% for c in columns %}count({{ c }}) < count(*){% if not loop.last %} or {% endif %}{% endfor %}
{% endtest %}
