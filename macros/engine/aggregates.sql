{# Any value of a group that is not null, where there is just one, or it is no matter which. #}
{% macro any_of(expression) -%}
    {{ return(adapter.dispatch('any_of', 'dental_collections')(expression)) }}
{%- endmacro %}

{% macro default__any_of(expression) -%}
    max({{ expression }})
{%- endmacro %}

{# DuckDB finds the first that is not null in half the time of the greatest; others' any_value can be null. #}
{% macro duckdb__any_of(expression) -%}
    any_value({{ expression }})
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
