{#
    How a mart that says in its own words what is stored already is kept: as a view where nobody reads during a
    build anyway (a DuckDB file has one writer and no readers beside it), else as a copy, because PostgreSQL drops
    views together with the table below them when that is replaced, and dashboards would find nothing for a while.
#}
{% macro view_or_table() -%}
    {{ return(adapter.dispatch('view_or_table', 'dental_collections')()) }}
{%- endmacro %}

{% macro default__view_or_table() -%}
    {{ return('table') }}
{%- endmacro %}

{% macro duckdb__view_or_table() -%}
    {{ return('view') }}
{%- endmacro %}
