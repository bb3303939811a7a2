{# Columns of one relation of a select, one a line; the list is written once and used for fingerprints too. #}
{% macro columns_of(relation, columns) -%}
    {%- for column in columns -%}
    {{ relation }}.{{ column }}
    {{- ',\n        ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}
