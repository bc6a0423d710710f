{#- The text without blanks around it, null when nothing is left. -#}
{% macro blank_to_null(column) -%}
    nullif(trim({{ column }}), '')
{%- endmacro %}

{#- Epoch seconds as a timestamp in UTC; 0 means never and is null. -#}
{% macro epoch_to_timestamp(column) -%}
    {{ return(adapter.dispatch('epoch_to_timestamp', 'meritline')(column)) }}
{%- endmacro %}

{% macro default__epoch_to_timestamp(column) -%}
    make_timestamp(nullif({{ column }}, 0) * 1000000)
{%- endmacro %}

{% macro spark__epoch_to_timestamp(column) -%}
    timestamp_seconds(nullif({{ column }}, 0))
{%- endmacro %}

{#- A mapping's key: the source's word without blanks around it, in lower case, so that spelling alone never unmaps. -#}
{% macro mapping_word(column) -%}
    lower(trim({{ column }}))
{%- endmacro %}

{#- Percent as a ratio, exactly: a multiplication of decimals rounds alike on every engine, a division does not. -#}
{% macro ratio_of_percent(column) -%}
    cast({{ column }} * cast(0.01 as decimal(3, 2)) as decimal(9, 4))
{%- endmacro %}

{#-
  A time on the Frappe site's own clock as UTC. The hour that a clock set back shows twice is read as one of the two:
  nothing in the source tells them apart. Null where the site's zone is not known.
-#}
{% macro site_time_to_utc(column) -%}
    {%- set zone -%}
        (select max(sites.time_zone) from {{ ref('stg_frappe_hr__sites') }} as sites where sites.known_to is null)
    {%- endset -%}
    {{ return(local_to_utc(column, zone)) }}
{%- endmacro %}

{#- A time without zone, read on the clock of a time zone, as a time in UTC. -#}
{% macro local_to_utc(column, zone) -%}
    {{ return(adapter.dispatch('local_to_utc', 'meritline')(column, zone)) }}
{%- endmacro %}

{% macro default__local_to_utc(column, zone) -%}
    timezone('UTC', timezone({{ zone }}, {{ column }}))
{%- endmacro %}

{% macro spark__local_to_utc(column, zone) -%}
    to_utc_timestamp({{ column }}, {{ zone }})
{%- endmacro %}

{#-
  An amount in another currency, to the cent. What a large group earns in a month times a rate of six places is more
  than eighteen digits hold.
-#}
{% macro at_rate(amount, rate) -%}
    cast(cast({{ amount }} as decimal(38, 2)) * {{ rate }} as decimal(18, 2))
{%- endmacro %}

{#-
  A double to two places. By way of nine: engines disagree about which side of a half a double lies on, and agree about
  the decimal.
-#}
{% macro to_the_cent(value) -%}
    cast(cast(round({{ value }}, 9) as decimal(28, 9)) as decimal(18, 2))
{%- endmacro %}
