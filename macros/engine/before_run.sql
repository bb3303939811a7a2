{# What an engine needs before the first model. On Spark: the raw tables, registered over their Parquet. #}
{% macro before_run() -%}
    {{ return(adapter.dispatch('before_run', 'dental_collections')()) }}
{%- endmacro %}

{% macro default__before_run() -%}
    select 1 as nothing_to_do
{%- endmacro %}
