{#- Surrogate key of the given expressions: md5 of their text, null told apart from the empty string. -#}
{% macro surrogate_key(expressions) -%}
    md5({% for e in expressions %}coalesce(cast({{ e }} as string), '∅'){% if not loop.last %} || '|' || {% endif %}{% endfor %})
{%- endmacro %}

{#-
  Keyed hash that stands for a person: without the secret nobody can try all employee numbers. A sealed pack has the
  hashes and not the secret, and looks them up in a macro of its own.
-#}
{% macro keyed_hash(value, secret) -%}
    {{ return(adapter.dispatch('keyed_hash', 'meritline')(value, secret)) }}
{%- endmacro %}

{% macro default__keyed_hash(value, secret) -%}
    {{ digest(secret ~ " || '|' || cast(" ~ value ~ " as string)") }}
{%- endmacro %}

{#- The first 128 bits of the SHA-256 of a text, in hex. -#}
{% macro digest(text) -%}
    {{ return(adapter.dispatch('digest', 'meritline')(text)) }}
{%- endmacro %}

{% macro default__digest(text) -%}
    substr(sha256({{ text }}), 1, 32)
{%- endmacro %}

{% macro spark__digest(text) -%}
    substr(sha2({{ text }}, 256), 1, 32)
{%- endmacro %}
