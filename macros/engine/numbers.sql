{# The name of a 64-bit floating-point number. #}
{% macro double_type() -%}
    {{ return(adapter.dispatch('double_type', 'dental_collections')()) }}
{%- endmacro %}

{% macro default__double_type() -%}double{%- endmacro %}

{% macro postgres__double_type() -%}double precision{%- endmacro %}
