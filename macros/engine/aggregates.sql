{# Any value of a group that is not null, where there is just one, or it is no matter which. #}
{% macro any_of(expression) -%}
    {{ return(adapter.dispatch('any_of', 'dental_collections')(expression)) }}
{%- endmacro %}

{# DuckDB keeps each group's greatest text apart, and the first it sees for half the time. #}
{% macro default__any_of(expression) -%}
    any_value({{ expression }})
{%- endmacro %}

{# PostgreSQL has any_value from version 16 on. #}
{% macro postgres__any_of(expression) -%}
    max({{ expression }})
{%- endmacro %}


{# The sum of whole numbers, as a bigint; null for no rows. Of at most 2^53: as cents, 90 trillion dollars. #}
{% macro whole_sum(expression) -%}
    {{ return(adapter.dispatch('whole_sum', 'dental_collections')(expression)) }}
{%- endmacro %}

{% macro default__whole_sum(expression) -%}
    cast(sum({{ expression }}) as bigint)
{%- endmacro %}

{# DuckDB adds integers in 128 bits, which takes twice as long; whole numbers add up exactly as doubles too. #}
{% macro duckdb__whole_sum(expression) -%}
    cast(sum(cast({{ expression }} as double)) as bigint)
{%- endmacro %}
