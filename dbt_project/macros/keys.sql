{#- Surrogate key of the given expressions: md5 of their text, null told apart from the empty string. -#}
{% macro surrogate_key(expressions) -%}
    md5({% for e in expressions %}coalesce(cast({{ e }} as string), '∅'){% if not loop.last %} || '|' || {% endif %}{% endfor %})
{%- endmacro %}

{#- Keyed hash that stands for a person: without the secret nobody can try all employee numbers. -#}
{% macro keyed_hash(value, secret) -%}
    {{ return(adapter.dispatch('keyed_hash', 'meritline')(value, secret)) }}
{%- endmacro %}

{% macro default__keyed_hash(value, secret) -%}
    substr(sha256({{ secret }} || '|' || cast({{ value }} as string)), 1, 32)
{%- endmacro %}

{% macro spark__keyed_hash(value, secret) -%}
    substr(sha2({{ secret }} || '|' || cast({{ value }} as string), 256), 1, 32)
{%- endmacro %}
