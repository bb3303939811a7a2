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


{#
    DuckDB calls a database by its file's name. A view that said it would be broken in a copy of the file under
    another name, so that what a view reads is named by schema and table alone.
#}
{% macro duckdb__create_view_as(relation, sql) -%}
    {{ return(dbt.duckdb__create_view_as(relation, sql | replace(adapter.quote(relation.database) ~ '.', ''))) }}
{%- endmacro %}
